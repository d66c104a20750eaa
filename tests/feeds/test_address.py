"""What a person types is a web address, a file, a folder or standard input, or gets a sentence."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.errors import FileError, NewsreaderError, Refused, UsageError
from newsreader.feeds.address import (
    Address,
    classify,
    file_path,
    file_url,
    host_of,
    normalise,
    strip_userinfo,
)
from newsreader.text.clean import clean_line


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("https://example.com/feed", "https://example.com/feed"),
        (" HTTP://Example.com/feed#x ", "http://example.com/feed"),
        ("example.com", "https://example.com/"),
        ("example.com/feed.xml", "https://example.com/feed.xml"),
        ("example.com:8080/feed", "https://example.com:8080/feed"),
        ("example.com:80/feed", "http://example.com/feed"),
        ("www.münchen.example/x y", "https://www.xn--mnchen-3ya.example/x%20y"),
        ("point.md/rss", "https://point.md/rss"),
        ("localhost:8000/x", "http://localhost:8000/x"),
        ("localhost", "http://localhost/"),
        ("127.0.0.1:8000", "http://127.0.0.1:8000/"),
        ("[::1]:8000/x", "http://[::1]:8000/x"),
        ("feed://example.com/rss", "http://example.com/rss"),
        ("feed:https://example.com/rss", "https://example.com/rss"),
        ("feed://https://example.com/rss", "https://example.com/rss"),
        ("FEED:example.com/rss", "http://example.com/rss"),
        ("https://me:secret@example.com/rss", "https://me:secret@example.com/rss"),
    ],
)
def test_a_web_address_is_known_with_or_without_its_scheme(typed: str, url: str, tmp_path: Path) -> None:
    assert classify(typed, tmp_path) == Address("url", url)


def test_a_dash_is_standard_input(tmp_path: Path) -> None:
    assert classify("-", tmp_path) == Address("stdin")


def test_a_file_and_a_folder_are_found_from_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a b.txt").write_text("x")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    inside = tmp_path / "news" / "a b.txt"
    for typed in ("news/a b.txt", "./news/a b.txt", str(inside), "~/news/a b.txt", file_url(inside)):
        found = classify(typed, tmp_path)
        assert (found.kind, found.path) == ("file", inside)
    for typed in ("news", "news/", str(tmp_path / "news"), file_url(tmp_path / "news")):
        found = classify(typed, tmp_path)
        assert (found.kind, found.path) == ("folder", tmp_path / "news")


@pytest.mark.parametrize(
    "name", ["example.com", "-n", "gopher:x", "feed:x", "a\nb", " lead", "x[1]", "$(id)", "%41"]
)
def test_what_is_there_wins_over_what_it_might_mean(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("x")
    found = classify(name, tmp_path)
    assert (found.kind, found.path) == ("file", tmp_path / name)


def test_a_name_of_any_bytes_survives_its_url(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9 %41 \x1b[2J#?;&\n.txt"))
    try:
        path.write_text("x")
    except OSError:
        pytest.skip("this file system takes no such name")
    found = classify(str(path), tmp_path)
    assert found.path == path
    assert found.url.isascii()
    assert "\n" not in found.url


def test_a_path_is_a_feed_of_the_same_name_however_it_is_reached(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    assert classify("a/../a/.", tmp_path).url == classify("a", tmp_path).url


@pytest.mark.parametrize(
    ("typed", "kind", "says"),
    [
        ("", UsageError, "https://"),
        ("   ", UsageError, "https://"),
        ("nothing here", UsageError, "a file, a folder, or - for standard input"),
        ("-oProxyCommand=id", UsageError, "./-oProxyCommand=id"),
        ("--help", UsageError, "./--help"),
        ("news.txt", FileError, "There is no file news.txt"),
        ("README.md", FileError, "https://README.md"),
        ("a/b.txt", FileError, "There is no file or folder a/b.txt"),
        ("./x", FileError, "There is no file or folder ./x"),
        ("/nowhere/at/all", FileError, "There is no file or folder"),
        ("~nobody-of-this-name/x", FileError, "There is no file or folder"),
        ("file:///nowhere/at/all", FileError, "There is no file or folder"),
        ("file://server/share", Refused, "no file of this machine"),
        ("file:relative", Refused, "no file of this machine"),
        ("file:///a%00b", Refused, "no file has such a name"),
        ("data:,x", Refused, "http and https addresses and files"),
        ("gopher://example.com/", Refused, "http and https"),
        ("javascript:alert(1)", Refused, "http and https"),
        ("mailto:me@example.com", Refused, "http and https"),
        ("exec:rm -rf", Refused, "http and https"),
        ("feed:javascript:1", Refused, "after feed:"),
        ("feed:file:///etc/passwd", Refused, "after feed:"),
        ("feed:feed:example.com", Refused, "after feed:"),
        ("http://", Refused, "names no host"),
        ("http://a\nHost: b", Refused, "line break"),
        ("http://xn--a/", Refused, "host name"),
    ],
)
def test_anything_else_gets_a_sentence_that_says_what_would_do(
    typed: str, kind: type[NewsreaderError], says: str, tmp_path: Path
) -> None:
    with pytest.raises(kind) as raised:
        classify(typed, tmp_path)
    assert type(raised.value) is kind
    assert says in str(raised.value)
    assert str(raised.value).endswith(".")


@pytest.mark.parametrize(
    "typed", ["http://me:secret@[bad/", "https://me:secret@example.com:99999/", "me:secret@example.com/feed"]
)
def test_a_password_is_in_no_error_text(typed: str, tmp_path: Path) -> None:
    with pytest.raises(Refused) as raised:
        classify(typed, tmp_path)
    assert "secret" not in str(raised.value)


def test_name_and_password_are_left_out_for_showing() -> None:
    assert strip_userinfo("https://me:secret@example.com/@me") == "https://example.com/@me"
    assert strip_userinfo("https://example.com/@me") == "https://example.com/@me"


def test_the_host_of_an_address_is_named_as_the_fetcher_compares_it() -> None:
    assert host_of("http://LOCALHOST:8000/x") == "localhost"
    assert host_of("http://0x7f.1/") == "127.0.0.1"
    assert host_of("file:///x") is None
    assert normalise("http://LocalHost:80") == "http://localhost/"


def test_a_pipe_counts_as_a_file_here_and_is_told_when_it_is_read(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no pipes with names here")
    os.mkfifo(tmp_path / "x.txt")
    (tmp_path / "loop").symlink_to("loop")
    assert classify("x.txt", tmp_path).kind == "file"
    assert classify("loop", tmp_path).kind == "file"


def test_what_lies_where_one_may_not_look_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(path: Path) -> os.stat_result:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "lstat", closed)
    for typed in ("/closed/a.txt", "./closed/a.txt", "file:///closed/a.txt"):
        with pytest.raises(FileError, match=r"may not be read|cannot be looked at"):
            classify(typed, tmp_path)
    assert classify("example.com/feed", tmp_path).kind == "url"


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_a_source_or_gets_one_clean_line(text: str) -> None:
    try:
        classify(text, Path("/nonexistent"))
    except NewsreaderError as error:
        assert str(error) == clean_line(str(error))


@settings(max_examples=50, deadline=None)
@given(st.binary(min_size=1, max_size=30).filter(lambda name: b"\0" not in name and b"/" not in name))
def test_a_file_url_leads_back_to_its_path(name: bytes) -> None:
    if os.name == "nt" or name in (b".", b".."):
        return
    path = Path(os.fsdecode(b"/folder/" + name))
    assert file_path(file_url(path)) == path
