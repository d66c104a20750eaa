"""The README tells of what there is: its keys, settings, commands and pictures are those of the program."""

from __future__ import annotations

import html
import re
import tomllib
from dataclasses import asdict
from pathlib import Path

import click
import pytest

from newsreader.cli import main
from newsreader.config import RefreshSettings, UiSettings, load_settings
from newsreader.models import Article
from newsreader.output import article_json, full_article_json
from newsreader.ui.commands import COMMANDS
from newsreader.ui.keymap import Keymap, key_label
from tests.screenshots import PICTURES

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MANUAL = "\n".join(
    page.read_text(encoding="utf-8") for page in sorted((ROOT / "newsreader" / "help").glob("*.md"))
)
LABELS = {key_label(key) for command in COMMANDS for key in command.keys}

IN_BOXES = {"Ctrl+t"}
"""Keys of a box over the main screen, which are not in the table of commands."""


def section(title: str) -> str:
    """Return what stands under a heading of the README, to the next."""
    return README.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def code(text: str) -> set[str]:
    """Return what is set as code in running text."""
    text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    return {html.unescape(a or b) for a, b in re.findall(r"`([^`]+)`|<code>(.*?)</code>", text)}


def key_table() -> str:
    return "\n".join(
        line for line in section("Keys").splitlines() if line.startswith("|") and "![" not in line
    )


def test_the_key_table_names_only_keys_that_there_are() -> None:
    assert code(key_table()) - LABELS == set()


def test_every_command_with_a_key_is_in_the_key_table() -> None:
    named = code(key_table())
    missing = [c.id for c in COMMANDS if c.keys and not named & {key_label(key) for key in c.keys}]
    assert missing == []


def test_the_manual_names_only_keys_commands_and_settings_that_there_are() -> None:
    settings = {*asdict(RefreshSettings()), *asdict(UiSettings()), "preset"}
    for word in code(MANUAL):
        if re.fullmatch(r"\S|F\d+|Ctrl\+\S|Shift\+\S+|Tab|Enter|Esc|Space|PgUp|PgDn|Home|End", word):
            assert word in LABELS | IN_BOXES, word
        elif re.fullmatch(r"[a-z]+_[a-z_]+", word):
            assert word in settings, word


def test_the_configuration_shown_is_all_there_is_with_its_defaults(tmp_path: Path) -> None:
    (shown,) = re.findall(r"```toml\n(.*?)```", section("Configuration"), re.DOTALL)
    data = tomllib.loads(shown)
    assert data["refresh"] == asdict(RefreshSettings())
    assert data["ui"] == asdict(UiSettings())
    path = tmp_path / "config.toml"
    path.write_text(shown, encoding="utf-8")
    Keymap.from_settings(load_settings(path).keys, path)


def shown_commands() -> dict[str, str]:
    """Return the commands of the README with all that is said of each."""
    (block,) = re.findall(r"```\n(newsreader .*?)```", section("The command line"), re.DOTALL)
    commands: dict[str, str] = {}
    for entry in re.split(r"^newsreader ", block, flags=re.MULTILINE)[1:]:
        name = entry.split(maxsplit=1)[0]
        commands["open" if name.startswith("[") else name] = entry
    return commands


def test_the_commands_shown_are_all_there_are() -> None:
    assert set(shown_commands()) == set(main.commands)


@pytest.mark.parametrize("name", sorted(main.commands))
def test_the_options_shown_are_those_of_the_command(name: str) -> None:
    options = {
        option
        for parameter in main.commands[name].params
        if isinstance(parameter, click.Option)
        for option in parameter.opts
    }
    everywhere = {"--library", "--config"}
    shown = set(re.findall(r"--[a-z]+", shown_commands()[name]))
    assert shown | everywhere == options | everywhere


def test_the_fields_of_the_json_are_told() -> None:
    told = code(section("The command line"))
    article = Article(1, "H")
    assert set(article_json(article, None)) <= told
    assert set(full_article_json(article, None)) <= told


def test_every_picture_shown_is_made_and_every_one_made_is_shown() -> None:
    shown = set(re.findall(r"\]\(screenshots/([\w-]+)\.svg\)", README))
    assert shown == set(PICTURES)
    assert {path.stem for path in (ROOT / "screenshots").iterdir()} == set(PICTURES)


def test_links_lead_to_files_that_there_are() -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
