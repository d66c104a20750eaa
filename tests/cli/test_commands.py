"""Every command, as README's "The command line" describes it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsreader import __version__
from newsreader.config import samples_folder
from tests.cli.conftest import Cli
from tests.servers import LoopbackServer, reply

LISTED = {
    *("id", "headline", "kicker", "deck", "byline", "authors", "dateline", "published", "updated", "url"),
    *("feed", "publisher", "language", "words", "read", "starred", "later"),
}

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>The Tarn Gleaner</title>
<link>https://gleaner.example/</link>
<item><guid>1</guid><title>Weir reopened</title><link>https://gleaner.example/weir</link>
<pubDate>Mon, 02 Nov 2026 08:00:00 GMT</pubDate>
<description>&lt;p&gt;TARN (HNA) — It is open. “About time,” said the miller.&lt;/p&gt;</description></item>
{more}</channel></rss>"""

SECOND = """<item><guid>2</guid><title>Goose elected</title><link>https://gleaner.example/goose</link>
<pubDate>Tue, 03 Nov 2026 08:00:00 GMT</pubDate>
<description>The goose made no statement.</description></item>"""


def feed(more: str = "") -> bytes:
    return FEED.format(more=more).encode()


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    with LoopbackServer() as one:
        yield one


def test_the_version_is_printed(cli: Cli) -> None:
    assert cli("--version").out == f"newsreader {__version__}\n"


def test_help_names_the_commands(cli: Cli) -> None:
    help_text = cli("--help").out
    for command in ("add", "config", "doctor", "export", "feeds", "import", "list", "refresh", "remove"):
        assert f"  {command} " in help_text


def test_an_empty_library_says_what_to_do(cli: Cli) -> None:
    listing = cli("list")
    assert (listing.code, listing.out) == (0, "")
    assert "newsreader add" in listing.err
    assert cli("list", "--json").json == []
    assert "newsreader add" in cli("feeds").err


def test_a_folder_of_articles_is_added_and_listed_newest_first(cli: Cli) -> None:
    added = cli("add", samples_folder())
    assert added.code == 0
    assert "Added Sample articles: folder, 15 articles" in added.err
    assert "newsreader remove" in added.err
    rows = cli("list", "--json").json
    assert {frozenset(row) for row in rows} == {frozenset(LISTED)}
    times = [row["published"] for row in rows if row["published"]]
    assert len(rows) == 15
    assert times == sorted(times, reverse=True)


def test_without_a_terminal_the_reader_prints_a_plain_list(cli: Cli) -> None:
    listing = cli(samples_folder())
    assert listing.code == 0
    assert "Winter ferry to the Skerries" in listing.out
    assert "\x1b" not in listing.out
    assert cli().out == listing.out


def test_a_feed_is_added_with_one_request_and_refreshed(cli: Cli, server: LoopbackServer) -> None:
    server.on("/feed.xml", reply(feed()), reply(feed(SECOND)))
    added = cli("add", server.url("/feed.xml"))
    assert (added.code, len(server.asked("/feed.xml"))) == (0, 1)
    assert "The Tarn Gleaner" in added.err
    assert [row["headline"] for row in cli("list", "--json").json] == ["Weir reopened"]
    refreshed = cli("refresh")
    assert "1 new article" in refreshed.err
    assert [row["headline"] for row in cli("list", "--json").json] == ["Goose elected", "Weir reopened"]


def test_a_refresh_in_json_says_what_each_feed_brought(cli: Cli, server: LoopbackServer) -> None:
    server.on("/feed.xml", reply(feed()), reply(feed(SECOND)))
    cli("add", server.url("/feed.xml"))
    said = cli("refresh", "--json").json
    assert said["new"] == 1
    assert [one["new"] for one in said["feeds"]] == [1]


def test_an_article_is_shown_by_its_number_and_in_json(cli: Cli, server: LoopbackServer) -> None:
    server.on("/feed.xml", reply(feed()))
    cli("add", server.url("/feed.xml"))
    (row,) = cli("list", "--json").json
    plain = cli("show", row["id"])
    assert "Weir reopened" in plain.out
    assert "“About time,” said the miller." in plain.out
    whole = cli("show", row["id"], "--json").json
    assert set(whole) == LISTED | {"text", "quotes", "links"}
    assert whole["dateline"]["place"] == "TARN"
    assert whole["dateline"]["agency"] == "HNA"
    (quote,) = whole["quotes"]
    assert whole["text"][quote["start"] : quote["end"]] == quote["text"] == "“About time,”"


