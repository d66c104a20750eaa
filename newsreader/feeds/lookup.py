"""Ask the system for a host's addresses without the program ever waiting for it.

A name server that is silent holds `getaddrinfo` for half a minute, and nothing ends it early.  In the
usual thread pool a few such names would hold up every other feed, and the end of the process too, since
pool threads are waited for.  So each look-up has a daemon thread of its own, and a limited number run.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable

Lookup = Callable[[str, int], Awaitable[list[str]]]
"""Takes host and port, gives IP addresses in order of preference; raises OSError."""

_MOST_AT_ONCE = 64


class SystemLookup:
    """The system's own way of finding addresses (DNS, hosts file and whatever else it is set to)."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(_MOST_AT_ONCE)

    async def __call__(self, host: str, port: int) -> list[str]:
        """Return the addresses of `host`.  Raises `OSError`, in most cases `socket.gaierror`."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[list[str]] = loop.create_future()
        await self._places.acquire()

        def finish(found: list[str] | OSError) -> None:
            self._places.release()
            if answer.done():  # nobody waits any more
                return
            if isinstance(found, OSError):
                answer.set_exception(found)
            else:
                answer.set_result(found)

        def look_up() -> None:
            found = _addresses(host, port)
            try:
                loop.call_soon_threadsafe(finish, found)
            except RuntimeError:  # the loop has ended meanwhile
                return

        threading.Thread(target=look_up, name=f"lookup {host}", daemon=True).start()
        return await answer


def _addresses(host: str, port: int) -> list[str] | OSError:
    try:
        entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        return error
    except UnicodeError:  # a name that the resolver cannot even spell
        return socket.gaierror(socket.EAI_NONAME, "no such name")
    return list(dict.fromkeys(str(entry[4][0]) for entry in entries))
