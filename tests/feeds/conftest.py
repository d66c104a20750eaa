"""Servers for the fetcher's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers import LoopbackServer


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    """A server on the loopback interface."""
    with LoopbackServer() as one:
        yield one


@pytest.fixture
def other() -> Iterator[LoopbackServer]:
    """Another one, at another port."""
    with LoopbackServer() as one:
        yield one
