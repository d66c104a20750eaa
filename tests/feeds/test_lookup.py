"""Names are looked up by the system, and a silent name server holds nobody up."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import Any

import pytest

from newsreader.feeds.lookup import SystemLookup


async def test_the_systems_own_names_are_found() -> None:
    assert "127.0.0.1" in await SystemLookup()("localhost", 80)


async def test_a_name_that_cannot_be_is_an_os_error() -> None:
    with pytest.raises(OSError, match="name"):
        await SystemLookup()("a" * 300 + ".invalid", 80)


async def test_a_silent_name_server_holds_up_neither_other_names_nor_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer_now = threading.Event()
    real = socket.getaddrinfo

    def getaddrinfo(host: str, *rest: Any, **more: Any) -> Any:
        if host == "silent.example":
            answer_now.wait(10)
            raise socket.gaierror(socket.EAI_AGAIN, "late")
        return real("127.0.0.1", *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    find = SystemLookup()
    silent = [asyncio.create_task(find("silent.example", 80)) for _ in range(40)]
    async with asyncio.timeout(5):
        assert await find("other.example", 80) == ["127.0.0.1"]
    assert all(thread.daemon for thread in threading.enumerate() if thread.name.startswith("lookup"))
    silent[0].cancel()
    answer_now.set()
    for task in silent[1:]:
        with pytest.raises(socket.gaierror):
            await task
