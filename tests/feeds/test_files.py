"""Local files and folders: read whole, or a sentence that says why not; nothing blocks."""

from __future__ import annotations

import errno
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from newsreader.errors import FileError
from newsreader.feeds import files
from newsreader.feeds.address import classify, file_path
from newsreader.feeds.files import MAX_BYTES, FolderScan, read_file, scan_folder
from newsreader.models import Fetched
from newsreader.text.clean import clean_line

posix_only = pytest.mark.skipif(os.name == "nt", reason="names and kinds of files that Windows has not")
needs_permissions = pytest.mark.skipif(
    os.name == "nt" or os.geteuid() == 0, reason="whoever may read everything is refused nothing"
)


def refused(path: Path) -> str:
    with pytest.raises(FileError) as raised:
        read_file(path)
    sentence = str(raised.value)
    assert sentence == clean_line(sentence)
    assert sentence.endswith(".")
    assert len(sentence) < 300
    return sentence


def names(scan: FolderScan) -> list[str]:
    return [file_path(one.url).name for one in scan.changed]


# --- one file -----------------------------------------------------------------------------------------


def test_a_file_comes_whole_with_its_url_and_its_time(tmp_path: Path) -> None:
    path = tmp_path / "A day in Port Aldous.txt"
    path.write_bytes(b"REGIONAL\r\n\r\nA day\x00\xff")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    url = path.as_uri()
    assert read_file(path) == Fetched(
        url=url, body=b"REGIONAL\r\n\r\nA day\x00\xff", final_url=url, modified=1_700_000_000
    )


def test_an_empty_file_is_an_empty_document(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    assert read_file(tmp_path / "a.txt").body == b""


@posix_only
@pytest.mark.parametrize(
    "name",
    [
        b"a\nb.txt",
        b"\x1b]0;owned\x07.txt",
        b"-rf",
        b"$(id).txt",
        b"[bold]x[.txt",
        b"caf\xe9.txt",
        b"%41#?.txt",
    ],
)
def test_a_name_of_any_kind_is_read_and_named_cleanly(tmp_path: Path, name: bytes) -> None:
    path = tmp_path / os.fsdecode(name)
    try:
        path.write_bytes(b"text")
    except OSError:
        pytest.skip("this file system takes no such name")
    found = read_file(path)
    assert (found.body, file_path(found.url)) == (b"text", path)
    assert found.url.isascii()
    path.unlink()
    assert "is not there" in refused(path)


def test_a_link_to_a_file_keeps_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("text")
    (tmp_path / "link.txt").symlink_to("real.txt")
    assert read_file(tmp_path / "link.txt").url == (tmp_path / "link.txt").as_uri()


def test_a_folder_is_no_file_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "x.txt").mkdir()
    assert "is a folder, not a file" in refused(tmp_path / "x.txt")


@posix_only
def test_a_pipe_a_socket_and_a_device_are_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "is a pipe" in refused(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s.txt"))
        assert "is a socket" in refused(tmp_path / "s.txt")
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    assert "is a device" in refused(tmp_path / "zero.txt")
    assert "is a device" in refused(Path("/dev/tty"))


@posix_only
def test_a_pipe_that_takes_a_files_place_at_the_last_moment_is_refused_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("text")
    really_open = os.open

    def exchanged(name: Path, flags: int) -> int:
        path.unlink()
        os.mkfifo(path)
        return really_open(name, flags)

    monkeypatch.setattr(os, "open", exchanged)
    assert "is a pipe" in refused(path)


def test_links_in_a_circle_and_links_to_nothing_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to("b.txt")
    (tmp_path / "b.txt").symlink_to("a.txt")
    (tmp_path / "c.txt").symlink_to("nothing.txt")
    assert "in a circle" in refused(tmp_path / "a.txt")
    assert "is not there" in refused(tmp_path / "c.txt")


def test_a_gigabyte_without_content_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "sparse.txt"
    with path.open("wb") as file:
        file.truncate(1 << 30)
    assert "larger than 16 MB" in refused(path)


def test_a_file_of_just_the_cap_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 1000)
    (tmp_path / "just.txt").write_bytes(b"a" * 1000)
    (tmp_path / "over.txt").write_bytes(b"a" * 1001)
    assert len(read_file(tmp_path / "just.txt").body) == 1000
    assert "larger than" in refused(tmp_path / "over.txt")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux only")
def test_a_file_that_knows_no_size_is_read_up_to_the_cap() -> None:
    assert b"Name:" in read_file(Path("/proc/self/status")).body


