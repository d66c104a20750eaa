"""Settings: defaults without a file, and a plain sentence for everything that is wrong in one."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsreader.config import Settings, library_path, load_settings, log_path, samples_folder, settings_toml
from newsreader.errors import ConfigError


def settings_from(folder: Path, text: str) -> Settings:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load_settings(path)


def test_without_a_file_everything_has_its_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NEWSREADER_CONFIG", str(tmp_path / "none.toml"))
    settings = load_settings()
    assert settings.refresh.interval == 60
    assert settings.refresh.floor == 60
    assert settings.ui.theme == "newsreader-night"
    assert settings.keys.remap == {}


def test_a_file_named_by_the_user_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no configuration file"):
        load_settings(tmp_path / "none.toml")


def test_what_a_file_sets_is_taken_and_the_rest_keeps_its_default(tmp_path: Path) -> None:
    settings = settings_from(tmp_path, '[refresh]\nfloor = 0\ntimeout = 4\n[ui]\nlayout = "two"\n')
    assert settings.refresh.floor == 0
    assert settings.refresh.timeout == 4
    assert settings.refresh.interval == 60
    assert settings.ui.layout == "two"


def test_keys_are_one_key_or_several(tmp_path: Path) -> None:
    settings = settings_from(tmp_path, '[keys]\npreset = "newsboat"\nstar = "f"\nquit = ["q", "ctrl+q"]\n')
    assert settings.keys.preset == "newsboat"
    assert settings.keys.remap == {"star": ("f",), "quit": ("q", "ctrl+q")}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[refresh\n", "not valid TOML"),
        ("[refesh]\n", r"\[refesh\]; did you mean refresh"),
        ("[refresh]\nintervall = 3\n", "did you mean interval"),
        ("[refresh]\ncolour = 3\n", "known are: interval"),
        ('[refresh]\ninterval = "often"\n', "refresh.interval has to be a whole number"),
        ("[refresh]\ninterval = true\n", "refresh.interval has to be a whole number"),
        ("[refresh]\ninterval = 0\n", "between 1 and"),
        ("[refresh]\non_start = 1\n", "true or false"),
        ('[ui]\nlayout = "four"\n', "one of: auto, one, two, three"),
        ("[ui]\ntheme = 3\n", "a text in quotes"),
        ("refresh = 3\n", "has to be a table"),
        ("keys = 3\n", "has to be a table"),
        ('[keys]\npreset = "emacs"\n', "newsboat"),
        ("[keys]\nstar = 3\n", "keys.star has to be a key"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence_that_names_the_file(
    tmp_path: Path, text: str, says: str
) -> None:
    with pytest.raises(ConfigError, match=says) as caught:
        settings_from(tmp_path, text)
    assert str(tmp_path / "config.toml") in str(caught.value)
    assert caught.value.exit_code == 2


def test_a_file_that_is_no_text_or_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="not UTF-8"):
        load_settings(tmp_path / "config.toml")
    with pytest.raises(ConfigError, match="cannot be read"):
        load_settings(tmp_path)


def test_the_environment_names_the_library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NEWSREADER_LIBRARY", str(tmp_path / "mine.db"))
    assert library_path() == tmp_path / "mine.db"
    assert log_path(library_path()) == tmp_path / "mine.log"


def test_the_places_are_the_platforms_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWSREADER_LIBRARY", raising=False)
    monkeypatch.delenv("NEWSREADER_CONFIG", raising=False)
    assert library_path().name == "library.db"
    assert load_settings().path.name == "config.toml"


def test_the_sample_articles_are_packed_with_the_program() -> None:
    assert samples_folder().is_dir()


def test_the_settings_in_force_are_printed_as_a_file_that_sets_them(tmp_path: Path) -> None:
    settings = settings_from(tmp_path, '[ui]\ndwell = 1.5\n[keys]\nstar = "f"\nquit = ["q", "ctrl+q"]\n')
    again = settings_from(tmp_path, settings_toml(settings))
    assert again == settings
