"""How one of our modules is run in a fresh interpreter."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def python_command(module: str, *arguments: str) -> tuple[list[str], dict[str, str]]:
    """Return command and environment that run a module of ours.

    `-P` keeps the working folder out of the import path: a file there that is called like a module we
    import would otherwise be run.  A checkout that is not installed is named by PYTHONPATH instead.
    """
    environment = dict(os.environ)
    checkout = Path(__file__).resolve().parents[2]
    if (checkout / "pyproject.toml").is_file():
        paths = [path for path in (environment.get("PYTHONPATH"), str(checkout)) if path]
        environment["PYTHONPATH"] = os.pathsep.join(paths)
    return [sys.executable, "-P", "-m", module, *arguments], environment
