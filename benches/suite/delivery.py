"""From the POST of an event to the thread that waits for it, and the cost of an event beside many subscriptions."""

import page
import plot
from programs import run, rust, say, spread

SUBSCRIPTIONS = [1, 10, 100, 1_000, 10_000, 100_000]


def measure(quick):
    rounds, seconds, events = (1, 2, 20_000) if quick else (3, 8, 100_000)
    results = {"rounds": rounds, "delivery": [], "subscriptions": {}}
    for number in range(rounds):
        say(f"delivery, round {number + 1} of {rounds}")
        results["delivery"].append(run([rust("delivery"), seconds, 500, 200]))
        for count in SUBSCRIPTIONS:
            result = run([rust("subscriptions"), count, events])
            results["subscriptions"].setdefault(str(count), []).append(result["cpu"])
    return results


def section(results):
    cells = [page.with_spread(spread([one[key] * 1e3 for one in results["delivery"]])) for key in ("p50", "p99")]
    text = page.table(
        ["from the POST to the waiting thread, ms", "median", "99 %", "goal, 99 %"],
        [["500 events/s, 200 slow attackers, a subscription that nothing reads", *cells, "2"]],
    )
    costs = {count: spread([cpu * 1e6 for cpu in runs]) for count, runs in results["subscriptions"].items()}
    most, least = max(cost[0] for cost in costs.values()), min(cost[0] for cost in costs.values())
    heads = ["subscriptions", *[f"{int(count):,}" for count in costs], "most to least", "goal"]
    row = ["CPU per event, us", *map(page.with_spread, costs.values()), page.number(most / least), "1.2"]
    text += "\n" + page.table(heads, [row])
    bars = [(f"{int(count):,} subscriptions", [("free", *cost)]) for count, cost in costs.items()]
    plot.write("subscriptions", plot.bars("CPU time per event, microseconds", bars))
    about = (
        "Events of the first table come over one connection, while attackers send a byte of a head every 100 ms. Those of the second are "
        f"handed to the inbox and taken out of the subscription of their call, without a socket. {results['rounds']} rounds."
    )
    return page.chapter("Delivery of events", about, text, "subscriptions")
