"""Turn the bytes of a document into text, whatever encoding it is in and whatever it says it is in.

In this order: a byte order mark; text that is valid UTF-8 (accidental UTF-8 hardly exists, wrong
declarations are everywhere); the declaration of the server and then of the document itself, where the
bytes agree with it; UTF-8 with a few broken places; detection by chardet; windows-1252.  Names are read
as the WHATWG Encoding Standard maps them (what calls itself ISO-8859-1 is windows-1252), and only names
on its list count: Python knows codecs that are no character encodings, or that are slow on purpose.
"""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEAD = 4_096
"""How many bytes may hold a document's own declaration (HTML allows 1,024, but pages do not obey)."""
_SAMPLE = 200_000
"""How many bytes detection looks at."""
_UNSURE, _SURE = 0.05, 0.3
"""Below the one, chardet only knows that it is some Western text; above the other, that it is not."""
_MOST_BROKEN = 50
"""Broken places above which a text is not taken for UTF-8."""

_XML_DECLARATION = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_META_CHARSET = re.compile(
    rb"""<meta\b[^>]{0,500}?\bcharset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE
)

# Codec → the names it goes by.  A name is looked up in lower case, without "_", "-", ":" and ".".
_NAMES = {
    "utf-8": "utf8 unicode11utf8 unicode20utf8 xunicode20utf8 utf8mb4",
    "cp1252": "windows1252 cp1252 xcp1252 ansi iso88591 iso885911987 isoir100 latin1 l1 cp819 ibm819"
    " ascii usascii ansix341968 csisolatin1 iso8859",
    "cp1250": "windows1250 cp1250 xcp1250",
    "cp1251": "windows1251 cp1251 xcp1251 win1251",
    "cp1253": "windows1253 cp1253 xcp1253",
    "cp1254": "windows1254 cp1254 xcp1254 iso88599 iso885991989 isoir148 latin5 l5",
    "cp1255": "windows1255 cp1255 xcp1255",
    "cp1256": "windows1256 cp1256 xcp1256",
    "cp1257": "windows1257 cp1257 xcp1257",
    "cp1258": "windows1258 cp1258 xcp1258",
    "cp874": "windows874 cp874 iso885911 tis620 dos874",
    "cp866": "cp866 ibm866 866 csibm866",
    "iso8859-2": "iso88592 iso885921987 isoir101 latin2 l2",
    "iso8859-3": "iso88593 latin3 l3",
    "iso8859-4": "iso88594 latin4 l4",
    "iso8859-5": "iso88595 cyrillic isoir144",
    "iso8859-6": "iso88596 arabic asmo708 isoir127",
    "iso8859-7": "iso88597 greek greek8 isoir126 elot928",
    "iso8859-8": "iso88598 iso88598i hebrew visual logical isoir138",
    "iso8859-10": "iso885910 latin6 l6",
    "iso8859-13": "iso885913",
    "iso8859-14": "iso885914",
    "iso8859-15": "iso885915 latin9 l9",
    "iso8859-16": "iso885916",
    "koi8-r": "koi8r koi8 koi cskoi8r",
    "koi8-u": "koi8u koi8ru",
    "mac-roman": "macintosh macroman mac xmacroman",
    "mac-cyrillic": "maccyrillic xmaccyrillic xmacukrainian",
    "gb18030": "gb18030 gbk gb2312 xgbk cp936 windows936 chinese csgb2312 gb231280 isoir58 euccn",
    "big5hkscs": "big5 big5hkscs cnbig5 xxbig5 csbig5 big5tw cp950 windows950",
    "cp932": "shiftjis sjis xsjis mskanji windows31j cp932 ms932 csshiftjis",
    "euc_jp": "eucjp xeucjp cseucpkdfmtjapanese ujis",
    "iso2022_jp_2": "iso2022jp csiso2022jp iso2022jp2",
    "hz": "hzgb2312 hz",
    "cp949": "euckr ksc56011987 ksc5601 korean cseuckr windows949 cp949 uhc isoir149 ksc56011989",
    "utf-16-le": "utf16 utf16le ucs2 unicode csunicode iso10646ucs2 unicodefeff",
    "utf-16-be": "utf16be unicodefffe",
    "utf-32-le": "utf32 utf32le ucs4",
    "utf-32-be": "utf32be",
}
_CODECS = {name: codec for codec, names in _NAMES.items() for name in names.split()}
_WIDE = frozenset({"utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"})
_SEVEN_BIT_CODECS = frozenset({"iso2022_jp_2", "hz"})
_TWO_BYTE = frozenset({"gb18030", "big5hkscs", "cp932", "euc_jp", "cp949"})


def decode(data: bytes, declared: str = "") -> str:
    """Return the text of a document; `declared` is the charset its server named.

    A byte order mark is left out.  Never raises: bytes that mean nothing become U+FFFD, or, strewn
    into UTF-8, what they mean in windows-1252.
    """
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(codec, _BROKEN if codec == "utf-8" else "replace")
    named = _codec(declared)
    if data.isascii():
        return _decode_ascii(data, named)
    wide = _wide(data, named)
    if wide:
        return data.decode(wide, "replace")
    try:
        text: str | None = data.decode("utf-8")
    except UnicodeDecodeError:
        text = None
    declarations = [codec for codec in (named, _own_declaration(data)) if codec and codec not in _WIDE]
    if text is not None and not _could_be_chance(text, data, declarations):
        return text
    return _as_declared(data, declarations) or text or _mostly_utf8(data) or _detected(data, declarations)


def _codec(name: str) -> str:
    """Return the codec for a declared name, "" for one that is not on the list."""
    return _CODECS.get(re.sub(r"[-_:.\s\"']", "", name[:60]).lower(), "")


def _own_declaration(data: bytes) -> str:
    """Return the codec a document names in its XML declaration or its meta element."""
    head = data[:_HEAD]
    found = _XML_DECLARATION.match(head) or _META_CHARSET.search(head)
    codec = _codec(found[1].decode("ascii")) if found else ""
    # A declaration that could be read as ASCII is not itself in UTF-16.
    return "utf-8" if codec in _WIDE else codec


def _decode_ascii(data: bytes, named: str) -> str:
    """Decode bytes below 128: ASCII, unless they are UTF-16 or work by escapes."""
    if b"\x1b" in data or b"~{" in data:
        for codec in (named, _own_declaration(data), "iso2022_jp_2" if b"\x1b$" in data else ""):
            decoded = _strictly(data, codec) if codec in _SEVEN_BIT_CODECS else None
            if decoded is not None:
                return decoded
    codec = _wide(data, named) if b"\0" in data[:512] else ""
    return data.decode(codec or "ascii", "replace")


def _wide(data: bytes, named: str) -> str:
    """Return the codec of UTF-16 or UTF-32 without a mark, told by where the zero bytes are."""
    head = data[:512]
    if len(head) < 4 or b"\0" not in head:
        # All of UTF-16 without a zero would be text without a blank: believe only the server there.
        return named if named in _WIDE and len(data) % 2 == 0 and not _is_utf8(data) else ""
    quarter = max(1, len(head) // 4)
    zeros = [head[place::4].count(0) for place in range(4)]
    full = quarter * 0.9
    if zeros[1] >= full and zeros[2] >= full and zeros[3] >= full and zeros[0] < full:
        return "utf-32-le"
    if zeros[0] >= full and zeros[1] >= full and zeros[2] >= full and zeros[3] < full:
        return "utf-32-be"
    even, odd = zeros[0] + zeros[2], zeros[1] + zeros[3]
    if named.startswith("utf-16"):
        return "utf-16-be" if even > odd else "utf-16-le"
    half = quarter * 2
    if odd > 0.3 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.3 * half and odd < 0.05 * half:
        return "utf-16-be"
    return ""


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _could_be_chance(text: str, data: bytes, candidates: list[str]) -> bool:
    """Tell whether valid UTF-8 may be something else: a few characters of a declared two-byte encoding."""
    return bool(candidates) and candidates[0] in _TWO_BYTE and len(data) - len(text) < 12


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec) if codec else None
    except UnicodeDecodeError:
        return None


def _as_declared(data: bytes, declarations: list[str]) -> str | None:
    """Decode as declared, where the bytes agree.

    Where two declarations fit, and where it is only the old default of servers, detection has a word:
    nearly all bytes are valid windows-1252.
    """
    fitting = {codec: text for codec in declarations if (text := _strictly(data, codec)) is not None}
    if not fitting:
        return None
    first = next(iter(fitting))
    if len(fitting) > 1 or first == "cp1252":
        guess, confidence = _guess(data)
        if guess in fitting:
            return fitting[guess]
        if first == "cp1252" and confidence >= _SURE:
            return _strictly(data, guess) or fitting[first]
    return fitting[first]


def _mostly_utf8(data: bytes) -> str | None:
    """Return UTF-8 with a few broken places (cut short, or a byte of another text pasted in)."""
    broken = place = 0
    while True:
        try:
            data[place:].decode("utf-8")
            break
        except UnicodeDecodeError as error:
            broken += 1
            place += error.end
            if broken > _MOST_BROKEN:
                return None
    text = data.decode("utf-8", _BROKEN)
    whole = len(data) - broken - len(text)  # bytes that only valid sequences can account for
    cut_short = broken == 1 and place == len(data)
    return text if whole >= (1 if cut_short else 4 * broken) else None


def _guess(data: bytes) -> tuple[str, float]:
    """Return (codec or "", confidence 0 to 1) as chardet sees it."""
    import chardet  # 20 ms, and only for documents that are neither UTF-8 nor clearly what they say

    found = chardet.detect(_most_telling(data))
    codec = _codec(found["encoding"] or "")
    return ("" if codec in _WIDE else codec), found["confidence"] or 0.0


def _detected(data: bytes, declarations: list[str]) -> str:
    """Decode as detected; where that is unsure as declared, broken places and all."""
    codec, confidence = _guess(data)
    if confidence < _UNSURE or codec in ("", "utf-8"):
        codec = declarations[0] if declarations else "cp1252"
    return data.decode(codec, "replace")


def _most_telling(data: bytes) -> bytes:
    """Return the part of a document to detect by: from a little before its first byte that is not ASCII."""
    if len(data) <= _SAMPLE:
        return data
    first = re.search(rb"[\x80-\xff\x1b]", data)
    start = max(0, first.start() - 1_000) if first else 0
    return data[start : start + _SAMPLE]


_BROKEN = "newsreader-utf8-or-1252"


def _read_as_1252(error: UnicodeError) -> tuple[str, int]:
    """Decode bytes that are no UTF-8 one by one as windows-1252; a sequence cut off at the end goes."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    if error.end == len(error.object) and error.reason == "unexpected end of data":
        return "", error.end
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_BROKEN, _read_as_1252)
