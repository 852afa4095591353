"""A schema becomes a check."""

from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.local_ocpp.csms.ocpp.checks import compiled

STATION = compiled(
    {
        "type": "object",
        "definitions": {"Word": {"type": "string", "enum": ["On", "Off"]}},
        "properties": {
            "word": {"$ref": "#/definitions/Word"},
            "count": {"type": "integer", "minimum": 0, "maximum": 9},
            "share": {"type": "number", "multipleOf": 0.1},
            "is_free": {"type": "boolean"},
            "names": {
                "type": "array",
                "minItems": 1,
                "maxItems": 2,
                "items": {"type": "string", "maxLength": 3},
            },
            "vendor": {"type": "object", "properties": {"id": {"type": "string"}}},
            "anything": {"description": "no type at all"},
        },
        "required": ["word"],
        "additionalProperties": False,
    }
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("member", "value", "path", "rule"),
    [
        ("word", "on", ("word",), "enum"),
        ("word", ["On"], ("word",), "type"),
        ("count", -1, ("count",), "minimum"),
        ("count", 10, ("count",), "maximum"),
        ("count", True, ("count",), "type"),
        ("count", 1.0, ("count",), "type"),
        ("share", True, ("share",), "type"),
        ("share", 0.25, ("share",), "multipleOf"),
        ("is_free", 1, ("is_free",), "type"),
        ("names", [], ("names",), "minItems"),
        ("names", ["a", "b", "c"], ("names",), "maxItems"),
        ("names", ["a", "long"], ("names", 1), "maxLength"),
        ("vendor", {"id": 1}, ("vendor", "id"), "type"),
        ("unknown", 1, (), "additionalProperties"),
    ],
)
def test_violations(member: str, value: Any, path: tuple[Any, ...], rule: str) -> None:
    """What breaks a rule is found where it is."""
    assert STATION({"word": "On", member: value}) == (path, rule)


def test_a_required_member_may_not_be_missing() -> None:
    """A missing member is the object's fault."""
    assert STATION({}) == ((), "required")


def test_the_gravest_violation_comes_first() -> None:
    """What is missing matters more than a wrong type, and that more than what is too much."""
    payload = {"unknown": 1, "names": ["long"], "count": "1"}
    assert STATION(payload) == ((), "required")
    assert STATION(payload | {"word": "On"}) == (("count",), "type")
    assert STATION({"unknown": 1, "word": "on"}) == (("word",), "enum")


def test_what_conforms_has_no_violation() -> None:
    """A complete payload conforms, with what it likes where the schema is open."""
    payload = {
        "word": "Off",
        "count": 9,
        "share": 16.1,
        "is_free": False,
        "names": ["abc"],
        "vendor": {"id": "x", "other": [1]},
        "anything": {"deep": [None]},
    }
    assert STATION(payload) is None


@given(JSON)
def test_a_check_raises_nothing(value: Any) -> None:
    """Whatever a station sends is judged, and a verdict has its reasons."""
    for payload in (value, {"word": value}, {"word": "On", "names": value}):
        assert STATION.conforms(payload) is not any(STATION.violations(payload))
