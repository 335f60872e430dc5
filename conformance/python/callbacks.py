"""The application's web server: keeps the events that are posted to it."""

import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from azure.core.messaging import CloudEvent
from azure.eventgrid import EventGridEvent

PATIENCE = 10.0


class Callbacks:
    """A server on 127.0.0.1. Every path is an inbox of its own."""

    def __init__(self, api_versions):
        self._api_versions = api_versions  # those that events may name
        self._changed = threading.Condition()
        self._events = []  # (path, event) in the order of arrival
        self.faults = []  # what was wrong with deliveries
        callbacks = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Head and body of an answer in two small packets would wait for each other.
            disable_nagle_algorithm = True

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self._answer(200, {}, callbacks._take(self.path, self.headers, body))

            def do_OPTIONS(self):
                origin = self.headers["WebHook-Request-Origin"]
                allowed = {"WebHook-Allowed-Origin": origin, "WebHook-Allowed-Rate": "*"}
                self._answer(200, allowed, b"")

            def _answer(self, status, headers, body):
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, request, client_address):
                # A reset of the emulator hangs up on deliveries that are under way.
                if not isinstance(sys.exc_info()[1], ConnectionError):
                    super().handle_error(request, client_address)

        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def url(self, path):
        return f"http://127.0.0.1:{self._server.server_port}{path}"

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def _take(self, path, headers, body):
        try:
            events = json.loads(body)
            events = events if isinstance(events, list) else [events]
            for event in events:
                check_envelope(event, headers, self._api_versions)
        except (AssertionError, LookupError, TypeError, ValueError) as fault:
            with self._changed:
                self.faults.append(f"{path}: {fault!r} in {body[:2000]!r}")
                self._changed.notify_all()
            return b""
        with self._changed:
            self._events.extend((path, event) for event in events)
            self._changed.notify_all()
        # A subscription of Event Grid is confirmed by its code.
        codes = [e["data"]["validationCode"] for e in events if "validationCode" in e["data"]]
        return json.dumps({"validationResponse": codes[0]}).encode() if codes else b""

    def so_far(self, path):
        with self._changed:
            return [event for place, event in self._events if place == path]

    def wait_for(self, path, fits, what):
        """The first event at a path that fits and was not taken before; it is taken."""
        deadline = time.monotonic() + PATIENCE
        with self._changed:
            while True:
                for index, (place, event) in enumerate(self._events):
                    if place == path and "taken" not in event and fits(event):
                        event["taken"] = True
                        return event
                # A delivery that was refused here will not come in another form.
                assert not self.faults, self.faults
                left = deadline - time.monotonic()
                if left <= 0:
                    seen = [describe(e) for p, e in self._events if p == path]
                    raise AssertionError(f"{what} did not come within {PATIENCE} s; came: {seen}")
                self._changed.wait(left)


def name(event):
    return (event.get("type") or event["eventType"]).rsplit(".", 1)[1]


def describe(event):
    result = event["data"].get("resultInformation") or {}
    return f"{name(event)} {result.get('code')}/{result.get('subCode')}"


def check_envelope(event, headers, api_versions):
    """What the official SDKs and the recordings say of every event."""
    # Flask, Express and others parse the body only when it is marked so.
    content_type = headers["Content-Type"].split(";")[0]
    for member in ("id", "subject", "data"):
        assert member in event, f"no {member}"
    if "eventType" in event:
        assert content_type == "application/json", content_type
        assert event["topic"] and event["eventTime"] and event["metadataVersion"]
        assert headers["aeg-event-type"]
        assert EventGridEvent.from_dict(event).event_type == event["eventType"]
        return
    assert event["specversion"] == "1.0" and event["source"] and event["time"]
    assert CloudEvent.from_dict(event).type == event["type"]
    if "callConnectionId" not in event["data"]:
        assert content_type == "application/cloudevents+json", content_type
        return
    assert content_type == "application/json", content_type
    data = event["data"]
    version = data["version"]
    assert version in api_versions, version
    if event["type"].endswith(".RecordingStateChanged"):
        assert event["source"].startswith(f"calling/recordings/{data['serverCallId']}/")
        assert ("eventSource" in data) == (version < "2025")
    else:
        assert event["source"] == f"calling/callConnections/{data['callConnectionId']}"
    assert event["source"] == event["subject"]
    assert event["datacontenttype"] == "application/json"
    assert data["publicEventType"] == event["type"]
    assert data["correlationId"]
    if version < "2024-09":
        return
    assert isinstance(data["resultInformation"]["code"], int)
    assert isinstance(data["resultInformation"]["subCode"], int)
    assert isinstance(data["resultInformation"]["message"], str)
