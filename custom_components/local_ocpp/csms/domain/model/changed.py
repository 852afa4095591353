"""Frozen values with something changed, at a third of what `dataclasses.replace` takes.

For what changes with every reading of a meter; anywhere else `replace` reads as well, and
type checkers know it.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from typing import Any, NamedTuple, cast


class _Slot(NamedTuple):
    read: Callable[[Any], Any]
    write: Callable[[Any, Any], None]


def changed[ValueT](value: ValueT, **changes: Any) -> ValueT:
    """Return a frozen, slotted dataclass with some fields changed.

    Raises KeyError for a field that it does not have.
    """
    kind: Any = type(value)
    slots, copy = _slots(kind), object.__new__(kind)
    for read, write in slots.values():
        write(copy, read(value))
    for name, change in changes.items():
        slots[name].write(copy, change)
    return cast(ValueT, copy)


@cache
def _slots(kind: type[Any]) -> Mapping[str, _Slot]:
    descriptors = {field.name: getattr(kind, field.name) for field in fields(kind)}
    return {
        name: _Slot(slot.__get__, slot.__set__) for name, slot in descriptors.items()
    }
