"""The official SDK for Python: create_call.py PORT COUNT."""

import json
import resource
import sys
import time

from azure.communication.callautomation import CallAutomationClient, PhoneNumberIdentifier
from azure.core.credentials import AzureKeyCredential

KEY = "Z29sZGVuLWtleS1mb3ItbG9jYWwtdGVzdHMtb25seSE="
CALLBACK = "https://app.example.com/api/callbacks"


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def main():
    port, count = int(sys.argv[1]), int(sys.argv[2])
    # The SDK makes https of every connection string.
    client = CallAutomationClient(f"http://127.0.0.1:{port}", AzureKeyCredential(KEY))
    target = PhoneNumberIdentifier("+16045550142")
    caller = PhoneNumberIdentifier("+14255550100")

    def once():
        call = client.create_call(target, CALLBACK, source_caller_id_number=caller, operation_context="bench")
        assert call.call_connection_id

    for _ in range(count // 10):
        once()
    times, began, used = [], time.perf_counter(), cpu()
    last = began
    for _ in range(count):
        once()
        now = time.perf_counter()
        times.append(now - last)
        last = now
    used = cpu() - used
    times.sort()
    result = {"count": count, "wall": last - began, "cpu": used}
    print(json.dumps(result | {"p50": times[count // 2], "p99": times[count * 99 // 100]}))


main()
