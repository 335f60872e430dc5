"""Runs stories with the synchronous client of the official SDK, then with the asynchronous one.

    main.py EMULATOR_PROGRAM https|http CA_FOLDER full|short RESULTS_FOLDER [PART_OF_A_STORY_NAME]

Full are the stories of the newest SDK, short those that every older one runs. Over https the SDK is given the
connection string as the emulator prints it, and trusts the CA by the environment: REQUESTS_CA_BUNDLE and
SSL_CERT_FILE.
"""

import asyncio
import importlib
import logging
import signal
import sys
import traceback
from importlib.metadata import version

from azure.communication.callautomation import CallAutomationClient
from azure.communication.callautomation._api_versions import DEFAULT_VERSION
from azure.communication.callautomation.aio import CallAutomationClient as AsyncClient

from callbacks import Callbacks
from emulator import Emulator
from evidence import Evidence
from people import ALL, ONLY_OVER
from world import World

CHAPTERS = {
    "full": ["stories", "media_stories", "recording_stories", "neighbor_stories"],
    "short": ["short_stories"],
}
# Stories of the newest SDK also run with the api-version before.
API_VERSIONS = {DEFAULT_VERSION, "2025-06-15"}
VERSION = version("azure-communication-callautomation")


async def run_all(emulator, callbacks, evidence, client, wanted):
    passed, failed = 0, []
    kind = evidence.about["kind"]
    for story in ALL:
        title = f"{emulator.scheme} Python {VERSION} {kind}: {story.__name__.replace('_', ' ')}"
        if wanted not in title or ONLY_OVER.get(story, emulator.scheme) != emulator.scheme:
            continue
        world = World(emulator, callbacks, evidence, client)
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
            world.keep()
            print(f"ok     {title}", flush=True)
        finally:
            await world.close()
    return passed, failed


def main():
    program, scheme, ca_dir, extent, results, *words = sys.argv[1:]
    for chapter in CHAPTERS[extent]:
        importlib.import_module(chapter)
    wanted = " ".join(words)
    # The SDK warns of its own slips.
    logging.disable(logging.WARNING)
    # So that an interrupted run ends the emulator too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    callbacks = Callbacks(API_VERSIONS)
    passed, failed = 0, []
    try:
        with Emulator(program, scheme, ca_dir) as emulator:
            for kind, client in [("sync", CallAutomationClient), ("aio", AsyncClient)]:
                evidence = Evidence("Python", VERSION, scheme, kind)
                good, bad = asyncio.run(run_all(emulator, callbacks, evidence, client, wanted))
                passed += good
                failed += bad
                evidence.write(results)
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
