"""Memory and threads of a receiver with open connections."""

import page
from programs import run, rust, spread


def measure(quick):
    rounds = 1 if quick else 3
    counts = [1_000] if quick else [1_000, 10_000]
    return {str(count): [run([rust("footprint"), count]) for _ in range(rounds)] for count in counts}


def section(results):
    def median(count, key):
        return spread([one[key] for one in results[count]])[0]

    rows = [["process alone", page.number(median("1000", "alone")), "", ""]]
    rest = [page.number(median("1000", key)) for key in ("rest", "rest_threads")]
    rows.append(["client and receiver, one connection between them", *rest, "5,120 KiB"])
    goals = {"1000": "24,576 KiB", "10000": "2 threads of the receiver that handle requests, 1 that polls"}
    for count in results:
        values = [page.number(median(count, key)) for key in ("connected", "threads")]
        rows.append([f"and {int(count):,} open connections", *values, goals[count]])
    table = page.table(["", "resident, KiB", "threads, with the main thread", "goal"], rows)
    return page.chapter("Memory and threads", "Half of the connections were used before.", table)
