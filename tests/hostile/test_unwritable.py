"""A library that cannot be written is shown all the same: a full disk, a file or folder that is protected."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsreader.errors import LibraryFull
from newsreader.models import HeadlineQuery
from newsreader.store.store import Store
from tests.hostile.wrecks import fill
from tests.store.build import NOW, bring_many
from tests.store.test_opening import ROOT
from tests.ui.reader import reader

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no such limits and permissions")

# Whatever the command needs is imported before the process gives up its rights or its room.
COMMAND = """
import os, resource, signal, sys
import newsreader.cli, newsreader.doctor, newsreader.library, newsreader.output, newsreader.session
import newsreader.engine.client, newsreader.feeds.opml
from newsreader.store.store import Store
how, *arguments = sys.argv[1:]
if how == "no room":
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
elif os.geteuid() == 0:
    os.setuid(65534)
sys.exit(newsreader.cli.run(arguments))
"""


def command(how: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command of ours where it may not write."""
    return subprocess.run(
        [sys.executable, "-c", COMMAND, how, *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "XDG_CONFIG_HOME": "/nowhere"},
        check=False,
    )


@pytest.fixture
def library() -> Iterator[Path]:
    """A library in a folder that another user can reach."""
    folder = Path("/tmp") / f"newsreader-unwritable-{os.getpid()}"
    folder.mkdir()
    fill(folder / "library.db", 20)
    yield folder / "library.db"
    folder.chmod(0o755)
    shutil.rmtree(folder)


def protect(library: Path, how: str) -> None:
    if how == "file":
        library.chmod(0o444)
        library.parent.chmod(0o777)
    elif how == "folder":
        library.parent.chmod(0o555)


@pytest.mark.parametrize("how", ["no room", "file", "folder"])
def test_it_is_shown_and_why_nothing_is_kept_is_told(library: Path, how: str) -> None:
    protect(library, how)
    before = library.read_bytes()
    listing = command(how, "list", "--starred", "--library", library)
    assert listing.returncode == 0
    assert len(listing.stdout.splitlines()) == len(range(0, 60, 7))
    assert str(library) in listing.stderr
    assert "it is only shown" in listing.stderr
    assert listing.stderr.count("\n") == 1
    removed = command(how, "remove", "1", "--library", library)
    assert removed.returncode == 1
    assert "cannot be written" in removed.stderr or "no room" in removed.stderr
    assert "Traceback" not in removed.stderr
    assert library.read_bytes() == before


@pytest.mark.parametrize("how", ["no room", "folder"])
def test_there_is_no_library_where_none_can_be_made(library: Path, how: str) -> None:
    protect(library, how)
    told = command(how, "list", "--library", library.with_name("new.db"))
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.count("\n") == 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a disk can be mounted by root only")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root mounts a tmpfs")
def test_a_disk_that_fills_up_loses_nothing_and_takes_more_when_it_has_room(small_disk: Path) -> None:
    path = small_disk / "library.db"
    fill(path, 30)
    store = Store.open(path)
    feed = store.query.feeds()[0]
    ballast = small_disk / "ballast"
    with ballast.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space"):
        while True:
            file.write(b"\0" * 4096)
    with pytest.raises(LibraryFull, match="room"):
        bring_many(store, feed, 2_000, first=50_000)
    assert store.query.feed_state(feed.id).body_hash in (b"", b"hash")
    held = store.query.counts().total
    assert 90 <= held < 2_090
    assert len(store.query.page(HeadlineQuery(), limit=5_000)) == held
    ballast.unlink()
    store.mark("starred", True, [1, 2, 3], at=NOW).result()
    assert store.query.check() == []
    store.close()


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root mounts a tmpfs")
def test_a_library_on_a_full_disk_is_opened_to_be_read(small_disk: Path) -> None:
    path = small_disk / "library.db"
    fill(path, 30)
    before = path.read_bytes()
    with (small_disk / "ballast").open("wb", buffering=0) as file, pytest.raises(OSError, match="No space"):
        while True:
            file.write(b"\0" * 4096)
    store = Store.open(path)
    assert "only shown" in store.trouble
    assert len(store.query.page(HeadlineQuery(), limit=1000)) == 90
    with pytest.raises(LibraryFull, match="room"):
        store.mark("read", True, [1], at=NOW).result()
    store.close()
    assert path.read_bytes() == before


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root mounts a tmpfs")
async def test_the_reader_opens_on_a_full_disk_and_says_that_no_mark_is_kept(small_disk: Path) -> None:
    path = small_disk / "library.db"
    fill(path, 30)
    (small_disk / "config.toml").write_text("[refresh]\nfloor = 60\n")
    with (small_disk / "ballast").open("wb", buffering=0) as file, pytest.raises(OSError, match="No space"):
        while True:
            file.write(b"\0" * 4096)
    async with reader(path) as r:
        assert r.headline == "Headline 200029"
        (told,) = r.toasts
        assert "only shown, and no mark is kept" in told
        await r.press("s")
        await r.until(lambda: len(r.toasts) > 1)
        assert "has room" in r.toasts[1]
        assert not r.library.page(HeadlineQuery())[0].starred
