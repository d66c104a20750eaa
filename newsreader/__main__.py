"""The door: `newsreader` and `python -m newsreader` come in here."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    if sys.argv[1:] == ["--version"]:  # answered before anything is imported
        from newsreader import __version__

        sys.stdout.write(f"newsreader {__version__}\n")
        return
    from newsreader import firstframe

    try:
        options = firstframe.begin(sys.argv[1:])
        if options is not None:
            import gc

            gc.disable()  # until the list is filled: nothing that a start makes is garbage
        from newsreader import start

        if options is not None and start.is_plain(options):
            code = start.run(options)
        else:
            from newsreader.cli import run

            code = run(sys.argv[1:])
    finally:
        firstframe.give_back()
    sys.exit(code)


if __name__ == "__main__":
    main()
