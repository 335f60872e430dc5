"""Runs every story with the synchronous client of the official SDK, then with the asynchronous one.

    main.py EMULATOR_PROGRAM https|http CA_FOLDER [PART_OF_A_STORY_NAME]

Over https the SDK is given the connection string as the emulator prints it, and trusts the CA by the
environment: REQUESTS_CA_BUNDLE and SSL_CERT_FILE.
"""

import asyncio
import logging
import signal
import sys
import traceback

from azure.communication.callautomation import CallAutomationClient
from azure.communication.callautomation.aio import CallAutomationClient as AsyncClient

# Imported for the stories that they add to the list of all.
import media_stories  # noqa: F401
import recording_stories  # noqa: F401
import stories  # noqa: F401
from callbacks import Callbacks
from emulator import Emulator
from people import ALL, NEEDS_HTTPS
from world import World


async def run_all(emulator, callbacks, kind, client, wanted):
    passed, failed = 0, []
    for story in ALL:
        title = f"{emulator.scheme} {kind}: {story.__name__.replace('_', ' ')}"
        if wanted not in title or (story in NEEDS_HTTPS and emulator.scheme == "http"):
            continue
        world = World(emulator, callbacks, client)
        try:
            emulator.reset()
            await story(world)
            assert not callbacks.faults, callbacks.faults
        except Exception:  # Whatever went wrong: the others shall still run.
            failed.append(title)
            print(f"FAILED {title}\n{traceback.format_exc()}", flush=True)
            callbacks.faults.clear()
        else:
            passed += 1
            print(f"ok     {title}", flush=True)
        finally:
            await world.close()
    return passed, failed


def main():
    program, scheme, ca_dir, *words = sys.argv[1:]
    wanted = " ".join(words)
    # The SDK warns of its own slips.
    logging.disable(logging.WARNING)
    # So that an interrupted run ends the emulator too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    callbacks = Callbacks()
    passed, failed = 0, []
    try:
        with Emulator(program, scheme, ca_dir) as emulator:
            for kind, client in [("sync", CallAutomationClient), ("aio", AsyncClient)]:
                good, bad = asyncio.run(run_all(emulator, callbacks, kind, client, wanted))
                passed += good
                failed += bad
    except BaseException as error:  # An interrupted run is no good one.
        failed.append(f"the run itself: {error!r}")
        traceback.print_exc()
    if passed == 0 and not failed:
        failed.append("no story has that name")
    callbacks.close()
    for title in failed:
        print(f"failed: {title}", file=sys.stderr, flush=True)
    print(f"{passed} passed, {len(failed)} failed", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
