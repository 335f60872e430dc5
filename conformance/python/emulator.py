"""The program acs-emulator: started, steered and ended."""

import json
import subprocess
import urllib.request


class Emulator:
    """Runs the program while the `with` block runs."""

    def __init__(self, program):
        self._process = subprocess.Popen([program, "--port", "0"], stdout=subprocess.PIPE, text=True)
        try:
            # The first line is a connection string.
            line = self._process.stdout.readline().strip()
            parts = dict(part.split("=", 1) for part in line.split(";"))
            self.endpoint = parts["endpoint"].rstrip("/")
            self.key = parts["accesskey"]
        except (KeyError, ValueError):
            self._end()
            raise RuntimeError(f"{program} began with {line!r}, not with a connection string")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._end()

    def _end(self):
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
