"""What the engine's tests share: a clock, a record of what was told, and feeds made by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

NOON = 1_800_000_000
LONG = "The ferry was late again, as it has been every winter since the harbour wall was mended. "


@dataclass
class Clock:
    """A clock that stands until it is set."""

    now: int = NOON

    def __call__(self) -> float:
        return float(self.now)


@dataclass
class Told:
    """Everything that was told, in order."""

    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def __call__(self, event: str, /, **data: Any) -> None:
        self.events.append((event, data))

    def all(self, name: str) -> list[dict[str, Any]]:
        """Return the data of every event of this name."""
        return [data for event, data in self.events if event == name]

    def one(self, name: str) -> dict[str, Any]:
        """Return the data of the only event of this name."""
        (data,) = self.all(name)
        return data

    @property
    def notes(self) -> list[str]:
        return [data["text"] for data in self.all("note")]


def item(number: int, text: str = "", *, guid: str = "", link: str = "") -> str:
    """Return an RSS item."""
    return (
        f"<item><guid isPermaLink='false'>{guid or f'urn:{number}'}</guid>"
        f"<link>{link or f'https://gazette.example/{number}'}</link><title>Story {number}</title>"
        f"<description>{text or LONG * 2 + str(number)}</description>"
        f"<pubDate>Thu, 14 Jan 2027 0{number % 10}:00:00 GMT</pubDate></item>"
    )


def rss(*items: str, title: str = "The Harbour Gazette") -> bytes:
    """Return an RSS feed of these items."""
    return (
        f"<?xml version='1.0'?><rss version='2.0'><channel><title>{title}</title>"
        f"<link>https://gazette.example/</link>{''.join(items)}</channel></rss>"
    ).encode()


FEED = rss(item(1), item(2), item(3))
