"""The store of recordings, as clients reach it.

The SDK sends its credentials only to the hosts of the service's own store, over https. So the emulator names
such a host in the locations of its files, and is the proxy that leads there.
"""


def with_store(w, key=None):
    """A client that reaches the store."""
    return w.new_client(key, proxies={"https": w.emulator.proxy})


async def read_all(stream):
    # The SDK promises bytes and gives a response (its issue 42835).
    stream = stream.iter_bytes() if hasattr(stream, "iter_bytes") else stream
    if hasattr(stream, "__aiter__"):
        return b"".join([piece async for piece in stream])
    return b"".join(stream)
