"""The bytes of a document become the text its writer meant, whatever they are declared to be."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.text.encoding import decode

ENGLISH = "The mayor said: “We’re not going back” – café owners cheered."
GERMAN = "Die Höhe des Pegels überstieg alle Schätzungen, sagte die Bäckerin."
RUSSIAN = "Премьер-министр сказала, что переговоры продолжатся в пятницу."
CZECH = "Ministryně řekla, že jednání budou pokračovat v pátek. Žluťoučký kůň."
GREEK = "Η πρωθυπουργός είπε ότι οι συνομιλίες θα συνεχιστούν την Παρασκευή"
JAPANESE = "首相は金曜日に会談を続けると述べた。"
CHINESE = "总理说，谈判将在星期五继续。"
TAIWANESE = "總理說，談判將在星期五繼續。"
KOREAN = "총리는 금요일에 회담을 계속할 것이라고 말했다."
ARABIC = "قالت رئيسة الوزراء إن المحادثات ستستمر يوم الجمعة"

LEGACY = [
    ("windows-1252", ENGLISH),
    ("iso-8859-1", GERMAN),
    ("windows-1251", RUSSIAN),
    ("koi8-r", RUSSIAN),
    ("windows-1250", CZECH),
    ("windows-1253", GREEK),
    ("shift_jis", JAPANESE),
    ("euc-jp", JAPANESE),
    ("iso-2022-jp", JAPANESE),
    ("gb2312", CHINESE),
    ("gb18030", CHINESE),
    ("big5", TAIWANESE),
    ("euc-kr", KOREAN),
    ("windows-1256", ARABIC),
]


@pytest.mark.parametrize(("charset", "text"), LEGACY)
def test_an_encoding_declared_by_the_server_is_read(charset: str, text: str) -> None:
    assert decode(text.encode(charset), charset.upper()) == text


@pytest.mark.parametrize(("charset", "text"), LEGACY)
def test_an_undeclared_encoding_is_detected(charset: str, text: str) -> None:
    assert decode(text.encode(charset)) == text


@pytest.mark.parametrize(("charset", "text"), LEGACY)
@pytest.mark.parametrize(
    "head",
    [
        '<?xml version="1.0" encoding="{}"?><rss><title>',
        "\n<?xml version='1.0' encoding='{}'?><rss><title>",
        "<html><head><meta charset={}><title>",
        '<meta http-equiv="Content-Type" content="text/html; charset={}">',
    ],
)
def test_an_encoding_declared_in_the_document_is_read(head: str, charset: str, text: str) -> None:
    document = head.format(charset) + text
    assert decode(document.encode(charset)) == document


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides_and_is_left_out(mark: str) -> None:
    assert decode(GERMAN.encode(mark), "windows-1251") == GERMAN


def test_big_endian_marks_are_known_too() -> None:
    assert decode(codecs.BOM_UTF16_BE + RUSSIAN.encode("utf-16-be")) == RUSSIAN
    assert decode(codecs.BOM_UTF32_BE + RUSSIAN.encode("utf-32-be")) == RUSSIAN


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("declared", ["", "utf-16"])
def test_utf_16_and_32_without_a_mark_are_told_by_their_zeros(codec: str, declared: str) -> None:
    for text in (f"<rss><title>{ENGLISH}</title></rss>", "<rss><title>Plain</title></rss>"):
        assert decode(text.encode(codec), declared) == text


@pytest.mark.parametrize(
    "declared", ["iso-8859-1", "us-ascii", "windows-1251", "gb2312", "utf-16", "klingon", ""]
)
@pytest.mark.parametrize("text", [ENGLISH, RUSSIAN, JAPANESE])
def test_utf_8_is_utf_8_whatever_is_declared(declared: str, text: str) -> None:
    assert decode(text.encode(), declared) == text


def test_two_signs_in_a_declared_encoding_are_not_taken_for_utf_8() -> None:
    raw = "陆".encode("gb18030")
    assert raw.decode("utf-8")  # by chance
    assert decode(raw, "gb2312") == "陆"


def test_what_calls_itself_latin_1_has_the_quotation_marks_of_windows_1252() -> None:
    assert decode(b"\x93Quite so,\x94 she said", "iso-8859-1") == "“Quite so,” she said"


@pytest.mark.parametrize(("charset", "text"), [("windows-1251", RUSSIAN), ("shift_jis", JAPANESE)])
def test_the_old_default_of_servers_does_not_make_mojibake(charset: str, text: str) -> None:
    assert decode(text.encode(charset), "iso-8859-1") == text


def test_the_document_knows_better_than_the_default_of_its_server() -> None:
    document = f'<?xml version="1.0" encoding="windows-1250"?><title>{CZECH}</title>'
    assert decode(document.encode("windows-1250"), "iso-8859-1") == document


def test_a_declaration_that_the_bytes_contradict_is_not_believed() -> None:
    assert decode(KOREAN.encode("euc-kr"), "utf-8") == KOREAN
    assert decode(f'<?xml version="1.0" encoding="utf-8"?>{RUSSIAN}'.encode("koi8-r")).endswith(RUSSIAN)


def test_a_few_foreign_bytes_in_utf_8_are_read_as_windows_1252() -> None:
    raw = RUSSIAN.encode() + b" \x93quite so\x94 caf\xe9 " + GERMAN.encode()
    assert decode(raw) == f"{RUSSIAN} “quite so” café {GERMAN}"


def test_utf_8_cut_off_in_the_middle_of_a_letter_loses_only_that_letter() -> None:
    assert decode(GREEK.encode()[:-1]) == GREEK[:-1]
    assert decode(b"caf\xe9") == "café"


@pytest.mark.parametrize(
    "name", ["punycode", "rot13", "unicode_escape", "utf-7", "zlib", "idna", "undefined"]
)
def test_codecs_that_are_no_encoding_of_the_web_are_not_used(name: str) -> None:
    assert decode(b"+ADw-script+AD4- \\u0041", name) == "+ADw-script+AD4- \\u0041"


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from(["", "utf-8", "utf-16", "gbk", "iso-2022-jp", "hz", "latin1", "nonsense"]),
)
def test_any_bytes_give_some_text(data: bytes, declared: str) -> None:
    decode(data, declared).encode("utf-8")


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff"), max_size=200))
def test_all_text_survives_utf_8(text: str) -> None:
    if "\x1b$" not in text:
        assert decode(text.encode()) == text
