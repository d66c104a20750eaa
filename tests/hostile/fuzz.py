"""Fuzzing for as long as one likes, and a corpus that keeps what it found.

    python -m tests.hostile.fuzz --minutes 10             # over all rooms
    python -m tests.hostile.fuzz --minutes 2 feeds html   # over these
    python -m tests.hostile.fuzz feeds FILE               # one document

Prints how many documents each room has read.  What breaks a property is made as small as it will go,
printed, and kept as `corpus/ROOM/HASH.bin`; from then on `test_fuzz` reads it with the others.  A room
called NAME-long repeats each document until it is long, and looks at how the time it takes grows.
hypothesis keeps what it learnt between runs in `.hypothesis/`, which is nobody's but one's own.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from types import FrameType

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.database import DirectoryBasedExampleDatabase
from hypothesis.errors import HypothesisWarning

from tests.hostile.fuzz_rooms import ROOMS, check_growth
from tests.hostile.grammars import Documents

CORPUS = Path(__file__).parent / "corpus"
_AT_A_TIME = 200
_HANGS = 20.0
"""Seconds after which a document is taken to hang what reads it."""
_LONG = "-long"


def checks(name: str) -> Callable[[bytes], None]:
    """Return the property of a room, or of its long documents."""
    room = ROOMS[name.removesuffix(_LONG)]
    if not name.endswith(_LONG):
        return room.check
    grow = room.grow
    assert grow is not None
    return lambda document: check_growth(grow, document)


def corpus() -> list[tuple[str, Path]]:
    """Return the rooms and files of everything that was ever found."""
    return [(file.parent.name, file) for file in sorted(CORPUS.glob("*/*.bin"))]


@dataclass
class Hunt:
    """What one room's fuzzing gave; `finds` are error and the smallest document that makes it."""

    name: str
    documents: int = 0
    seconds: float = 0.0
    finds: list[tuple[str, bytes]] = field(default_factory=list)


def hunt(name: str, seconds: float, begin: int) -> Hunt:
    """Fuzz a room for so long, from a seed; each kind of find once."""
    found = Hunt(name)
    check, documents = checks(name), ROOMS[name.removesuffix(_LONG)].documents
    known: set[str] = set()
    started = time.monotonic()
    number = begin
    while time.monotonic() - started < seconds and len(known) < 5:
        number += 1
        find = _round(found, check, documents, number, known)
        if find is not None:
            found.finds.append(find)
    found.seconds = time.monotonic() - started
    return found


def _round(
    found: Hunt, check: Callable[[bytes], None], documents: Documents, number: int, known: set[str]
) -> tuple[str, bytes] | None:
    """Read some documents; return the first new find, as small as it will go."""
    smallest = b""

    @seed(number)
    @settings(
        max_examples=_AT_A_TIME,
        deadline=None,
        database=DirectoryBasedExampleDatabase(".hypothesis/fuzz"),
        suppress_health_check=list(HealthCheck),
        phases=(Phase.reuse, Phase.generate, Phase.target, Phase.shrink),
        report_multiple_bugs=False,
        print_blob=False,
    )
    @given(documents)
    def read(document: bytes) -> None:
        nonlocal smallest
        found.documents += 1
        try:
            _in_time(check, document)
        except Exception as error:
            if _place(error) in known:
                return
            smallest = document
            raise

    try:
        read()
    except Exception as error:  # noqa: BLE001 - whatever nobody expected is what is looked for
        known.add(_place(error))
        return f"{type(error).__name__}: {str(error)[:500]}\n    at {_place(error)}", smallest
    return None


def _in_time(check: Callable[[bytes], None], document: bytes) -> None:
    def late(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"it took longer than {_HANGS:g} seconds")

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, _HANGS)
    try:
        check(document)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _place(error: BaseException) -> str:
    """Return where an error comes from: its kind, and the lines of ours that it went through last."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "/newsreader/" in f.filename]
    frames = frames or traceback.extract_tb(error.__traceback__)
    checked = [f for f in traceback.extract_tb(error.__traceback__) if "/fuzz_" in f.filename]
    return " < ".join(
        [
            type(error).__name__,
            *(f"{Path(f.filename).name}:{f.lineno}" for f in (*frames[-2:], *checked[-1:])),
        ]
    )


def keep(name: str, document: bytes) -> Path:
    """Keep a find as a fixed test."""
    file = CORPUS / name / f"{blake2b(document, digest_size=6).hexdigest()}.bin"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(document)
    return file


def main() -> int:
    """Fuzz, or read the files named; return 1 where anything was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile.fuzz", description=__doc__.split("\n")[0])
    parser.add_argument("what", nargs="*", metavar="ROOM|FILE")
    parser.add_argument("--minutes", type=float, default=1.0, metavar="N", help="for all rooms together")
    parser.add_argument("--seed", type=int, default=int(time.time()), metavar="N")
    given_ = parser.parse_args()
    every = [*ROOMS, *(f"{room.name}{_LONG}" for room in ROOMS.values() if room.grow)]
    names = [word for word in given_.what if word in every]
    files = [Path(word) for word in given_.what if word not in every]
    if files:
        return _read_files(names, files)
    warnings.simplefilter("ignore", HypothesisWarning)  # that a document is long is meant
    total = finds = 0
    for name in names or every:
        result = hunt(name, given_.minutes * 60 / len(names or every), given_.seed)
        total += result.documents
        finds += len(result.finds)
        print(f"{name}: {result.documents:,} documents in {result.seconds:.0f} s", flush=True)
        for error, document in result.finds:
            print(f"  {error}\n    {document[:300]!r}\n    kept as {keep(name, document)}", flush=True)
    print(f"{total:,} documents, {finds} finds (seed {given_.seed})")
    return int(bool(finds))


def _read_files(names: Iterable[str], files: Iterable[Path]) -> int:
    for name in names:
        for file in files:
            checks(name)(file.read_bytes())
            print(f"{name}: {file} is well")
    return 0


if __name__ == "__main__":
    sys.exit(main())
