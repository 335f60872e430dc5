"""A create-call on a kept connection: what it takes of the processor, and how long."""

import socket
import threading

import page
import plot
from nginx import BODY, CREATED, nginx
from programs import BUILD, MODES, ROOT, js_sdk, python_sdk, run, rust, say, spread

THIS, SOCKET, LIBCURL = "this client", "bare socket, C", "libcurl, C"
UREQ, PYTHON, JS = "ureq alone", "official SDK, Python", "official SDK, JavaScript"
# Ratios to these have a goal.
GOALS = [
    (THIS, LIBCURL, "cpu", "CPU, to libcurl with a request made before", {"pinned": 0.85, "free": 0.85}),
    (THIS, PYTHON, "cpu", "CPU, to the official SDK for Python", {"pinned": 1 / 70, "free": 1 / 70}),
    (THIS, JS, "cpu", "CPU, to the official SDK for JavaScript", {"pinned": 1 / 10, "free": 1 / 10}),
    (THIS, SOCKET, "p50", "time, median, to the bare socket", {"pinned": 2.0, "free": 1.3}),
    (THIS, SOCKET, "p99", "time, 99 %, to the bare socket", {"pinned": 2.0, "free": 1.3}),
]


def measure(quick):
    rounds, count = (2, 1_000) if quick else (7, 10_000)
    request = BUILD / "request.bin"
    request.write_bytes(capture())
    results = {"rounds": rounds, "count": count}
    for mode in MODES:
        results[mode] = {}
        with nginx(CREATED, mode) as server:
            peers = list(commands(server.port, count, request))
            for number in range(rounds):
                say(f"create-call, {mode}, round {number + 1} of {rounds}")
                # Each round begins with another one.
                turn = number % len(peers)
                for name, command in peers[turn:] + peers[:turn]:
                    result = run(command, mode)
                    result["cpu"] /= result["count"]
                    results[mode].setdefault(name, []).append(result)
            results[mode]["first"] = [run([rust("create_call"), server.port, 0], mode)["first"] for _ in range(50)]
    return results


def commands(port, count, request):
    sdk = ROOT / "benches/peers/sdk"
    yield THIS, [rust("create_call"), port, count]
    yield SOCKET, [BUILD / "socket", port, count, request]
    if (BUILD / "libcurl").exists():
        yield LIBCURL, [BUILD / "libcurl", port, count, request]
    yield UREQ, [rust("ureq_alone"), port, count, request]
    if python := python_sdk():
        yield PYTHON, [python, "-B", sdk / "create_call.py", port, count // 10]
    if js := js_sdk():
        yield JS, ["node", sdk / "create_call.mjs", js, port, count // 5]


def capture():
    """The request of this client, with its signature: what the peers without one send."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        received = []

        def respond():
            connection, _ = listener.accept()
            with connection:
                received.append(connection.recv(65536))
                head = f"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: {len(BODY)}\r\n\r\n"
                connection.sendall((head + BODY).encode())
                connection.recv(1)

        thread = threading.Thread(target=respond)
        thread.start()
        run([rust("create_call"), listener.getsockname()[1], 0])
        thread.join()
        return received[0]


def section(results):
    names = [name for name in results["free"] if name != "first"]
    rows, bars = [], []
    for name in names:
        row, bar = [name], []
        for mode in MODES:
            cpu = spread([one["cpu"] * 1e6 for one in results[mode][name]])
            bar.append((mode, *cpu))
            row.append(page.with_spread(cpu))
            row += [page.number(spread([one[key] * 1e6 for one in results[mode][name]])[0]) for key in ("p50", "p99")]
        rows.append(row)
        bars.append((name, bar))
    plot.write("creating", plot.bars("CPU time per create-call, microseconds (logarithmic)", bars, logarithmic=True))
    heads = ["", "pinned: CPU, us", "median, us", "99 %, us", "free: CPU, us", "median, us", "99 %, us"]
    text = page.table(heads, rows)
    ratios = []
    for one, other, key, what, goals in GOALS:
        if one in names and other in names:
            cells = [what]
            for mode in MODES:
                pairs = zip(results[mode][one], results[mode][other])
                ratio = spread([mine[key] / theirs[key] for mine, theirs in pairs])
                cells += [page.with_spread(ratio), page.number(goals[mode])]
            ratios.append(cells)
    text += "\n" + page.table(["ratio", "pinned", "goal", "free", "goal"], ratios)
    first = {mode: spread([one * 1e3 for one in results[mode]["first"]]) for mode in MODES}
    cells = [page.with_spread(first[mode]) for mode in MODES]
    text += "\n" + page.table(["", "pinned", "free", "goal"], [["first signed request after the start of `main`, ms", *cells, "5"]])
    about = (
        f"{results['count']:,} requests on one connection to nginx, which sends a fixed response with the headers of the service; a fifth as "
        f"many with the SDK for JavaScript, a tenth with that for Python. {results['rounds']} rounds, in turns. This client and the SDKs build and sign each request, and "
        "parse its response; the others send the same bytes, made before."
    )
    return page.chapter("A create-call beside its peers", about, text, "creating")
