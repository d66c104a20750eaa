"""What the screen process takes at a million articles (Pss): at first, the list read, views changed."""

from __future__ import annotations

from collections.abc import Callable

from tests.benchmarks.libraries import biggest, leave, pss_mb, reader
from tests.benchmarks.measure import Report, Samples

STEPS: tuple[tuple[str, bytes, float], ...] = (
    ("first picture", b"", 0.3),
    ("the whole list read", b"", 3.0),
    ("to the end, and up some pages", b"G\x1b[5~\x1b[5~\x1b[5~", 0.5),
    ("the unread, and all again", b"21", 3.0),
    ("oldest first, and back", b":order\r", 3.0),
    ("starred, later, all", b"341", 3.0),
    ("all, unread, all, five times", b"2121212121", 4.0),
    ("a search, and back", b"/government\x1b\x1b", 3.0),
)


def run(runs: int, say: Callable[[str], None]) -> Report:
    """Measure."""
    report = Report("memory")
    found: dict[str, Samples] = {name: Samples() for name, _, _ in STEPS}
    for number in range(max(runs // 2, 2)):
        with reader(biggest()) as terminal:
            terminal.until_written(b"\x1b[?1000h")
            for name, keys, quiet in STEPS:
                say(f"memory {number + 1}: {name}")
                for key in (
                    keys.split(b",") if b"\x1b" in keys or b":" in keys else [bytes([k]) for k in keys]
                ):
                    terminal.type(key)
                    terminal.settle(1.0, 15)
                terminal.settle(quiet, 20)
                found[name].add(pss_mb(terminal.pid))
            terminal.type(b"\x1b")
            leave(terminal)
    rows = [[name, samples.told(1, 1)] for name, samples in found.items()]
    report.table("Pss of the screen process, 1,000,000 articles (MB)", ["", "median [lowest–highest]"], rows)
    report.data = {name: samples.values for name, samples in found.items()}
    return report
