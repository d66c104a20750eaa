"""A newsstand that sells only hostile papers: every payload in every field, ready to be subscribed to."""

from __future__ import annotations

import html
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from newsreader.text.clean import clean
from tests.hostile.payloads import PAYLOADS, canary, encoded, laced, one_line, planted
from tests.servers import LoopbackServer, reply

PROGRAM = Path(sys.executable).with_name("newsreader")
HOSTS = 8
"""Loopback addresses that the papers are spread over, so that nobody waits for a host's turn."""


@dataclass
class Newsstand:
    """Where the papers are to be had: `list_file` and `urls_file` name them, `folders` hold files."""

    home: Path
    servers: list[LoopbackServer] = field(default_factory=list)
    papers: dict[str, str] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    folders: dict[str, Path] = field(default_factory=dict)
    site: str = ""
    """A page that names a feed under each hostile title."""

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a reader of this stand."""
        return {
            "HOME": str(self.home),
            "NEWSREADER_LIBRARY": str(self.home / "library.db"),
            "NEWSREADER_CONFIG": str(self.home / "config.toml"),
            "BROWSER": str(self.home / "browser"),
        }

    @property
    def list_file(self) -> Path:
        """An OPML list of the papers, each in a hostile folder."""
        return self.home / "papers.opml"

    @property
    def urls_file(self) -> Path:
        """A list in newsboat's manner of the broken papers, each under a hostile title."""
        return self.home / "urls"


@contextmanager
def loopback(count: int) -> Iterator[list[LoopbackServer]]:
    """Open servers on loopback addresses of their own, where the system has more than one."""
    with ExitStack() as stack:
        servers: list[LoopbackServer] = []
        for number in range(1, count + 1):
            try:
                servers.append(stack.enter_context(LoopbackServer(f"127.0.0.{number}")))
            except OSError:
                break
        yield servers


@contextmanager
def newsstand(home: Path) -> Iterator[Newsstand]:
    """Open the stand; its servers answer until the end."""
    home.mkdir(parents=True, exist_ok=True)
    stand = Newsstand(home)
    (home / "config.toml").write_text(
        "[refresh]\nfloor = 0\non_start = false\nautomatic = false\ntimeout = 5.0\n"
    )
    browser = home / "browser"
    browser.write_text(f'#!/bin/sh\nprintf "%s\\n" "$#" "$@" >> "{home}/visits"\nexit 3\n')
    browser.chmod(0o755)
    with loopback(HOSTS) as servers:
        stand.servers = servers
        for number, payload in enumerate(PAYLOADS):
            server = servers[number % len(servers)]
            server.on(f"/paper/{number}", reply(paper(payload), content_type="application/feed+json"))
            server.on(f"/broken/{number}", refusal(payload))
            stand.papers[payload] = server.url(f"/paper/{number}")
            stand.broken[payload] = server.url(f"/broken/{number}")
            stand.folders[payload] = _folder(home, payload)
        servers[0].on("/site", reply(site(), content_type="text/html"))
        stand.site = servers[0].url("/site")
        _write_lists(stand)
        yield stand


def refusal(payload: str) -> bytes:
    """Return an error answer with a hostile reason."""
    head = encoded(f"HTTP/1.1 599 {one_line('reason', payload)[:2000]}")
    return head + b"\r\nContent-Length: 0\r\n\r\n"


def paper(payload: str) -> bytes:
    """Return a JSON Feed of one article, hostile all through."""
    item = {
        "id": canary("headline", payload),
        "url": "https://pwn.example/" + planted("address", payload)[:1000],
        "title": planted("headline", payload),
        "authors": [{"name": f"Otto {laced('byline', payload)}"}],
        "summary": planted("deck", payload),
        "content_html": body(payload),
        "date_published": "2026-10-14T08:00:00Z",
        "tags": [planted("kicker", payload)],
        "attachments": [
            {
                "url": "https://pwn.example/a.mp3",
                "mime_type": planted("kicker", payload),
                "size_in_bytes": 1e9,
            }
        ],
    }
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": planted("feed title", payload),
        "description": planted("feed title", payload),
        "items": [item],
    }
    return json.dumps(feed).encode()


def body(payload: str) -> str:
    """Return an article's HTML with the payload in its words, links, pictures, code and quotations."""
    if payload == "HTML":
        text = {name: planted(name, payload) for name in ("words", "link text", "quotation", "code")}
    else:
        text = {
            name: html.escape(planted(name, payload)) for name in ("words", "link text", "quotation", "code")
        }
    place, speaker = laced("place", payload).upper(), laced("speaker", payload)
    quoted = html.escape(planted("picture", payload), quote=True)
    link = html.escape(planted("link", payload)[:1000], quote=True)
    return (
        f"<p>{place}, Texas (AP) — The harbour was closed on Monday. {text['words'][:400]}</p>"
        f"<p>“The ferry is late again, {text['quotation'][:400]} as ever,” said Anna {speaker}, a mayor.</p>"
        f'<p><img src="x.png" alt="{quoted}" title="{quoted}"></p>'
        f'<p>See <a href="https://pwn.example/{link}">{text["link text"][:400]}</a>.</p>'
        f"<pre><code>{text['code'][:400]}</code></pre>"
    )


def site() -> bytes:
    """Return a web page that names many feeds."""
    links = [
        f'<link rel="alternate" type="application/rss+xml" href="/nowhere/{number}"'
        f' title="{html.escape(planted("offer", payload)[:300], quote=True)}">'
        for number, payload in enumerate(PAYLOADS)
    ]
    return encoded(f"<!doctype html><html><head>{''.join(links)}</head><body>A site.</body></html>")


def _write_lists(stand: Newsstand) -> None:
    outlines, lines = [], []
    for payload in PAYLOADS:
        folder = html.escape(one_line("folder", payload).replace("/", "|")[:300], quote=True)
        outlines.append(
            f'<outline text="{folder}"><outline type="rss" xmlUrl="{stand.papers[payload]}"/></outline>'
        )
        title = one_line("list title", payload)[:300].replace("\\", "\\\\").replace('"', '\\"')
        lines.append(f'{stand.broken[payload]} "~{title}"')
        left_out = html.escape(one_line("left out", payload)[:300], quote=True)
        outlines.append(f'<outline text="{left_out}" xmlUrl="exec:{left_out}"/>')
    stand.list_file.write_bytes(
        encoded(f'<opml version="2.0"><head/><body>{"".join(outlines)}</body></opml>')
    )
    stand.urls_file.write_bytes(encoded("\n".join(lines) + "\n"))


def _folder(home: Path, payload: str) -> Path:
    """Make a folder with a hostile name, in it a file with a hostile name that cannot be read."""
    folder = home / "files" / _name(one_line("folder name", payload))
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / (_name(one_line("file name", payload)) + ".txt")).write_bytes(b"\x7fELF\0\0\0" * 40)
    (folder / "a.txt").write_text("A harbour\n\nThe harbour was closed on Monday, and nobody knew why.\n")
    return folder


def _name(text: str) -> str:
    """Return text as a file's name: cut to what a system takes, half characters as bytes."""
    data = encoded(text.replace("/", "|"))[:200]
    return os.fsdecode(data)


def seen_of(text: str) -> str:
    """Return what is to be seen of a hostile text, on one line."""
    return " ".join(clean(text).split())
