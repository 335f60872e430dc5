"""Events that are posted to a receiver, beside servers that do less with them."""

import time

import page
import plot
from nginx import RECEIVED, nginx
from programs import BUILD, EVENT, EVENT_ID, MODES, ROOT, js_sdk, run, rust, say, serving, spread

THIS, NODE, NGINX = "this receiver", "Node's http server, official parser", "nginx, static"
TINY, LISTENER = "tiny_http alone", "bare listener, a thread each"
CONNECTIONS = [8, 64, 1000]
# With so many connections, latency is measured at half the rate too.
HALF_LOAD = 64
GOALS = [(NODE, 2.0), (NGINX, 0.5)]


def measure(quick):
    rounds, seconds = (2, 0.5) if quick else (7, 1.0)
    results = {"rounds": rounds, "seconds": seconds}
    for mode in MODES:
        results[mode] = {}
        for number in range(rounds):
            say(f"events, {mode}, round {number + 1} of {rounds}")
            for name, start in servers(mode):
                with start as server:
                    runs = results[mode].setdefault(name, {})
                    warm_up(server, mode, 1 if quick else 4)
                    for connections in CONNECTIONS:
                        result = load(server, connections, seconds, 0, mode)
                        runs.setdefault(str(connections), []).append(result)
                        if connections == HALF_LOAD:
                            half = load(server, connections, seconds, result["rate"] / 2, mode)
                            runs.setdefault("half", []).append(half)
    return results


def servers(mode):
    workers = 1 if mode == "pinned" else 2
    yield THIS, serving([rust("receiver")], mode)
    yield TINY, serving([rust("tiny_http")], mode)
    yield LISTENER, serving([rust("listener")], mode)
    if js := js_sdk():
        yield NODE, serving(["node", ROOT / "benches/peers/sdk/receive.mjs", js], mode)
    yield NGINX, nginx(RECEIVED, mode, workers)


def warm_up(server, mode, limit):
    """Enough events for a compiler that compiles what runs often, or so many seconds."""
    until, count = time.monotonic() + limit, 0
    while count < 10_000 and time.monotonic() < until:
        count += load(server, 8, 0.5, 0, mode)["count"]


def load(server, connections, seconds, rate, mode):
    before = server.cpu()
    result = run([BUILD / "load", server.port, connections, seconds, rate, EVENT, EVENT_ID], mode)
    result["cpu"] = (server.cpu() - before) / max(result["count"], 1)
    result["rate"] = result["count"] / result["wall"]
    return result


def section(results):
    text, bars = "", []
    names = list(results["free"])
    for mode in MODES:
        rows = []
        for name in names:
            runs = results[mode][name]
            rates = [spread([one["rate"] for one in runs[str(connections)]]) for connections in CONNECTIONS]
            cpu = spread([one["cpu"] * 1e6 for one in runs["64"]])[0]
            half = spread([one["p99"] * 1e3 for one in runs["half"]])
            rows.append([name, *map(page.with_spread, rates), page.number(cpu), page.with_spread(half)])
        heads = [f"{mode}: events/s over", *[f"{connections:,} connections" for connections in CONNECTIONS]]
        text += page.table([*heads, "CPU of the server, us/event", "99 % at half load, ms"], rows) + "\n"
    for name in names:
        bars.append((name, [(mode, *spread([one["rate"] for one in results[mode][name]["64"]])) for mode in MODES]))
    plot.write("receiving", plot.bars("Events per second over 64 connections", bars))
    ratios = []
    for other, goal in GOALS:
        if other in names:
            cells = [f"to {other}"]
            for mode in MODES:
                for connections in map(str, CONNECTIONS):
                    pairs = zip(results[mode][THIS][connections], results[mode][other][connections])
                    cells.append(page.number(spread([mine["rate"] / theirs["rate"] for mine, theirs in pairs])[0]))
            ratios.append([*cells, page.number(goal)])
    heads = ["events/s", *[f"{mode}, {connections:,}" for mode in MODES for connections in CONNECTIONS], "goal"]
    text += page.table(heads, ratios)
    about = (
        f"A program in C (`benches/peers/c/load.c`) posts CallConnected events with new ids over kept connections, "
        f"{results['seconds']:g} s each time, {results['rounds']} rounds in turns. This receiver parses each event, checks for duplicates and queues it, and another thread reads it; "
        "Node parses it; tiny_http and the bare listener read the body; nginx discards it. At half load events come at even "
        "distances, and each is timed from when it was due."
    )
    return page.chapter("Events received, beside other servers", about, text, "receiving")
