"""Names of places, completed while one types a search."""

from __future__ import annotations

import re

from textual.suggester import Suggester

from newsreader.errors import NewsreaderError
from newsreader.late import pattern
from newsreader.library import Library

_UNFINISHED = pattern(r'(?:^|\s)-?place:("?)([^"]+)$', re.IGNORECASE)


class PlaceSuggester(Suggester):
    """Completes the name of a place behind `place:`."""

    def __init__(self, library: Library) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._library = library

    async def get_suggestion(self, value: str) -> str | None:
        """Return what is typed with the commonest place that begins so, None where there is none."""
        match = _UNFINISHED.search(value)
        if match is None or (not match[1] and " " in match[2]):
            return None
        typed = match[2]
        try:
            places = self._library.places(typed, limit=50)
        except NewsreaderError:
            return None  # the search itself says what is wrong
        for place in places:
            if place.name.casefold().startswith(typed.casefold()) and len(place.name) > len(typed):
                rest = place.name[len(typed) :]
                if match[1]:
                    return f'{value}{rest}"'
                if " " not in place.name:
                    return f"{value}{rest}"
        return None