def test_a_file_is_shown_without_being_kept(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("Goose at large\n\nTARN, Nov. 4 (HNA) — It is still at large.\n")
    shown = cli("show", "note.txt", "--json").json
    assert (shown["id"], shown["headline"]) == (None, "Goose at large")
    assert cli("list", "--json").json == []


def test_an_address_is_shown_without_being_kept(cli: Cli, server: LoopbackServer) -> None:
    page = b"<html><body><article><h1>Bells ring</h1><p>They rang.</p></article></body></html>"
    server.on("/bells", reply(page, content_type="text/html"))
    assert cli("show", server.url("/bells"), "--json").json["headline"] == "Bells ring"
    assert cli("feeds", "--json").json == []


def test_standard_input_is_a_source_like_any_other(cli: Cli) -> None:
    text = b"REGIONAL\n\nGoose at large\n\nBy Pia Holm\n\nIt is at large.\n"
    assert cli("show", "-", "--json", stdin=text).json["kicker"] == "REGIONAL"
    assert cli("add", "-", stdin=text).code == 0
    assert [row["headline"] for row in cli("list", "--json").json] == ["Goose at large"]


def test_a_search_finds_words_in_texts(cli: Cli) -> None:
    cli("add", samples_folder())
    found = cli("search", "spaniel", "--json").json
    assert [row["headline"][:20] for row in found] == ["The pear that waited"]
    assert "Nothing found" in cli("search", "quokkazephyr").err
    assert len(cli("search", "ferry", "--json").json) > len(cli("search", "ferry", "-harbour", "--json").json)


def test_lists_are_narrowed(cli: Cli, server: LoopbackServer) -> None:
    server.on("/feed.xml", reply(feed(SECOND)))
    cli("add", server.url("/feed.xml"))
    cli("add", samples_folder())
    assert len(cli("list", "--feed", "the tarn gleaner", "--json").json) == 2
    assert len(cli("list", "--limit", "3", "--json").json) == 3
    assert len(cli("list", "--unread", "--json").json) == 17
    assert cli("list", "--starred", "--json").json == []
    assert cli("list", "--later", "--json").json == []


def test_a_removed_feed_comes_back_whole_when_it_is_added_again(cli: Cli) -> None:
    cli("add", samples_folder())
    (feed_row,) = cli("feeds", "--json").json
    assert (feed_row["articles"], feed_row["unread"]) == (15, 15)
    assert "30 days" in cli("remove", feed_row["id"]).err
    assert cli("list", "--json").json == []
    cli("add", samples_folder())
    assert len(cli("list", "--json").json) == 15


def test_feeds_go_out_and_come_in_as_opml(cli: Cli, server: LoopbackServer, tmp_path: Path) -> None:
    server.on("/feed.xml", reply(feed()))
    cli("add", "--folder", "News/Local", server.url("/feed.xml"))
    assert server.url("/feed.xml") in cli("export").out
    assert cli("export", "-").out == cli("export").out
    cli("add", "-", stdin=b"Goose at large\n\nIt is at large, and was seen twice.\n")
    assert "Wrote 1 feed to feeds.opml; 1 feed of this machine left out." in cli("export", "feeds.opml").err
    cli("remove", server.url("/feed.xml"))
    library = tmp_path / "other.db"
    assert "1 feed" in cli("import", "feeds.opml", "--library", library).err
    (row,) = cli("feeds", "--json", "--library", library).json
    assert (row["folder"], row["url"]) == ("News/Local", server.url("/feed.xml"))


def test_a_newsboat_urls_file_says_what_was_left_out(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "urls").write_text('https://gleaner.example/feed tarn "~The Gleaner"\nexec:rm -rf ~\n')
    imported = cli("import", "urls")
    assert "exec:" in imported.err
    (row,) = cli("feeds", "--json").json
    assert (row["title"], row["tags"]) == ("The Gleaner", ["tarn"])
    assert "Nothing was added: 1 feed was there already." in cli("import", "urls").err


def test_a_site_is_added_by_the_feed_it_names(cli: Cli, server: LoopbackServer) -> None:
    link = b'<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    page = b"<html><head>" + link + b"</head><body>x</body></html>"
    server.on("/", reply(page, content_type="text/html"))
    server.on("/feed.xml", reply(feed()))
    assert cli("add", server.url("/")).code == 0
    assert [row["url"] for row in cli("feeds", "--json").json] == [server.url("/feed.xml")]


def test_the_settings_and_their_file_are_shown(cli: Cli, tmp_path: Path) -> None:
    assert cli("config", "--path").out == f"{tmp_path / 'home' / 'config.toml'}\n"
    assert "floor = 0" in cli("config").out


def test_the_doctor_looks_at_everything(cli: Cli) -> None:
    cli("add", samples_folder())
    report = cli("doctor")
    assert report.code == 0
    for looked_at in ("configuration:", "library: whole", "engine: starts and answers", "Nothing wrong"):
        assert looked_at in report.out


def test_the_doctor_sees_a_configuration_that_is_not_there(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSREADER_CONFIG", str(tmp_path / "none.toml"))
    assert cli("list").code == 2
    report = cli("doctor")
    assert report.code == 1
    assert "! There is no configuration file" in report.out


@pytest.mark.skipif(sys.platform == "win32", reason="it needs a pty")
def test_in_a_terminal_the_count_of_a_refresh_gives_way_to_what_is_said(cli: Cli, tmp_path: Path) -> None:
    from tests.terminal import Terminal

    cli("add", samples_folder(), "http://127.0.0.1:1/feed")
    with Terminal([sys.executable, "-m", "newsreader", "refresh"], cwd=tmp_path) as terminal:
        assert terminal.ended() == 1
        said = [line.rstrip() for line in terminal.screen().display if line.strip()]
    assert b"refreshing 2/2" in terminal.output
    assert said[0].startswith("http://127.0.0.1:1/feed: 127.0.0.1:1 refused the connection")
    assert said[-1] == "1 feed refreshed, 1 failed, 0 new articles."


# --- what goes wrong --------------------------------------------------------------------------------------


def test_a_host_that_does_not_answer_is_kept_and_told(cli: Cli) -> None:
    added = cli("add", "http://127.0.0.1:1/feed")
    assert added.code == 3
    assert "kept and tried again" in added.err
    assert len(added.err.splitlines()) == 1
    (row,) = cli("feeds", "--json").json
    assert row["error"]
    assert cli("refresh").code == 3


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (404, b"gone fishing", "404"),
        (200, b"<html><body><p>No feeds here.</p></body></html>", "no feed"),
        (200, b"", "empty"),
        (200, b"\x00\x01\x02\xff" * 100, ""),
    ],
)
def test_what_is_no_feed_is_refused_in_one_sentence(
    cli: Cli, server: LoopbackServer, status: int, body: bytes, says: str
) -> None:
    server.on("/x", reply(body, status=status))
    added = cli("add", server.url("/x"))
    assert added.code == 1
    assert says in added.err
    assert len(added.err.splitlines()) == 1
    assert cli("feeds", "--json").json == []


