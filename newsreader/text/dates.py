"""Read the dates that feeds and printed pages carry.

Strict by design: every word and number of the text must have its place in one date, or it is no date.
A guess would put an article years away from where it belongs, and nobody would find it again; without
a date it simply counts from when it was fetched.  So "Friday", "10/12/2024" (whose month?) and "the
12th" are None, and a sentence that holds a date is not a date.

Read are RFC 822 and its relatives with the zones people write, ISO 8601 and the W3C profile of it,
`asctime`, and dates as printed in English, German, French, Spanish, Italian, Portuguese, Dutch,
Swedish, Danish, Norwegian and Russian, and with the signs of Chinese, Japanese and Korean.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, tzinfo

from newsreader.text.datereader import DateReader, PrintedDate, checked, offset_of, time_of_day
from newsreader.text.datewords import MONTHS

__all__ = ["PrintedDate", "parse_date", "read_date"]

_LONGEST = 120
"""Characters that a date may have; longer text is prose."""
_EARLIEST, _LATEST = -62_135_596_800, 253_402_300_799  # the years 1 and 9999, in UTC


def parse_date(text: str, default_tz: tzinfo = UTC) -> int | None:
    """Return the instant that `text` names, or None where it is not wholly one clear date.

    A date without a zone is taken in `default_tz`, one without a time at midnight; a month without a
    day (W3C profile, "2024-10") begins it.
    """
    read = read_date(text)
    if read is None or read.year is None:
        return None
    day = read.day
    if day is None:
        if not _MONTH_ONLY.fullmatch(text.strip()):
            return None
        day = 1
    try:
        local = datetime(read.year, read.month, day) + timedelta(seconds=read.time or 0)
        if read.offset is not None:
            offset = timedelta(seconds=read.offset)
        else:
            offset = _zone(read.us_zone, default_tz).utcoffset(local) or timedelta()
    except (ValueError, OverflowError):
        return None
    seconds = (local - _EPOCH - offset) // timedelta(seconds=1)
    return seconds if _EARLIEST <= seconds <= _LATEST else None


def read_date(text: str) -> PrintedDate | None:
    """Return what a date says, its year or its day perhaps missing; None for what is no date."""
    text = text.strip()
    if not text or len(text) > _LONGEST or not any(map(str.isdigit, text)):
        return None
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).replace("\u2212", "-")
    found = _ISO.fullmatch(text)
    if found:
        year, month, day, hour, minute, second, zone = found.groups()
        time = None if hour is None else time_of_day(int(hour), int(minute), int(second or 0))
        return checked(int(year), int(month), int(day), time, hour is not None, offset_of(zone))
    found = _RFC.fullmatch(text)
    if found:
        number, name, year, hour, minute, second, zone = found.groups()
        named = MONTHS.get(name.lower())
        if named is not None:
            time = time_of_day(int(hour), int(minute), int(second or 0))
            return checked(int(year), named, int(number), time, True, offset_of(zone))
    return DateReader(text).read()


_EPOCH = datetime(1970, 1, 1)
_MONTH_ONLY = re.compile(r"[0-9]{4}-[0-9]{1,2}")
_ISO = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]+)?)? ?([Zz]|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_RFC = re.compile(
    r"(?:[A-Z][a-z]{2}, ?)?([0-9]{1,2}) ([A-Z][a-z]{2}) ([0-9]{4})"
    r" ([0-9]{2}):([0-9]{2})(?::([0-9]{2}))? (GMT|UTC|Z|[+-][0-9]{4})"
)


def _zone(name: str, default: tzinfo) -> tzinfo:
    if not name:
        return default
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # only where a date names such a zone

    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        return default
