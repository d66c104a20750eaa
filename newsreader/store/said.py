"""Write who said what, and where: the index of quotations, people and places, beside each annotation.

Nothing is written where a new annotation says the same as the one before.  Counts follow by triggers.
"""

from __future__ import annotations

import sqlite3

from newsreader.models import Annotation, Dateline
from newsreader.store.packing import storable
from newsreader.text.names import name_key, speaker_key

SPOKEN = ("statement", "fragment")
"""The kinds of quotations that are words said."""

_Row = tuple[int, str, int, int, int, str | None, str | None]
"""back, key of the person, start, length, fragment, speaker, via: a row of `said`."""


def keep_quotes(connection: sqlite3.Connection, place: int, feed_id: int, annotation: Annotation) -> None:
    """Index the quotations of the article whose `ord` is `place`."""
    wanted = _rows(annotation)
    kept = connection.execute(
        "SELECT s.back, coalesce(p.key, ''), s.start, s.length, s.fragment, s.speaker, s.via"
        " FROM said AS s LEFT JOIN person AS p ON p.id = s.person_id WHERE s.ord = ? ORDER BY s.back DESC",
        (place,),
    ).fetchall()
    if kept == wanted:
        return
    if kept:
        connection.execute("DELETE FROM said WHERE ord = ?", (place,))
    people: dict[str, int | None] = {"": None}
    for back, key, start, length, fragment, speaker, via in wanted:
        if key not in people:
            people[key] = _person(connection, key, speaker or key, place)
        connection.execute(
            "INSERT INTO said (ord, back, feed_id, person_id, start, length, fragment, speaker, via)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (place, back, feed_id, people[key], start, length, fragment, speaker, via),
        )


def keep_places(connection: sqlite3.Connection, place: int, feed_id: int, dateline: Dateline | None) -> None:
    """Index the places that the dateline of the article whose `ord` is `place` names."""
    names: dict[str, str] = {}
    if dateline is not None:
        for name in dateline.places or ((dateline.place,) if dateline.place else ()):
            if key := name_key(name):
                names.setdefault(key, storable(name))
    kept = connection.execute(
        "SELECT p.key FROM placed AS d JOIN place AS p ON p.id = d.place_id WHERE d.ord = ?", (place,)
    ).fetchall()
    if {row[0] for row in kept} == names.keys():
        return
    connection.execute("DELETE FROM placed WHERE ord = ?", (place,))
    for key, name in names.items():
        connection.execute(
            "INSERT INTO placed (place_id, ord, feed) VALUES (?, ?, ?)",
            (_place(connection, key, name), place, feed_id),
        )


def _rows(annotation: Annotation) -> list[_Row]:
    rows: list[_Row] = []
    for number, quote in enumerate(annotation.quotes):
        if quote.kind not in SPOKEN:
            continue
        speaker = storable(quote.speaker) if quote.speaker else None
        rows.append(
            (
                -number,
                speaker_key(speaker, annotation.language),
                quote.start,
                quote.end - quote.start,
                int(quote.kind == "fragment"),
                speaker,
                storable(quote.via) if quote.via else None,
            )
        )
    return rows


def _person(connection: sqlite3.Connection, key: str, name: str, place: int) -> int:
    """Return the id of a person, new or known; a name in small letters is better than one in capitals."""
    row = connection.execute("SELECT id, name FROM person WHERE key = ?", (key,)).fetchone()
    if row is None:
        cursor = connection.execute(
            "INSERT INTO person (key, name, newest) VALUES (?, ?, ?)", (key, name, place)
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid
    person_id: int = row[0]
    if row[1] != name and row[1].isupper() and not name.isupper():
        connection.execute("UPDATE person SET name = ? WHERE id = ?", (name, person_id))
    return person_id


def _place(connection: sqlite3.Connection, key: str, name: str) -> int:
    row = connection.execute("SELECT id, name FROM place WHERE key = ?", (key,)).fetchone()
    if row is None:
        cursor = connection.execute("INSERT INTO place (key, name) VALUES (?, ?)", (key, name))
        assert cursor.lastrowid is not None
        return cursor.lastrowid
    place_id: int = row[0]
    if row[1] != name and row[1].isupper() and not name.isupper():
        connection.execute("UPDATE place SET name = ? WHERE id = ?", (name, place_id))
    return place_id
