"""Our shapes as plain data, and back: what goes through the pipes of the engine and its children.

Plain means what JSON has.  A shape becomes an object with a member per field; a field that holds its
default is left out.  On the way back everything is looked at: what a child sends has been near hostile
documents, so it may not be trusted to be what it says (and is never unpickled).

Stands on `models` alone; the screen's end of the pipe uses it too.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from newsreader.models import Article

T = TypeVar("T")

_Reader = Callable[[Any], Any]


class BadData(ValueError):
    """Plain data that is not of the shape it should be."""


def to_plain(value: object) -> Any:
    """Return a shape, or a tuple or list of them, as plain data."""
    if dataclasses.is_dataclass(value):
        plain = {}
        for name, default in _defaults(typing.cast(Any, type(value))):
            member = getattr(value, name)
            if member != default:
                plain[name] = member if isinstance(member, str) else to_plain(member)
        return plain
    if isinstance(value, (tuple, list)):
        return [item if isinstance(item, str) else to_plain(item) for item in value]
    return value


def from_plain(shape: type[T], plain: object) -> T:
    """Return the shape that plain data stands for.  Raises `BadData` where it is not one."""
    read: _Reader = _reader_of(typing.cast(Any, shape))
    result: T = read(plain)
    return result


def article_to_json(article: Article) -> dict[str, Any]:
    """Return an article as an `article` event carries it."""
    plain: dict[str, Any] = to_plain(article)
    return plain


def article_from_json(plain: Mapping[str, Any]) -> Article:
    """Return the article that an `article` event carries.  Raises `BadData`."""
    return from_plain(Article, dict(plain))


@cache
def _defaults(shape: type[Any]) -> tuple[tuple[str, object], ...]:
    """Return each field's name and default; a field without one has a value that equals nothing."""
    found = []
    for field in dataclasses.fields(shape):
        if field.default_factory is not dataclasses.MISSING:
            found.append((field.name, field.default_factory()))
        else:
            found.append((field.name, field.default))
    return tuple(found)


@cache
def _reader_of(hint: Any) -> _Reader:
    """Return the function that checks plain data against a type and makes the value of it."""
    if hint in (str, bool, int, bytes):  # bytes travel beside JSON, and are put in before this
        return _exactly(hint)
    if hint is float:
        return _number
    if dataclasses.is_dataclass(hint):
        return _shape(typing.cast(type[Any], hint))
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return _one_of(arguments)
    if origin in (Union, types.UnionType):
        inner = [argument for argument in arguments if argument is not type(None)]
        if len(inner) == 1 and len(arguments) == 2:
            return _optional(_reader_of(inner[0]))
    if origin is tuple:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return _sequence(_reader_of(arguments[0]))
        return _fixed(tuple(_reader_of(argument) for argument in arguments))
    raise TypeError(f"no plain data stands for {hint}")


def _exactly(wanted: type[Any]) -> _Reader:
    def read(plain: Any) -> Any:
        if type(plain) is not wanted:
            raise BadData(f"{wanted.__name__} expected, {type(plain).__name__} given")
        return plain

    return read


def _number(plain: Any) -> float:
    if type(plain) not in (int, float):
        raise BadData(f"a number expected, {type(plain).__name__} given")
    return float(plain)


def _one_of(values: tuple[Any, ...]) -> _Reader:
    def read(plain: Any) -> Any:
        if not isinstance(plain, str) or plain not in values:
            raise BadData("a word expected that is not there")
        return plain

    return read


def _optional(inner: _Reader) -> _Reader:
    return lambda plain: None if plain is None else inner(plain)


def _sequence(inner: _Reader) -> _Reader:
    def read(plain: Any) -> tuple[Any, ...]:
        if type(plain) is not list:
            raise BadData(f"a list expected, {type(plain).__name__} given")
        return tuple([inner(item) for item in plain])

    return read


def _fixed(readers: tuple[_Reader, ...]) -> _Reader:
    def read(plain: Any) -> tuple[Any, ...]:
        if type(plain) is not list or len(plain) != len(readers):
            raise BadData(f"a list of {len(readers)} expected")
        return tuple([reader(item) for reader, item in zip(readers, plain, strict=True)])

    return read


def _shape(shape: type[Any]) -> _Reader:
    hints = typing.get_type_hints(shape)
    # A shape may hold itself (a quotation its quotations), so its fields' readers are found at first use.
    readers: dict[str, _Reader] = {}

    def read(plain: Any) -> Any:
        if type(plain) is not dict:
            raise BadData(f"an object expected, {type(plain).__name__} given")
        if not readers:
            readers.update({field.name: _reader_of(hints[field.name]) for field in dataclasses.fields(shape)})
        try:
            return shape(**{name: readers[name](value) for name, value in plain.items()})
        except KeyError as error:
            raise BadData(f"{shape.__name__} has no {error}") from None
        except TypeError as error:
            raise BadData(f"{shape.__name__} lacks a field") from error

    return read
