"""What a story works with: clients of one kind, an inbox, and the emulator's controls."""

import inspect
import itertools

from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import (
    ClientAuthenticationError,
    HttpResponseError,
    ResourceExistsError,
    ResourceNotFoundError,
)

import callbacks as deliveries

# The SDK has exceptions of their own for these.
EXCEPTIONS = {
    401: ClientAuthenticationError,
    404: ResourceNotFoundError,
    409: ResourceExistsError,
}
# What the clients of the SDKs call the client inside of them.
INNER_CLIENTS = ["_client", "_identity_service_client", "_rooms_service_client"]
_numbers = itertools.count(1)


class World:
    def __init__(self, emulator, callbacks, evidence, client_type):
        self.emulator = emulator
        self.callbacks = callbacks
        self._evidence = evidence
        self._client_type = client_type
        self.is_async = evidence.about["kind"] == "aio"
        self.bugs = set()  # those of conformance/sdk_bugs.json that the story has met
        self._clients = []
        self._sequence = {}  # of the newest list of participants that was looked at
        self.path = f"/events/{next(_numbers)}"
        self.url = callbacks.url(self.path)
        self.client = self.new_client()

    def new_client(self, key=None, client_type=None, **options):
        client_type = client_type or self._client_type
        if self.emulator.scheme == "https" and key is None:
            text = self.emulator.connection_string
            client = client_type.from_connection_string(text, **options)
        else:
            # The SDK makes https of every connection string.
            credential = AzureKeyCredential(key or self.emulator.key)
            client = client_type(self.emulator.endpoint, credential, **options)
        self._clients.append(client)
        return client

    async def close(self):
        for client in self._clients:
            # Not every client has a close of its own.
            inner = next(getattr(client, n) for n in INNER_CLIENTS if hasattr(client, n))
            closing = inner.close()
            if inspect.isawaitable(closing):
                await closing

    async def do(self, operation, *arguments, **options):
        """One operation, on either kind of client."""
        result = operation(*arguments, **options)
        return await result if inspect.isawaitable(result) else result

    async def listed(self, pages):
        """All of a list that has pages."""
        if hasattr(pages, "__aiter__"):
            return [item async for item in pages]
        return list(pages)

    async def participants(self, connection):
        return await self.listed(connection.list_participants())

    async def refused(self, status, code, operation, *arguments, **options):
        """The operation is refused with a status and a code, and the SDK shows both."""
        try:
            result = await self.do(operation, *arguments, **options)
        except HttpResponseError as error:
            assert error.status_code == status, f"{error.status_code}, not {status}: {error}"
            assert isinstance(error, EXCEPTIONS.get(status, HttpResponseError)), type(error)
            # A 401 has its members in capitals; some refusals of the framework have no code.
            members = {name.lower(): value for name, value in error.response.json().items()}
            inner = {name.lower(): value for name, value in members.get("error", members).items()}
            assert inner.get("code") == code, f"{inner}, not {code}"
            assert inner["message"]
            return error
        raise AssertionError(f"not refused with {status}/{code}, but answered: {result!r}")

    def keep(self):
        """What the story has shown counts."""
        self._evidence.take(self.emulator.journal(), self.bugs)

    def start_over(self):
        """Resets the emulator in the middle of a story."""
        self.keep()
        self.emulator.reset()

    def bug(self, name):
        """The story has met a bug of conformance/sdk_bugs.json."""
        self.bugs.add(name)

    async def gone(self, operation, url):
        """A file of a recording is not there any more."""
        try:
            await self.do(operation, url)
        except HttpResponseError as error:
            assert error.status_code == 404, error
        else:
            raise AssertionError(f"{operation} of a file that was deleted")

    def event(self, kind, call=None, context=None, path=None, **data):
        """Waits for an event of a kind, of a call and with a context, and takes it."""

        def fits(event):
            found = event["data"]
            return (
                deliveries.name(event) == kind
                and (call is None or found.get("callConnectionId") == call)
                and (context is None or found.get("operationContext") == context)
                and all(found.get(name) == value for name, value in data.items())
            )

        what = f"{kind} of {call} with context {context} and {data}"
        return self.callbacks.wait_for(path or self.path, fits, what)["data"]

    def roster(self, call, *identifiers):
        """Waits until the participants of a call hold these, and gives that event's data."""
        raw_ids = {identifier.raw_id for identifier in identifiers}
        return self.people(call, lambda people: raw_ids <= people.keys())

    def people(self, call, fits_people):
        """Waits for a newer list of a call's participants, by raw id, that fits."""

        def fits(event):
            data = event["data"]
            return (
                deliveries.name(event) == "ParticipantsUpdated"
                and data["callConnectionId"] == call
                and data["sequenceNumber"] > self._sequence.get(call, -1)
                and fits_people({p["identifier"]["rawId"]: p for p in data["participants"]})
            )

        data = self.callbacks.wait_for(self.path, fits, f"such a ParticipantsUpdated of {call}")
        self._sequence[call] = data["data"]["sequenceNumber"]
        return data["data"]

    def kinds(self, call, path=None):
        """The kinds of all events of a call so far, in the order of arrival."""
        return [
            deliveries.name(event)
            for event in self.callbacks.so_far(path or self.path)
            if event["data"].get("callConnectionId") == call
        ]
