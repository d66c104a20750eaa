"""What is made late is what `dataclasses` and `re` would have made at once."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from newsreader import late

ROOT = Path(__file__).parent.parent


@late.dataclass(frozen=True, slots=True)
class Late:
    """A shape."""

    name: str
    number: int = 7
    things: dict[str, int] = dataclasses.field(default_factory=dict)

    @property
    def double(self) -> int:
        """Twice the number."""
        return 2 * self.number


@late.dataclass(slots=True)
class LateAndMutable:
    """A shape that changes."""

    name: str
    number: int = 7


AtOnce = dataclasses.make_dataclass(
    "Late",
    [
        ("name", "str"),
        ("number", "int", 7),
        ("things", "dict[str, int]", dataclasses.field(default_factory=dict)),
    ],
    frozen=True,
    slots=True,
)


@pytest.mark.parametrize(
    "told",
    [
        repr,
        hash,
        dataclasses.asdict,
        lambda shape: shape == type(shape)("a", 7, shape.things),
        lambda shape: shape == type(shape)("b"),
        lambda shape: shape == ("a", 7, shape.things),
        lambda shape: dataclasses.replace(shape, number=8).number,
        lambda shape: [(field.name, field.type, field.default) for field in dataclasses.fields(shape)],
        lambda shape: type(shape).__match_args__,
        lambda shape: type(shape).__slots__,
        lambda shape: hasattr(shape, "__dict__"),
        lambda shape: str(inspect.signature(type(shape))),
        lambda shape: copy.deepcopy(shape) == shape,
        lambda shape: shape.__class__.__name__,
    ],
)
def test_a_late_shape_answers_as_one_made_at_once(told: Callable[[Any], object]) -> None:
    class Unhashed(dict[str, int]):
        __hash__ = object.__hash__  # type: ignore[assignment]

    things = Unhashed()
    assert told(Late("a", 7, things)) == told(AtOnce("a", 7, things))


@pytest.mark.parametrize("do", [lambda s: setattr(s, "number", 8), lambda s: delattr(s, "number")])
def test_a_frozen_shape_stays_as_it_is(do: Callable[[Any], object]) -> None:
    shape = Late("a")
    with pytest.raises(dataclasses.FrozenInstanceError):
        do(shape)
    assert shape.number == 7


def test_a_shape_that_is_not_frozen_changes_and_has_no_hash() -> None:
    shape = LateAndMutable("a")
    shape.number = 8
    assert shape == LateAndMutable("a", 8)
    with pytest.raises(TypeError):
        hash(shape)
    with pytest.raises(AttributeError):
        shape.other = 1  # type: ignore[attr-defined]


def test_a_shape_is_pickled_and_its_hints_are_known() -> None:
    assert pickle.loads(pickle.dumps(Late("a", 3, {"b": 1}))) == Late("a", 3, {"b": 1})
    assert get_type_hints(Late)["things"] == dict[str, int]
    assert Late("a").double == 14
    assert Late.__doc__ == "A shape."


def test_nothing_is_made_until_it_is_wanted() -> None:
    script = (
        "from newsreader.late import dataclass\n"
        "import sys\n"
        "@dataclass(frozen=True, slots=True)\n"
        "class Shape:\n    name: str\n"
        "assert 'dataclasses' not in sys.modules\n"
        "print(Shape('a'), Shape.__init__.__qualname__, 'dataclasses' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-S", "-c", script], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout == "Shape(name='a') Shape.__init__ True\n", done.stderr


def test_a_late_pattern_finds_what_one_made_at_once_finds() -> None:
    text = "one Two  three"
    found, wanted = late.pattern(r"t(\w+)", re.IGNORECASE), re.compile(r"t(\w+)", re.IGNORECASE)
    assert found.findall(text) == wanted.findall(text) == ["wo", "hree"]
    assert found.sub("x", text) == wanted.sub("x", text)
    assert found.search(text) is not None
    assert found.pattern == wanted.pattern


def test_a_mistake_in_a_late_pattern_is_told_when_it_is_used() -> None:
    wrong = late.pattern("(")
    with pytest.raises(re.error):
        wrong.search("")
