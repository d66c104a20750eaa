"""What Python makes while a module is imported, made when it is first wanted instead.

`dataclasses` writes, compiles and runs the methods of a class as soon as the class is there: for the
shapes of this program a tenth of what a start takes, and most starts use few of the shapes.  `dataclass`
from here, which to a type checker is that of `dataclasses`, makes the class at once, with its slots, and
leaves the methods to `dataclasses` until one of them is called or the fields are asked for; `__init__`
alone, which is all that most shapes need at a start, is written here.  From then on the class is what
`dataclasses.dataclass(slots=True)` would have made.

`pattern` does the same for regular expressions, of which those over many ranges of Unicode take
milliseconds to compile.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

__all__ = ["dataclass", "pattern"]

if TYPE_CHECKING:
    from dataclasses import dataclass
    from re import compile as pattern
else:

    class _Pattern:
        """A regular expression that is compiled when the first of its methods is asked for."""

        def __init__(self, text, flags):
            self._text, self._flags = text, flags

        def __getattr__(self, name):
            value = getattr(re.compile(self._text, self._flags), name)
            setattr(self, name, value)  # asked for again, it is found without us
            return value

    def pattern(text, flags=0):
        """Return what `re.compile` does, compiled late; errors in it come late, too."""
        return _Pattern(text, flags)

    _MADE_LATE = ("__repr__", "__eq__", "__hash__", "__dataclass_fields__", "__dataclass_params__")

    class _Factory:
        def __repr__(self):
            return "<factory>"

    _FACTORY = _Factory()
    """The default of a parameter whose default is made anew each time."""

    class _Pending:
        """Stands in a class for an attribute that `dataclasses` makes once it is asked for."""

        def __init__(self, name, complete):
            self._name, self._complete = name, complete

        def __get__(self, instance, owner):
            self._complete()
            return getattr(owner if instance is None else instance, self._name)

    def dataclass(*, slots, frozen=False):
        """Return a decorator that does what that of `dataclasses` does; for classes with slots only."""
        if not slots:
            raise TypeError("only classes with slots are made late")
        return lambda cls: _made(cls, frozen)

    def _made(cls, frozen):
        names = tuple(cls.__annotations__)
        whole = dict(vars(cls))
        whole.pop("__dict__", None)
        whole.pop("__weakref__", None)
        defaults = {name: whole.pop(name) for name in names if name in whole}

        def complete():
            import dataclasses

            named = {name: getattr(cls, name) for name in ("__module__", "__qualname__", "__doc__")}
            pattern = type(cls.__name__, (), {"__annotations__": cls.__annotations__, **named, **defaults})
            source = dataclasses.dataclass(frozen=frozen)(pattern)
            for name in _MADE_LATE:
                setattr(made, name, getattr(source, name))

        def initialise():
            made.__init__ = _initialiser(cls, names, defaults, frozen)

        whole |= {name: _Pending(name, complete) for name in _MADE_LATE}
        whole["__init__"] = _Pending("__init__", initialise)
        whole |= {"__slots__": names, "__match_args__": names, "__qualname__": cls.__qualname__}
        if frozen:
            whole |= {"__setattr__": _refuse_to_set, "__delattr__": _refuse_to_delete}
            whole |= {"__getstate__": _state, "__setstate__": _restore}
        else:
            whole["__hash__"] = None
        made = type(cls)(cls.__name__, cls.__bases__, whole)
        return made  # `complete` knows it by this name

    def _initialiser(cls, names, defaults, frozen):
        """Return the `__init__` of a class; most shapes of a start need no more than that."""
        import dataclasses

        scope = {"_set": object.__setattr__, "_FACTORY": _FACTORY}
        parameters, lines = [], []
        for name in names:
            parameter, value, default = name, name, defaults.get(name, dataclasses.MISSING)
            if isinstance(default, dataclasses.Field):
                if not default.init or default.kw_only is True:
                    raise TypeError(f"{cls.__name__}.{name} is of a kind that is not made late")
                if default.default_factory is not dataclasses.MISSING:
                    scope[f"_made_{name}"], parameter = default.default_factory, f"{name}=_FACTORY"
                    value = f"_made_{name}() if {name} is _FACTORY else {name}"
                default = default.default
            if default is not dataclasses.MISSING:
                scope[f"_default_{name}"], parameter = default, f"{name}=_default_{name}"
            parameters.append(parameter)
            lines.append(f" _set(self, {name!r}, {value})" if frozen else f" self.{name} = {value}")
        exec("\n".join([f"def __init__(self, {', '.join(parameters)}):", *lines]), scope)  # noqa: S102
        made = scope["__init__"]
        made.__qualname__ = f"{cls.__qualname__}.__init__"
        made.__annotations__ = {**cls.__annotations__, "return": None}
        return made

    def _refuse_to_set(self, name, value):
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def _refuse_to_delete(self, name):
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def _state(self):
        return [getattr(self, name) for name in self.__slots__]

    def _restore(self, state):
        for name, value in zip(self.__slots__, state, strict=True):
            object.__setattr__(self, name, value)
