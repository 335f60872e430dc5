"""nginx with fixed responses: to a create-call what the service sends, to an event 200."""

import contextlib
import socket
import subprocess
import tempfile
import time

from programs import MODES, Server, end

BODY = (
    '{"callConnectionId":"0f005f00-1a2b-4c3d-8e4f-5a6b7c8d9e0f",'
    '"targets":[{"rawId":"4:+16045550142","kind":"phoneNumber","phoneNumber":{"value":"+16045550142"}}],'
    '"callConnectionState":"connecting","callbackUri":"https://app.example.com/api/callbacks",'
    '"sourceDisplayName":"","correlationId":"d3adb33f-0000-4000-8000-00000000c0de",'
    '"mediaStreamingSubscription":{"id":"ms-1","state":"disabled","subscribedContentTypes":["audio"]}}'
)
# As in recordings of the live service, but for Content-Length: the service sends in chunks.
HEADERS = {
    "X-Microsoft-Skype-Chain-ID": "d3adb33f-0000-4000-8000-00000000c0de",
    "x-ms-client-request-id": "3f2a1f60-7c3b-4a56-9a55-0d5f2f8f1c11",
    "api-supported-versions": "2025-06-15, 2026-03-12",
    "x-azure-ref": "20261103T091401Z-0000000000000000000000000000000000000000",
    "X-Cache": "CONFIG_NOCACHE",
}
CREATED = "".join(f'add_header {name} "{value}" always; ' for name, value in HEADERS.items()) + f"return 201 '{BODY}';"
RECEIVED = "return 200;"


@contextlib.contextmanager
def nginx(location, mode="free", workers=1, address="127.0.0.1", tls="", prefix=(), bind_here=True):
    """nginx whose every location has these directives."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port() if bind_here else 8443
        listen = f"listen {address}:{port}{' ssl' if tls else ''} backlog=4096; {tls}"
        temporary = "".join(f"{name}_temp_path {folder}/{name}; " for name in ["proxy", "fastcgi", "uwsgi", "scgi"])
        config = f"""daemon off; worker_processes {workers}; pid {folder}/pid; error_log {folder}/error.log;
            events {{ worker_connections 8192; }}
            http {{ access_log off; client_body_temp_path {folder}/body; {temporary}
              keepalive_requests 100000000; keepalive_timeout 600s; default_type "application/json; charset=utf-8";
              server {{ {listen} location / {{ {location} }} }} }}"""
        path = f"{folder}/nginx.conf"
        with open(path, "w") as file:
            file.write(config)
        command = [*prefix, *MODES[mode], "nginx", "-c", path, "-p", folder]
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        try:
            if bind_here:
                wait_for(port, process)
            else:
                time.sleep(1)
            yield Server(process, port)
        finally:
            process.terminate()
            end(process)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def wait_for(port, process):
    until = time.monotonic() + 10
    while process.poll() is None and time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.02)
    raise RuntimeError("nginx does not listen")
