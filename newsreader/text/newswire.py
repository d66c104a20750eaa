"""Read plain text as newspapers and agencies set it: kicker, headline, deck, byline, date line, body.

The head of a text is read line by line, and each line has to earn its name: a kicker by its capitals or
by being a section's name, with a headline below it; a byline by "by" and names; a date line by being a
date and nothing else; a deck by standing between them.  The first line that is none of these begins the
body, so whatever is not recognised is still there to be read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from newsreader.models import Dateline, ParsedArticle
from newsreader.text.bylines import Byline, is_role, read_byline, without_date
from newsreader.text.clean import clean, clean_line
from newsreader.text.datelines import find_dateline
from newsreader.text.dates import parse_date, read_date
from newsreader.text.paragraphs import TopLine, top_lines
from newsreader.text.plaintext import text_to_body
from newsreader.text.stamps import Stamp, is_label, read_stamp
from newsreader.text.urls import absolute

__all__ = ["read_text", "text_to_body"]

_MAX_HEADLINE = 200
_MAX_DECK = 400
_MAX_KICKER = 40
MOST_HEAD_LINES = 14
_TOP = 20_000
"""Characters of a text that are looked at for its head."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SECTIONS = _words(
    """
    regional national local world international politics business economy finance markets money sport sports
    football culture arts art music film books theatre opinion comment commentary editorial analysis
    explainer feature features interview obituary obituaries review reviews science health technology tech
    environment climate education transport travel weather crime courts law justice religion society people
    lifestyle life food fashion diplomacy defence defense security media energy agriculture elections
    election breaking exclusive investigation profile report special news latest update column essay letters
    history cities city foreign home abroad domestic
    regionales lokales politik wirtschaft kultur feuilleton wissenschaft gesundheit technik gesellschaft
    meinung kommentar panorama wetter reise reportage ausland inland
    politique économie monde sciences santé société opinions
    política economía mundo cultura deportes sociedad ciencia salud
    """
)
_SECTION_WORDS = frozenset({"the", "long", "read", "and", "&", "a", "of", "in", "on", "from", "big", "short"})

