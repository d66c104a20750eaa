"""The families whose calls are made in this process: SQLite, the file system, the net, children."""

from __future__ import annotations

import contextlib
import json
import shutil
import ssl
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from newsreader.engine.children import Nursery
from newsreader.engine.jobs import JOBS
from newsreader.errors import NewsreaderError
from newsreader.feeds.fetch import Fetcher
from newsreader.library import Library
from newsreader.models import HeadlineQuery, MarkKind
from newsreader.store.schema import MIGRATIONS
from tests.engine.telling import item, rss
from tests.hostile import fault_borders as borders
from tests.hostile import fault_sqlite
from tests.hostile.fault_person import PATIENCE, EngineHere, Lent, Person, Said, whole, world
from tests.hostile.faults import Family, Trap
from tests.servers import CERTIFICATES, LoopbackServer, reply

Border = Callable[[Trap, Path], contextlib.AbstractContextManager[None]]

OLD = rss(item(1), item(2), item(3))
NEW = rss(
    item(5), item(4), item(3, "It has been mended, and is on time again, says “the ferryman”."), item(2)
)
FIRST = frozenset({"Story 1", "Story 2", "Story 3"})
LATER = FIRST | {"Story 4", "Story 5"}


@dataclass(frozen=True)
class Stage:
    """What all scenarios share: servers, a nursery, and a home that has a library."""

    server: LoopbackServer
    secure: LoopbackServer
    nursery: Nursery
    home: Path

    @property
    def url(self) -> str:
        return self.server.url()

    def serve(self, feed: bytes) -> None:
        """Have both servers answer with a feed."""
        self.server.on("/feed", reply(feed))
        self.secure.on("/feed", reply(feed))

    def engine(self, jobs: object) -> Lent:
        return Lent(self.nursery)


@contextlib.contextmanager
def stages() -> Iterator[Stage]:
    """Give the stage, with a home in which a feed was added and a little was marked."""
    nursery = Nursery(JOBS)
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="newsreader-stage-")))
        server = stack.enter_context(LoopbackServer())
        secure = stack.enter_context(LoopbackServer(certificate=CERTIFICATES / "localhost.pem"))
        stack.callback(nursery.close)
        stage = Stage(server, secure, nursery, folder / "home")
        nursery.bear(0).bury()  # it is begun before anybody counts what is open
        stage.serve(OLD)
        with world(engine=stage.engine) as person:
            assert person.does("add", stage.url).code == 0
            library = Library(person.library)
            library.mark("starred", True, [1]).result()
            library.close()
            shutil.copytree(person.library.parent, stage.home)
        assert not person.problems, person.problems
        yield stage


# --- what a person does -----------------------------------------------------------------------------------


def listed(person: Person) -> dict[str, Any]:
    """Return the articles of the library by headline; nothing may fail any more."""
    said = person.does("list", "--json")
    if said.code:
        person.problems.append(f"the library cannot be listed afterwards: {said.err}")
        return {}
    return {row["headline"]: row for row in json.loads(said.out)}


def expect(person: Person, said: Said | None, code: int = 0) -> None:
    if said is not None and said.code != code:
        person.problems.append(f"{said.command} does not work afterwards: {said.code} {said.err!r}")


def keeps(person: Person, headlines: frozenset[str]) -> None:
    missing = headlines - set(listed(person))
    if missing:
        person.problems.append(f"there is no {', '.join(sorted(missing))}")


def adding(
    stage: Stage, border: Border, trap: Trap, url: str = "", prepared: Path | None = None
) -> list[str]:
    """Somebody adds a feed, on their first day or later."""
    stage.serve(OLD)
    url = url or stage.url
    with world(prepared, engine=stage.engine) as person:
        with contextlib.closing(trap), border(trap, person.folder):
            said = person.tries("add", url)
        whole(person)
        if said is not None and said.code == 0 and not trap.sprung.startswith("ROLLBACK"):
            keeps(person, FIRST)
        expect(person, person.tries("add", url))
        if not set(listed(person)) >= FIRST:  # it was kept with its error, and is asked again
            expect(person, person.tries("refresh", url))
        keeps(person, FIRST)
    return person.problems


