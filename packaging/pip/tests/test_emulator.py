"""The installed package: its helper, and the program on its own."""

import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from acs_emulator import Emulator, EmulatorError, program

CALL = {"from": "4:+15550100123", "to": "4:+15550100199"}


def is_running(endpoint):
    try:
        urllib.request.urlopen(f"{endpoint}/_emulator/clock").close()
    except OSError:
        return False
    return True


def test_it_runs_as_long_as_the_with_block():
    with Emulator() as emulator:
        endpoint = emulator.endpoint
        assert endpoint.startswith("http://127.0.0.1:")
        assert emulator.connection_string == f"endpoint={endpoint}/;accesskey={emulator.access_key}"
        assert emulator.ca_file is None
        assert is_running(endpoint)
    assert not is_running(endpoint)
    with pytest.raises(EmulatorError, match="does not run"):
        emulator.connection_string


def test_arguments_are_those_of_the_program():
    with Emulator("--manual-clock") as emulator:
        assert emulator.control("clock")["elapsedMs"] == 0
        assert emulator.control("clock", {"advanceMs": 1500})["elapsedMs"] == 1500


def test_two_run_side_by_side():
    with Emulator() as first, Emulator() as second:
        first.control("phone-number", {"number": "+15550100199"})
        assert first.control("incoming-call", CALL)["incomingCallContext"]
        with pytest.raises(EmulatorError, match=r"_emulator/incoming-call: 400 .*error"):
            second.control("incoming-call", CALL)


def test_a_method_may_be_given():
    with Emulator() as emulator:
        removed = emulator.control("subscription", {"url": "http://127.0.0.1:1/"}, method="DELETE")
        assert removed == {"removed": False}


def test_https_comes_with_a_ca_that_ends_with_it():
    with Emulator(https=True) as emulator:
        assert emulator.endpoint.startswith("https://127.0.0.1:")
        ca_file = Path(emulator.ca_file)
        assert emulator.control("ca") == ca_file.read_text()
    assert not ca_file.exists() and emulator.ca_file is None


def test_a_ca_in_a_folder_is_kept(tmp_path):
    for _ in range(2):
        with Emulator(https=True, ca_dir=tmp_path) as emulator:
            certificate = emulator.control("ca")
    assert (tmp_path / "acs-emulator-ca.pem").read_text() == certificate


def test_a_folder_without_https_is_refused(tmp_path):
    with pytest.raises(ValueError, match="ca_dir needs https"):
        Emulator(ca_dir=tmp_path)


def test_an_emulator_that_does_not_start_is_an_error():
    with pytest.raises(EmulatorError, match="ended with status 2"):
        Emulator("--no-such-option").start()


def test_an_emulator_that_starts_too_slowly_is_an_error(tmp_path):
    # To read from a pipe that nothing writes to takes forever.
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(EmulatorError, match="did not start within 0.05 s"):
        Emulator("--callback-ca", str(tmp_path / "pipe"), timeout=0.05).start()


def test_it_can_be_closed_twice_and_started_again():
    emulator = Emulator()
    for _ in range(2):
        emulator.start()
        with pytest.raises(EmulatorError, match="runs already"):
            emulator.start()
        emulator.close()
        emulator.close()


@pytest.mark.parametrize("ending", ["", "os.kill(os.getpid(), signal.SIGKILL)"])
def test_it_ends_with_a_program_that_does_not_close_it(ending):
    forgetful = f"""
import os, signal
from acs_emulator import Emulator
print(Emulator().start().endpoint, flush=True)
{ending}
"""
    # Its output ends when the emulator, which inherits standard error, has ended too.
    output = subprocess.run([sys.executable, "-c", forgetful], capture_output=True)
    assert not is_running(output.stdout.decode().strip())


@pytest.mark.parametrize("command", [[str(program())], [sys.executable, "-m", "acs_emulator"]])
def test_the_program_runs_alone(command):
    with subprocess.Popen([*command, "--port", "0"], stdout=subprocess.PIPE, text=True) as running:
        endpoint = running.stdout.readline().split(";")[0].removeprefix("endpoint=")
        assert is_running(endpoint.rstrip("/"))
        os.kill(running.pid, signal.SIGTERM)
        assert running.wait(10) == 0
