"""Find the dateline that opens a lede: "ASHGABAT, Turkmenistan, Oct. 12 (Reuters) -".

The forms are those that news agencies and newspapers print: a place in capitals or not, what region it
is in, a date, the agency in brackets, then a dash, a colon or (where the place is known) nothing at all;
double places; a date with an agency alone; a feed's outlet before the first dash; "Reporting from".  A
candidate is cut from the head of the paragraph piece by piece and must then earn belief: a place that is
known, a region, a date or an agency.  What only looks like one is refused: section labels, interview
labels, headlines in capitals, acronyms explained ("Average Precision (AP) —").
"""

from __future__ import annotations

import re
from functools import cache

from newsreader.models import Dateline
from newsreader.text.lexicon import words

_LOOKED_AT = 160
"""A dateline longer than this is none."""

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻŁŃŅŇŌŐŒŔŘŚŞŠȘŤȚŪŮŰŲŹŻŽА-ЯЁІЇЄ"
_LOWER = "a-zß-öø-ÿāăąćčďđēėęěğģīįıķĺļłńņňōőœŕřśşšșťțūůűųźżžа-яёіїє"
_CAPITALS = rf"[{_UPPER}][{_UPPER}'’.\-]*[{_UPPER}.]|[{_UPPER}]\.?"
_TITLED = rf"(?:[{_UPPER}]['’])?[{_UPPER}][{_LOWER}{_UPPER}'’\-]*[{_LOWER}]\.?|St\."
_SMALL = "de|del|della|di|du|da|do|dos|la|las|le|les|los|el|al|es|upon|on|of|the|sur|am|im|au|aux|und|and|на"
_PLACE = re.compile(
    rf"(?:(?:{_CAPITALS}|{_TITLED})(?![{_LOWER}{_UPPER}]))"
    rf"(?:(?:[ \-]|\s?/\s?)(?:(?:{_SMALL})[ \-])*(?:{_CAPITALS}|{_TITLED})(?![{_LOWER}{_UPPER}])){{0,5}}"
)
_REGION = re.compile(
    rf"(?:,\s?|\s(\())([{_UPPER}][{_UPPER}{_LOWER}.'’\-]*(?:\s(?:of|and|the|[{_UPPER}][{_UPPER}{_LOWER}.'’\-]*)){{0,3}})"
)
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)(?:day)?\.?,?\s+"
_DATE = re.compile(
    rf"(?:{_DAY}|le\s+|el\s+|den\s+)?(?:([{_UPPER}{_LOWER}]{{3,10}})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?"
    rf"|\d{{1,2}}\.?\s+(?:de\s+)?([{_UPPER}{_LOWER}]{{3,10}})\.?(?:,?\s+(?:de\s+)?\d{{4}})?"
    r"|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4})(?![\w])(?:\s+г\.?)?"
)
_AGENCY = re.compile(r"\(([^()\n]{2,40})\)|/([^/()\n]{2,30})/\.?")
_DASH = re.compile(r"\.?,?\s*(?:--+|[–—―])\s*|\.?,?\s+[-_]\s*|\s*\.?-\s+")
_AFTER_PLACE = re.compile(r",|\.?\s*[-–—―:|(/]|\s+\d")
_DATE_OR_AGENCY = re.compile(rf"\.?(?:,?\s+\(|,\s+(?:{_DATE.pattern}))")
_TAZ = re.compile(r"\s+([a-z]{2,6})(?=\s+\|)")
_COLON = re.compile(r"\s*[:|]\s+")
_SENTENCE = re.compile(rf"[\"“‘'(«„»]*\s?(?:[{_UPPER}]|\d)\S*[^\n]*?[{_LOWER}]")
_OUTLET = re.compile(r"([\w'’&. ]{2,32}?)\s+-{1,2}\s+")
_DOMAIN = re.compile(r"[A-Za-z][\w\-]*\.(?:com|net|org|co\.uk|de|fr)\Z")
_ABOARD = re.compile(
    rf"(?:ABOARD|NEAR|OUTSIDE|ALONG|OFF|ON|IN|AT|WITH)(?:[ \-][{_UPPER}][{_UPPER}'’.\-]*){{1,6}}"
    r"(?=\s*(?:,|\(|-|–|—))"
)
_REPORTING = re.compile(r"Reporting from\s+")
_EAST = re.compile(
    r"(?P<zh>新华社|新華社|中新社|中央社|法新社|路透社)(?P<place>[\u4e00-\u9fff]{2,8}?)"
    r"(?P<date>\d{1,2}月\d{1,2}日)[电電讯訊](?:\s*[（(][^）)]*[）)])?"
    r"|[［\[【](?P<japlace>[\u3040-\u30ff\u4e00-\u9fff]{2,12})(?:[\s\u3000]+(?P<jadate>[０-９0-9]{1,2}日))?"
    r"(?:[\s\u3000]+(?P<ja>ロイター|共同|時事|ＡＦＰ|AFP))?(?:[＝=][^］\]】]{1,20})?[］\]】]"
)
_NEW_SENTENCE = re.compile(
    rf"\s+[\"“(]?[{_UPPER}](?:[{_LOWER}]|\s+[{_LOWER}]|[{_UPPER}]+['’ ])[^\n]*[{_LOWER}]{{3}}"
)
_SMALL_WORDS = re.compile(
    r"(?<!\w)(?:the|a|an|to|in|for|on|with|that|has|have|is|was|were|will|at|by|from)(?!\w)"
)
_AGED = re.compile(r"[\w. '’-]{3,40}, (?:age )?\d{1,3}[,.;]")
_OPTIONAL_STOP = re.compile(r"[.,]{0,2}\s*")


