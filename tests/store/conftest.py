"""A real library for each test."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsreader.models import Feed
from newsreader.store.database import connect
from newsreader.store.store import Store
from tests.store.build import new_feed


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a library may be made."""
    return tmp_path / "library.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """An empty library; after the test it is sound and its counts are right, whatever was done to it."""
    opened = Store.open(path)
    yield opened
    problems = opened.query.check()
    opened.close()
    assert problems == []


@pytest.fixture
def feed(store: Store) -> Feed:
    """A feed of that library."""
    return new_feed(store)


@pytest.fixture
def connection(store: Store) -> Iterator[sqlite3.Connection]:
    """A connection of the test's own: the one that the writer's thread uses is for no other."""
    opened = connect(store.path)
    yield opened
    opened.close()
