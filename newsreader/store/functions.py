"""The SQL functions of the library.

The schema's view and triggers call them, so every connection must have them, and what they give for a
value must never change: the search index holds their results.
"""

from __future__ import annotations

import sqlite3
import zlib

from newsreader.late import pattern

# Scripts written without spaces between words (and Hangul, whose words carry endings): unicode61 would
# take a whole sentence for one word.
_UNSPACED = pattern(
    "([\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e81-\u0eb0\u0ebd-\u0ec6"  # Thai, Lao
    "\u1000-\u102a\u103f\u1780-\u17b3"  # Burmese, Khmer
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"  # kana
    "\u3105-\u312f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # bopomofo, Han
    "\uac00-\ud7a3\uff66-\uff9d\U00020000-\U0003ffff])"  # Hangul, half-width kana, more Han
)


def search_form(text: str | None) -> str:
    """Return `text` as it is indexed and searched: a space after each character that is like a word."""
    if not text:
        return ""
    if text.isascii():
        return text
    return _UNSPACED.sub(r"\1 ", text)


def _inflated(data: bytes | None) -> str:
    """Unpack a text for the search index; a damaged one is not searched."""
    if data is None:
        return ""
    try:
        return zlib.decompress(data).decode("utf-8", "replace")
    except zlib.error:
        return ""


def register(connection: sqlite3.Connection) -> None:
    """Give a connection the functions of the schema."""
    connection.create_function("search_form", 1, search_form, deterministic=True)
    connection.create_function("inflated", 1, _inflated, deterministic=True)
