"""A link leads where it says, opens nothing but the web, and never becomes a command."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from newsreader.feeds.fields import web_url
from newsreader.masthead import split_address
from newsreader.models import Article, Body, Link, Span
from newsreader.render import plain_lines
from newsreader.text.html import html_to_body
from newsreader.text.urls import absolute
from newsreader.ui.browser import BrowserError, plan_visit, shown_host, start
from tests.hostile.payloads import PAYLOADS

unix = pytest.mark.skipif(sys.platform == "win32", reason="scripts stand in for browsers")


@pytest.fixture
def browser(tmp_path: Path) -> dict[str, str]:
    """An environment whose browser writes its arguments down, one a line, and what else would be run."""
    program = tmp_path / "browser"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$#" "$@" > "{tmp_path}/argv"\n')
    program.chmod(0o755)
    return {"PATH": f"{tmp_path}:{os.environ['PATH']}", "BROWSER": str(program)}


# --- what is opened -----------------------------------------------------------------------------------


@unix
@pytest.mark.parametrize("payload", list(PAYLOADS))
def test_whatever_is_in_an_address_it_is_one_argument(
    tmp_path: Path, browser: dict[str, str], payload: str
) -> None:
    url = "https://example.org/" + PAYLOADS[payload][:900]
    start(plan_visit(url, browser))
    count, *arguments = (tmp_path / "argv").read_text().splitlines()
    assert count == "1" and len(arguments) == 1
    assert arguments[0].startswith("https://example.org/")
    assert arguments[0].isprintable() and " " not in arguments[0]


SCHEMES = (
    *("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "ftp://a.example/", "ssh://-oProxy=x"),
    *("vbscript:x", "about:blank", "chrome://settings", "ms-msdt:/id", "search-ms:query=x", "tel:1", "sms:1"),
    *(
        "//a.example",
        "-version",
        "--help",
        "/bin/sh",
        "$(id)",
        "mailto:a@b.example",
        "x-apple.systempreferences:",
    ),
    *("HTTP:", "http:a.example", "https:///a", "http://", "http://:80/", "https://a.example:99999/"),
)


@pytest.mark.parametrize("url", SCHEMES)
def test_nothing_but_the_web_is_opened(url: str) -> None:
    with pytest.raises(BrowserError, match="Only web addresses"):
        plan_visit(url, {"PATH": "/bin", "BROWSER": "sh"})


def test_a_mailbox_is_shown_and_not_opened() -> None:
    body = html_to_body('<p>Write to <a href="mailto:desk@gazette.example">the desk</a>.</p>')
    assert [link.url for link in body.links()] == ["mailto:desk@gazette.example"]
    assert any(
        "mailto:desk@gazette.example" in line for line in plain_lines(Article(id=1, headline="", body=body))
    )
    with pytest.raises(BrowserError):
        plan_visit("mailto:desk@gazette.example", {"PATH": "/bin", "BROWSER": "sh"})


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "JaVa\tScript:alert(1)", "data:text/html,x", "file:///x"]
)
def test_other_schemes_are_no_links_at_all(url: str) -> None:
    assert html_to_body(f'<p><a href="{url}">here</a> and on</p>').links() == []
    assert web_url(url) == ""


# --- the command --------------------------------------------------------------------------------------


@unix
@pytest.mark.parametrize(
    "inside",
    ["sh -c 'browser %s'", "sh -c \"browser '%s'\"", "xterm -e 'lynx %s'"],
)
def test_an_address_is_never_put_inside_a_command_of_another_shell(
    tmp_path: Path, browser: dict[str, str], inside: str
) -> None:
    url = "https://example.org/';touch${IFS}" + str(tmp_path / "ran") + ";'"
    with pytest.raises(BrowserError, match="by itself"):
        plan_visit(url, {**browser, "BROWSER": inside.replace("xterm", "sh")})


@unix
def test_a_shell_may_be_handed_the_address_as_an_argument(tmp_path: Path, browser: dict[str, str]) -> None:
    url = "https://example.org/$(touch${IFS}ran);'x'&id"
    program = browser["BROWSER"]
    start(plan_visit(url, {**browser, "BROWSER": f"sh -c '{program} \"$0\"' %s"}))
    assert (tmp_path / "argv").read_text().splitlines() == ["1", url]
    assert not Path("ran").exists()


# --- where it leads -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "host", "opened"),
    [
        ("https://bank.example@evil.example/a", "evil.example", "https://evil.example/a"),
        ("https://bank.example:pw@evil.example:8443/", "evil.example:8443", "https://evil.example:8443/"),
        ("https://evil.example\\@bank.example/", "evil.example", "https://evil.example/@bank.example/"),
        ("https://evil.example\\.bank.example/", "evil.example", "https://evil.example/.bank.example/"),
        ("https:\\\\evil.example\\a?b=\\c", "evil.example", "https://evil.example/a?b=\\c"),
        ("https://evil.example#@bank.example/", "evil.example", "https://evil.example#@bank.example/"),
        ("https://evil.example?@bank.example/", "evil.example", "https://evil.example?@bank.example/"),
        ("https://bаnk.example/", "xn--bnk-6cd.example", None),  # with a Cyrillic а
        ("https://xn--80ak6aa92e.com/", "xn--80ak6aa92e.com", "https://xn--80ak6aa92e.com/"),
        ("https://bank.example\u2215@evil.example/", "evil.example", "https://evil.example/"),
    ],
)
def test_the_host_that_is_named_is_the_one_that_is_asked(url: str, host: str, opened: str | None) -> None:
    visit = plan_visit(url, {"PATH": "/bin", "BROWSER": "sh"})
    assert visit.host == host == shown_host(url)
    assert opened is None or visit.argv[1] == opened
    assert "@bank.example" not in visit.argv[1].partition("?")[0].partition("#")[0].split("/")[2]


@pytest.mark.parametrize("read", [lambda url: absolute(url, "https://a.example/"), web_url])
def test_backslashes_are_read_as_browsers_read_them(read: object) -> None:
    assert callable(read)
    assert read("https://evil.example\\@bank.example/a?b\\c") == "https://evil.example/@bank.example/a?b\\c"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://evil.example/login", "evil.example"),
        ("https://bank.example@evil.example/", "evil.example"),
        ("https://evil.example\\@bank.example/", "evil.example"),
        ("https://bаnk.example/", "xn--bnk-6cd.example"),
    ],
)
def test_beside_a_link_its_real_host_is_shown(url: str, shown: str) -> None:
    text = "Log in at bank.example now"
    body = Body(text, (Span(10, 22, "link", url, 1),))
    assert body.links() == [Link("bank.example", url, 10, 22)]
    lines = list(plain_lines(Article(id=1, headline="A bank", body=body)))
    listed = [line for line in lines if line.lstrip().startswith("[1]")]
    assert any(shown in line for line in listed), lines
    assert split_address(url)[0] == shown


# --- what fails ---------------------------------------------------------------------------------------


@unix
def test_a_browser_that_fails_is_told_of_in_a_sentence(tmp_path: Path) -> None:
    program = tmp_path / "bro\x1b[31mwser"
    program.write_text("#!/bin/sh\nexit 7\n")
    program.chmod(0o755)
    with pytest.raises(BrowserError, match="status 7"):
        start(plan_visit("https://a.example/", {"PATH": "/bin", "BROWSER": f"'{program}'"}))
    with pytest.raises(BrowserError, match="no web browser"):
        plan_visit("https://a.example/", {"PATH": str(tmp_path), "BROWSER": "not-there:'unclosed"})
