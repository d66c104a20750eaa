"""A document that would be slow to parse is written anew, and shows the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.text.html import html_to_body
from newsreader.text.taming import MAX_HTML, cut_unseen, tame

SLOPPY = "<i></b></i>" * 30
"""So many elements closed out of turn that a document ending in it is written anew."""


def test_a_sound_document_goes_on_as_it_is() -> None:
    source = '<p class="lede">One <b>bold</b> <br>word<p>Two<ul><li>a<li>b</ul><img src=x>'
    assert tame(source) == source


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 300 + "x",
        "<p>x</p>" + SLOPPY,
        '<p title="a > b">x',
        "<p title='<b>'>x",
        "<p <b>x",
        "</ p>x",
        "<b><i><u><s><em><tt><small>x",
    ],
)
def test_an_unsound_one_is_written_anew(source: str) -> None:
    assert tame(source) != source
    assert html_to_body(source).text == "x"


def test_a_document_written_anew_is_sound() -> None:
    for source in ("<div>" * 300 + "x", "<ul><li><b>a<li><i>b</b>" + SLOPPY, '<a href="<>">x</a>' + SLOPPY):
        assert tame(tame(source)) == tame(source)


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parents[2] / "articles").glob("*.html")), ids=lambda p: p.stem
)
def test_an_article_written_anew_shows_the_same(path: Path) -> None:
    source = path.read_text(encoding="utf-8").partition("</body>")[0]
    assert html_to_body(source + SLOPPY) == html_to_body(source)


_WORD = st.sampled_from(["a", "b c", "d.", "&amp;", "é"])


def _element(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    inline = st.sampled_from(["b", "i", "s", "code", "sub", "span", 'a href="https://a.example/"'])
    block = st.sampled_from(
        ["p", "div", "blockquote", "h2", "ul><li", "ol start=3><li", "pre", "dl><dd", "section"]
    )

    def closed(tag: str, text: str) -> str:
        names = [part.split()[0] for part in reversed(tag.split("><"))]
        return f"<{tag}>{text}" + "".join(f"</{name}>" for name in names)

    runs = st.lists(st.one_of(_WORD, st.builds(closed, inline, _WORD)), min_size=1, max_size=3).map(" ".join)
    return st.one_of(
        st.builds(closed, block, runs),
        st.builds(closed, st.sampled_from(["div", "blockquote", "ul><li", "section"]), inner),
    )


@settings(max_examples=80, deadline=None)
@given(st.lists(st.recursive(_WORD, _element, max_leaves=6), max_size=5).map("\n".join))
def test_whatever_is_sound_shows_the_same_when_it_is_written_anew(source: str) -> None:
    anew = html_to_body(source + "\n<p></p>" + SLOPPY)
    assert anew.text == html_to_body(source).text
    assert {span.role for span in anew.spans} == {span.role for span in html_to_body(source).spans}


def test_what_is_never_shown_is_cut_and_json_ld_kept_apart() -> None:
    text, data = cut_unseen(
        '<!doctype html><p>a<!-- x -->b</p><script type="application/ld+json">{"a": 1}</script>'
        "<script>if (1 < 2) {}</script><STYLE>p{}</STYLE >c<?php x ?>"
    )
    assert text.replace("\u200b", "").split() == ["<p>ab</p>", "c"]
    assert data == ['{"a": 1}']


def test_pieces_of_a_tag_do_not_grow_together_when_what_is_between_them_is_cut() -> None:
    for between in ("<!-- -->", "<script></script>", "<style></style>", "<![CDATA["):
        body = html_to_body(f"<p>a</p><scr{between}ipt>alert(1)</scr{between}ipt><p>b</p>")
        assert body.text.startswith("a") and body.text.endswith("b")
        assert "<script" not in tame(f"<scr{between}ipt>x")


def test_size_is_capped_before_anything_is_parsed() -> None:
    assert len(tame("<p>word " * MAX_HTML)) <= MAX_HTML
