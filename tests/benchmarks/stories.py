"""Feeds of plausible news for the feed server: the same for the same numbers, and new ones for ever.

A fifth are Atom, the others RSS 2.0; half of these have a summary and the whole text, half the text
alone.  An item is some five kilobytes, as a story with its markup is.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from itertools import accumulate

FIRST = 1_760_000_000
"""When the oldest item was published."""
_STEP = 1_800

_TEXT = """
the of to and a in for is on that by this with it not or be are from at as more an was we will can
about if has but our one other do no they he up what which their out use any there see so his when
council harbour bridge school minister river storm budget vote train hospital strike market court
report election police price bank law team game night street union parliament climate fire ferry
trade talks power water city country people week year month company health energy winter machine
border island museum verdict tunnel pension drought glacier station orchestra quarry lighthouse
"""
_WORDS = tuple(_TEXT.split())
_PEOPLE = ("Ines Calder", "Tomas Rehn", "Ada Okoro", "Piet Verhoeven", "Mara Lindqvist", "Jon Sayer")
_PLACES = ("PORT ANSA", "LISKA", "NORTH HAVEN", "MEREN", "OLD FERRY")
_SECTIONS = ("World", "Politics", "Economy", "Science", "Sport", "Culture")


class Stories:
    """Writes items; `seed` decides all of them."""

    def __init__(self, seed: int = 11) -> None:
        chance = random.Random(seed)
        weights = list(accumulate(1 / (rank + 4) for rank in range(len(_WORDS))))
        self._sentences = []
        for _ in range(4_000):
            words = chance.choices(_WORDS, cum_weights=weights, k=chance.randint(9, 24))
            self._sentences.append(" ".join(words).capitalize() + ".")

    def feed(self, number: int, newest: int, count: int) -> bytes:
        """Return feed `number` with the items up to `newest`, the newest first."""
        held = [self._item(number, story) for story in range(newest, newest - count, -1)]
        if number % 5 == 4:
            return self._atom(number, newest, held)
        return self._rss(number, newest, held)

    def _item(self, feed: int, story: int) -> dict[str, str]:
        chance = random.Random(feed * 1_000_003 + story)
        sentences = chance.sample(self._sentences, 46)
        person, place = chance.choice(_PEOPLE), chance.choice(_PLACES)
        blocks = [f"{place} — {sentences[0]} {sentences[1]}"]
        for paragraph in range(11):
            picked = sentences[2 + paragraph * 4 : 6 + paragraph * 4]
            text = (
                f"“{picked[0]}” said {person}. {' '.join(picked[1:])}"
                if paragraph % 3 == 0
                else " ".join(picked)
            )
            blocks.append(text.replace(" bridge ", ' <a href="/topic/bridge">bridge</a> '))
        return {
            "headline": sentences[45][:70].rstrip(". "),
            "text": "".join(f"<p>{block}</p>\n" for block in blocks),
            "summary": f"{sentences[0]} {sentences[1]}",
            "author": person,
            "section": chance.choice(_SECTIONS),
            "link": f"https://paper{feed}.example/2025/{story}/story",
            "at": str(FIRST + story * _STEP + feed),
        }

    def _rss(self, number: int, newest: int, held: list[dict[str, str]]) -> bytes:
        items = []
        for item in held:
            moment = format_datetime(datetime.fromtimestamp(int(item["at"]), UTC), usegmt=True)
            if number % 2:
                texts = f"<description>{escape(item['text'])}</description>"
            else:
                texts = (
                    f"<description>{escape(item['summary'])}</description>\n"
                    f"<content:encoded><![CDATA[{item['text']}]]></content:encoded>"
                )
            items.append(
                f"<item>\n<title>{escape(item['headline'])}</title>\n<link>{item['link']}</link>\n"
                f'<guid isPermaLink="true">{item["link"]}</guid>\n<pubDate>{moment}</pubDate>\n'
                f"<dc:creator>{item['author']}</dc:creator>\n<category>{item['section']}</category>\n{texts}\n</item>\n"
            )
        built = format_datetime(datetime.fromtimestamp(FIRST + newest * _STEP, UTC), usegmt=True)
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"'
            ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
            ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">\n<channel>\n'
            f"<title>Paper {number}</title>\n<link>https://paper{number}.example/</link>\n"
            f"<description>All the news of town {number}</description>\n<language>en</language>\n"
            f"<lastBuildDate>{built}</lastBuildDate>\n{''.join(items)}</channel>\n</rss>\n"
        ).encode()

    def _atom(self, number: int, newest: int, held: list[dict[str, str]]) -> bytes:
        entries = []
        for item in held:
            moment = datetime.fromtimestamp(int(item["at"]), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            entries.append(
                f'<entry>\n<title>{escape(item["headline"])}</title>\n<link href="{item["link"]}"/>\n'
                f"<id>{item['link']}</id>\n<updated>{moment}</updated>\n<published>{moment}</published>\n"
                f'<author><name>{item["author"]}</name></author>\n<category term="{item["section"]}"/>\n'
                f"<summary>{escape(item['summary'])}</summary>\n"
                f'<content type="html">{escape(item["text"])}</content>\n</entry>\n'
            )
        built = datetime.fromtimestamp(FIRST + newest * _STEP, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">\n'
            f"<title>Paper {number}</title>\n<id>https://paper{number}.example/</id>\n"
            f'<link href="https://paper{number}.example/"/>\n<updated>{built}</updated>\n{"".join(entries)}</feed>\n'
        ).encode()