@pytest.mark.parametrize("option", ["--library", "--config"])
@pytest.mark.parametrize("place", ["before", "after"])
def test_an_option_that_names_no_file_is_refused(cli: Cli, option: str, place: str) -> None:
    refused = cli(option, "", "feeds") if place == "before" else cli("feeds", f"{option}=")
    assert refused.code == 2
    assert refused.err == (
        f"newsreader: Invalid value for '{option}': Name a file, or leave the option out.\n"
    )


def test_files_that_cannot_be_read_are_refused(cli: Cli, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "empty.txt").write_bytes(b"")
    for name in ("pipe", "empty.txt", "missing.txt", "/dev/zero"):
        refused = cli("add", name)
        assert (refused.code in (1, 2), len(refused.err.splitlines())) == (True, 1), refused
    assert cli("feeds", "--json").json == []


def test_only_web_addresses_are_fetched(cli: Cli) -> None:
    for address in ("gopher://x.example/", "javascript:alert(1)", "data:text/plain,x", "ftp://x.example/f"):
        refused = cli("add", address)
        assert refused.code in (1, 2)
        assert len(refused.err.splitlines()) == 1


def test_a_broken_configuration_is_told_and_nothing_is_made(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("[refresh\n")
    told = cli("list", "--config", "bad.toml", "--library", "none.db")
    assert told.code == 2
    assert "bad.toml" in told.err
    assert not (tmp_path / "none.db").exists()


def test_what_is_no_library_is_left_alone(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("shopping: bread, string\n" * 100)
    told = cli("list", "--library", "notes.db")
    assert told.code == 1
    assert len(told.err.splitlines()) == 1
    assert (tmp_path / "notes.db").read_text().startswith("shopping")


def test_unknown_feeds_and_articles_are_named(cli: Cli) -> None:
    assert "newsreader feeds" in cli("remove", "Nowhere").err
    assert cli("list", "--feed", "Nowhere").code == 2
    assert cli("show", "4711").code == 2
    assert cli("list", "--limit", "0").code == 2


def test_a_reader_of_the_output_may_leave_early(cli: Cli) -> None:
    cli("add", samples_folder())
    for printing in ("list --json", "show 1"):
        command = f"set -o pipefail; {sys.executable} -m newsreader {printing} | head -c 10"
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
        assert (len(done.stdout), done.stderr) == (10, "")
