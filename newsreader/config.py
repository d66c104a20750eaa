"""Settings from a TOML file, and where things are kept.

Every setting has a default, so a file need not exist.  What is wrong in one is told in a sentence that
names the file and the setting (`ConfigError`); nothing is guessed and nothing is written.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import MISSING, Field, field, fields
from pathlib import Path
from typing import Any, TypeVar

from newsreader.errors import ConfigError
from newsreader.late import dataclass

APP_NAME = "newsreader"

T = TypeVar("T")


def _setting(
    default: Any, *, low: float | None = None, high: float | None = None, among: tuple[str, ...] = ()
) -> Any:
    return field(default=default, metadata={"low": low, "high": high, "among": among})


@dataclass(frozen=True, slots=True)
class RefreshSettings:
    """The `[refresh]` table."""

    interval: int = _setting(60, low=1, high=7 * 24 * 60)
    """Minutes between two refreshes of a feed, where neither feed nor server says otherwise."""
    floor: int = _setting(60, low=0, high=24 * 3600)
    """Seconds within which a feed is not asked again, whoever asks."""
    on_start: bool = _setting(True)
    """Refresh what is due when the reader starts."""
    automatic: bool = _setting(True)
    """Refresh what is due while the reader is open."""
    parallel: int = _setting(32, low=1, high=200)
    """How many feeds are fetched at a time; never more than two from one host."""
    timeout: float = _setting(15.0, low=1, high=120)
    """Seconds a feed has to arrive whole."""


@dataclass(frozen=True, slots=True)
class UiSettings:
    """The `[ui]` table."""

    theme: str = _setting("newsreader-night")
    layout: str = _setting("auto", among=("auto", "one", "two", "three"))
    """Panes: by the terminal's width, or always one, two or three."""
    rows: str = _setting("auto", among=("auto", "one", "two"))
    """Lines of a headline: two, or one in a terminal of 30 lines or fewer; or always so."""
    measure: int = _setting(72, low=30, high=120)
    """Columns of text in a line of an article."""
    dwell: float = _setting(0.0, low=0, high=60)
    """Seconds after which an article that is only looked at counts as read; 0 for never."""
    oldest_first: bool = _setting(False)
    animate: bool = _setting(False)


@dataclass(frozen=True, slots=True)
class KeySettings:
    """The `[keys]` table: `preset`, and for a command's name the keys it answers to."""

    preset: str = _setting("", among=("", "newsboat"))
    remap: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; `path` is the file they came from, whether or not it exists."""

    path: Path
    refresh: RefreshSettings = field(default_factory=RefreshSettings)
    ui: UiSettings = field(default_factory=UiSettings)
    keys: KeySettings = field(default_factory=KeySettings)


def load_settings(path: Path | None = None, *, optional: bool = False) -> Settings:
    """Read the settings in `path`, or at the usual place, where a missing file means the defaults.

    One that is named may be missing only if `optional`.  Raises `ConfigError` naming the file and what
    is wrong in it.
    """
    asked_for = path is not None and not optional
    path = path or config_path()
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        if asked_for:
            raise ConfigError(f"There is no configuration file {path}.") from None
        return Settings(path)
    except UnicodeDecodeError:
        raise ConfigError(f"The configuration file {path} is not UTF-8 text.") from None
    except OSError as error:
        raise ConfigError(
            f"The configuration file {path} cannot be read: {error.strerror or error}."
        ) from error
    import tomllib  # only where there is a file

    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"The configuration file {path} is not valid TOML: {error}.") from error
    _refuse_unknown(path, "", data, ("refresh", "ui", "keys"))
    return Settings(
        path,
        _table(path, data, "refresh", RefreshSettings),
        _table(path, data, "ui", UiSettings),
        _keys(path, data),
    )


def config_path() -> Path:
    """Return where the configuration file is: NEWSREADER_CONFIG, else the platform's place."""
    if given := os.environ.get("NEWSREADER_CONFIG"):
        return Path(given).expanduser()
    from platformdirs import user_config_path  # only where no path is given

    return user_config_path(APP_NAME, appauthor=False) / "config.toml"