def refreshing(stage: Stage, border: Border, trap: Trap) -> list[str]:
    """Somebody refreshes: two articles are new, one says something else, one has gone from the feed.

    A slow machine stores them in several transactions; what came before the fault must not pass for the
    whole, so the next refresh has to bring the rest.
    """
    stage.serve(NEW)
    with world(stage.home, engine=stage.engine) as person:
        with contextlib.closing(trap), border(trap, person.folder):
            said = person.tries("refresh")
        whole(person)
        kept = listed(person)
        if not set(kept) >= FIRST or sum(row["starred"] for row in kept.values()) != 1:
            person.problems.append("a failed refresh took something away")
        if said is not None and said.code == 0 and not set(kept) >= LATER:
            person.problems.append("a refresh that ended well brought nothing")
        expect(person, person.tries("refresh", stage.url))
        keeps(person, LATER)
        shown = person.does("show", str(listed(person)["Story 3"]["id"]))
        if "mended" not in shown.out:
            person.problems.append("what an article says now is not stored")
    return person.problems


def marking(stage: Stage, border: Border, trap: Trap) -> list[str]:
    """The screen marks, undoes, moves a feed; what was said to be saved is saved."""
    with world(stage.home) as person:
        saved: dict[tuple[int, MarkKind], bool] = {(1, "starred"): True}
        library: Library | None = None
        with contextlib.closing(trap), border(trap, person.folder), _told(person):
            library = Library(person.library)
            everything = HeadlineQuery()
            marks: list[tuple[MarkKind, bool, list[int]]] = [
                *(("read", True, [1, 2]), ("starred", False, [1]), ("later", True, [3]))
            ]
            for kind, on, ids in marks:
                was_saved = _saved(person, library.mark(kind, on, ids))
                for number in ids:  # whether one that was refused is there is not known
                    saved.pop((number, kind), None)
                    if was_saved:
                        saved[number, kind] = on
            before = {key: on for key, on in saved.items() if key[1] == "read"}
            if _saved(person, library.mark_list(everything, "read", True, up_to=10**15, label="all")):
                saved |= {(number, "read"): True for number in (1, 2, 3)}
                undone = _saved(person, library.undo())
                for number in (1, 2, 3):
                    saved.pop((number, "read"))
                saved |= before if undone else {}
            else:
                saved = {key: on for key, on in saved.items() if key not in before}
            _saved(person, library.edit_feed(1, folder="News", own_title="The Gazette"))
            _saved(person, library.set_position(2, 40))
            _saved(person, library.remove_feed(1))
            library.counts(everything)
            library.last_operation()
            _saved(person, library.undo())
        if library is not None:
            library.close()
        whole(person)
        _compare(person, saved)
    return person.problems


def _saved(person: Person, future: Future[Any]) -> bool:
    """Wait for a change; tell whether it is said to be saved, and look at how it was refused."""
    try:
        future.result(timeout=PATIENCE)
    except TimeoutError:
        person.problems.append("a change is neither saved nor refused")
        return False
    except NewsreaderError as error:
        _look_at(person, error)
        return False
    except MemoryError:
        return False
    return True


@contextlib.contextmanager
def _told(person: Person) -> Iterator[None]:
    """Take our own errors for what they are: something told to the person."""
    try:
        yield
    except NewsreaderError as error:
        _look_at(person, error)
    except MemoryError:
        return


def _look_at(person: Person, error: NewsreaderError) -> None:
    text = str(error)
    if not text.endswith(".") or "\n" in text:
        person.problems.append(f"an error is no sentence: {text!r}")


