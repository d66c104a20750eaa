"""Documents made at random, of what people type and programs exchange: lists, searches, settings, lines."""

from __future__ import annotations

import json

from hypothesis import strategies as st

from tests.hostile.grammars import (
    Documents,
    anything,
    damaged,
    encoded,
    joined,
    mostly,
    odd,
    word,
    words,
)
from tests.hostile.grammars_feeds import PROLOGS, json_value

# --- lists of feeds ---------------------------------------------------------------------------------------

_OUTLINE = (
    'title="{}"', 'htmlUrl="https://a.example"', 'type="rss"', 'type="link"', 'type="include"', "xmlURL=''",
    'url="https://i.example"', 'category="/a/b,{}"', 'filterCmd="{}"', 'isComment="true"', 'text="b"',
)  # fmt: skip
_FEED = (
    "https://a.example/f", "https://b.example/?x=1&amp;y", "http://c.example", "feed://a.example/x", "{}",
    "exec:rm -rf", "filter:x:https://a.example", "|cmd", "file:///etc", "https://{}.example/f", "",
)  # fmt: skip
_plain = words.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace('"', ""))
_value = mostly(_plain, words)
_known = st.tuples(st.sampled_from(_FEED), _value, _value).map(
    lambda g: f'text="{g[1]}" xmlUrl="{g[0].format(g[2])}"'
)
_attributes = st.tuples(
    mostly(_known, _value.map('text="{}"'.format)),
    st.lists(st.tuples(st.sampled_from(_OUTLINE), _value), max_size=2, unique_by=lambda g: g[0]),
).map(lambda g: " ".join((g[0], *(form.format(value) for form, value in g[1]))))
_outline: st.SearchStrategy[str] = st.recursive(
    _attributes.map(lambda found: f"<outline {found}/>"),
    lambda inner: st.tuples(
        mostly(_value.map('text="{}"'.format), _attributes),
        st.lists(inner, max_size=3),
        mostly(st.just("</outline>"), st.just("</body>")),
    ).map(lambda g: f"<outline {g[0]}>{''.join(g[1])}{g[2]}"),
    max_leaves=8,
)
opml: Documents = damaged(
    st.tuples(
        mostly(st.sampled_from(PROLOGS[:3]), st.sampled_from(PROLOGS)),
        _value,
        st.lists(_outline, min_size=1, max_size=4),
    ).map(
        lambda g: encoded(
            f"{g[0]}<opml version='2.0'><head><title>{g[1]}</title></head><body>{''.join(g[2])}</body></opml>"
        )
    )
)
"""OPML."""

_URL_PARTS = (
    "https://a.example/f", "http://b.example", "exec:rm", "filter:x:https://a",
    '"query:N:unread = \\"yes\\""', '"~Title"', '"a tag"', "tag", "!", '"!hidden"', '"', "\\", "#",
    "file:///x", "|x", "ftp://x", "\t", "''",
)  # fmt: skip
urls: Documents = damaged(
    st.lists(joined(st.one_of(st.sampled_from(_URL_PARTS), words), 5, " "), max_size=6).map(
        lambda lines: encoded("\n".join(lines))
    )
)
"""newsboat's `urls` file."""

# --- what a person types and writes -----------------------------------------------------------------------

_QUERY = (
    '"', "“", "”", "-", "--", "*", ":", "feed:", "place:", "is:", "is:unread", "-is:read", "before:",
    "after:", "2024", "2024-13-45", "0000-00", "9999-12-31", "NEAR", "AND", "OR", "NOT", "(", ")", "^", "{",
    "}", "+", "\\", "headline:", "rowid", "港", "e\u0301", "%", "_", "?", "'", "';--", "\x00", " ", " ",
    "har", "harbour", "the",
)  # fmt: skip
queries: Documents = joined(st.one_of(st.sampled_from(_QUERY), word, odd), 12).map(encoded)
"""Searches."""

