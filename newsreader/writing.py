"""Write files that people keep: whole, or not at all."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it holds what it held or all of `text`, whatever happens meanwhile.

    Pipes and devices, and files in folders where no other may be made, are written as they stand.
    Raises `OSError`.
    """
    path = Path(os.path.realpath(path))  # a link stays a link
    if path.exists() and not path.is_file():
        path.write_text(text, encoding="utf-8")
        return
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        unfinished.unlink(missing_ok=True)
        file = unfinished.open("x", encoding="utf-8")
    except PermissionError:
        path.write_text(text, encoding="utf-8")
        return
    try:
        with file:
            file.write(text)
        if path.exists():
            shutil.copymode(path, unfinished)
        unfinished.replace(path)
    except BaseException:
        with suppress(OSError):
            unfinished.unlink()
        raise
