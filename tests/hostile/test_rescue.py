"""A damaged or lost library comes back with everything that was still to be read, and the old one is kept."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from newsreader.errors import LibraryDamaged, LibraryError, LibraryTooNew, NewsreaderError
from newsreader.models import HeadlineQuery
from newsreader.store import checks, keepsake
from newsreader.store.database import connect
from newsreader.store.repair import Repaired, needs_repair, repair
from newsreader.store.schema import MIGRATIONS
from newsreader.store.store import Store
from tests.hostile.wrecks import DAMAGE, FEEDS, fill, overwrite, pages_of
from tests.store.build import NOW, bring, change, found, new_feed
from tests.store.test_opening import ROOT, bytes_of, set_version

EACH = 300
WITHOUT_ARTICLES = ("text", "gone")


class Told(NamedTuple):
    """What a library holds of the reader's."""

    feeds: dict[str, tuple[str, str, tuple[str, ...]]]
    marks: dict[str, tuple[bool, bool, bool]]
    headlines: dict[str, str]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with a daily copy beside it; not to be changed."""
    path = tmp_path_factory.mktemp("whole") / "library.db"
    fill(path, EACH)
    keepsake.keep(path, NOW)
    return path


@pytest.fixture
def library(whole: Path, tmp_path: Path) -> Path:
    """The same, to be damaged."""
    shutil.copytree(whole.parent, tmp_path / "home")
    return tmp_path / "home" / "library.db"


@pytest.fixture(scope="module")
def before(whole: Path) -> Told:
    return told_by(whole)


def told_by(path: Path) -> Told:
    store = Store.open(path)
    feeds = {feed.url: (feed.own_title, feed.folder, feed.tags) for feed in store.query.feeds()}
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        rows = connection.execute(
            "SELECT s.guid, a.read, a.starred, a.later, a.headline FROM article AS a"
            " JOIN source AS s ON s.article_id = a.id"
        ).fetchall()
    store.close()
    marks = {guid: (bool(read), bool(star), bool(late)) for guid, read, star, late, _ in rows}
    return Told(feeds, marks, {row[0]: row[4] for row in rows})


def mend(path: Path) -> Repaired:
    return repair(path, lambda what, done, total: None)


def brought_again(path: Path) -> None:
    """Have every feed bring all its articles, as after a refresh."""
    store = Store.open(path)
    feeds = {feed.url: feed for feed in store.query.feeds()}
    for number, name in enumerate(FEEDS):
        new = [change(n) for n in range(number * 100_000, number * 100_000 + EACH)]
        bring(store, feeds[f"https://{name}.example/feed"], new)
    store.close()


def read_and_write(library: Path) -> None:
    """See that a repaired library lists, searches, quotes, and takes marks and feeds."""
    store = Store.open(library)
    assert len(store.query.page(HeadlineQuery(show="starred"), limit=1000)) == len(range(0, 3 * EACH, 7))
    waiting = set(store.query.to_annotate(1, 1000))  # some of their bodies were lost; all are made again
    assert len(found(store, "calder")) >= 3 * EACH - len(waiting)
    (person,) = store.query.people()
    assert person.quotes == store.query.places()[0].articles >= 3 * EACH - len(waiting)
    newest = next(row for row in store.query.page(HeadlineQuery(), limit=1000) if row.id not in waiting)
    article = store.query.article(newest.id)
    assert article is not None and article.quotes and "It held" in article.body.text
    store.mark("later", not newest.later, [newest.id], at=NOW).result()
    assert store.undo(NOW).result() is not None
    new_feed(store, "another")
    store.close()


# --- damage of every kind -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", DAMAGE)
def test_what_a_damaged_library_held_is_saved(library: Path, before: Told, kind: str) -> None:
    DAMAGE[kind](library)
    damaged = library.read_bytes() if library.exists() else None
    result = mend(library)
    assert checks.check(library) == []
    assert told_by(library).feeds == before.feeds
    if kind in WITHOUT_ARTICLES:
        assert (result.articles, result.waiting) == (0, len(FEEDS))
    else:
        assert (result.feeds, result.articles, result.losses.articles) == (len(FEEDS), 3 * EACH, 0)
    if kind in (*WITHOUT_ARTICLES, "source page"):
        brought_again(library)
    assert told_by(library).marks == before.marks
    assert (result.kept is None) == (damaged is None)
    if result.kept is not None:
        assert result.kept.read_bytes() == damaged
    assert result.sentences()[0].startswith("Saved 3 feeds")
    if kind not in WITHOUT_ARTICLES:
        read_and_write(library)


@pytest.mark.parametrize("kind", [kind for kind in DAMAGE if kind != "gone"])
def test_meeting_damage_makes_nothing_worse(library: Path, kind: str) -> None:
    DAMAGE[kind](library)
    damaged = library.read_bytes()
    assert needs_repair(library)
    assert all(problem.endswith(".") and "\n" not in problem for problem in checks.check(library))
    try:
        store = Store.open(library)
        try:
            store.query.page(HeadlineQuery(), limit=1000)
            store.query.people()
        finally:
            store.close()
    except NewsreaderError as error:
        assert "doctor" in str(error)
    assert library.read_bytes() == damaged


def test_a_lost_headline_is_told_by_the_text_until_its_feed_brings_it(library: Path, before: Told) -> None:
    DAMAGE["article page"](library)
    result = mend(library)
    assert result.losses.headlines > 0
    after = told_by(library)
    changed = [guid for guid in after.headlines if after.headlines[guid] != before.headlines[guid]]
    assert len(changed) == result.losses.headlines
    assert all(after.headlines[guid].startswith("PORT ANSA — Story of") for guid in changed)
    store = Store.open(library)
    lost = [i for feed in store.query.feeds() for i in store.query.identities(feed.id, changed, [], [])]
    assert len(lost) == len(changed)
    assert all(identity.source_hash == b"" for identity in lost)  # so the feed's next word on it is news
    assert all(store.query.feed_state(feed.id).body_hash == b"" for feed in store.query.feeds())
    store.close()


def test_without_the_daily_copy_a_feed_keeps_its_articles_and_says_what_it_lost(library: Path) -> None:
    DAMAGE["feed table"](library)
    for copy in keepsake.copies(library):
        copy.unlink()
    result = mend(library)
    assert result.losses.addresses == len(FEEDS)
    assert result.articles == 3 * EACH
    store = Store.open(library)
    assert {feed.url for feed in store.query.feeds()} == {f"lost:{n}" for n in (1, 2, 3)}
    store.close()


def test_what_was_written_last_and_stands_only_in_the_log_is_saved(library: Path, before: Told) -> None:
    writer = sqlite3.connect(library, isolation_level=None)
    writer.execute("PRAGMA wal_autocheckpoint = 0")
    writer.execute("UPDATE article SET later = 1")
    crashed = library.with_name("crashed.db")
    for end in ("", "-wal"):
        shutil.copy(f"{library}{end}", f"{crashed}{end}")
    writer.close()
    overwrite(crashed, pages_of(library, "source")[:1])
    result = mend(crashed)
    assert all(later for _, _, later in told_by(crashed).marks.values())
    assert result.kept is not None
    assert result.kept.with_name(result.kept.name + "-wal").exists()


def test_without_its_first_page_the_log_is_read_too(library: Path) -> None:
    writer = connect(library)
    writer.execute("PRAGMA wal_autocheckpoint = 0")
    writer.execute("UPDATE article SET headline = 'From the log' WHERE id = 5")
    crashed = library.with_name("crashed.db")
    for end in ("", "-wal"):
        shutil.copy(f"{library}{end}", f"{crashed}{end}")
    writer.close()
    shutil.copy(keepsake.copies(library)[0], crashed.with_name("crashed.db.state-0001.gz"))
    with crashed.open("r+b") as file:
        file.write(b"\0" * 16)
    mend(crashed)
    assert "From the log" in told_by(crashed).headlines.values()


def test_a_library_of_many_damaged_pages_gives_what_lies_between(library: Path) -> None:
    pages = [page for table in ("article", "source", "body") for page in pages_of(library, table)]
    overwrite(library, pages[::5], b"not a page ")
    result = mend(library)
    assert checks.check(library) == []
    # Of articles whose row and text are both gone only the marks are left; they wait.
    assert 0 < 3 * EACH - result.articles == result.losses.articles < EACH
    assert result.waiting > 0
    assert set(told_by(library).feeds) == {f"https://{name}.example/feed" for name in FEEDS}


def test_marks_of_articles_that_were_lost_come_back_with_them(library: Path, before: Told) -> None:
    overwrite(library, pages_of(library, "source"))
    overwrite(library, pages_of(library, "body"))
    result = mend(library)
    starred_or_later = sum(star or late for _, star, late in before.marks.values())
    assert result.articles == starred_or_later
    assert result.losses.articles == 3 * EACH - starred_or_later
    brought_again(library)
    assert told_by(library).marks == before.marks


def test_an_article_without_a_text_is_kept_where_the_reader_starred_it(library: Path) -> None:
    overwrite(library, pages_of(library, "source"))
    overwrite(library, pages_of(library, "body"))
    mend(library)
    store = Store.open(library)
    starred = store.query.page(HeadlineQuery(show="starred"), limit=1000)
    assert starred and all(row.headline.startswith("Headline") for row in starred)
    assert store.query.article(starred[0].id) is not None
    store.close()


# --- from copies --------------------------------------------------------------------------------------


def test_a_lost_library_comes_back_from_the_backup_and_the_marks_since_from_the_copy(
    library: Path, before: Told
) -> None:
    store = Store.open(library)
    for _ in range(3):
        store.undo(NOW).result()
    store.close()
    backup = library.with_name("library.db.backup-v1")
    library.rename(backup)
    assert told_by(backup).marks != before.marks
    result = mend(library)
    assert (result.backup, result.articles) == (backup, 3 * EACH)
    assert told_by(library) == before
    assert "backup" in " ".join(result.sentences())


def test_a_library_that_was_made_anew_where_another_was_lost_gets_its_feeds_back(
    library: Path, before: Told
) -> None:
    library.unlink()
    store = Store.open(library)
    new_feed(store, "samples", at=NOW + 100)
    store.close()
    assert needs_repair(library)
    mend(library)
    assert set(told_by(library).feeds) == {*before.feeds, "https://samples.example/feed"}
    brought_again(library)
    assert told_by(library).marks == before.marks
    assert not needs_repair(library)


def test_nothing_to_save_is_told_and_the_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Dear diary\n" * 100)
    with pytest.raises(LibraryDamaged, match="Nothing could be saved"):
        mend(path)
    assert bytes_of(tmp_path) == {"notes.txt": b"Dear diary\n" * 100}


# --- what is refused ----------------------------------------------------------------------------------

HOLD = """
import sys
from pathlib import Path
from newsreader.store.store import Store
store = Store.open(Path(sys.argv[1]))
store.query.feeds()
print("open", flush=True)
sys.stdin.read()
store.close()
"""


@pytest.fixture
def reader(library: Path) -> Iterator[subprocess.Popen[str]]:
    """A program that has the library open."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(library)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield process


