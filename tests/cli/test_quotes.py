"""`newsreader quotes`: who said what, in articles and across the library."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from newsreader.models import ArticleChange, Changes, ParsedFeed, Validators
from newsreader.store.store import Store
from newsreader.text.annotation import VERSION, annotate
from newsreader.text.newswire import read_text
from tests.cli.conftest import Cli

STORM = """Storm shuts the port

By Pia Holm

October 12, 2026

KESTREL BAY, Oct. 12 (HNA) — The port is shut. “Nothing sails before Thursday,” harbour master Bertil
Ansgar said.

“We have bread,” said Ines Okafor, who bakes it. The mayor called it “a wet week.”

The hall was empty by nine.

“It was a very good umbrella.”
"""
ACCORD = """Accord signed at last

By Pia Holm

October 14, 2026

SANT ORRIN (HNA) — “We are tired,” said Prime Minister Leontyne Asker.

“So is the ink,” said Bertil Ansgar.
"""

NOW = 1_800_000_000
QUOTED = {
    *("start", "end", "spans", "text", "kind", "speaker", "speaker_span", "cue", "via", "confidence"),
    *("children", "article", "headline", "published", "place", "feed"),
}
Said = Callable[..., list[tuple[str | None, str]]]


@pytest.fixture
def said(cli: Cli, tmp_path: Path) -> Said:
    """Ask a library of two articles for quotations: (speaker, words)."""
    store = Store.open(tmp_path / "home" / "library.db")
    feed = store.add_feed((tmp_path / "news").as_uri(), title="news", at=0).result()
    read = [read_text(text) for text in (STORM, ACCORD)]
    new = Changes(tuple(ArticleChange(one, one.headline.encode(), one.source.encode()) for one in read))
    ids = store.apply(
        feed.id,
        new,
        feed=ParsedFeed("news"),
        validators=Validators(),
        body_hash=b"",
        at=NOW,
        next_at=NOW,
        wait_until=None,
    ).result()
    made = [(one.source.encode(), annotate(one.source, "text")) for one in read]
    store.annotated([(id, *one) for id, one in zip(ids.new_ids, made, strict=True)], VERSION).result()
    store.close()

    def ask(*arguments: str | Path) -> list[tuple[str | None, str]]:
        return [(one["speaker"], one["text"]) for one in cli("quotes", *arguments, "--json").json]

    return ask


def test_the_whole_library_comes_newest_article_first_and_in_reading_order(said: Said) -> None:
    assert said()[:4] == [
        ("Leontyne Asker", "“We are tired,”"),
        ("Bertil Ansgar", "“So is the ink,”"),
        ("Bertil Ansgar", "“Nothing sails before Thursday,”"),
        ("Ines Okafor", "“We have bread,”"),
    ]
    assert said("--limit", "1") == [("Leontyne Asker", "“We are tired,”")]


@pytest.mark.parametrize("name", ["Ansgar", "ansgar", "Bertil Ansgar", "Ansgar, Bertil"])
def test_a_speaker_is_known_by_the_last_name(said: Said, name: str) -> None:
    assert said("--speaker", name) == [
        ("Bertil Ansgar", "“So is the ink,”"),
        ("Bertil Ansgar", "“Nothing sails before Thursday,”"),
    ]


def test_half_a_name_is_nobodys(cli: Cli, said: Said) -> None:
    assert said("--speaker", "Ans") == []
    told = cli("quotes", "--speaker", "Ans")
    assert (told.code, told.out) == (0, "")
    assert "Nobody called Ans is quoted." in told.err


def test_articles_are_named_by_number_or_file(cli: Cli, said: Said, tmp_path: Path) -> None:
    number = cli("search", "ink", "--json").json[0]["id"]
    assert said(str(number)) == [("Leontyne Asker", "“We are tired,”"), ("Bertil Ansgar", "“So is the ink,”")]
    (tmp_path / "later.txt").write_text(STORM, encoding="utf-8")
    assert [words for _, words in said("later.txt", str(number), "--speaker", "Ansgar")] == [
        "“Nothing sails before Thursday,”",
        "“So is the ink,”",
    ]
    assert len(said("later.txt", "--limit", "2")) == 2


def test_an_object_has_the_quotation_and_where_it_was_said(cli: Cli, said: Said, tmp_path: Path) -> None:
    one = cli("quotes", "--speaker", "Okafor", "--json").json[0]
    assert set(one) == QUOTED
    shown = cli("show", one["article"], "--json").json
    assert shown["text"][one["start"] : one["end"]] == one["text"] == "“We have bread,”"
    assert one["headline"] == shown["headline"] == "Storm shuts the port"
    assert (one["published"][:10], one["place"]) == ("2026-10-12", "KESTREL BAY")
    assert one["feed"] == (tmp_path / "news").as_uri()
    (tmp_path / "later.txt").write_text(STORM, encoding="utf-8")
    (read,) = cli("quotes", "later.txt", "--speaker", "Okafor", "--json").json
    assert (read["article"], read["feed"]) == (None, None)
    assert set(read) == QUOTED


def test_plain_lines_can_be_read(cli: Cli, said: Said) -> None:
    lines = cli("quotes").out.splitlines()
    assert lines[0] == "Leontyne Asker: “We are tired,” — Accord signed at last (2026-10-14)"
    assert any(line.startswith("unclear: “It was a very good umbrella.” — ") for line in lines)


def test_where_nobody_is_quoted_that_is_said(cli: Cli, tmp_path: Path) -> None:
    assert "Nobody is quoted here." in cli("quotes").err
    assert cli("quotes", "--json").json == []
    (tmp_path / "dull.txt").write_text("Nothing happened\n\nBy Pia Holm\n\nIt did not happen.\n")
    assert "Nobody is quoted here." in cli("quotes", "dull.txt").err


def test_what_is_not_there_is_told(cli: Cli) -> None:
    assert cli("quotes", "4711").code == 2
    assert cli("quotes", "missing.txt").code in (1, 2)


def test_a_removed_feed_is_quoted_no_more(cli: Cli, said: Said) -> None:
    assert said()
    cli("remove", cli("feeds", "--json").json[0]["id"])
    assert said() == []
