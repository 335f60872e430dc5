"""Who is called in the stories, a call that is up, and the list of all stories."""

from azure.communication.callautomation import (
    CommunicationUserIdentifier,
    PhoneNumberIdentifier,
)

RESOURCE = "728bee26-31b1-42bd-a183-b3d04dbf93be"
ANN = CommunicationUserIdentifier(f"8:acs:{RESOURCE}_00000031-a1b2-c3d4-e5f6-0a1b2c3d4e5f")
BOB = CommunicationUserIdentifier(f"8:acs:{RESOURCE}_00000031-b7c8-d9e0-f1a2-1b2c3d4e5f60")
EVE = CommunicationUserIdentifier(f"8:acs:{RESOURCE}_00000031-c9d0-e1f2-a3b4-2c3d4e5f6071")
PHONE = PhoneNumberIdentifier("+15550100123")
OTHER_PHONE = PhoneNumberIdentifier("+15550100177")
OWN_NUMBER = PhoneNumberIdentifier("+15550100199")
NOBODY = "00000000-1111-4222-8333-444444444444"

ALL = []
# Stories that run over one scheme only.
ONLY_OVER = {}


def story(function):
    ALL.append(function)
    return function


def needs_https(function):
    """Marks a story that is left out over http."""
    ONLY_OVER[function] = "https"
    return function


def needs_http(function):
    """Marks a story that is left out over https."""
    ONLY_OVER[function] = "http"
    return function


def raw(identifier):
    return identifier.raw_id


def assert_result(event, code, sub_code):
    result = event["resultInformation"]
    assert (result["code"], result["subCode"]) == (code, sub_code), result


async def connected_call(w, *targets, **options):
    """A call that is up: its properties as created, and a client for it."""
    targets = targets or (ANN,)
    created = await w.do(
        w.client.create_call,
        targets[0] if len(targets) == 1 else list(targets),
        w.url,
        source_caller_id_number=OWN_NUMBER,
        **options,
    )
    call = created.call_connection_id
    w.event("CallConnected", call)
    w.roster(call, *targets)
    return created, w.client.get_call_connection(call)
