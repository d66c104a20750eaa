"""The commands on the keys the user wants them on, and how keys are called.

A key has Textual's name (`question_mark`), what a person writes in the configuration (`?`), and what
the screen shows (`?`).  A key that the user gives to a command is taken from the others of the same
context, so that no key ever does two things at once.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from newsreader.config import KeySettings
from newsreader.errors import ConfigError
from newsreader.ui.commands import COMMANDS, Command, Context

NEWSBOAT: Mapping[str, tuple[str, ...]] = {
    "first": ("home",),
    "last": ("end",),
    "open": ("enter", "right"),
    "zoom": ("enter", "right"),
    "scroll_down": ("shift+down",),
    "scroll_up": ("shift+up",),
    "export": ("s",),
    "toggle_read": ("N",),
    "mark_unread": (),
    "star": ("ctrl+e",),
    "mark_all_read": ("A", "C"),
    "previous_match": ("ctrl+n",),
    "turn_order": ("g", "G"),
}
"""Where newsboat's keys differ from ours.  Its `j` and `k` (next and previous feed) stay ours for moving,
which is what its users commonly bind them to."""

_ALIASES = {
    "esc": "escape",
    "return": "enter",
    "del": "delete",
    "ins": "insert",
    "pgdn": "pagedown",
    "pgup": "pageup",
}
_CHARACTERS = {"slash": "/", "backslash": "\\", "at": "@", "minus": "-", "plus": "+", "underscore": "_"}
_NAMES = {
    "escape": "Esc",
    "enter": "Enter",
    "space": "Space",
    "tab": "Tab",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "delete": "Del",
    "insert": "Ins",
    "backspace": "Backspace",
}
_MODIFIERS = {"ctrl": "Ctrl", "alt": "Alt", "shift": "Shift"}


def key_name(typed: str) -> str:
    """Return Textual's name of a key as a person writes it: `?` → `question_mark`, `PgDn` → `pagedown`.

    Raises `ValueError` for what is no key.
    """
    if len(typed) == 1:
        return _name_of_character(typed)
    stem, plus, last = typed.lower().rpartition("+")
    if plus and not last:  # "ctrl++": the plus key itself
        stem, last = stem.removesuffix("+"), "+"
    modifiers = stem.split("+") if stem else []
    if any(modifier not in _MODIFIERS for modifier in modifiers):
        raise ValueError(typed)
    last = _ALIASES.get(last, last)
    if len(last) == 1:
        last = _name_of_character(last)
    elif last not in _NAMES and not _is_function_key(last) and _character(last) is None:
        raise ValueError(typed)
    return "+".join([*modifiers, last])


def key_label(key: str) -> str:
    """Return what the screen calls a key: `question_mark` → `?`, `ctrl+d` → `Ctrl+d`."""
    *modifiers, last = key.split("+")
    label = last.upper() if _is_function_key(last) else _NAMES.get(last) or _character(last) or last
    return "+".join([*(_MODIFIERS[modifier] for modifier in modifiers), label])


def _name_of_character(character: str) -> str:
    if character.isalnum():
        return character
    for name, meant in _CHARACTERS.items():
        if meant == character:
            return name
    return unicodedata.name(character).lower().replace("-", "_").replace(" ", "_")


def _is_function_key(key: str) -> bool:
    return key[:1] == "f" and key[1:].isdecimal() and 1 <= int(key[1:]) <= 24


def _character(name: str) -> str | None:
    """Return the character that Textual calls `name`."""
    if len(name) == 1:
        return name
    if name in _CHARACTERS:
        return _CHARACTERS[name]
    for spelling in (name.replace("_", " "), name.replace("_", "-")):
        try:
            return unicodedata.lookup(spelling.upper())
        except KeyError:
            continue
    return None


_FINDING: frozenset[Context] = frozenset({"finding"})


class Keymap:
    """The table of commands with the user's keys in it."""

    def __init__(self, commands: Iterable[Command] = COMMANDS) -> None:
        self.commands = tuple(commands)
        self._by_id = {command.id: command for command in self.commands}
        self._by_action = {command.action_name: command for command in self.commands}

    @classmethod
    def from_settings(cls, keys: KeySettings, path: Path) -> Keymap:
        """Return the table as `[keys]` in the configuration file `path` wants it.

        Raises `ConfigError` for a command or a key that does not exist.
        """
        wanted: dict[str, tuple[str, ...]] = dict(NEWSBOAT) if keys.preset == "newsboat" else {}
        known = [command.id for command in COMMANDS]
        for command_id, typed in keys.remap.items():
            if command_id not in known:
                from difflib import get_close_matches  # only to word an error

                close = get_close_matches(command_id, known, n=1)
                hint = f"; did you mean {close[0]}?" if close else "; the help of the program lists them."
                raise ConfigError(f"In {path}, keys.{command_id}: there is no command of that name{hint}")
            wanted[command_id] = tuple(_checked_key(key, command_id, path) for key in typed)
        return cls(_rebound(wanted))

    def __iter__(self) -> Iterator[Command]:
        return iter(self.commands)

    def __getitem__(self, command_id: str) -> Command:
        return self._by_id[command_id]

    def of_action(self, action_name: str) -> Command | None:
        """Return the command that an action belongs to."""
        return self._by_action.get(action_name)

    def key(self, command_id: str) -> str:
        """Return the label of a command's first key, to name it in a sentence; "" where it has none."""
        keys = self._by_id[command_id].keys
        return key_label(keys[0]) if keys else ""

    def bindings(self) -> list[tuple[str, Command]]:
        """Return (key, command) in the order to try them: finding in an article comes first."""
        commands = sorted(self.commands, key=lambda command: command.where != _FINDING)
        return [(key, command) for command in commands for key in command.keys]

    def hints(self, contexts: Collection[Context]) -> list[Command]:
        """Return the commands that the line of hints names in these contexts, most wanted first."""
        hinted = [c for c in self.commands if c.footer and c.keys and c.works_in(contexts)]
        hinted = [c for c in hinted if not c.hinted.isdisjoint(contexts)]
        hinted.sort(key=lambda command: (command.where != _FINDING, command.footer))
        taken: set[str] = set()
        shown = []
        for command in hinted:
            if taken.isdisjoint(command.keys):
                shown.append(command)
                taken.update(command.keys)
        return shown


def _checked_key(typed: str, command_id: str, path: Path) -> str:
    try:
        return key_name(typed)
    except ValueError:
        raise ConfigError(f'In {path}, keys.{command_id}: there is no key called "{typed}".') from None


def _rebound(wanted: Mapping[str, tuple[str, ...]]) -> Iterator[Command]:
    """Yield the commands with the keys in `wanted`, which the others of the same context lose."""
    by_id = {command.id: command for command in COMMANDS}
    for command in COMMANDS:
        if command.id in wanted:
            yield replace(command, keys=wanted[command.id])
            continue
        taken = {
            key
            for command_id, keys in wanted.items()
            if by_id[command_id].works_in(command.where)
            for key in keys
        }
        yield replace(command, keys=tuple(key for key in command.keys if key not in taken))
