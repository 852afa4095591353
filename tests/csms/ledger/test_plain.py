"""What we know turns into plain JSON and back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, is_dataclass
from datetime import datetime
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from hypothesis import given, settings, strategies as st
import orjson
import pytest

from custom_components.local_ocpp.csms.domain.model.evse import ConnectorRef
from custom_components.local_ocpp.csms.domain.model.profile import RateUnit
from custom_components.local_ocpp.csms.domain.model.station import StationState
from custom_components.local_ocpp.csms.ledger.plain import (
    UNREADABLE,
    from_plain,
    to_plain,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One field of each shape that is not a plain value."""

    name: str
    at: datetime | None = None
    unit: RateUnit = RateUnit.A
    amount: float = 16
    places: Mapping[ConnectorRef, frozenset[str]] = field(default_factory=dict)


def like_json(value: object) -> object:
    """Return what is left of a value once it was written and read."""
    return orjson.loads(orjson.dumps(to_plain(value)))


# Numbers as stations can send them: JSON has no word for infinity, frames none above 64 bits.
NUMBERS: dict[Any, st.SearchStrategy[Any]] = {
    int: st.integers(-(2**63), 2**63 - 1),
    float: st.floats(allow_nan=False, allow_infinity=False),
}


def anything(kind: Any) -> st.SearchStrategy[Any]:
    """Return whatever a type allows, in every field."""
    kind = getattr(kind, "__supertype__", getattr(kind, "__value__", kind))
    if is_dataclass(kind) or hasattr(kind, "_fields"):
        hints = get_type_hints(kind).items()
        return st.builds(kind, **{name: anything(hint) for name, hint in hints})
    inner = [anything(each) for each in get_args(kind) if each is not ...]
    shapes: dict[Any, Callable[[], st.SearchStrategy[Any]]] = {
        Mapping: lambda: st.dictionaries(*inner, max_size=2),
        frozenset: lambda: st.frozensets(*inner, max_size=2),
        tuple: lambda: st.lists(*inner, max_size=2).map(tuple),
        UnionType: lambda: st.one_of(inner),
    }
    if shape := shapes.get(get_origin(kind)):
        return shape()
    return NUMBERS.get(kind, st.from_type(kind))


@settings(max_examples=60, deadline=None)
@given(anything(StationState))
def test_whatever_we_know_survives(state: StationState) -> None:
    """Every field of the domain, also those added later, comes back as it was."""
    assert from_plain(StationState, like_json(state)) == state


def test_unknown_fields_are_ignored() -> None:
    """A newer version may have written more."""
    assert from_plain(Example, {"name": "a", "new": 1}) == Example(name="a")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("at", "yesterday"),
        ("unit", "VA"),
        ("amount", None),
        ("places", [[[1], []]]),
        ("places", {"1": []}),
    ],
)
def test_unreadable_field_keeps_its_default(name: str, value: object) -> None:
    """One value that makes no sense does not cost the others."""
    assert from_plain(Example, {"name": "a", name: value}) == Example(name="a")


@pytest.mark.parametrize("plain", [None, [], "text", {}, {"name": 1}])
def test_what_cannot_be_read_is_said_so(plain: object) -> None:
    """Without what has no default there is nothing to return."""
    with pytest.raises(UNREADABLE):
        from_plain(Example, plain)