_NAMES = (
    "interval", "floor", "on_start", "automatic", "parallel", "timeout", "theme", "layout", "rows",
    "measure", "dwell", "oldest_first", "animate", "preset", "star", "down", "up", "quit", "help", "a-b",
    '"a b"', "'é'", "a.b",
)  # fmt: skip
_SETTINGS = (
    "60", "0", "-1", "true", "false", '"auto"', '"one"', "15.0", "inf", "nan", "1e400", "0x1F", "1_000",
    '""', "[]", '["j", "ctrl+n"]', '"j"', '["["]', '"[/]"', '"newsboat"', "{a = 1}", "2024-10-12",
    "12:30:00", '"\\u202e"', "[1]", "'''a\nb'''", '"ctrl+"', '"f99"', '"\\ud800"', "99999999999999999999",
    '"newsreader-paper"', "[[]]", '"textual-ansi"',
)  # fmt: skip
_setting = st.tuples(
    st.sampled_from(_NAMES), mostly(st.sampled_from(_SETTINGS), mostly(words.map(json.dumps), words))
).map(" = ".join)
_table = st.tuples(
    st.sampled_from(["[refresh]", "[ui]", "[keys]", "[[ui]]", "[keys.star]", "[other]", "[ ui ]", "[", ""]),
    st.lists(_setting, max_size=4),
).map(lambda given: "\n".join((given[0], *given[1])))
configurations: Documents = damaged(
    st.lists(_table, max_size=4, unique_by=lambda table: table.partition("\n")[0]).map(
        lambda tables: encoded("\n".join(tables))
    )
)
"""Configuration files."""

_ADDRESS = (
    "http://", "https://", "HTTPS:", "feed:", "feed://", "file:", "file://", "//", "ftp://", "javascript:",
    "stdin:", "a.example", "xn--", "xn--a", "ü.example", "[::1]", "[::ffff:127.0.0.1]", "127.1", "0x7f.1",
    "2130706433", "[", "]", ":80", ":99999", ":x", "@", "user:pw@", "/", "\\", "..", "%2e", "%zz", "?", "#",
    ".", "\t", "\n", " ", "。", "①", "~",
)  # fmt: skip
_host = mostly(
    st.sampled_from(["a.example", "ü.example", "127.0.0.1", "[::1]", "xn--nxasmq6b", "localhost"]),
    joined(st.one_of(st.sampled_from(_ADDRESS), odd), 3),
)
_place = st.tuples(
    mostly(st.sampled_from(["https://", "http://", "feed://", "file://"]), st.sampled_from(_ADDRESS)),
    mostly(st.just(""), st.sampled_from(["user:pw@", "u@", ":@", "a@b@"])),
    _host,
    mostly(st.just(""), st.sampled_from([":80", ":443", ":99999", ":x", ":"])),
    joined(st.one_of(st.sampled_from(_ADDRESS), odd, anything), 5),
).map("".join)
addresses: Documents = mostly(_place, joined(st.one_of(st.sampled_from(_ADDRESS), odd, anything), 8)).map(
    encoded
)
"""Addresses, as they are typed and as redirects name them."""

_HEADER = (
    "max-age=", "max-age", "s-maxage=9", "no-cache", "no-store", "immutable", "3600", "-1",
    "99999999999999999999", '"60"', "=", ",", ";", " ", "Sat, 12 Oct 2024 08:30:00 GMT",
    "Sat Oct 12 08:30:00 2024", "0", "1e3", "²", "٣", "Saturday, 12-Oct-24 08:30:00 GMT",
    "Thu, 99 Foo 99999 99:99:99 +9999", "\x00", "gzip", "br", "deflate", "x",
)  # fmt: skip
headers: Documents = st.lists(
    joined(st.one_of(st.sampled_from(_HEADER), anything), 4), min_size=5, max_size=5
).map(lambda lines: encoded("\n".join(line.replace("\n", "") for line in lines)))
"""Five values of headers, a line each."""

# --- the pipes --------------------------------------------------------------------------------------------

_DO: tuple[object, ...] = (
    "refresh", "add", "import", "read", "annotate", "annotate_all", "watch", "cancel", "quit", "dance", 5,
    None, [],
)  # fmt: skip
_MEMBERS = {
    "id": st.one_of(st.integers(1, 9), json_value),
    "do": st.one_of(st.sampled_from(_DO), json_value),
    "event": st.one_of(st.sampled_from(["ready", "feed", "done", "failed", "article", "note"]), json_value),
    "feeds": json_value,
    "mode": st.one_of(st.sampled_from(["due", "all", "named"]), json_value),
    "source": st.one_of(st.just("-"), words, json_value),
    "text": st.one_of(st.sampled_from(["", "eA==", "!", "ä"]), json_value),
    "cwd": st.one_of(st.just("/"), words, json_value),
    "article": st.one_of(st.integers(0, 9), json_value),
    "request": st.one_of(st.integers(0, 9), json_value),
    "on": json_value,
    "error": json_value,
}
_message = st.fixed_dictionaries({}, optional=_MEMBERS).map(lambda found: json.dumps(found))
lines: Documents = st.one_of(
    _message.map(encoded),
    damaged(_message.map(encoded)),
    st.sampled_from([b"[" * 100_000, b'{"id":1,"do":' + b"[" * 5_000, b"\xff\xfe", b"null", b"1e999", b""]),
)
"""Lines of the engine's pipe, either way."""
