"""Dates are read in every form that feeds and pages print, and nothing is guessed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.text.dates import PrintedDate, parse_date, read_date


def shown(text: str) -> str | None:
    """Return the instant of a date as ISO 8601 in UTC."""
    seconds = parse_date(text)
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()[:19]


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        # RFC 822 and its relatives
        ("Sat, 12 Oct 2024 10:15:00 GMT", "2024-10-12T10:15:00"),
        ("Sat, 12 Oct 2024 10:15:00 +0200", "2024-10-12T08:15:00"),
        ("12 Oct 2024 10:15 -0530", "2024-10-12T15:45:00"),
        ("Sat, 12 Oct 24 10:15 EST", "2024-10-12T15:15:00"),
        ("Saturday, 12-Oct-24 10:15:00 UTC", "2024-10-12T10:15:00"),
        ("Sat, 12 Oct 2024 10:15:00 CEST", "2024-10-12T08:15:00"),
        ("Sat, 12 Oct 2024 10:15:00 IST", "2024-10-12T04:45:00"),
        ("Sat, 12 Oct 2024 10:15:00 GMT+2", "2024-10-12T08:15:00"),
        ("Sat, 12 Oct 2024 10:15:00 UTC+02:00", "2024-10-12T08:15:00"),
        ("Sat, 12 Oct 2024 10:15:00 +0200 (CEST)", "2024-10-12T08:15:00"),
        ("Sat, 12 Oct 2024 10:15:00 XYZ", "2024-10-12T10:15:00"),
        ("Sat,12 Oct 2024 10:15:00 Z", "2024-10-12T10:15:00"),
        ("  sat, 12 OCT 2024 10:15:00 gmt ".upper(), "2024-10-12T10:15:00"),
        ("Fri, 12 Oct 124 10:15:00 GMT", "2024-10-12T10:15:00"),
        ("Sat Oct 12 10:15:00 2024", "2024-10-12T10:15:00"),
        ("Sat Oct 12 10:15:00 EDT 2024", "2024-10-12T14:15:00"),
        ("Sat Oct 12 2024 10:15:00 GMT+0200 (Central European Summer Time)", "2024-10-12T08:15:00"),
        # ISO 8601 and the W3C profile of it
        ("2024-10-12", "2024-10-12T00:00:00"),
        ("2024-10", "2024-10-01T00:00:00"),
        ("2024-10-12T10:15Z", "2024-10-12T10:15:00"),
        ("2024-10-12T10:15:30.123+02:00", "2024-10-12T08:15:30"),
        ("2024-10-12t10:15:30,5z", "2024-10-12T10:15:30"),
        ("2024-10-12 10:15:30", "2024-10-12T10:15:30"),
        ("2024-10-12 10:15:30 +0200", "2024-10-12T08:15:30"),
        ("2024-10-12T10:15:30\u221205:00", "2024-10-12T15:15:30"),
        ("2024-10-12T10:15:00+02:00[Europe/Paris]", "2024-10-12T08:15:00"),
        ("20241012T101530Z", "2024-10-12T10:15:30"),
        ("20241012", "2024-10-12T00:00:00"),
        ("2024-W41-6", "2024-10-12T00:00:00"),
        ("2024-286", "2024-10-12T00:00:00"),
        ("2024-1-2", "2024-01-02T00:00:00"),
        ("2024-10-12T24:00:00Z", "2024-10-13T00:00:00"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00"),
        # as printed
        ("October 12, 2024", "2024-10-12T00:00:00"),
        ("Oct. 12, 2024", "2024-10-12T00:00:00"),
        ("12 October 2024", "2024-10-12T00:00:00"),
        ("OCTOBER 12th, 2024", "2024-10-12T00:00:00"),
        ("the 1st of May, 2024", "2024-05-01T00:00:00"),
        ("Saturday, October 12, 2024 at 3:45 p.m.", "2024-10-12T15:45:00"),
        ("Published: October 12, 2024 | 10:15 AM", "2024-10-12T10:15:00"),
        ("Last updated on 12 October 2024 – 10:15", "2024-10-12T10:15:00"),
        ("Oct. 12, 2024, 3:45 p.m. ET", "2024-10-12T19:45:00"),
        ("Jan. 12, 2024, 3:45 p.m. ET", "2024-01-12T20:45:00"),
        ("12am, 3 March 2024", "2024-03-03T00:00:00"),
        ("3 Mar '24", "2024-03-03T00:00:00"),
        ("10/12/2024 3:45:00 PM", "2024-10-12T15:45:00"),
        ("25/12/2024", "2024-12-25T00:00:00"),
        ("12/25/2024", "2024-12-25T00:00:00"),
        ("2024/10/12", "2024-10-12T00:00:00"),
        ("10 May 1845", "1845-05-10T00:00:00"),
        # in other languages
        ("12. Oktober 2024", "2024-10-12T00:00:00"),
        ("Samstag, den 12. Oktober 2024, 10.15 Uhr", "2024-10-12T10:15:00"),
        ("12.10.2024", "2024-10-12T00:00:00"),
        ("12. 10. 2024", "2024-10-12T00:00:00"),
        ("10:15 Uhr, 12.10.24", "2024-10-12T10:15:00"),
        ("3. März 2024", "2024-03-03T00:00:00"),
        ("am 2. Jänner 2024", "2024-01-02T00:00:00"),
        ("le 1er août 2024 à 10h15", "2024-08-01T10:15:00"),
        ("mercredi 14 févr. 2024", "2024-02-14T00:00:00"),
        ("12 de octubre de 2024", "2024-10-12T00:00:00"),
        ("sábado, 12 de outubro de 2024", "2024-10-12T00:00:00"),
        ("12 ottobre 2024, ore 10:15", "2024-10-12T10:15:00"),
        ("zaterdag 12 oktober 2024 om 10:15", "2024-10-12T10:15:00"),
        ("12 октября 2024 г.", "2024-10-12T00:00:00"),
        ("2024年10月12日", "2024-10-12T00:00:00"),
        ("２０２４年１０月１２日", "2024-10-12T00:00:00"),
        ("2024년 10월 12일", "2024-10-12T00:00:00"),
    ],
)
def test_a_date_is_read_whatever_form_it_has(text: str, instant: str) -> None:
    assert shown(text) == instant


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "?",
        "2024",
        "Friday",
        "Saturday, 10:15",
        "10:15",
        "the 12th",
        "12",
        "October",
        "October 12",
        "October 2024",
        "12 Oct 24",
        "10/12/2024",
        "10-12-2024",
        "1728727200",
        "12 12 October 2024",
        "October 12, 2024 October 13, 2024",
        "12 October 2024 12 October",
        "On October 12, 2024, the ferry sailed",
        "Windows 11, May 2024",
        "Chapter 3, March 4",
        "31 February 2024",
        "February 29, 2023",
        "2024-13-01",
        "2024-02-30T10:00:00Z",
        "2024-W54-1",
        "2023-366",
        "0000-01-01",
        "99999-01-01",
        "9999-12-31T23:59:59-05:00",
        "0001-01-01T00:00:00+05:00",
        "2024-10-12T25:00:00Z",
        "2024-10-12T10:61:00Z",
        "2024-10-12T10:15:00 02:00",
        "Sat, 12 Oct 2024 10:15:00 +9900",
        "15 p.m. October 12, 2024",
        "12 October 2024 " + "Saturday " * 40,
    ],
)
def test_what_is_not_wholly_one_clear_date_is_none(text: str) -> None:
    assert parse_date(text) is None


def test_a_date_without_a_zone_is_taken_in_the_zone_given() -> None:
    east = timezone(timedelta(hours=2))
    assert parse_date("2024-10-12 10:00", east) == parse_date("2024-10-12T08:00:00Z")
    assert parse_date("October 12, 2024", east) == parse_date("2024-10-11T22:00:00Z")
    assert parse_date("2024-10-12T10:00:00Z", east) == parse_date("2024-10-12T10:00:00Z")


def test_a_printed_date_tells_which_of_its_parts_are_there() -> None:
    assert read_date("October 12") == PrintedDate(None, 10, 12)
    assert read_date("Oktober 2024") == PrintedDate(2024, 10, None)
    assert read_date("Oct. 12, 10:15 a.m.") == PrintedDate(None, 10, 12, 36_900)
    assert read_date("a ferry sails on October 12") is None


@settings(max_examples=100, deadline=None)
@given(st.datetimes(datetime(2, 1, 2), datetime(9998, 12, 30)), st.integers(-14 * 60, 14 * 60))
def test_every_instant_comes_back_from_the_formats_of_feeds(when: datetime, minutes: int) -> None:
    when = when.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    wanted = (when - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1)
    assert parse_date(when.isoformat()) == wanted
    assert parse_date(f"{when:%a, %d} {_MONTHS[when.month]} {when.year:04} {when:%H:%M:%S %z}") == wanted
    printed = f"{_MONTHS[when.month]} {when.day}, {when.year:04} at {when:%I:%M:%S %p}"
    assert parse_date(printed, when.tzinfo or UTC) == wanted


_MONTHS = ["", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_PIECES = st.sampled_from(
    ["12", "2024", "Oct", "october", "May", "10:15", "T101500", "+", "-", "+0200", "Z", "GMT", "ET", "am"],
)
_PIECES |= st.sampled_from(
    ["p.m.", "Uhr", ",", ".", "/", "(", ")", "[", "'", "h", "24", "99", "Fri", "de", "年", "²", "٣"]
)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(max_size=40),
        st.lists(_PIECES, max_size=9).map(" ".join),
        st.lists(_PIECES, max_size=9).map("".join),
    )
)
def test_no_text_ends_in_an_error(text: str) -> None:
    seconds = parse_date(text)
    assert seconds is None or datetime(1970, 1, 1) + timedelta(seconds=seconds)
