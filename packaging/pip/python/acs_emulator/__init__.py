"""Runs the emulator of Azure Communication Services Call Automation.

    from acs_emulator import Emulator

    with Emulator() as emulator:
        emulator.connection_string                          # for the official SDK
        emulator.control("remote-party", {"reaction": "busy"})

The program is part of this package; `acs-emulator --help` in a shell lists its options.
"""

from __future__ import annotations

import json
import queue
import ssl
import subprocess
import tempfile
import threading
import urllib.error
import urllib.request
from importlib.metadata import files
from pathlib import Path
from typing import IO, Any, Mapping

__all__ = ["Emulator", "EmulatorError", "program"]


class EmulatorError(Exception):
    """The emulator did not start, or refused a request to its control API."""


def program() -> Path:
    """Returns the path of the program acs-emulator that this package installed.

    Raises EmulatorError when it is not there.
    """
    names = ("acs-emulator", "acs-emulator.exe")
    found = [Path(str(file.locate())) for file in files("acs-emulator") or () if file.name in names]
    # With `pip install --target`, pip moves the program and keeps the former path in its list of files.
    found += [Path(__file__).parents[1] / "bin" / name for name in names]
    for path in found:
        if path.is_file():
            return path.resolve()
    raise EmulatorError("the package acs-emulator is installed without its program")


class Emulator:
    """An emulator on a free port of 127.0.0.1, which runs as long as the `with` block.

    `arguments` are those of the program, for example `Emulator("--manual-clock", "--page-size", "2")`.
    With `https` it speaks https, with a certificate of a CA that is made for it; `ca_dir` is the folder where
    that CA is kept, by default a temporary one. `timeout` is the time that it has to start, in seconds.

    Without `with`, `start` and `close` do the same. One that was closed can be started again.
    """

    def __init__(
        self,
        *arguments: str,
        https: bool = False,
        ca_dir: str | Path | None = None,
        timeout: float = 10.0,
    ) -> None:
        if ca_dir is not None and not https:
            raise ValueError("ca_dir needs https=True")
        self._arguments = arguments
        self._https = https
        self._ca_dir = ca_dir
        self._timeout = timeout
        self._process: subprocess.Popen[str] | None = None
        self._made: tempfile.TemporaryDirectory[str] | None = None
        self._connection_string = ""
        self._ca_file: str | None = None

    def start(self) -> Emulator:
        """Starts the program and returns when it accepts requests.

        Raises EmulatorError when it does not start; the program says why on standard error.
        """
        if self._process is not None:
            raise EmulatorError("the emulator runs already")
        # The pipe to it breaks however this process ends, and the emulator ends too.
        command = [str(program()), "--until-eof", *self._arguments]
        if self._https:
            folder = self._ca_dir
            if folder is None:
                self._made = tempfile.TemporaryDirectory(prefix="acs-emulator-")
                folder = self._made.name
            command += ["--https", "--ca-dir", str(folder)]
            self._ca_file = str(Path(folder).absolute() / "acs-emulator-ca.pem")
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        try:
            self._connection_string = self._first_line(self._process)
        except EmulatorError:
            self.close()
            raise
        return self

    def _first_line(self, process: subprocess.Popen[str]) -> str:
        assert process.stdout is not None
        lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=_read, args=(process.stdout, lines), daemon=True).start()
        try:
            line = lines.get(timeout=self._timeout).strip()
        except queue.Empty:
            raise EmulatorError(f"acs-emulator did not start within {self._timeout} s") from None
        if not line:
            raise EmulatorError(
                f"acs-emulator ended with status {process.wait()}; standard error says why"
            )
        if not line.startswith("endpoint="):
            raise EmulatorError(f"acs-emulator began with {line!r}, not with a connection string")
        return line

    def close(self) -> None:
        """Ends the emulator. Does nothing when it does not run."""
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            assert process.stdin is not None
            process.stdin.close()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        made, self._made = self._made, None
        if made is not None:
            self._ca_file = None
            made.cleanup()

    def __enter__(self) -> Emulator:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def connection_string(self) -> str:
        """`endpoint=...;accesskey=...`, as the official SDKs take it.

        Python's `from_connection_string` makes https of every endpoint: it needs `https=True`.
        """
        if self._process is None:
            raise EmulatorError("the emulator does not run")
        return self._connection_string

    @property
    def endpoint(self) -> str:
        """The URL, for example `http://127.0.0.1:40123`, without a slash at its end."""
        return self._part(0, "endpoint=").rstrip("/")

    @property
    def access_key(self) -> str:
        """The access key, in base64."""
        return self._part(1, "accesskey=")

    def _part(self, index: int, name: str) -> str:
        return self.connection_string.split(";", 1)[index][len(name) :]

    @property
    def ca_file(self) -> str | None:
        """The PEM file of the CA that clients must trust, or None without https.

        Clients of the official SDK take it as `connection_verify`.
        """
        return self._ca_file

    def control(
        self, path: str, body: Mapping[str, Any] | None = None, *, method: str | None = None
    ) -> Any:
        """Sends a request to the control API; returns the JSON of its response, or its text.

        `path` is the part after `/_emulator/`. The method is POST with a body, else GET, unless it is given.
        Raises EmulatorError when the request is refused.
        """
        request = urllib.request.Request(
            f"{self.endpoint}/_emulator/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
            method=method or ("GET" if body is None else "POST"),
        )
        handlers: list[urllib.request.BaseHandler] = [urllib.request.ProxyHandler({})]
        if self._ca_file is not None:
            trust = ssl.create_default_context(cafile=self._ca_file)
            handlers.append(urllib.request.HTTPSHandler(context=trust))
        try:
            with urllib.request.build_opener(*handlers).open(request) as response:
                content = response.read().decode()
                is_json = response.headers.get_content_type() == "application/json"
                return json.loads(content) if is_json else content
        except urllib.error.HTTPError as error:
            text = error.read().decode(errors="replace")
            raise EmulatorError(f"_emulator/{path}: {error.code} {text}") from error
        except urllib.error.URLError as error:
            raise EmulatorError(f"_emulator/{path}: {error.reason}") from error


def _read(output: IO[str], lines: queue.Queue[str]) -> None:
    # All of it, so that the program never waits for a reader; only the first line is of use.
    with output:
        lines.put(output.readline())
        for _ in output:
            pass