def find_dateline(paragraph: str) -> Dateline | None:
    """Return the dateline at the head of `paragraph`, or None; offsets are into `paragraph`."""
    head = paragraph[:_LOOKED_AT]
    start = len(head) - len(head.lstrip())
    eastern = _EAST.match(head, start)
    if eastern:
        return _eastern(eastern)
    reader = _Reader(head, paragraph, start)
    return reader.read()


def _eastern(match: re.Match[str]) -> Dateline:
    place = match["place"] or match["japlace"]
    return Dateline(
        match[0], place, (place,), None, match["date"] or match["jadate"], match["zh"] or match["ja"],
        match.start(), match.end(),
    )  # fmt: skip


class _Reader:
    """Reads one paragraph's head from left to right; the parts found so far are its fields."""

    def __init__(self, head: str, paragraph: str, start: int) -> None:
        self.head, self.paragraph, self.start, self.at = head, paragraph, start, start
        self.place: tuple[int, int] | None = None  # without the region
        self.region: str | None = None
        self.region_end = 0
        self.date: str | None = None
        self.agency: str | None = None
        self.known_agency = False
        self.aboard = False  # "ABOARD THE NIGHT EXPRESS": a place without a name

    def read(self) -> Dateline | None:
        outlet = self._outlet()
        reporting = _REPORTING.match(self.head, self.at)
        if reporting:
            self.at = reporting.end()
        begin = self.at
        if not self._date_first():
            self._place()
            self._more()
        if self.place is None and self.agency is None:
            return self._only_outlet(outlet, begin)
        found = self._found(bool(reporting))
        return found or self._only_outlet(outlet, begin)

    def _outlet(self) -> str | None:
        """Read what some feeds put before all: "Canadian Press - OTTAWA (CP) -"."""
        match = _OUTLET.match(self.head, self.at)
        if match and (match[1] in words("datelines", "outlets") or _DOMAIN.match(match[1])):
            self.at = match.end()
            return match[1]
        return None

    def _only_outlet(self, outlet: str | None, begin: int) -> Dateline | None:
        if outlet is None or not _SENTENCE.match(self.paragraph, begin):
            return None
        return Dateline(outlet, agency=outlet, start=self.start, end=self.start + len(outlet))

    def _date_first(self) -> bool:
        date = _DATE.match(self.head, self.at)
        if date and _is_date(date):
            self.date, self.at = date[0], date.end()
            self._agency()
            return True
        if self.head[self.at : self.at + 1] == "(":
            self.at -= 1
            self._agency()
            if not self.known_agency:
                self.agency = None
            return True
        return False

    def _place(self) -> None:
        aboard = _ABOARD.match(self.head, self.at)
        match = aboard or _PLACE.match(self.head, self.at)
        if not match:
            return
        self.aboard = aboard is not None
        end = match.end()
        printed = match[0]
        if not _capitals(printed.split(" ")[0]):
            pass
        elif not _capitals(printed):  # "JERUSALEM A preliminary", "BERLIN taz": the capitals end it
            end = self.at + _capital_head(printed)
        else:
            end = self.at + len(re.sub(r"\s+[AI]\Z", "", printed))
        if self.head[end - 1 : end] == "-":
            end -= 1
        self.place, self.at = (self.at, end), end
        if not _AFTER_PLACE.match(self.head, end):  # "LOS ANGELES NASA's rocket": what is known ends it
            text = self.head[slice(*self.place)]
            while " " in text and not _is_place(text):
                text = text.rpartition(" ")[0]
            if _is_place(text):
                self.at = self.place[0] + len(text)
                self.place = (self.place[0], self.at)

    def _more(self) -> None:
        """Read region, date and agency, each if it is there."""
        region = _REGION.match(self.head, self.at)
        if region and self.place:
            self._region(region)
        self.region_end = self.at
        lead = _OPTIONAL_STOP.match(self.head, self.at)
        date = _DATE.match(self.head, lead.end() if lead else self.at)
        if date and _is_date(date):
            self.date, self.at = date[0], date.end()
        self._agency()

    def _region(self, match: re.Match[str]) -> None:
        """Take the longest run of the words after the place that is a region."""
        text = match[2]
        while text:
            end = match.start(2) + len(text)
            bracket = self.head[end : end + 1] == ")"
            agency = bracket and text in words("datelines", "agencies")
            if _is_region(text) and bool(match[1]) == bracket and not agency:
                self.region, self.at = text, end + bracket
                return
            text = text.rpartition(" ")[0]
        text = match[2].rstrip()
        rest = self.head[match.start(2) + len(text) :]
        if not match[1] and text[:1].isupper() and _DATE_OR_AGENCY.match(rest) and not _is_month(text):
            self.region, self.at = text, match.start(2) + len(text)

    def _agency(self) -> None:
        lead = _OPTIONAL_STOP.match(self.head, self.at)
        match = _AGENCY.match(self.head, lead.end() if lead else self.at) or _TAZ.match(self.head, self.at)
        if match:
            name = next(filter(None, match.groups())).strip()
            self.known_agency = bool({name, *re.split(r"[/,] ?", name)} & words("datelines", "agencies"))
            if self.known_agency or (match[0][0] == "(" and _agency_like(name)):
                self.agency, self.at = name, match.end()

    def _found(self, reporting: bool) -> Dateline | None:
        dash = _DASH.match(self.paragraph, self.at)
        colon = None if dash else _COLON.match(self.paragraph, self.at)
        mark = dash or colon
        rest = mark.end() if mark else self.at
        ends = not self.paragraph[rest:].strip()
        sentence = bool(_SENTENCE.match(self.paragraph[:400], rest)) if mark else self._sentence_follows()
        if not self._believed(rest, dash is not None, colon is not None, sentence, ends, reporting):
            return None
        text = self.paragraph[self.start : self.at].rstrip(" ,")
        if not self.place:
            return Dateline(text, None, (), None, self.date, self.agency, self.start, self.start + len(text))
        first, last = self.place
        printed = self.paragraph[first : max(last, self.region_end)].strip(" ,")
        single = self.paragraph[first:last]
        places = tuple(part.strip() for part in re.split(r"\s?/\s?|\s+(?:and|AND|und|UND|et|ET)\s+", single))
        return Dateline(
            text, printed, places, self.region, self.date, self.agency, self.start, self.start + len(text)
        )

    def _sentence_follows(self) -> bool:
        """Tell whether, without any mark, a new sentence starts here."""
        return bool(_NEW_SENTENCE.match(self.paragraph[self.at : self.at + 200]))

    def _believed(
        self, rest: int, dash: bool, colon: bool, sentence: bool, ends: bool, reporting: bool
    ) -> bool:
        """Weigh what was read: the more it is like a dateline, the less the place must be known."""
        if self.place is None:
            return self.known_agency and sentence
        single = self.head[slice(*self.place)]
        capitals = _capitals(single)
        known = _is_place(single)
        parts = single.replace("-", " ").split()
        label = any(part.strip(".,") in words("datelines", "labels") for part in parts)
        if label and not (known or self.region or self.aboard or self.known_agency):
            return False
        if self.aboard:
            return dash and self._prose(rest)
        if reporting:
            return known or bool(self.region) or dash
        if single.casefold().rstrip(".") in _countries() and not known and not self.agency:
            return False
        if self.agency is not None:
            if _explains(single, self.agency) and not known:
                return False
            if not self.known_agency and not (known or self.region or self.date or (capitals and dash)):
                return False
            plain = known or self.region or self.date or capitals or len(parts) <= 2
            return (
                bool(plain) and (sentence or ends) and (dash or colon or bool(self.date) or known or capitals)
            )
        if ends and not dash and not colon:
            return bool(self.date) and (capitals or known)
        if self.date and (dash or colon):
            return (capitals or known) and sentence
        if dash and sentence:
            if capitals:
                unheard = len(parts) <= 3 and not _is_person(parts) and self._prose(rest)
                return known or bool(self.region) or unheard
            return known or bool(self.region and len(parts) <= 3)
        if colon and sentence:
            return bool(self.region and capitals) or (capitals and known)
        return capitals and known and sentence and not self._continues()

    def _prose(self, rest: int) -> bool:
        """Tell whether what follows reads as a sentence of a report: long, with small words in it."""
        text = self.paragraph[rest : rest + 300]
        return len(_SMALL_WORDS.findall(text)) >= 2 and not _AGED.match(text)

    def _continues(self) -> bool:
        """Tell whether the next word belongs to the place's name: "NEW YORK Times"."""
        following = re.match(r"\s+([\w]+)", self.paragraph[self.at : self.at + 40])
        return bool(following and following[1].casefold() in words("datelines", "of places"))