def library_path() -> Path:
    """Return where the library is: NEWSREADER_LIBRARY, else the platform's place for data."""
    if given := os.environ.get("NEWSREADER_LIBRARY"):
        return Path(given).expanduser()
    from platformdirs import user_data_path  # only where no path is given

    return user_data_path(APP_NAME, appauthor=False) / "library.db"


def log_path(library: Path) -> Path:
    """Return the file that unexpected errors are written to, beside the library."""
    return library.with_name(library.stem + ".log")


def samples_folder() -> Path:
    """Return the folder of sample articles: packed into the wheel, or the checkout's `articles/`."""
    package = Path(__file__).resolve().parent
    packed = package / "samples"
    return packed if packed.is_dir() else package.parent / "articles"


def settings_toml(settings: Settings) -> str:
    """Return the settings in force as a configuration file that would set them."""
    lines = ["# " + " ".join(str(settings.path).split("\n"))]
    for name in ("refresh", "ui"):
        table = getattr(settings, name)
        lines += ["", f"[{name}]"]
        lines += [f"{setting.name} = {_toml(getattr(table, setting.name))}" for setting in fields(table)]
    lines += ["", "[keys]", f"preset = {_toml(settings.keys.preset)}"]
    lines += [f"{name} = {_toml(list(keys))}" for name, keys in settings.keys.remap.items()]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    """Return a plain value as TOML writes it; JSON's strings and lists are TOML's too."""
    import json

    return json.dumps(value, ensure_ascii=False)


def _table(path: Path, data: Mapping[str, Any], name: str, shape: type[T]) -> T:
    table = data.get(name, {})
    if not isinstance(table, dict):
        raise ConfigError(f"In {path}, [{name}] has to be a table.")
    known = {f.name: f for f in fields(shape)}  # type: ignore[arg-type]
    _refuse_unknown(path, name, table, tuple(known))
    return shape(**{key: _value(path, f"{name}.{key}", value, known[key]) for key, value in table.items()})


def _keys(path: Path, data: Mapping[str, Any]) -> KeySettings:
    table = data.get("keys", {})
    if not isinstance(table, dict):
        raise ConfigError(f"In {path}, [keys] has to be a table.")
    preset = table.get("preset", "")
    if preset not in ("", "newsboat"):
        raise ConfigError(f'In {path}, keys.preset can only be "newsboat".')
    remap: dict[str, tuple[str, ...]] = {}
    for name, value in table.items():
        if name == "preset":
            continue
        keys = [value] if isinstance(value, str) else value
        if not isinstance(keys, list) or not all(isinstance(key, str) and key for key in keys):
            raise ConfigError(f'In {path}, keys.{name} has to be a key such as "j", or a list of keys.')
        remap[name] = tuple(keys)
    return KeySettings(preset, remap)


def _value(path: Path, name: str, value: Any, setting: Field[Any]) -> Any:
    """Return `value` if it fits the setting, by the type of the setting's default."""
    default = setting.default
    assert default is not MISSING
    wanted: tuple[type, ...] = (int, float) if isinstance(default, float) else (type(default),)
    if not isinstance(value, wanted) or (isinstance(value, bool) and not isinstance(default, bool)):
        kind = {bool: "true or false", int: "a whole number", float: "a number", str: "a text in quotes"}
        raise ConfigError(f"In {path}, {name} has to be {kind[type(default)]}.")
    low, high, among = (setting.metadata[key] for key in ("low", "high", "among"))
    if low is not None and high is not None and not low <= value <= high:
        raise ConfigError(f"In {path}, {name} has to be between {low} and {high}.")
    if among and value not in among:
        raise ConfigError(f"In {path}, {name} has to be one of: {', '.join(among)}.")
    return value


def _refuse_unknown(path: Path, table: str, given: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for name in given:
        if name not in known:
            from difflib import get_close_matches  # only to word an error

            close = get_close_matches(name, known, n=1)
            hint = f"; did you mean {close[0]}?" if close else f"; known are: {', '.join(known)}."
            what = f"{table}.{name}" if table else f"[{name}]"
            raise ConfigError(f"In {path}, there is no setting {what}{hint}")
