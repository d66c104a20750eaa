"""The table of commands and the keys laid over it."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.config import KeySettings, Settings, UiSettings
from newsreader.errors import ConfigError
from newsreader.ui.app import refuse_unknown_theme
from newsreader.ui.commands import COMMANDS, GROUPS, Command
from newsreader.ui.keymap import NEWSBOAT, Keymap, key_label, key_name
from newsreader.ui.screens.main import MainScreen

FILE = Path("config.toml")


def _clashes(keymap: Keymap) -> list[tuple[str, str]]:
    """Return the commands that would want the same key at the same time."""
    return [
        (one.id, other.id)
        for one, other in combinations(keymap, 2)
        if set(one.keys) & set(other.keys) and one.works_in(other.where)
    ]


def test_every_command_has_a_name_of_its_own_a_sentence_and_a_group() -> None:
    names = Counter(command.id for command in COMMANDS)
    assert [name for name, count in names.items() if count > 1] == []
    for command in COMMANDS:
        assert command.help.endswith("."), command.id
        assert command.group in GROUPS
        assert len(command.label) <= 22


def test_every_command_is_something_the_main_screen_can_do() -> None:
    missing = [c.id for c in COMMANDS if not hasattr(MainScreen, f"action_{c.action_name}")]
    assert missing == []


def test_no_key_means_two_things_in_one_place() -> None:
    assert _clashes(Keymap()) == []


def test_newsboats_keys_clash_with_none_of_ours() -> None:
    keymap = Keymap.from_settings(KeySettings("newsboat"), FILE)
    assert _clashes(keymap) == []
    assert set(NEWSBOAT) <= {command.id for command in COMMANDS}
    assert keymap["toggle_read"].keys == ("N",)


def test_a_key_of_ones_own_is_taken_from_the_command_that_had_it() -> None:
    keymap = Keymap.from_settings(KeySettings(remap={"star": ("m", "F5")}), FILE)
    assert keymap["star"].keys == ("m", "f5")
    assert keymap["toggle_read"].keys == ()
    assert keymap["refresh_all"].keys == ("R",)
    assert _clashes(keymap) == []


def test_a_key_given_in_the_feeds_pane_stays_with_the_article() -> None:
    keymap = Keymap.from_settings(KeySettings(remap={"edit_feed": ("m",)}), FILE)
    assert keymap["toggle_read"].keys == ("m",)


def test_a_command_that_does_not_exist_is_named_with_the_one_that_was_meant() -> None:
    with pytest.raises(ConfigError, match=r"config\.toml, keys\.starr: .* did you mean star\?"):
        Keymap.from_settings(KeySettings(remap={"starr": ("m",)}), FILE)


@pytest.mark.parametrize("key", ["hyper+x", "no such key", "f99", ""])
def test_a_key_that_does_not_exist_is_named(key: str) -> None:
    with pytest.raises(ConfigError, match=r"keys\.star: there is no key called"):
        Keymap.from_settings(KeySettings(remap={"star": (key,)}), FILE)


def test_a_theme_that_does_not_exist_is_named_with_one_that_does() -> None:
    settings = Settings(FILE, ui=UiSettings(theme="newsreader-papre"))
    with pytest.raises(ConfigError, match=r"config\.toml, .* newsreader-papre; newsreader-paper is one"):
        refuse_unknown_theme(settings, ["newsreader-night", "newsreader-paper"])


@pytest.mark.parametrize(
    ("typed", "name", "label"),
    [
        ("j", "j", "j"),
        ("G", "G", "G"),
        ("?", "question_mark", "?"),
        ("/", "slash", "/"),
        ("|", "vertical_line", "|"),
        (",", "comma", ","),
        ("space", "space", "Space"),
        ("Esc", "escape", "Esc"),
        ("PgDn", "pagedown", "PgDn"),
        ("F5", "f5", "F5"),
        ("Ctrl+D", "ctrl+d", "Ctrl+d"),
        ("ctrl++", "ctrl+plus", "Ctrl++"),
        ("shift+tab", "shift+tab", "Shift+Tab"),
        ("question_mark", "question_mark", "?"),
    ],
)
def test_keys_are_written_as_people_write_them(typed: str, name: str, label: str) -> None:
    assert key_name(typed) == name
    assert key_label(name) == label


@given(st.text(max_size=12))
@settings(max_examples=100, deadline=None)
def test_any_text_is_a_key_or_is_refused(typed: str) -> None:
    try:
        name = key_name(typed)
    except ValueError:
        return
    assert key_label(name)


def test_while_finding_its_keys_come_before_those_of_the_article() -> None:
    bindings = Keymap().bindings()
    assert [command.id for key, command in bindings if key == "n"] == ["next_match", "next_unread"]


def test_the_footer_names_the_keys_that_work_here() -> None:
    keymap = Keymap()
    in_list = [command.id for command in keymap.hints({"list"})]
    assert in_list[:4] == ["open", "read_on", "next_unread", "search"]
    assert "edit_feed" in [command.id for command in keymap.hints({"feeds"})]
    finding = [command.id for command in keymap.hints({"article", "finding"})]
    assert finding[0] == "next_match" and "next_unread" not in finding


def test_a_command_may_have_no_key() -> None:
    assert Keymap().key("cancel_refresh") == ""


def test_an_action_is_told_the_key_it_was_run_by() -> None:
    link = Keymap()["link"]
    assert isinstance(link, Command)
    assert link.action_for("7") == "link('7')"
