"""Opening links: what is opened, with what, and what is said when it fails."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.ui.browser import BrowserError, Visit, plan_visit, shown_host, start

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="scripts stand in for browsers")


def _program(folder: Path, name: str, script: str) -> None:
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


@pytest.fixture
def path(tmp_path: Path) -> dict[str, str]:
    """An environment whose only programs are two browsers."""
    _program(tmp_path, "firebird", 'printf "%s\\n" "$#" "$@" > "$(dirname "$0")/argv"')
    _program(tmp_path, "w3m", "exit 0")
    return {"PATH": str(tmp_path)}


def test_the_address_is_one_argument_whatever_is_in_it(tmp_path: Path, path: dict[str, str]) -> None:
    url = "https://example.org/a;touch%20x?q=$(id)&r=`id`|id"
    visit = plan_visit(url, {**path, "BROWSER": "firebird --new-tab"})
    assert visit == Visit(("firebird", "--new-tab", url), "example.org")
    start(Visit((str(tmp_path / "firebird"), *visit.argv[1:]), visit.host))
    assert (tmp_path / "argv").read_text().splitlines() == ["2", "--new-tab", url]


def test_the_place_of_the_address_can_be_named(path: dict[str, str]) -> None:
    visit = plan_visit("https://example.org/", {**path, "BROWSER": "firebird --url=%s --quiet"})
    assert visit.argv == ("firebird", "--url=https://example.org/", "--quiet")


def test_browsers_are_tried_in_turn(path: dict[str, str]) -> None:
    assert plan_visit("http://example.org", {**path, "BROWSER": "nowhere:firebird"}).argv[0] == "firebird"


def test_a_browser_of_the_terminal_is_known(path: dict[str, str]) -> None:
    assert plan_visit("http://example.org", {**path, "BROWSER": "w3m"}).in_terminal


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
        "ssh://example.org",
        "-version",
        "https://",
        "",
        "http://[::1",
        "mailto:a@example.org",
    ],
)
def test_only_web_addresses_are_opened(url: str, path: dict[str, str]) -> None:
    with pytest.raises(BrowserError, match="Only web addresses"):
        plan_visit(url, {**path, "BROWSER": "firebird"})


def test_what_a_terminal_would_obey_is_no_part_of_the_address(path: dict[str, str]) -> None:
    visit = plan_visit("https://example.org/\x1b]0;x\x07a b", {**path, "BROWSER": "firebird"})
    assert visit.argv[1] == "https://example.org/]0;xa%20b"


@given(st.text(max_size=40))
@settings(max_examples=100, deadline=None)
def test_any_address_is_one_clean_argument_or_is_refused(tail: str) -> None:
    try:
        visit = plan_visit("https://example.org/" + tail, {"PATH": "/bin:/usr/bin", "BROWSER": "sh"})
    except BrowserError:
        return
    assert len(visit.argv) == 2
    assert visit.argv[1].startswith("https://")
    assert all(character.isprintable() and character != " " for character in visit.argv[1])


def test_no_browser_at_all_says_what_to_set(tmp_path: Path) -> None:
    with pytest.raises(BrowserError, match="set BROWSER"):
        plan_visit("https://example.org", {"PATH": str(tmp_path)})


def test_a_browser_that_gives_up_says_so(tmp_path: Path) -> None:
    _program(tmp_path, "broken", "exit 3")
    with pytest.raises(BrowserError, match="status 3"):
        start(Visit((str(tmp_path / "broken"),), "example.org"))


def test_a_browser_that_is_none_says_so(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no program")
    with pytest.raises(BrowserError, match="cannot be started"):
        start(Visit((str(tmp_path / "text"),), "example.org"))


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://user:secret@Example.org:8080/x", "example.org:8080"),
        ("https://evil.example\\@example.org/", "evil.example"),  # as browsers read it,
        ("https://münchen.example/", "münchen.example"),
        ("https://exаmple.org/", "xn--exmple-4nf.org"),  # with a Cyrillic а
        ("https://[::1/", ""),
    ],
)
def test_the_real_host_is_shown(url: str, host: str) -> None:
    assert shown_host(url) == host
