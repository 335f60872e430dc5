"""How long a clean release build takes."""

import subprocess
import tempfile
import time

import page
from programs import ROOT, say

PROGRAM = """[package]
name = "program"
version = "0.0.0"
edition = "2024"
[dependencies]
acs-call-automation = {{ path = "{root}" }}
[workspace]
"""


def measure(quick):
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/Cargo.toml", "w") as file:
            file.write(PROGRAM.format(root=ROOT))
        subprocess.run(["mkdir", f"{folder}/src"], check=True)
        with open(f"{folder}/src/main.rs", "w") as file:
            file.write("fn main() { println!(\"{:?}\", acs_call_automation::RequestOptions::new()); }")
        program = ["cargo", "build", "--quiet", "--release", "--manifest-path", f"{folder}/Cargo.toml"]
        library = ["cargo", "build", "--quiet", "--release", "-p", "acs-call-automation-capi", "--lib", "--no-default-features", "--features", "tls"]
        return {"rust": timed(program, f"{folder}/one"), "c": timed(library, f"{folder}/two")}


def timed(command, target):
    say(" ".join(command))
    began = time.monotonic()
    subprocess.run([*command, "--target-dir", target], check=True, cwd=ROOT, timeout=600)
    return time.monotonic() - began


def section(results):
    rows = [
        ["a Rust program that uses the crate, default features", page.number(results["rust"]), "60"],
        ["the C library with TLS, without the emulator, as it is installed", page.number(results["c"]), "90"],
    ]
    return page.chapter("Clean release builds", "Dependencies were downloaded before.", page.table(["", "s", "goal"], rows))
