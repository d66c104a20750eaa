"""Local files of every kind: none blocks, none is read that is not a file, and any bytes show something."""

from __future__ import annotations

import os
import socket
import sys
import threading
from html import escape
from pathlib import Path

import pytest

from tests.hostile.payloads import PAYLOADS
from tests.hostile.test_server import Reader

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")

STORY = "Harbour closed\n\nThe harbour was closed on Monday, and nobody in the town knew why.\n"
GIGABYTE = 1 << 30


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of everything that may stand under the name of a text."""
    where = tmp_path / "news"
    (where / "folder.txt").mkdir(parents=True)
    (where / "folder.txt" / "inside.txt").write_text(STORY)
    os.mkfifo(where / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(where / "socket.txt"))
    (where / "circle.txt").symlink_to("circle.txt")
    (where / "zero.txt").symlink_to("/dev/zero")
    (where / "random.txt").symlink_to("/dev/urandom")
    (where / "terminal.txt").symlink_to("/dev/tty")
    (where / "nowhere.txt").symlink_to("not-there")
    (where / "up").symlink_to("..")
    with (where / "sparse.txt").open("wb") as sparse:
        sparse.truncate(GIGABYTE)
    for name, coding in (("utf16", "utf-16"), ("utf32", "utf-32"), ("latin1", "latin-1")):
        (where / f"{name}.txt").write_bytes(STORY.replace("town", "café").encode(coding))
    (where / "nuls.txt").write_bytes(STORY.encode() + b"\0" * 5000)
    (where / "line.txt").write_bytes(b"The harbour was closed on Monday. " * 300_000)
    (where / "empty.txt").write_bytes(b"")
    (where / "deep.html").write_text("<div>" * 100_000 + "The harbour was closed on Monday.")
    (where / "bomb.xml").write_text("<!DOCTYPE x [<!ENTITY a 'b'>]><rss><channel>" + "<a>" * 100_000)
    for name in (
        "-rf.txt",
        "$(id).txt",
        "`id`.txt",
        "a\nb.txt",
        "[red]x[ ].txt",
        "%s.txt",
        " .txt",
        "\x1b[2J.txt",
    ):
        (where / name).write_text(STORY + name.encode("unicode_escape").decode())
    (where / os.fsdecode(b"\xff\xfe\x9b.txt")).write_text(STORY)
    return where


def test_a_folder_of_everything_is_read_without_waiting(tmp_path: Path, folder: Path) -> None:
    reader = Reader(tmp_path)
    done = reader.command("add", str(folder))
    said = done.stderr.decode()
    assert done.returncode == 0, said
    titles = [article["headline"] for article in reader.articles()]
    assert titles.count("Harbour closed") >= 12  # in every encoding and under every name
    assert "Traceback" not in said and not (tmp_path / "library.log").exists()
    for what in ("pipe.txt is a pipe", "socket.txt is a socket", "zero.txt is a device", "in a circle"):
        assert what in said, said
    assert "sparse.txt is larger than 16 MB" in said
    assert "Links to folders are not followed" in said


SAYS = {
    "pipe.txt": "is a pipe",
    "socket.txt": "is a socket",
    "circle.txt": "circle",
    "zero.txt": "is a device",
    "nowhere.txt": "is not there",
    "sparse.txt": "larger than 16 MB",
    "empty.txt": "empty",
}


def test_named_by_itself_each_is_one_sentence(tmp_path: Path, folder: Path) -> None:
    reader = Reader(tmp_path)
    done = reader.command("add", *(str(folder / name) for name in SAYS))
    assert done.returncode == 1 and reader.feeds() == []
    said = done.stderr.decode().splitlines()
    assert len(said) == len(SAYS)
    for (name, says), line in zip(SAYS.items(), said, strict=True):
        assert line.startswith(f"{folder / name}: ") and says in line


def test_a_file_that_nobody_may_read_is_one_sentence(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read anything")
    (tmp_path / "shut.txt").write_text(STORY)
    (tmp_path / "shut.txt").chmod(0)
    assert b"permissions" in Reader(tmp_path).command("show", "shut.txt").stderr


def test_a_file_that_changes_meanwhile_is_taken_whole_or_not_at_all(tmp_path: Path) -> None:
    """Exchanged again and again while it is read, it is one of its two states, or a sentence."""
    file, other, ended = tmp_path / "story.txt", tmp_path / "other.txt", threading.Event()
    versions = [STORY, STORY.replace("Harbour", "Airport").replace("harbour", "airport") * 50]
    file.write_text(versions[0])

    def exchange() -> None:
        for text in iter(lambda: versions[ended.is_set()], None):
            if ended.is_set():
                return
            other.write_text(text)
            other.replace(file)
            other.write_text(versions[1])
            other.replace(file)

    thread = threading.Thread(target=exchange)
    thread.start()
    try:
        done = Reader(tmp_path).command("show", "story.txt")
    finally:
        ended.set()
        thread.join()
    words = done.stdout.decode().casefold()
    assert done.returncode in (0, 1)
    assert not ("harbour" in words and "airport" in words)
    assert words or "changed while" in done.stderr.decode()


# --- lists --------------------------------------------------------------------------------------------

PROGRAMS = ("exec:touch ran", "filter:touch ran:https://a.example/", "|touch ran", "exec:sh -c 'touch ran'")
OTHERS = (
    "file:///etc/passwd",
    "query:x:unread = 'yes'",
    "javascript:x",
    "data:text/xml,<rss/>",
    "-rf",
    "ftp://a/",
)


def test_a_list_runs_nothing_fetches_nothing_and_gives_the_rest(tmp_path: Path) -> None:
    lines = [f'<outline text="{escape(a)}" type="rss" xmlUrl="{escape(a)}"/>' for a in (*PROGRAMS, *OTHERS)]
    lines += [
        '<outline text="More" type="include" url="http://127.0.0.1:9/more.opml"/>',
        '<outline text="Filtered" type="rss" xmlUrl="https://f.example/feed" filterCmd="touch ran"/>',
        '<outline text="Good" type="rss" xmlUrl="https://good.example/feed"/>',
        "<outline text='Deep'>" * 500 + '<outline text="Down" xmlUrl="https://down.example/feed"/>',
        "</outline>" * 500,
    ]
    text = (
        "<!DOCTYPE opml [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
        f"<opml version='2.0'><head><title>&x;</title></head><body>{''.join(lines)}</body></opml>"
    )
    (tmp_path / "list.opml").write_text(text)
    reader = Reader(tmp_path)
    done = reader.command("import", "list.opml")
    said = done.stderr.decode()
    assert done.returncode == 0, said
    assert {feed["url"] for feed in reader.feeds()} == {
        f"https://{name}.example/feed" for name in ("f", "good", "down")
    }
    assert said.count("runs a program") == len(PROGRAMS)
    assert "filter program" in said and "is not fetched" in said and "root:" not in said
    assert not list(tmp_path.rglob("ran"))


MANY = "".join(f"<!ENTITY e{n} 'x'>" for n in range(900))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(f"<!DOCTYPE opml [{MANY}]><opml><body/></opml>", "attack", id="entities"),
        pytest.param("<opml><body>" + "<outline text='a'>" * 200_000, "damaged", id="depth"),
        pytest.param("<opml>", "damaged", id="cut off"),
        pytest.param("exec:touch ran\n|touch ran\n", "no list of feeds", id="programs alone"),
    ],
)
def test_a_list_that_is_an_attack_is_one_sentence(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "list").write_text(text)
    reader = Reader(tmp_path)
    said = reader.command("import", "list").stderr.decode()
    assert says in said and said.strip() and "Traceback" not in said
    assert reader.feeds() == [] and not list(tmp_path.rglob("ran"))


# --- standard input, and any bytes at all -------------------------------------------------------------


def test_any_bytes_show_something(tmp_path: Path) -> None:
    reader = Reader(tmp_path)
    data = "\n\n".join(PAYLOADS.values()).encode("utf-8", "surrogatepass")
    for what in (data, bytes(range(256)) * 40, b"\0" * 10):
        done = reader.command("add", "-", stdin=what)
        assert done.returncode in (0, 1) and done.stderr.strip() and b"Traceback" not in done.stderr
