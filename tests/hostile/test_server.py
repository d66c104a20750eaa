"""What comes of feeds whose servers behave badly, by way of the command line."""

from __future__ import annotations

import html
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.hostile.newsstand import PROGRAM, loopback
from tests.hostile.server import CASES, TIMEOUT, Case, path_of, serve
from tests.servers import LoopbackServer

HOSTS = 12


def test_every_server_that_behaves_badly_costs_one_line_and_nothing_else(tmp_path: Path) -> None:
    with loopback(HOSTS) as servers:
        wrong = outcome(tmp_path, servers)
    assert wrong == []


def outcome(home: Path, servers: list[LoopbackServer]) -> list[str]:
    """Subscribe to all cases, refresh twice, and return what did not come out as it should."""
    at = {case.name: servers[number % len(servers)] for number, case in enumerate(CASES)}
    urls = {serve(case, at[case.name]): case for case in CASES}
    reader = Reader(home)
    reader.subscribe({url: case.name for url, case in urls.items()})
    wrong = reader.run("refresh")
    first = reader.counts()
    wrong += reader.run("refresh")
    second, feeds = reader.counts(), {feed["id"]: feed for feed in reader.feeds()}
    ids = dict(zip(sorted(feeds), urls, strict=True))
    for number, feed in feeds.items():
        case = urls[ids[number]]
        wrong += [f"{case.name}: {what}" for what in _judged(case, feed, first, second, at[case.name])]
    return wrong


class Reader:
    """The program, used by its command line on a library of its own."""

    def __init__(self, home: Path, *, timeout: int = TIMEOUT) -> None:
        self._home = home
        (home / "config.toml").write_text(f"[refresh]\nfloor = 0\ntimeout = {timeout}.0\nparallel = 64\n")
        self._env = {
            **os.environ,
            "HOME": str(home),
            "NEWSREADER_LIBRARY": str(home / "library.db"),
            "NEWSREADER_CONFIG": str(home / "config.toml"),
        }

    def subscribe(self, titles: dict[str, str]) -> None:
        """Import a list of these addresses."""
        outlines = "".join(
            f'<outline text="{html.escape(title)}" xmlUrl="{html.escape(url)}"/>'
            for url, title in titles.items()
        )
        file = self._home / "feeds.opml"
        file.write_text(f'<opml version="2.0"><body>{outlines}</body></opml>')
        assert self.command("import", str(file)).returncode == 0

    def run(self, *arguments: str) -> list[str]:
        """Run a command, and return what is wrong with the way it went."""
        done = self.command(*arguments)
        said = done.stdout + done.stderr
        wrong = [] if done.returncode in (0, 1) else [f"{arguments} ended with {done.returncode}"]
        wrong += [f"{arguments} prints a traceback"] if b"Traceback" in said else []
        log = self._home / "library.log"
        return wrong + ([f"unexpected, says the log: {log.read_text()[-2000:]}"] if log.exists() else [])

    def feeds(self) -> list[dict[str, Any]]:
        """Return what `feeds --json` prints."""
        return list(json.loads(self.command("feeds", "--json").stdout))

    def counts(self) -> dict[int, int]:
        """Return how many articles each feed has."""
        return {feed["id"]: feed["articles"] for feed in self.feeds()}

    def articles(self) -> list[dict[str, Any]]:
        """Return what `list --json` prints."""
        return list(json.loads(self.command("list", "--json", "--limit", "5000").stdout))

    def command(self, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """Run a command to its end."""
        return subprocess.run(
            [PROGRAM, *arguments], env=self._env, cwd=self._home, input=stdin, capture_output=True
        )


def _judged(
    case: Case, feed: dict[str, Any], first: dict[int, int], second: dict[int, int], server: LoopbackServer
) -> list[str]:
    wrong: list[str] = []
    number, error = feed["id"], feed["error"] or ""
    later = case.articles if case.later is None else case.later
    for had, wanted, when in ((first[number], case.articles, "first"), (second[number], later, "second")):
        if had != wanted:
            wrong.append(f"{had} articles instead of {wanted} after the {when} refresh ({error})")
    if case.says and case.says not in error:
        wrong.append(f"says {error!r}, not {case.says!r}")
    if error and case.articles and not case.says:
        wrong.append(f"says {error!r}")
    if "\n" in error or len(error) > 400 or (error and not error.endswith((".", "?", "…"))):
        wrong.append(f"this is no sentence: {error!r}")
    asked = server.asked(path_of(case))
    if case.asked is not None and len(asked) != case.asked:
        wrong.append(f"was asked {len(asked)} times")
    last = server.asked(path_of(case) + ([*case.others] or [""])[-1]) or asked
    for name, value in case.sends.items():
        if last[-1].header(name) != value:
            wrong.append(f"was sent {name}: {last[-1].header(name)!r}")
    if case.moved and not feed["url"].endswith(path_of(case) + case.moved):
        wrong.append(f"is kept as {feed['url']}")
    return wrong


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder, loopback(HOSTS) as running:
        print(
            "\n".join(outcome(Path(folder), running)) or f"all {len(CASES)} as they should be",
            file=sys.stderr,
        )
