"""The program acs-emulator: started, controlled and ended."""

import json
import subprocess
import urllib.error
import urllib.request


# A host of the service's own store: the SDK sends its credential to such hosts only.
STORE = "store.asm.skype.com"
# So that every list of more than two participants and the application has several pages.
PAGE_SIZE = 3


class Emulator:
    """Runs the program while the `with` block runs."""

    def __init__(self, program, scheme, ca_dir):
        self.scheme = scheme
        arguments = [program, "--port", "0", "--page-size", str(PAGE_SIZE)]
        if scheme == "https":
            arguments += ["--https", "--ca-dir", ca_dir, "--recording-host", STORE]
        self._process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
        try:
            # The first line is a connection string.
            line = self._process.stdout.readline().strip()
            self.connection_string = line
            parts = dict(part.split("=", 1) for part in line.split(";"))
            self.endpoint = parts["endpoint"].rstrip("/")
            self.key = parts["accesskey"]
        except (KeyError, ValueError):
            self._end()
            raise RuntimeError(f"{program} began with {line!r}, not with a connection string")

    @property
    def proxy(self):
        """The emulator as the proxy that leads the host of recordings to it."""
        return self.endpoint.replace("https://", "http://")

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

    def _control(self, name, **body):
        body = {key: value for key, value in body.items() if value is not None}
        request = urllib.request.Request(
            f"{self.endpoint}/_emulator/{name}",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
            method="POST",
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise AssertionError(f"_emulator/{name}: {error.code} {error.read()!r}") from error

    def reset(self):
        self._control("reset")

    def remote_party(self, raw_id, reaction):
        """Sets how a remote party behaves when it is called: busy, declines, noAnswer."""
        self._control("remote-party", rawId=raw_id, reaction=reaction)

    def advance(self, seconds):
        self._control("clock", advanceMs=seconds * 1000)

    def user(self):
        """A user of the emulator's own: calls to it ring as IncomingCall."""
        return self._control("user")["rawId"]

    def subscribe(self, url, schema="eventGrid"):
        self._control("subscription", url=url, schema=schema)

    def incoming_call(self, caller, called, **options):
        body = {"from": caller, "to": called, **options}
        return self._control("incoming-call", **body)["incomingCallContext"]

    def client_call(self, users, group=None, room=None):
        """Starts a call between clients; returns its server call id."""
        answer = self._control("client-call", users=users, groupId=group, roomId=room)
        return answer["serverCallId"]

    def hang_up(self, call, raw_id):
        """Hangs up a participant."""
        self._control("hang-up-participant", callConnectionId=call, rawId=raw_id)

    def press_digits(self, call, raw_id, digits):
        """Sends DTMF tones from a participant, one right after the other."""
        self._control("press-digits", callConnectionId=call, rawId=raw_id, digits=digits)

    def speak(self, call, raw_id, phrase):
        """Speaks a phrase as a participant."""
        self._control("speak", callConnectionId=call, rawId=raw_id, phrase=phrase)

    def fault(self, operation, **fault):
        """Adds a fault to the next request of an operation."""
        self._control("fault", operation=operation, **fault)

    def journal(self):
        """The requests of clients so far, oldest first."""
        with urllib.request.urlopen(f"{self.endpoint}/_emulator/journal", timeout=30) as answer:
            entries = json.load(answer)["entries"]
        return [entry for entry in entries if entry["kind"] == "request"]

    def requests(self, path_end):
        """The requests so far whose path ends so, oldest first."""
        return [e for e in self.journal() if e["path"].split("?")[0].endswith(path_end)]
