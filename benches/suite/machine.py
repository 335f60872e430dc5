"""The machine and the versions."""

import os
import platform
import re
import shutil
import subprocess
from pathlib import Path

from programs import ROOT, SDKS

LOAD = []


def note_load():
    LOAD.append(os.getloadavg()[0])


def describe():
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = int(re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())[1]) / 1024 / 1024
    system = re.search(r'PRETTY_NAME="(.*)"', Path("/etc/os-release").read_text())
    facts = [
        f"{os.cpu_count()} processors ({cpu[1] if cpu else platform.machine()}), {memory:.0f} GiB",
        f"{system[1] if system else platform.system()}, Linux {platform.release().split('-')[0]}",
        f"load average at the start {LOAD[0]:.1f}" if LOAD else "",
        first(["rustc", "--version"], r"rustc (\S+)", "Rust"),
        first(["cc", "--version"], r"(\d+\.\d+\.\d+)", "cc"),
        first(["nginx", "-v"], r"nginx/(\S+)", "nginx"),
        first(["curl-config", "--version"], r"libcurl (\S+)", "libcurl"),
        first(["node", "--version"], r"v(\S+)", "Node"),
        first([str(SDKS / "venv/bin/python"), "--version"], r"Python (\S+)", "Python"),
        locked("ureq"),
        locked("tiny_http"),
    ]
    python = re.search(r"callautomation==(\S+)", (ROOT / "conformance/requirements.txt").read_text())
    js = re.search(r'"@azure/communication-call-automation": "([^"]*)"', (ROOT / "conformance/js/package.json").read_text())
    facts.append(f"official SDKs {python[1]} (Python) and {js[1]} (JavaScript)")
    return "; ".join(fact for fact in facts if fact)


def first(command, pattern, name):
    if not shutil.which(command[0]):
        return ""
    done = subprocess.run(command, capture_output=True, text=True)
    found = re.search(pattern, done.stdout + done.stderr)
    return f"{name} {found[1]}" if found else ""


def locked(name):
    lock = (ROOT / "benches/peers/Cargo.lock").read_text()
    return f"{name} " + re.search(rf'name = "{name}"\nversion = "([^"]*)"', lock)[1]
