"""What Textual imports and this program has no use for, left out of its start.

A twelfth of what importing Textual takes goes into modules of which it wants a single type, or which it
needs for what is never done here: encrypted sockets (the engine fetches, in a process of its own), the
types of widgets that do not occur, files handed to a browser.  Where such a module is wanted after all,
it is there: a stand-in imports it when anything is asked of it.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from types import ModuleType
from typing import Any

_STAND_INS: dict[str, tuple[str, ...]] = {
    "mimetypes": (),  # of files that an app hands to a browser (`App.deliver_text`)
    "textual.types": ("IgnoreReturnCallbackType",),  # imports four widgets for their types
    "uuid": ("uuid4",),  # names such files, and notifications
}
"""Modules, and the names that are taken from them at once: functions, or types for annotations."""


class _StandIn(ModuleType):
    """Stands where a module would, and imports it when it is asked for anything it does not know."""

    def __init__(self, name: str, taken: tuple[str, ...]) -> None:
        super().__init__(name)
        for function in taken:
            setattr(self, function, partial(self._call, function))

    def _call(self, function: str, *arguments: Any) -> Any:
        return self.__getattr__(function)(*arguments)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)  # the importing itself asks for these
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


@contextmanager
def spared() -> Iterator[None]:
    """Import Textual in this context to import less."""
    for name, taken in _STAND_INS.items():
        if name not in sys.modules:
            sys.modules[name] = _StandIn(name, taken)
    without_ssl = "ssl" not in sys.modules and "asyncio" not in sys.modules
    if without_ssl:
        sys.modules["ssl"] = None  # type: ignore[assignment]  # asyncio knows Pythons that are built without
    try:
        yield
    finally:
        if without_ssl:
            del sys.modules["ssl"]
