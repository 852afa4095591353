"""The memory as plain JSON, so that a restart changes nothing."""

from collections.abc import Callable
from dataclasses import asdict, fields
from typing import Any

from .memory import ChargerMemory, Memory, PhaseRoom, SunMemory


def stored(memory: Memory) -> dict[str, Any]:
    """The memory as dicts, lists, numbers and strings."""
    return asdict(memory)


def restored(stored: dict[str, Any]) -> Memory:
    """The memory from what was stored; ValueError if that is something else."""
    try:
        return Memory(
            rooms=tuple(_build(PhaseRoom, each) for each in stored["rooms"]),
            chargers=tuple(_charger(each) for each in stored["chargers"]),
            read_at=dict(stored["read_at"]),
            period=stored["period"],
            sun=_build(SunMemory, stored["sun"]),
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError("this is no memory of the energy manager") from error


def _charger(stored: dict[str, Any]) -> ChargerMemory:
    return _build(ChargerMemory, {**stored, "work": tuple(stored["work"])})


def _build[T](kind: Callable[..., T], stored: dict[str, Any]) -> T:
    """Fields that a former version stored and this one does not know are left out."""
    known = {each.name for each in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: stored[name] for name in known & stored.keys()})