@needs_permissions
def test_an_unreadable_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text")
    (tmp_path / "a.txt").chmod(0)
    assert "permissions" in refused(tmp_path / "a.txt")


@pytest.mark.parametrize("name", ["a\0b.txt", "x" * 5000, "a.txt/b.txt", "\ud800.txt"])
def test_a_name_that_no_file_has_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.txt").write_text("text")
    refused(tmp_path / name)


@pytest.mark.parametrize(
    "change", [lambda path: path.write_text("longer text"), lambda path: path.write_text("")]
)
def test_a_file_that_changes_while_it_is_read_is_no_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], object]
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("text")
    really_read = os.read

    def read(descriptor: int, size: int) -> bytes:
        part = really_read(descriptor, size)
        if path.read_text() == "text":
            change(path)
        return part

    monkeypatch.setattr(os, "read", read)
    assert "changed while it was being read" in refused(path)


@pytest.mark.parametrize("call", ["open", "fstat", "read"])
@pytest.mark.parametrize("number", [errno.EIO, errno.EACCES, errno.ENOMEM, errno.EAGAIN, 0])
def test_every_call_may_fail_and_leaves_nothing_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("text")
    opened: list[int] = []
    closed: list[int] = []
    really_open, really_close = os.open, os.close

    def noted_open(name: Path, flags: int) -> int:
        opened.append(really_open(name, flags))
        return opened[-1]

    def noted_close(descriptor: int) -> None:
        closed.append(descriptor)
        really_close(descriptor)

    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number) if number else None)

    monkeypatch.setattr(os, "open", noted_open)
    monkeypatch.setattr(os, "close", noted_close)
    monkeypatch.setattr(os, call, fail)
    assert "a.txt" in refused(path)
    assert opened == closed


# --- a folder -----------------------------------------------------------------------------------------


def test_a_folder_is_read_to_any_depth_in_the_order_of_its_paths(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*"abcdefghij")
    deep.mkdir(parents=True)
    for path in (
        tmp_path / "z.txt",
        tmp_path / "b.md",
        deep / "deep.html",
        tmp_path / "a" / "README",
        tmp_path / "c.odd",
    ):
        path.write_text("text")
    scan = scan_folder(tmp_path)
    assert names(scan) == ["b.md", "c.odd", "z.txt", "README", "deep.html"]
    assert (scan.count, len(scan.stamps), scan.problems) == (5, 5, ())


def test_hidden_files_and_folders_are_left_out(tmp_path: Path) -> None:
    (tmp_path / ".hidden.txt").write_text("text")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "a.txt").write_text("text")
    (tmp_path / "seen.txt").write_text("text")
    assert names(scan_folder(tmp_path)) == ["seen.txt"]


def test_pictures_archives_and_bytes_are_no_articles(tmp_path: Path) -> None:
    for name in ("a.png", "b.ZIP", "c.py", "d.pdf", "feeds.opml"):
        (tmp_path / name).write_text("text")
    (tmp_path / "program").write_bytes(b"\x7fELF\0\0\0")
    (tmp_path / "wide").write_text("text", encoding="utf-16")
    (tmp_path / "wide.txt").write_text("text", encoding="utf-16-le")
    scan = scan_folder(tmp_path)
    assert names(scan) == ["wide", "wide.txt"]
    assert scan.count == 2


def test_only_what_is_new_or_changed_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.txt", "b.txt", "c.txt", "program"):
        (tmp_path / name).write_bytes(b"\0" if name == "program" else b"text")
    first = scan_folder(tmp_path)
    assert names(first) == ["a.txt", "b.txt", "c.txt"]
    (tmp_path / "b.txt").write_text("corrected")
    (tmp_path / "c.txt").unlink()
    (tmp_path / "d.txt").write_text("new")
    second = scan_folder(tmp_path, set(first.stamps))
    assert names(second) == ["b.txt", "d.txt"]
    assert second.count == 3

    def no_reading(*_: object) -> bytes:
        raise AssertionError("an unchanged file was read")

    monkeypatch.setattr(os, "open", no_reading)
    third = scan_folder(tmp_path, set(second.stamps))
    assert (third.changed, third.count) == ((), 3)
    assert set(third.stamps) == set(second.stamps)


def test_an_edit_that_keeps_size_and_text_is_seen_by_its_time(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("text")
    first = scan_folder(tmp_path)
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 1))
    assert names(scan_folder(tmp_path, set(first.stamps))) == ["a.txt"]


