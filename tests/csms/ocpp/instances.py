"""Payloads made from a JSON schema: some that conform, some that nearly do."""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from typing import Any

from hypothesis import strategies as st

type Schema = Mapping[str, Any]
type Strategy = st.SearchStrategy[Any]

_ZONES = st.sampled_from(
    [UTC, timezone(timedelta(hours=-3)), timezone(timedelta(hours=14))]
)
_MOMENTS = st.datetimes(
    min_value=datetime(1971, 1, 1),  # noqa: DTZ001 - the zone is drawn apart
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=_ZONES,
)

# What stations send instead of what they should.
ODDITIES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    1,
    -1,
    2**63 - 1,
    1.0,
    16.1,
    16.15,
    "",
    "1",
    "true",
    "x" * 26,
    "x" * 10_001,
    "2026-02-30T10:00:00Z",
    "2026-11-21T10:00:00",
    "2026-11-21 10:00:00Z",
    "2026-11-21T10:00:00.1234567+01:00",
    [],
    [None],
    {},
    {"unknown": 1},
)


def conforming(schema: Schema, definitions: Schema | None = None) -> Strategy:
    """Draw payloads that conform to a schema."""
    known = schema.get("definitions", {}) if definitions is None else definitions
    if "$ref" in schema:
        return conforming(known[schema["$ref"].split("/")[-1]], known)
    return _STRATEGIES[schema.get("type")](schema, known)


@st.composite
def bent(draw: st.DrawFn, schema: Schema) -> Any:
    """Draw a payload with something put in, taken out or replaced somewhere."""
    payload = deepcopy(draw(conforming(schema)))
    for _ in range(draw(st.integers(1, 2))):
        places = list(_places(payload))
        if places:
            container, key = draw(st.sampled_from(places))
            _bend(draw, container, key)
        else:
            payload["unknown"] = _oddity(draw)
    return payload


def around(schema: Schema) -> Iterator[Any]:
    """Return values at the limits of a schema without members, and beyond them."""
    for limit in (schema.get("minimum"), schema.get("maximum")):
        if limit is not None:
            yield from (limit - 1, limit - 0.1, limit, limit + 0.1, limit + 1)
    for limit in (schema.get("minItems"), schema.get("maxItems")):
        if limit is not None:
            yield from ([0] * (limit - 1), [0] * limit, [0] * (limit + 1))
    if "maxLength" in schema:
        yield from ("é" * schema["maxLength"], "é" * (schema["maxLength"] + 1))
    for word in schema.get("enum", ()):
        yield from (word, word.upper(), [word])


def _oddity(draw: st.DrawFn) -> Any:
    return deepcopy(draw(st.sampled_from(ODDITIES)))


def _places(payload: Any) -> Iterator[tuple[Any, Any]]:
    members = payload.items() if isinstance(payload, dict) else enumerate(payload)
    for key, inner in list(members):
        yield payload, key
        if isinstance(inner, dict | list):
            yield from _places(inner)


def _bend(draw: st.DrawFn, container: Any, key: Any) -> None:
    match draw(st.sampled_from(["worsen", "worsen", "replace", "remove", "add"])):
        case "remove":
            del container[key]
        case "add" if isinstance(container, dict):
            container["unknown"] = _oddity(draw)
        case "worsen" if type(container[key]) in _WORSE:
            worsen = draw(st.sampled_from(_WORSE[type(container[key])]))
            container[key] = worsen(container[key])
        case _:
            container[key] = _oddity(draw)


# What may be too much or too little of the right type.
_WORSE: Mapping[type, tuple[Callable[[Any], Any], ...]] = {
    list: (lambda value: [], lambda value: deepcopy(value * 11)),
    int: (lambda value: value - 10**9, lambda value: value + 10**9, float),
    float: (lambda value: round(value) + 0.05, lambda value: value + 10**9),
    str: (str.upper, lambda value: value + "x" * 10_001, lambda value: value + " "),
}


def _object(schema: Schema, definitions: Schema) -> Strategy:
    required = schema.get("required", ())
    members = {
        name: conforming(inner, definitions)
        for name, inner in schema.get("properties", {}).items()
    }
    return st.fixed_dictionaries(
        {name: members[name] for name in required},
        optional={name: m for name, m in members.items() if name not in required},
    )


def _array(schema: Schema, definitions: Schema) -> Strategy:
    least = schema.get("minItems", 0)
    most = min(schema.get("maxItems", least + 1), least + 1)
    items = conforming(schema["items"], definitions)
    return st.lists(items, min_size=least, max_size=most)


def _string(schema: Schema, _: Schema) -> Strategy:
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema.get("format") == "date-time":
        return _MOMENTS.map(lambda moment: moment.isoformat().replace("+00:00", "Z"))
    longest = schema.get("maxLength", 20)
    return st.sampled_from(["", "x", "ß" * min(longest, 3), "x" * longest])


def _number(schema: Schema, _: Schema, *, whole: bool) -> Strategy:
    least, most = schema.get("minimum", -(10**6)), schema.get("maximum", 10**6)
    wholes = st.integers(int(least), int(most))
    if whole:
        return wholes
    tenths = st.integers(int(least) * 10, int(most) * 10).map(lambda tenth: tenth / 10)
    if "multipleOf" in schema:
        return wholes | tenths
    return wholes | tenths | st.floats(least, most)


_STRATEGIES: Mapping[str | None, Callable[[Schema, Schema], Strategy]] = {
    "object": _object,
    "array": _array,
    "string": _string,
    "integer": partial(_number, whole=True),
    "number": partial(_number, whole=False),
    "boolean": lambda *_: st.booleans(),
    None: lambda *_: st.sampled_from(ODDITIES),
}
