"""Create-calls over TLS and a long way, after a time without any."""

import contextlib
import os
import shutil
import subprocess
import tempfile

import page
from nginx import CREATED, nginx
from programs import Absent, absent, run, rust, say, serving

SERVER, CLIENT = "acs-bench-server", "acs-bench-client"
ADDRESS, ROUND_TRIP = "10.77.13.1", 60
KINDS = {
    "kept": "connection kept (`idle_timeout` longer than the pause)",
    "given_up": "connection given up meanwhile",
    "warmed_up": "given up, then `warm_up` ahead of the request",
    "new": "new client",
}


def measure(quick):
    if not shutil.which("openssl"):
        raise Absent("openssl is missing")
    seconds, samples = (2, 20) if quick else (60, 150)
    way, prefix = "namespaces", ["ip", "netns", "exec", CLIENT]
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        certificate(folder)
        tls = f"ssl_protocols TLSv1.3; ssl_certificate {folder}/server.pem; ssl_certificate_key {folder}/server.key;"
        try:
            stack.enter_context(network())
            inside = ["ip", "netns", "exec", SERVER]
            stack.enter_context(nginx(CREATED, address=ADDRESS, tls=tls, prefix=inside, bind_here=False))
            url = f"https://{ADDRESS}:8443"
        except Absent as reason:
            absent("network namespaces with netem", f"{reason}; a program delays the bytes instead")
            way, prefix = "program", []
            server = stack.enter_context(nginx(CREATED, tls=tls))
            line = stack.enter_context(serving([rust("long_way"), server.port, ROUND_TRIP], "free"))
            url = f"https://127.0.0.1:{line.port}"
        say(f"{seconds} s without a request")
        program = [rust("after_idleness"), url, f"{folder}/ca.pem", seconds, samples]
        result = run([*prefix, *program], limit=240)
    return {"seconds": seconds, "samples": samples, "way": way, **result}


@contextlib.contextmanager
def network():
    """Two network namespaces with a line between them that takes half the round trip each way."""
    if os.geteuid() != 0 or not shutil.which("ip") or not shutil.which("tc"):
        raise Absent("root, ip and tc are needed")
    remove()
    try:
        for name in (SERVER, CLIENT):
            ip("netns", "add", name)
        ip("link", "add", "acs-a", "netns", SERVER, "type", "veth", "peer", "name", "acs-b", "netns", CLIENT)
        for name, link, address in [(SERVER, "acs-a", ADDRESS), (CLIENT, "acs-b", "10.77.13.2")]:
            ip("-n", name, "addr", "add", f"{address}/24", "dev", link)
            ip("-n", name, "link", "set", "lo", "up")
            ip("-n", name, "link", "set", link, "up")
            delay = ["tc", "qdisc", "add", "dev", link, "root", "netem", "delay", f"{ROUND_TRIP // 2}ms", "limit", "10000"]
            command(["ip", "netns", "exec", name, *delay])
        yield
    finally:
        remove()


def remove():
    for name in (SERVER, CLIENT):
        subprocess.run(["ip", "netns", "del", name], stderr=subprocess.DEVNULL)


def ip(*words):
    command(["ip", *words])


def command(words):
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode:
        raise Absent(f"{' '.join(words)}: {done.stderr.strip()}")


def certificate(folder):
    """A CA, and a certificate of the server with an address."""
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    openssl("req", "-x509", *key, "-keyout", f"{folder}/ca.key", "-out", f"{folder}/ca.pem", "-subj", "/CN=bench CA")
    openssl("req", *key[:-2], "-keyout", f"{folder}/server.key", "-out", f"{folder}/request", "-subj", "/CN=bench")
    with open(f"{folder}/extensions", "w") as file:
        file.write(f"subjectAltName=IP:{ADDRESS},IP:127.0.0.1\nbasicConstraints=critical,CA:FALSE\n")
    names = ["-CA", f"{folder}/ca.pem", "-CAkey", f"{folder}/ca.key", "-CAcreateserial", "-extfile", f"{folder}/extensions"]
    openssl("x509", "-req", "-days", "2", "-in", f"{folder}/request", "-out", f"{folder}/server.pem", *names)


def openssl(*words):
    command(["openssl", *words])


def section(results):
    rows = []
    for kind, what in KINDS.items():
        times = [page.number(results[kind][key] * 1e3) for key in ("p50", "p99")]
        rows.append([what, *times, str(ROUND_TRIP + 5) if kind in ("kept", "warmed_up") else ""])
    table = page.table(["a create-call, ms", "median", "99 %", "goal, 99 %"], rows)
    ways = {
        "namespaces": "in another network namespace, {} ms of round trip (netem)",
        "program": "through a program that delays the bytes, {} ms of round trip, and those of a new connection one round trip more",
    }
    about = (
        f"TLS 1.3 to nginx {ways[results['way']].format(ROUND_TRIP)}; {results['seconds']} s without a request, "
        f"{results['samples']} clients of each kind, one after the other. A client closes a connection that was not used for `idle_timeout`, "
        "60 s by default; then name lookup, TCP and TLS take two more round trips and the processor's part of the handshake."
    )
    return page.chapter("After a pause, over TLS and 60 ms", about, table)
