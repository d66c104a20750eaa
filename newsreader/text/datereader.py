"""Read a date of any form token by token: every word and number must have its place in it.

The grammar behind `dates`, for all that is neither ISO 8601 nor RFC 822 in their plainest form.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date, timedelta
from typing import NamedTuple

from newsreader.text.datewords import FILLERS, LABELS, MONTHS, US_ZONES, WEEKDAYS, ZONES

_MOST_OFFSET = 15 * 3600


class PrintedDate(NamedTuple):
    """A date as far as it is named: `time` in seconds of the day, `offset` in seconds east of UTC.

    `year` or `day` is None where only the other is there ("October 12", "October 2024").
    """

    year: int | None
    month: int
    day: int | None
    time: int | None = None
    offset: int | None = None
    us_zone: str = ""
    """A zone that changes with the season ("ET"), by its name in the zone database."""


def time_of_day(hour: int, minute: int, second: int) -> int | None:
    """Return seconds of the day; midnight may be 24:00, a leap second counts as the one before it."""
    if (hour > 23 or minute > 59 or second > 60) and (hour, minute, second) != (24, 0, 0):
        return None
    return hour * 3600 + minute * 60 + min(second, 59)


def offset_of(zone: str | None) -> int | None:
    """Return seconds east of UTC for "Z", "GMT", "+0200", "-05:00", "+2"; None without a zone."""
    if not zone:
        return None
    if zone[0] not in "+-":
        return 0
    digits = zone[1:].replace(":", "")
    hours, minutes = (int(digits), 0) if len(digits) < 3 else (int(digits[:-2]), int(digits[-2:]))
    seconds = hours * 3600 + minutes * 60
    return -seconds if zone[0] == "-" else seconds


def checked(
    year: int | None,
    month: int,
    day: int | None,
    time: int | None,
    timed: bool,
    offset: int | None,
    us_zone: str = "",
) -> PrintedDate | None:
    """Return the date if the calendar has it; `timed` with `time` None is a time that no clock has."""
    if timed and time is None:
        return None
    if (year is not None and not 1 <= year <= 9999) or not 1 <= month <= 12:
        return None
    if day is not None and not 1 <= day <= calendar.monthrange(year or 2000, month)[1]:
        return None
    if offset is not None and abs(offset) > _MOST_OFFSET:
        return None
    return PrintedDate(year, month, day, time, offset, us_zone)


_D12 = "[0-9]{1,2}(?![0-9])"
_TOKEN = re.compile(
    rf"""
      (?P<iso>[0-9]{{4}}-{_D12}(?:-{_D12})?)
    | (?P<ordinal>[0-9]{{4}}-[0-9]{{3}}(?![0-9-]))
    | (?P<week>[0-9]{{4}}-?W[0-9]{{2}}-?[1-7](?![0-9]))
    | (?P<compact>[0-9]{{8}}(?![0-9]))
    | (?P<ymd>[0-9]{{4}}(?P<s1>[/.])[ ]?{_D12}(?P=s1)[ ]?{_D12}\.?)
    | (?P<signs>[0-9]{{4}}[ ]?[年년][ ]?[0-9]{{1,2}}[ ]?[月월][ ]?[0-9]{{1,2}}[ ]?[日일])
    | (?P<dotted>[0-9]{{1,2}}\.[ ]?[0-9]{{1,2}}\.[ ]?(?:[0-9]{{4}}|[0-9]{{2}})(?![0-9]))
    | (?P<slashed>[0-9]{{1,2}}(?P<s2>[/-])[0-9]{{1,2}}(?P=s2)[0-9]{{4}}(?![0-9]))
    | (?P<hyphened>[0-9]{{1,2}}-[^\W\d_]{{3,10}}-(?:[0-9]{{4}}|[0-9]{{2}})(?![0-9]))
    | (?P<time>(?:[Tt]|(?<![0-9:]))[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}}(?:[.,][0-9]+)?)?(?![0-9:]))
    | (?P<basic>[Tt][0-9]{{4}}(?:[0-9]{{2}})?(?![0-9]))
    | (?P<clock>[0-9]{{1,2}}(?:[.][0-9]{{2}})?(?=\s?(?:Uhr\b|Hrs\b|[AaPp]\.?\s?[Mm]\b))
        |[0-9]{{1,2}}\.[0-9]{{2}}(?=\s[A-Z]{{2,4}}\b)
        |[0-9]{{1,2}}\s?[Hh](?:\s?[0-9]{{2}})?(?![\w]))
    | (?P<half>[AaPp]\.?\s?[Mm](?:\.(?!\w)|\b))
    | (?P<offset>(?:GMT|UTC|UT)?\s?[+-][0-9]{{1,2}}(?::?[0-9]{{2}})?(?![0-9:./-]))
    | (?P<comment>\([^()0-9]*\)|\[[A-Za-z_/]+\])
    | (?P<short>['’][0-9]{{2}}(?![0-9]))
    | (?P<number>[0-9]{{1,4}}(?![0-9])(?:st|nd|rd|th|er|re|º|ª|°|\.)?)
    | (?P<word>[^\W\d_]+(?:['’](?=\w))?\.?)
    | (?P<between>[\s,;|•·:–—@/-]+)
    """,
    re.VERBOSE,
)


class DateReader:
    """Reads one date token by token; anything without a place in it ends the reading."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._date: tuple[int, int, int | None] | None = None
        self._month: int | None = None
        self._numbers: list[tuple[int, int]] = []
        self._month_after = 0
        self._short: int | None = None
        self._clock: tuple[int, int, int] | None = None
        self._half = ""
        self._offset: int | None = None
        self._us_zone = ""
        self._weekday = False

    def read(self) -> PrintedDate | None:
        """Return the date, or None."""
        place = 0
        before = ""
        while place < len(self._text):
            found = _TOKEN.match(self._text, place)
            if found is None or found.lastgroup is None:
                return None
            kind = found.lastgroup
            if not self._take(kind, found[kind], before):
                return None
            if kind != "between":
                before = kind
            place = found.end()
        return self._result()

    def _take(self, kind: str, token: str, before: str) -> bool:
        if kind == "between":
            return True
        if kind in ("time", "basic", "clock"):
            return self._take_time(kind, token)
        if kind == "half":
            if before in ("time", "clock") and not self._half:
                self._half = token[0].lower()
                return True
            return self._take_word(token)
        if kind == "offset":
            if self._clock is None or self._offset is not None:
                return token[0] == "-" and self._take_number(token[1:])
            self._offset = offset_of(token.lstrip("GMTUC ").strip())
            return True
        if kind == "comment":
            return self._clock is not None
        if kind == "short":
            self._short = int(token[1:])
            return True
        if kind == "number":
            return self._take_number(token)
        if kind == "word":
            return self._take_word(token)
        return self._take_date(kind, token)

    def _take_time(self, kind: str, token: str) -> bool:
        if self._clock is not None:
            return False
        digits = re.split("[.,](?=[0-9]{3}|[0-9]+$)", token, maxsplit=1)[0] if kind == "time" else token
        if kind == "basic":
            parts = [token[1:3], token[3:5], token[5:7] or "0"]
        else:
            parts = re.findall("[0-9]+", digits)
        hour, minute, second = (int(part) for part in (*parts, "0", "0")[:3])
        self._clock = (hour, minute, second)
        return True

    def _take_number(self, token: str) -> bool:
        digits = re.match("[0-9]+", token)
        if digits is None or len(self._numbers) == 2:
            return False
        self._numbers.append((int(digits[0]), len(digits[0])))
        if self._month is None:
            self._month_after = len(self._numbers)
        return True

    def _take_word(self, token: str) -> bool:
        word = _folded(token)
        month = MONTHS.get(word)
        if month is not None and self._month is None and self._date is None:
            self._month = month
            return True
        if word in WEEKDAYS and not self._weekday:
            self._weekday = True
            return True
        if self._clock is not None and self._offset is None and not self._us_zone and token.isupper():
            zone = token.rstrip(".")
            if zone in US_ZONES:
                self._us_zone = US_ZONES[zone]
                return True
            # RFC 5322, 4.3: a zone that nobody knows says no more than UTC.
            if zone in ZONES or (zone.isascii() and len(zone) <= 5):
                self._offset = ZONES.get(zone, 0)
                return True
        if word in LABELS:
            return not (self._date or self._month or self._numbers or self._clock or self._weekday)
        return word in FILLERS

    def _take_date(self, kind: str, token: str) -> bool:
        if self._date is not None or self._month is not None or self._numbers:
            return False
        self._date = _numeric(kind, token)
        return self._date is not None

    def _result(self) -> PrintedDate | None:
        time = None
        if self._clock is not None:
            hour, minute, second = self._clock
            if self._half:
                if not 1 <= hour <= 12:
                    return None
                hour = hour % 12 + (12 if self._half == "p" else 0)
            time = time_of_day(hour, minute, second)
        if self._date is not None:
            if self._numbers or self._short is not None or self._month is not None:
                return None
            year: int | None
            year, month, day = self._date
            if month == _AMBIGUOUS:
                # Only Americans put a.m. and p.m. behind slashes, and they put the month first.
                if not self._half or day is None:
                    return None
                month, day = divmod(day, 100)
        elif self._month is not None:
            month = self._month
            parts = self._day_and_year()
            if parts is None:
                return None
            day, year = parts
        else:
            return None
        return checked(year, month, day, time, self._clock is not None, self._offset, self._us_zone)

    def _day_and_year(self) -> tuple[int | None, int | None] | None:
        """Tell day and year apart by their digits: years have four, or two in the order of RFC 822."""
        numbers = self._numbers
        long = [value for value, digits in numbers if digits == 4]
        short = [value for value, digits in numbers if digits <= 2]
        if self._short is not None:
            return (short[0], _century(self._short)) if len(short) == len(numbers) == 1 else None
        if len(numbers) == 1:
            return (None, long[0]) if long else (short[0], None) if short else None
        if len(numbers) != 2:
            return None
        if len(long) == len(short) == 1:
            return short[0], long[0]
        if self._clock is not None and self._month_after == 1 and numbers[0][1] <= 2:
            value, digits = numbers[1]
            return numbers[0][0], value + 1900 if digits == 3 else _century(value)
        return None


_AMBIGUOUS = -1
"""Stands for the month where day and month cannot be told apart; the day then holds both."""


def _numeric(kind: str, token: str) -> tuple[int, int, int | None] | None:
    """Return (year, month, day) of a date in figures, None where it is none."""
    if kind == "hyphened":
        first_part, name, last_part = token.split("-")
        named = MONTHS.get(_folded(name))
        return None if named is None else (_full_year(last_part), named, int(first_part))
    parts = re.findall("[0-9]+", token)
    numbers = [int(part) for part in parts]
    if kind == "compact":
        year, month, day = int(token[:4]), int(token[4:6]), int(token[6:])
        return (year, month, day) if 1900 <= year <= 2199 else None
    if kind == "week":
        try:
            found = date.fromisocalendar(int(token[:4]), int(token.replace("-", "")[5:7]), int(token[-1]))
        except ValueError:
            return None
        return found.year, found.month, found.day
    if kind == "ordinal":
        year, count = numbers
        if not 1 <= year <= 9999 or not 1 <= count <= 365 + calendar.isleap(year):
            return None
        found = date(year, 1, 1) + timedelta(days=count - 1)
        return found.year, found.month, found.day
    if kind in ("iso", "ymd", "signs"):
        return numbers[0], numbers[1], numbers[2] if len(numbers) == 3 else None
    first, second = numbers[:2]
    year_number = _full_year(parts[2])
    if kind == "dotted" or first > 12 or first == second:
        return year_number, second, first
    if second > 12:
        return year_number, first, second
    return year_number, _AMBIGUOUS, first * 100 + second


def _full_year(digits: str) -> int:
    return _century(int(digits)) if len(digits) == 2 else int(digits)


def _century(year: int) -> int:
    """Return the year that two digits stand for, as RFC 5322 (4.3) has it."""
    return year + (2000 if year < 50 else 1900)


def _folded(word: str) -> str:
    word = word.rstrip(".'’").casefold()
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