def _capitals(text: str) -> bool:
    letters = re.sub(rf"\b(?:{_SMALL}|Mc|Mac)\b|(?<=Mc)|[^{_UPPER}{_LOWER}]", "", text)
    return len(letters) > 1 and letters.upper() == letters


def _capital_head(printed: str) -> int:
    """Return the length of the words in capitals that `printed` begins with."""
    end = 0
    for match in re.finditer(r"[^\s]+", printed):
        word = match[0]
        if word.upper() != word or (len(word) == 1 and word in "AI"):
            break
        end = match.end()
    return end


@cache
def _places() -> frozenset[str]:
    return frozenset(place.casefold().rstrip(".") for place in words("datelines", "places"))


@cache
def _countries() -> frozenset[str]:
    return frozenset(place.casefold() for place in words("datelines", "countries"))


@cache
def _regions() -> frozenset[str]:
    return frozenset(place.casefold() for place in words("datelines", "regions")) | _countries()


def _is_place(text: str) -> bool:
    """Tell whether every part of a double place is a known city; a country has no dateline of its own."""
    parts = re.split(r"\s?/\s?|\s+(?:and|AND|und)\s+", text)
    return all(part.casefold().rstrip(".").replace("’", "'") in _places() for part in parts)


def _is_region(text: str) -> bool:
    return text.rstrip(".").casefold() in _regions()


def _is_person(parts: list[str]) -> bool:
    """Tell whether words in capitals are somebody's first and last name."""
    names = words("first_names", "male") | words("first_names", "female") if len(parts) > 1 else frozenset()
    return parts[0].capitalize() in names


def _is_month(text: str) -> bool:
    return text.split(" ")[0].rstrip(".").casefold() in words("datelines", "months")


def _is_date(match: re.Match[str]) -> bool:
    month = match[1] or match[2]
    return month is None or _is_month(month)


def _agency_like(name: str) -> bool:
    return len(name) <= 25 and (
        name.isupper() or bool(re.fullmatch(r"(?:[A-Z][\w.]+)(?: [A-Z][\w.]+){0,2}", name))
    )


def _explains(place: str, agency: str) -> bool:
    """Tell whether the bracket is the acronym of what stands before it."""
    initials = "".join(word[0] for word in re.findall(r"\w+", place)).upper()
    caps = "".join(letter for letter in agency.upper() if letter.isalpha())
    return len(initials) > 1 and (
        initials == caps or initials.startswith(caps) or (len(caps) > 1 and caps in initials)
    )
