"""What the fetcher's tests share: a fetcher that asks loopback servers without waiting its turn."""

from __future__ import annotations

import re
from typing import Any

import pytest

from newsreader.errors import FetchError
from newsreader.feeds.fetch import Fetcher
from newsreader.models import Fetched, NotModified, Validators
from newsreader.text.clean import clean_line
from tests.servers import LoopbackServer

LOCAL = "127.0.0.1"
FEED = b"<rss><channel><title>The Harbour Gazette</title></channel></rss>"


async def fetch(
    url: str,
    validators: Validators = Validators(),  # noqa: B008  (frozen)
    *,
    typed: str | None = LOCAL,
    deadline: float = 5.0,
    **settings: Any,
) -> Fetched | NotModified:
    """Fetch once with a fetcher of its own; `typed` is the host the user typed."""
    async with Fetcher(per_second=0, **settings) as fetcher:
        return await fetcher.fetch(url, validators, allow_private_host=typed, deadline=deadline)


async def fetched(url: str, **settings: Any) -> Fetched:
    """Fetch once, and expect a document."""
    answer = await fetch(url, **settings)
    assert isinstance(answer, Fetched)
    return answer


async def refused(kind: type[FetchError], url: str, **settings: Any) -> str:
    """Fetch once, expect just this kind of error, and return its sentence."""
    with pytest.raises(FetchError) as raised:
        await fetch(url, **settings)
    assert type(raised.value) is kind, raised.value
    sentence = str(raised.value)
    assert sentence == clean_line(sentence)
    assert re.fullmatch(r"[^\n]{10,300}[.?]", sentence)
    return sentence


def sent(server: LoopbackServer, path: str = "/feed") -> dict[str, str]:
    """Return the headers of the last request for `path`, names in lower case."""
    return {name.lower(): value for name, value in server.asked(path)[-1].headers}
