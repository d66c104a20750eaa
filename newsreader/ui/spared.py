"""What Textual imports and this program has no use for, left out of its start.

A twelfth of what importing Textual takes goes into modules of which it wants a single type, or which it
needs for what is never done here: encrypted sockets (the engine fetches, in a process of its own), the
types of widgets that do not occur, files handed to a browser.  Where such a module is wanted after all,
it is there: a stand-in imports it when anything is asked of it.
"""

from __future__ import annotations

import importlib
import sys
import typing
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from types import ModuleType
from typing import Any

_STAND_INS: dict[str, tuple[str, ...]] = {
    "difflib": ("get_close_matches",),  # words mistakes in style sheets
    "mimetypes": (),  # of files that an app hands to a browser (`App.deliver_text`)
    "platformdirs": ("user_downloads_path",),  # where such files go
    "textual.types": ("IgnoreReturnCallbackType",),  # imports four widgets for their types
    "typing_extensions": (),  # backports, all of which Python has by now
    "uuid": ("uuid4",),  # names such files, and notifications
}
"""Modules, and the names that are taken from them at once: functions, or types for annotations."""


class _StandIn(ModuleType):
    """Stands where a module would, and imports it when it is asked for anything it does not know."""

    def __init__(self, name: str, taken: tuple[str, ...]) -> None:
        super().__init__(name)
        for function in taken:
            setattr(self, function, partial(self._call, function))

    def _call(self, function: str, *arguments: Any, **options: Any) -> Any:
        return self.__getattr__(function)(*arguments, **options)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)  # the importing itself asks for these
        if self.__name__ == "typing_extensions" and hasattr(typing, name):
            return getattr(typing, name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


@contextmanager
def spared() -> Iterator[None]:
    """Import Textual in this context to import less.  Whoever imports a module afterwards gets it whole."""
    stand_ins = {name: _StandIn(name, taken) for name, taken in _STAND_INS.items() if name not in sys.modules}
    if "ssl" not in sys.modules and "asyncio" not in sys.modules:
        stand_ins["ssl"] = None  # type: ignore[assignment]  # asyncio knows Pythons that are built without
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name, stand_in in stand_ins.items():
            if sys.modules.get(name) is stand_in:
                del sys.modules[name]