def _compare(person: Person, saved: dict[tuple[int, MarkKind], bool]) -> None:
    """A mark of which it was said that it is saved is there (one that was refused may be, too)."""
    library = Library(person.library)
    try:
        rows = {row.id: row for row in library.page(HeadlineQuery())}
        if not rows:  # the feed is removed: its undoing was refused
            library.undo().result()
            rows = {row.id: row for row in library.page(HeadlineQuery())}
        for (number, kind), on in saved.items():
            if getattr(rows[number], kind) is not on:
                person.problems.append(f"the mark {kind} of article {number} is lost")
        while library.undo().result() is not None:
            pass
        counts = library.counts()
        if (counts.total, counts.unread) != (3, 3):
            person.problems.append(f"undoing everything leaves {counts}")
        if library.mark("later", True, [2]).result() is None:
            person.problems.append("marking does not work afterwards")
    finally:
        library.close()


def reading(stage: Stage, border: Border, trap: Trap) -> list[str]:
    """Somebody reads: lists, searches, shows and quotes, by pipe."""
    commands = (
        *(("list", "--json"), ("list",), ("feeds", "--json"), ("search", "harbour", "-goose"), ("show", "2")),
        *(("quotes", "--json"), ("list", "--feed", "1", "--starred"), ("doctor",)),
    )
    with world(stage.home, engine=stage.engine) as person:
        right = {command: person.does(*command) for command in commands}
        with contextlib.closing(trap), border(trap, person.folder):
            said = {command: person.tries(*command) for command in commands}
        for command, now in said.items():
            if now is not None and now.code == 0 and now.out != right[command].out:
                person.problems.append(f"{' '.join(command)} gives something else, and says nothing of it")
        whole(person)
        expect(person, person.tries("list"))
    return person.problems


def migrating(stage: Stage, border: Border, trap: Trap) -> list[str]:
    """Somebody starts a newer newsreader for the first time."""
    more = [("CREATE TABLE extra (text)", "INSERT INTO extra VALUES ('one')"), ("DROP TABLE extra",)]
    kept = list(MIGRATIONS)
    with world(stage.home, engine=stage.engine) as person:
        MIGRATIONS.extend(more)
        try:
            with contextlib.closing(trap), border(trap, person.folder):
                person.tries("list")
            whole(person)
            keeps(person, FIRST)
            if not any(".backup-v" in file.name for file in person.library.parent.iterdir()):
                person.problems.append("there is no backup of the old library")
            left = [file.name for file in person.library.parent.iterdir() if "unfinished" in file.name]
            if left:
                person.problems.append(f"{', '.join(left)} is left lying about")
        finally:
            MIGRATIONS[:] = kept
    return person.problems


def filing(stage: Stage, border: Border, trap: Trap) -> list[str]:
    """Somebody adds a folder, shows a file, imports and exports lists, asks the doctor."""
    with world(stage.home, engine=stage.engine) as person:
        folder = person.folder / "articles"
        (folder / "inner").mkdir(parents=True)
        for number, name in enumerate(("goose.txt", "weir.md", "inner/bells.txt")):
            (folder / name).write_text(f"Story from file {number}\n\nTARN, Nov. 4 (HNA) — It is at large.\n")
        list_file = person.folder / "in.opml"
        list_file.write_text(
            '<opml><body><outline text="W" xmlUrl="https://weir.example/feed"/></body></opml>'
        )
        out = person.folder / "out.opml"
        out.write_text("the last list")
        with contextlib.closing(trap), border(trap, person.folder):
            added = person.tries("add", folder)
            shown = person.tries("show", folder / "goose.txt")
            imported = person.tries("import", list_file)
            written = person.tries("export", out)
            person.tries("config")
            person.tries("doctor")
        whole(person)
        there = set(listed(person))
        if added is not None and added.code == 0 and not added.err.count("could not be read"):
            files = {f"Story from file {number}" for number in range(3)}
            if not files <= there and not _says_what_is_missing(added, files - there):
                person.problems.append(f"files are left out without a word: {sorted(files - there)}")
        if shown is not None and shown.code == 0 and "at large" not in shown.out:
            person.problems.append("a file is shown that is not what it was")
        if written is not None and written.code and out.read_text() != "the last list":
            person.problems.append("a list that could not be written took the last one away")
        both = written is not None and imported is not None and written.code == imported.code == 0
        if both and "weir.example" not in out.read_text():
            person.problems.append("the list that was written is not whole")
        expect(person, person.tries("add", folder))
        expect(person, person.tries("refresh", folder.as_uri()))
        expect(person, person.tries("import", list_file))
        expect(person, person.tries("export", out))
        if "weir.example" not in out.read_text():
            person.problems.append("the list that was written is not whole")
        keeps(person, FIRST | {f"Story from file {number}" for number in range(3)})
    return person.problems


