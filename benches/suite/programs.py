"""The programs that are compared: how they are built, started and read."""

import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "target" / "peers"
SDKS = ROOT / "target" / "conformance"
EVENT = ROOT / "tests" / "data" / "events" / "CallConnected.json"
EVENT_ID = "25eb20d4-fe6b-4e2c-a549-42da9b73ad7b"

# Whatever is absent: its name, and why.
ABSENT = {}
# Pinned, everything shares one processor: the peer, its server and who loads it.
MODES = {"pinned": ["taskset", "-c", "0"], "free": []}


class Absent(Exception):
    """Something that a part needs is not there."""


def say(text):
    print(text, file=sys.stderr, flush=True)


def absent(name, why):
    if name not in ABSENT:
        say(f"\n!!! ABSENT: {name}: {why}\n")
        ABSENT[name] = why


def build():
    for tool in ["cargo", "cc", "taskset", "nginx"]:
        if not shutil.which(tool):
            sys.exit(f"{tool} is needed")
    say("== building")
    manifest = ROOT / "benches/peers/Cargo.toml"
    command = ["cargo", "build", "--locked", "--quiet", "--release", "--manifest-path", manifest]
    subprocess.run([*command, "--target-dir", BUILD], check=True)
    for name, library in [("socket", []), ("load", []), ("libcurl", ["-lcurl"])]:
        source = ROOT / f"benches/peers/c/{name}.c"
        built = subprocess.run(["cc", "-O2", "-o", BUILD / name, source, *library], capture_output=True, text=True)
        if built.returncode and library:
            absent(name, "its headers are missing")
        elif built.returncode:
            sys.exit(built.stderr)


def rust(name):
    return str(BUILD / "release" / name)


def python_sdk():
    return present(SDKS / "venv/bin/python", "official SDK for Python", "conformance/run installs it")


def js_sdk():
    if not shutil.which("node"):
        return absent("official SDK for JavaScript", "node is missing")
    folder = SDKS / "js"
    known = folder / "node_modules/@azure/communication-call-automation"
    return present(known, "official SDK for JavaScript", "conformance/run installs it") and str(folder)


def present(path, name, how):
    return str(path) if path.exists() else absent(name, how)


def run(command, mode="free", limit=180):
    """Runs a program; what its last line says, in JSON."""
    command = [*MODES[mode], *map(str, command)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=limit)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


class Server:
    """A program that serves on `port` until it is stopped."""

    def __init__(self, process, port):
        self.process, self.port = process, port

    def cpu(self):
        """Seconds of processor time so far, with those of its own processes."""
        return sum(map(seconds_of, [self.process.pid, *children_of(self.process.pid)]))


@contextlib.contextmanager
def serving(command, mode, prefix=()):
    """A program that prints its port, and ends with its standard input."""
    command = [*prefix, *MODES[mode], *map(str, command)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield Server(process, int(process.stdout.readline()))
    finally:
        process.stdin.close()
        end(process)


def end(process):
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def children_of(pid):
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in path.read_text().split()]


def seconds_of(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def spread(values):
    """Median, least and most."""
    return statistics.median(values), min(values), max(values)