def test_a_library_that_is_open_elsewhere_is_not_repaired(
    library: Path, reader: subprocess.Popen[str]
) -> None:
    DAMAGE["feed table"](library)
    damaged = library.read_bytes()
    with pytest.raises(LibraryError, match="open in another newsreader"):
        mend(library)
    assert library.read_bytes() == damaged
    reader.communicate()
    mend(library)
    assert checks.check(library) == []


def test_a_library_that_is_written_meanwhile_is_left_as_it_is(library: Path) -> None:
    DAMAGE["feed table"](library)

    def write(what: str, done: int, total: int) -> None:
        if what == "check":
            with library.open("ab") as file:
                file.write(b"\0" * 4096)

    with pytest.raises(LibraryError, match="written while it was being repaired"):
        repair(library, write)
    assert [file.name for file in library.parent.iterdir() if "repairing" in file.name] == []


def test_a_newer_library_and_another_programs_database_are_not_touched(library: Path, tmp_path: Path) -> None:
    set_version(library, len(MIGRATIONS) + 1)
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE tiles (x)")
        connection.execute("PRAGMA application_id = 1196444487")
        connection.commit()
    for path, error in ((library, LibraryTooNew), (other, LibraryDamaged)):
        untouched = bytes_of(path.parent)
        with pytest.raises(error):
            mend(path)
        assert bytes_of(path.parent) == untouched


