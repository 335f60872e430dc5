"""Many threads that send requests: of one client, and of a client each."""

import page
from nginx import CREATED, nginx
from programs import run, rust, say, spread

THREADS = [1, 2, 8, 64]


def measure(quick):
    rounds, seconds = (1, 0.5) if quick else (3, 1.5)
    results = {"rounds": rounds, "one": {}, "each": {}}
    with nginx(CREATED, workers=2) as server:
        for number in range(rounds):
            say(f"threads, round {number + 1} of {rounds}")
            for threads in THREADS:
                for kind, clients in [("one", 1), ("each", threads)]:
                    result = run([rust("threads"), server.port, threads, clients, seconds])
                    results[kind].setdefault(str(threads), []).append(result)
    return results


def section(results):
    rows = []
    for threads in map(str, THREADS):
        row = [threads]
        for kind in ("one", "each"):
            row.append(page.with_spread(spread([one["rate"] for one in results[kind][threads]])))
            row.append(page.number(spread([one["cpu"] * 1e6 for one in results[kind][threads]])[0]))
        rows.append(row)
    heads = ["threads", "one client: create-calls/s", "CPU, us", "a client each: create-calls/s", "CPU, us"]
    about = f"nginx with two processes on the same processors; {results['rounds']} rounds. A lock that threads wait for would show between the columns."
    return page.chapter("Threads on one client", about, page.table(heads, rows))