_PARTS = re.compile(r"\s*[|/>»·:,–—-]\s*|\s+")
_QUESTION = re.compile(r"(?:Q|A|F)\s?[.:]\s|[-*•>]\s|\d{1,3}[.)]\s")
_SENTENCES = re.compile(r"[a-zß-ÿ\d’”\")][.!?]['\"”’»)]*\s+['\"“‘„«(]?[^\W\d_a-zß-ÿ]")
_OPEN_END = re.compile(r"[,;:(–—-]$")
_AND = re.compile(r"(?:and|und|et|y|&)\s+", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_READING_TIME = re.compile(r"\d{1,3}[\s-]min(?:ute)?s?(?:\s+read)?|reading time:?\s.{1,20}", re.IGNORECASE)


def read_text(text: str) -> ParsedArticle:
    """Return the article that a plain text holds; its `source` is the text below the head, as written."""
    text = clean(text)
    head = read_head(top_lines(text[:_TOP], MOST_HEAD_LINES, _stands_alone))
    lines = text.split("\n")
    url = absolute(head.address, "")
    return ParsedArticle(
        url=url,
        headline=head.headline,
        kicker=head.kicker,
        deck=head.deck,
        byline=head.byline,
        authors=head.authors,
        dateline=head.dateline,
        published=head.published,
        updated=head.updated,
        source="\n".join(lines[head.body_line :]).strip("\n"),
        source_type="text",
        base_url=url,
    )


# --- the head ---------------------------------------------------------------------------------------------


def _stands_alone(line: str) -> bool:
    return (
        read_byline(line) is not None
        or read_stamp(line) is not None
        or is_role(line)
        or _ADDRESS.fullmatch(line) is not None
    )


def read_head(lines: list[TopLine], headline: str = "") -> Head:
    """Read the head of a text from its first lines.

    `headline` is one that is known from elsewhere, with all that stands with it: then only the same
    headline, a byline and date lines are looked for above the text.
    """
    head = Head(lines, headline=headline)
    head.read()
    return head


@dataclass(slots=True)
class Head:
    """Reads the lines of a head one after the other; `body_line` is the number of the first line below."""

    units: list[TopLine]
    place: int = 0
    headline: str = ""
    kicker: str = ""
    deck: str = ""
    byline: str = ""
    authors: tuple[str, ...] = ()
    published: int | None = None
    updated: int | None = None
    body_line: int = 0
    address: str = ""
    dates: list[str] = field(default_factory=list)
    date: str = ""
    date_place: str = ""

    @property
    def dateline(self) -> Dateline | None:
        """The date lines as printed; a place only where one stands on such a line."""
        if not self.dates:
            return None
        places = (self.date_place,) if self.date_place else ()
        return Dateline(" · ".join(self.dates), self.date_place or None, places, date=self.date or None)

    def read(self) -> None:
        """Read the head, and set where the body begins."""
        if self.headline:
            self.place = 1 if _letters(self._text()) == _letters(self.headline) else 0
            while self._byline() or self._date_line():
                pass
            self._begin_body()
            return
        if not self._top():
            self._begin_body()
            return
        steps = (self._byline, self._date_line, self._bare_byline, self._small_print, self._deck)
        while self.place < len(self.units) and any(step() for step in steps):
            pass
        self._begin_body()

    def _top(self) -> bool:
        """Read the kicker, if there is one, and the headline; tell whether there is a headline."""
        while self._date_line():
            pass
        above = self.place
        if self._is_kicker():
            self.kicker = self._text().rstrip(":")
            self.place += 1
            if self._headline():
                return True
            # No headline below: then what looked like a kicker may be it.
            self.kicker, self.place = "", above
        return self._headline()

    def _begin_body(self) -> None:
        if not self.headline:
            self.place, self.dates, self.date, self.published, self.updated = 0, [], "", None, None
        if self.place < len(self.units):
            self.body_line = self.units[self.place].number if self.place else 0
        else:
            self.body_line = 1 << 60

    def _text(self, ahead: int = 0) -> str:
        place = self.place + ahead
        return self.units[place].text if place < len(self.units) else ""

    # --- what a line may be -----------------------------------------------------------------------------

    def _is_kicker(self) -> bool:
        text, below = self._text(), self._text(1)
        words = [word for word in _PARTS.split(text) if word]
        if not words or len(text) > _MAX_KICKER or len(words) > 6 or text[-1] in ".!?,;…'\"”’":
            return False
        if not self._is_headline(1) or read_byline(below) or read_date(below):
            return False
        if self.units[self.place].kind != "paragraph" or any(char.isdigit() for char in text[:1]):
            return False
        named = any(word.casefold() in _SECTIONS for word in words) or "long read" in text.casefold()
        if text.isupper():
            return len(words) <= 2 or below.isupper() or named or words[0] == "THE"
        known = all(word.casefold() in _SECTIONS | _SECTION_WORDS for word in words)
        if (named and known) or text.endswith(":"):
            return True
        one = len(words) == 1 and text.isalpha() and text[0].isupper() and len(text) > 2
        return one and len(below.split()) >= 4 and below[-1] != "." and bool(self._text(2))

    def _is_headline(self, ahead: int = 0) -> bool:
        place = self.place + ahead
        if place >= len(self.units):
            return False
        unit = self.units[place]
        text = unit.text
        if unit.kind == "heading":
            return True
        if unit.kind != "paragraph" or len(text) > _MAX_HEADLINE or not any(map(str.isalnum, text)):
            return False
        if _QUESTION.match(text) or _OPEN_END.search(text) or find_dateline(unit.whole):
            return False
        more = place + 1 < len(self.units)
        followed = more and (
            read_byline(self.units[place + 1].text) is not None
            or read_date(self.units[place + 1].text) is not None
        )
        if text.endswith((".", ".”", '."', ".’")):
            return bool(followed) and not _SENTENCES.search(text)
        if _SENTENCES.search(text) and len(text) > 120 and not followed:
            return False
        return more or len(text) <= 120

    def _headline(self) -> bool:
        if not self._is_headline():
            return False
        if self._text() and read_byline(self._text()) and not read_byline(self._text(1)):
            # A byline without a headline above it: the text has none.
            return False
        self.headline = self._text()
        self.place += 1
        return True

    def _byline(self) -> bool:
        found = read_byline(self._text())
        if found is not None and self.byline:
            # A second one: who took the pictures, or wrote with her.
            self.byline += f", {found.text}"
            self.authors += found.authors
            self.place += 1
            return True
        return self._take_byline(found)

    def _bare_byline(self) -> bool:
        """Take names without "by", where the line below, or what they are called, shows what they are."""
        text = self._text()
        dashed = text.removeprefix("—").removeprefix("–").lstrip()
        same_case = text.isupper() == self.headline.isupper() or _names_role(text)
        if self.byline or not same_case or not (dashed != text or _shows_name(text, self._text(1))):
            return False
        found = read_byline(dashed, bare=True)
        if found is None or not _full_names(found):
            return False
        return self._take_byline(found._replace(text=text) if dashed != text and not found.date else found)

    def _take_byline(self, found: Byline | None) -> bool:
        if found is None:
            return False
        self.byline, self.authors = found.text, found.authors
        self.place += 1
        if found.date:
            self._take_stamp(found.date, read_stamp(found.date) or Stamp())
        while (text := self._text()) and len(text) < 80:
            more = read_byline(f"By {_AND.sub('', text)}") if _AND.match(text) else None
            if is_role(text):
                self.byline += f", {text}"
            elif more and not more.date:
                self.byline += f" {text}"
                self.authors += more.authors
            else:
                break
            self.place += 1
        return True

    def _date_line(self) -> bool:
        text = self._text()
        if is_label(text) and (stamp := read_stamp(f"{text.rstrip(':')} {self._text(1)}")):
            self._take_stamp(f"{text} {self._text(1)}", stamp)
            self.place += 2
            return True
        stamp = read_stamp(text, place=bool(self.headline) and not self.dates) if text else None
        if stamp is None:
            return False
        self._take_stamp(text, stamp)
        self.place += 1
        return True

    def _take_stamp(self, text: str, stamp: Stamp) -> None:
        if not self.dates:
            self.date, self.date_place = stamp.date, stamp.place
        self.dates.append(text)
        published, updated = parse_date(stamp.published), parse_date(stamp.updated)
        if self.published is None:
            self.published, updated = (updated, None) if published is None else (published, updated)
        self.updated = self.updated if updated is None else updated

    def _small_print(self) -> bool:
        """Take what else may stand between headline and text: the address, how long it takes to read."""
        text = self._text()
        if _ADDRESS.fullmatch(text) and not self.address:
            self.address = text
        elif self.byline and (_READING_TIME.fullmatch(text) or self._tells_of_author(text)):
            self.byline += f" · {text}"
        else:
            return False
        self.place += 1
        return True

    def _tells_of_author(self, text: str) -> bool:
        """Tell whether a line below the byline says where its author was: "Ada Vell reported from Tarn."."""
        return len(text) < 160 and any(
            name in text and re.search(r"\b(?:report|contribut)", text) for name in self.authors
        )

    def _deck(self) -> bool:
        """Take a deck: a line above the byline or the date, or one without a full stop above the text."""
        if self.place >= len(self.units):
            return False
        unit, below = self.units[self.place], self._text(1)
        if unit.kind != "paragraph" or len(unit.text) > _MAX_DECK or _QUESTION.match(unit.text) or not below:
            return False
        if find_dateline(unit.whole) or unit.text.endswith((":", ",")):
            return False
        above = self._is_above_byline(1) or (not self.dates and read_stamp(below) is not None)
        if not above and self.deck:
            return False
        if not above and not self._is_above_byline(2):
            ends = unit.text[-1] in ".!?…:;”\"’'"
            if ends or not 4 <= len(unit.text.split()) <= 40 or unit.text != clean_line(unit.whole):
                return False
            follows = self.units[self.place + 1]
            if follows.kind != "paragraph" or len(follows.whole) < 80:
                return False
        self.deck += f" · {unit.text}" if self.deck else unit.text
        self.place += 1
        return True

    def _is_above_byline(self, ahead: int) -> bool:
        """Tell whether a byline stands so many lines below, with nothing but a short line between."""
        if self.byline or not self._text(ahead + 1):
            return False
        if ahead == 2 and max(len(self._text()), len(self._text(1))) > _MAX_HEADLINE:
            return False
        text, below = self._text(ahead), self._text(ahead + 1)
        if read_byline(text) is not None:
            return True
        found = read_byline(text, bare=True)
        return found is not None and _full_names(found) and _shows_name(text, below)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _full_names(found: Byline) -> bool:
    return all(2 <= len(name.split()) <= 4 for name in found.authors)


def _shows_name(text: str, below: str) -> bool:
    """Tell whether a line without "by" is a byline by what it says itself, or by the line below it."""
    if _names_role(text) or without_date(text)[1]:
        return True
    return is_role(below) or read_stamp(below) is not None or is_label(below)


def _names_role(text: str) -> bool:
    return any(is_role(part) for part in re.split(r"\s*[,|–—]\s*", text)[1:])