def test_a_folder_or_a_pipe_is_no_library_to_repair(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (tmp_path, pipe):
        with pytest.raises(LibraryDamaged, match="not a file"):
            mend(path)


def test_a_library_behind_a_link_is_mended_where_it_lies(library: Path, tmp_path: Path, before: Told) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(library)
    store = Store.open(link)
    store.set_meta("a", "b").result()
    assert store.path == library
    store.close()
    DAMAGE["feed table"](library)
    mend(link)
    assert link.is_symlink()
    assert told_by(library) == before


def test_a_library_that_is_whole_needs_no_repair(library: Path) -> None:
    assert not needs_repair(library)


# --- killed while it repairs --------------------------------------------------------------------------

REPAIR = """
import os, signal, sys
from pathlib import Path
from newsreader.store.database import connect
from newsreader.store.repair import repair
def tell(what, done, total):
    if what == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)
repair(Path(sys.argv[1]), tell)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
@pytest.mark.parametrize("at", ["pages", "identities", "search", "quotations", "check"])
def test_a_repair_that_is_killed_leaves_the_library_and_can_be_done_again(
    library: Path, before: Told, at: str
) -> None:
    DAMAGE["first page"](library)
    damaged = library.read_bytes()
    done = subprocess.run([sys.executable, "-c", REPAIR, str(library), at], cwd=ROOT, check=False)
    assert done.returncode == (-9 if at != "pages" else 0)  # too small a file to be told of in pages
    if at != "pages":
        assert library.read_bytes() == damaged
        mend(library)
    assert told_by(library).marks == before.marks
    assert [file.name for file in library.parent.iterdir() if "repairing" in file.name] == []