def test_a_file_that_was_moved_is_new(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text")
    first = scan_folder(tmp_path)
    (tmp_path / "a.txt").rename(tmp_path / "b.txt")
    assert names(scan_folder(tmp_path, set(first.stamps))) == ["b.txt"]


def test_links_to_folders_are_not_followed_and_that_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "loop").symlink_to("..")
    (tmp_path / "a" / "out").symlink_to("/")
    (tmp_path / "a" / "x.txt").write_text("text")
    (tmp_path / "link.txt").symlink_to("a/x.txt")
    scan = scan_folder(tmp_path)
    assert names(scan) == ["link.txt", "x.txt"]
    assert scan.problems == ("Links to folders are not followed (2 left out).",)


def test_a_folder_may_itself_be_reached_by_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.txt").write_text("text")
    (tmp_path / "link").symlink_to("real")
    found = classify("link", tmp_path)
    assert found.kind == "folder"
    assert scan_folder(found.path).changed[0].url == (tmp_path / "link" / "a.txt").as_uri()


@posix_only
def test_what_cannot_be_read_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    (tmp_path / "broken.txt").symlink_to("nothing")
    (tmp_path / "good.txt").write_text("text")
    with (tmp_path / "sparse.txt").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    scan = scan_folder(tmp_path)
    assert names(scan) == ["good.txt"]
    assert len(scan.problems) == 4
    assert all(problem == clean_line(problem) for problem in scan.problems)
    assert len(scan.stamps) == 1


@needs_permissions
def test_an_unreadable_folder_inside_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text")
    (tmp_path / "closed").mkdir(mode=0)
    scan = scan_folder(tmp_path)
    assert names(scan) == ["a.txt"]
    assert "permissions" in scan.problems[0]


def test_more_files_than_one_scan_reads_wait_for_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MAX_FILES", 4)
    for number in range(10):
        (tmp_path / f"{number}.txt").write_text("text")
    seen: set[bytes] = set()
    read: list[str] = []
    for waiting in (6, 2, 0):
        scan = scan_folder(tmp_path, seen)
        assert scan.count == 10
        assert bool(scan.problems) == bool(waiting)
        assert not waiting or scan.problems[0].startswith(f"{waiting} more files")
        read += names(scan)
        seen = set(scan.stamps)
    assert read == [f"{number}.txt" for number in range(10)]


def test_a_scan_reads_only_so_many_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_SCAN_BYTES", 100)
    for number in range(5):
        (tmp_path / f"{number}.txt").write_bytes(b"a" * 60)
    assert names(scan_folder(tmp_path)) == ["0.txt", "1.txt"]


def test_a_folder_without_an_end_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_ENTRIES", 5)
    for number in range(4):
        (tmp_path / f"{number}.txt").write_text("text")
    (tmp_path / "a").mkdir()
    assert scan_folder(tmp_path).problems == ()
    (tmp_path / "a" / "more.txt").write_text("text")
    scan = scan_folder(tmp_path)
    assert len(scan.changed) == 4
    assert "the rest of the folder was left out" in scan.problems[0]


def test_a_flood_of_problems_is_summed_up(tmp_path: Path) -> None:
    for number in range(50):
        (tmp_path / f"{number}.txt").symlink_to("nothing")
    problems = scan_folder(tmp_path).problems
    assert len(problems) == files.MAX_PROBLEMS + 1
    assert problems[-1] == "30 more files could not be read."


def test_what_is_no_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text")
    for path, says in ((tmp_path / "a.txt", "is no folder"), (tmp_path / "none", "is not there")):
        with pytest.raises(FileError, match=says):
            scan_folder(path)


def test_a_folder_that_cannot_be_listed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "a.txt").write_text("text")
    really_scan = os.scandir
    closed = [tmp_path / "inner"]

    def scan(path: Path) -> object:
        if path in closed:
            raise PermissionError(errno.EACCES, "Permission denied")
        return really_scan(path)

    monkeypatch.setattr(os, "scandir", scan)
    found = scan_folder(tmp_path)
    assert names(found) == ["a.txt"]
    assert "inner may not be read" in found.problems[0]
    closed.append(tmp_path)
    with pytest.raises(FileError, match="may not be read"):
        scan_folder(tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="counts descriptors where Linux shows them")
def test_no_descriptor_stays_open(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "a.txt").write_text("text")
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(5):
        scan_folder(tmp_path)
        refused(tmp_path / "pipe.txt")
    assert len(list(Path("/proc/self/fd").iterdir())) == before
