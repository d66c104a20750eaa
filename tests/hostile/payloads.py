"""What strangers write to get at a terminal, and the tokens that prove it came as far as the screen.

Every hostile text stands beside a *canary*, a word that occurs nowhere else and names the field and the
text it stands in.  A canary on the screen proves that the text got there; what came with it is judged
by `tests.hostile.wire`.  `MARK` stands in every sequence that a terminal would obey, as its number or
its text, so that none can be taken for one of the program's own.
"""

from __future__ import annotations

import string

from newsreader.text.clean import clean

MARK = "31337"
"""A number that nobody's own escape sequence holds."""

PAYLOADS: dict[str, str] = {
    "colour": "\x1b[31337mPWN\x1b[0;31337m",
    "cursor": "\x1b[31337;1HPWN\x1b[31337A",
    "erasing": "\x1b[2J\x1b[3J\x1b[31337XPWN",
    "modes": "\x1b[?31337h\x1b[?1049l\x1b[>31337uPWN",
    "report": "\x1b[31337n\x1b[c\x1b[31337;14tPWN",
    "title": "\x1b]0;31337PWN\x07",
    "clipboard": "\x1b]52;c;MzEzMzc=\x07PWN\x1b]52;c;?\x1b\\",
    "false link": "\x1b]8;;https://31337.example/\x1b\\PWN\x1b]8;;\x1b\\",
    "runs a program": "\x1b]9;7;31337\x07\x1b]1337;File=name=31337:AAAA\x07PWN",
    "device string": "\x1bP31337qPWN\x1b\\\x1bP$q31337m\x1b\\",
    "application strings": "\x1b_G31337PWN\x1b\\\x1b^31337\x1b\\\x1bX31337\x1b\\\x1bk31337\x1b\\",
    "reset": "\x1bc\x1b#8\x1b(0\x0e31337PWN\x0f\x1bM\x1b7\x1b8",
    "cut off": "PWN\x1b",
    "C0": "".join(chr(code) for code in range(1, 0x20)) + "31337PWN\x7f",
    "C1": "".join(chr(code) for code in range(0x80, 0xA0)) + "31337PWN",
    "C1 sequences": "\x9b31337mPWN\x9d0;31337\x9c\x90q31337\x9c\x9f31337\x9c",
    "lines": "PWN\r31337\r\n31337\n31337\x0b31337\x0c31337\x8531337\u202831337\u202931337",
    "direction": "\u202egnp.31337\u202c\u2066PWN\u2069\u2067\u2068\u200e\u200f\u061c\u202a\u202b\u202d",
    "nothing to see": "P\u200bW\u200cN\u200d\u2060\u2061\ufeff\u00ad\u180e\u3164\u115f\u1160\u034f31337",
    "tags": "PWN" + "".join(chr(0xE0000 + ord(char)) for char in MARK) + "\U000e0001\U000e007f",
    "surrogates": "PWN\ud800\udc9b\udfff31337\ud83d",
    "marks": "PWN" + "z\u0300\u0301\u0316\u0334\u0338\u0489\u20dd" * 12 + "a" + "\u0300" * 60,
    "no characters": "PWN\ufffe\uffff\U0001ffff\U0010ffff\ufdd0\ufff9\ufffb31337\ue000",
    "selectors": "PWN\U0001f469\u200d\U0001f469\ufe0f\ufe0e\ufe00\U000e0100\U0001f3fb31337",
    "markup": "[red]PWN[/red] [b]31337[/b] [bold",
    "closing markup": "[/]PWN[/nope] [/red]",
    "action": "[@click=app.quit]PWN[/] [@click=screen.close('x')]31337[/]",
    "markup link": "[link=https://31337.example/]PWN[/link] \\[red] [not bold]",
    "shell": "$(id)`id`;id|id&&id>31337 PWN -rf %s %(PWN)s {0.__class__} \\x1b[31337m \\033c",
    "HTML": "<b>PWN</b><script>31337</script>&#27;[31337m&#x9b;31337m&#x202e;&lt;i&gt;<img src=x onerror=x>",
    "long": "PWN31337 " * 900,
}
"""Hostile texts by what they would do."""

HARMLESS = {"markup", "closing markup", "action", "markup link", "shell"}
"""Texts of nothing but printable ASCII, which are to be seen as they are."""

FIELDS = (
    *("feed title", "list title", "folder", "headline", "byline", "kicker", "deck", "words", "link text"),
    *("link", "address", "picture", "quotation", "speaker", "place", "file name", "folder name", "reason"),
    *("source", "search", "help search", "offer", "left out", "status", "command", "page title", "code"),
)
_LETTERS = string.ascii_lowercase


def canary(field: str, payload: str) -> str:
    """Return the word that stands beside a payload in a field; it could be somebody's last name."""
    number, what = FIELDS.index(field), list(PAYLOADS).index(payload)
    return "Kz" + "".join(_LETTERS[n // 26] + _LETTERS[n % 26] for n in (number, what)) + "q"


CANARIES = {canary(field, payload).lower(): (field, payload) for field in FIELDS for payload in PAYLOADS}
"""Field and payload of each canary."""


def planted(field: str, payload: str) -> str:
    """Return a field's hostile text: the canary, then what would do harm."""
    return f"{canary(field, payload)} {PAYLOADS[payload]}"


def one_line(field: str, payload: str) -> str:
    """Return a field's hostile text for where a line ends a field: what ends lines is left out."""
    text = planted(field, payload)
    return "".join(char for char in text if char not in "\r\n\x00")


def laced(field: str, payload: str) -> str:
    """Return a field's canary with what of the payload nobody is to see between its letters.

    For names of people and places, which are only found where they look like names.
    """
    word = canary(field, payload)
    unseen = "".join(char for char in PAYLOADS[payload] if not clean(char))
    return word[:3] + unseen + word[3:]


def encoded(text: str) -> bytes:
    """Return text as bytes, half characters included."""
    return text.encode("utf-8", "surrogatepass")