def _says_what_is_missing(said: Said, missing: set[str]) -> bool:
    names = {"0": "goose.txt", "1": "weir.md", "2": "inner"}
    return all(names[headline[-1]] in said.err for headline in missing)


# --- the families -----------------------------------------------------------------------------------------


def _sqlite(trap: Trap, folder: Path) -> contextlib.AbstractContextManager[None]:
    return fault_sqlite.sqlite_border(trap)


def _pages(trap: Trap, folder: Path) -> contextlib.AbstractContextManager[None]:
    return fault_sqlite.page_border(trap, folder / "home" / "library.db")


def _net(trap: Trap, folder: Path) -> contextlib.AbstractContextManager[None]:
    def ours() -> bool:
        name = threading.current_thread().name
        return name == "engine" or name.startswith("lookup")

    return borders.net_border(trap, ours)


def _secure(stage: Stage, trap: Trap) -> list[str]:
    """Somebody adds a feed by https, where the tests' own authority is trusted."""
    trusted = ssl.create_default_context(cafile=CERTIFICATES / "authority.pem")
    with patch.object(EngineHere, "fetcher", staticmethod(lambda: Fetcher(per_second=0, tls=trusted))):
        return adding(stage, _net, trap, url=stage.secure.url(host="localhost"))


def _children(stage: Stage, trap: Trap) -> list[str]:
    """Somebody refreshes with an engine that has a nursery of its own."""

    def border(trap: Trap, folder: Path) -> contextlib.AbstractContextManager[None]:
        return borders.child_border(trap)

    with patch.object(Stage, "engine", lambda self, jobs: Nursery(jobs)):
        return refreshing(stage, border, trap)


@contextlib.contextmanager
def families() -> Iterator[list[Family]]:
    """Give the families, on a stage that stands as long as the block."""
    with stages() as stage:
        yield [
            Family(
                "sqlite",
                {
                    "first": partial(adding, stage, _sqlite),
                    "refresh": partial(refreshing, stage, _sqlite),
                    "marks": partial(marking, stage, _sqlite),
                    "reading": partial(reading, stage, _sqlite),
                    "migration": partial(migrating, stage, _sqlite),
                },
                fault_sqlite.SQLITE_FAULTS,
            ),
            Family(
                "room",
                {
                    "first": partial(adding, stage, _pages),
                    "refresh": partial(refreshing, stage, _pages),
                    "marks": partial(marking, stage, _pages),
                },
                {fault_sqlite.PAGE.name: fault_sqlite.PAGE},
            ),
            Family(
                "files",
                {
                    "first": partial(adding, stage, borders.file_border),
                    "files": partial(filing, stage, borders.file_border),
                    "migration": partial(migrating, stage, borders.file_border),
                },
                borders.FILE_FAULTS,
            ),
            Family(
                "net",
                {
                    "http": partial(adding, stage, _net, url=stage.server.url(host="localhost")),
                    "https": partial(_secure, stage),
                    "refresh": partial(refreshing, stage, _net),
                },
                borders.NET_FAULTS,
            ),
            Family("children", {"refresh": partial(_children, stage)}, borders.CHILD_FAULTS),
        ]
