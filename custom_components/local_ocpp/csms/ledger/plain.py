"""Turns what we know into plain JSON and back, by its types alone."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import datetime
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import (
    Any,
    NewType,
    TypeAliasType,
    get_args,
    get_origin,
    get_type_hints,
)

UNREADABLE = (ValueError, TypeError, LookupError)


def to_plain(value: Any) -> Any:
    """Return a value as JSON: mappings become pairs, sets are sorted."""
    if isinstance(value, _ALIKE):
        return value
    for kind, write in _WRITERS:
        if isinstance(value, kind):
            return write(value)
    return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}


def from_plain[ValueT](kind: type[ValueT], plain: Any) -> ValueT:
    """Return what `to_plain` was given; raises one of UNREADABLE.

    A field that is unknown by now is ignored; one that is missing or cannot be read, as
    an older or a newer version may have written it, keeps its default.
    """
    value: ValueT = _read(kind, plain)
    return value


_ALIKE = (str, float, int, type(None))

_WRITERS: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (datetime, datetime.isoformat),
    (Mapping, lambda pairs: [to_plain(pair) for pair in pairs.items()]),
    (frozenset, lambda members: sorted(map(to_plain, members))),
    (tuple, lambda members: [to_plain(member) for member in members]),
)


def _read(kind: Any, plain: Any) -> Any:
    if isinstance(kind, NewType):
        kind = kind.__supertype__
    if isinstance(kind, TypeAliasType):
        kind = kind.__value__
    family = get_origin(kind) or next(base for base in kind.__mro__ if base in _READERS)
    return _READERS[family](kind, plain)


def _read_same(kind: Any, plain: Any) -> Any:
    if type(plain) is not kind:
        raise TypeError(f"{plain!r} is no {kind}")
    return plain


def _read_optional(kind: Any, plain: Any) -> Any:
    (stated,) = (member for member in get_args(kind) if member is not type(None))
    return None if plain is None else _read(stated, plain)


def _read_tuple(kind: Any, plain: Any) -> Any:
    """Read tuple[X, ...], or a NamedTuple."""
    if members := get_args(kind):
        return tuple(_read(members[0], each) for each in plain)
    return kind(*map(_read, _hints(kind).values(), plain, strict=True))


def _read_mapping(kind: Any, plain: Any) -> Any:
    key_kind, value_kind = get_args(kind)
    return {_read(key_kind, key): _read(value_kind, value) for key, value in plain}


def _read_dataclass(kind: Any, plain: Any) -> Any:
    values = {}
    for field in fields(kind):
        try:
            values[field.name] = _read(_hints(kind)[field.name], plain[field.name])
        except UNREADABLE:
            if field.default is field.default_factory is MISSING:
                raise
    return kind(**values)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


_READERS: dict[Any, Callable[[Any, Any], Any]] = {
    StrEnum: lambda kind, plain: kind(plain),
    bool: _read_same,
    int: _read_same,
    str: _read_same,
    float: lambda _, plain: float(plain),
    datetime: lambda _, plain: datetime.fromisoformat(plain),
    UnionType: _read_optional,
    frozenset: lambda kind, plain: frozenset(
        _read(get_args(kind)[0], each) for each in plain
    ),
    tuple: _read_tuple,
    Mapping: _read_mapping,
    object: _read_dataclass,
}
