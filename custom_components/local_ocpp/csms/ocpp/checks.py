"""A JSON schema of the kind that OCPP uses, compiled to a function of few comparisons.

Its verdict is that of `jsonschema`, with two additions: a date-time must be one, with its
zone, and an integer must fit into 64 bits. Why not a library: docs/adr/003.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
import sys
from typing import Any, NamedTuple

from .wire import is_date_time

type Path = tuple[str | int, ...]
type Test = Callable[[Any], object]

MIN_INTEGER, MAX_INTEGER = -(2**63), 2**63 - 1


_GRAVITY = {"required": 0, "type": 1, "additionalProperties": 3}


class Violation(NamedTuple):
    """Where a payload breaks its schema, and which keyword; nothing of what it holds."""

    path: Path
    rule: str

    def gravity(self) -> int:
        """How likely it is that this is why a payload cannot be read; 0 is the likeliest."""
        return _GRAVITY.get(self.rule, 2)

    @property
    def description(self) -> str:
        """The same in words."""
        return f"{'.'.join(map(str, self.path)) or 'payload'}: {self.rule}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Check:
    """A schema or a part of one: what it says, and the test that it was compiled to."""

    keywords: Mapping[str, Any]
    properties: Mapping[str, Check] = field(default_factory=dict)
    items: Check | None = None
    test: Test

    def __call__(self, payload: Any) -> Violation | None:
        """Return the gravest violation, or None if the payload conforms."""
        if self.conforms(payload):
            return None
        return min(self.violations(payload), key=Violation.gravity)

    def conforms(self, value: Any) -> bool:
        """Return whether a value is as it should be."""
        # An unknown key raises KeyError, what has no hash TypeError: cheaper than to ask.
        try:
            return bool(self.test(value))
        except KeyError, TypeError:
            return False

    def broken(self, value: Any) -> Iterator[str]:
        """Find the keywords that a value breaks, whatever is inside it."""
        if not _TYPES[self.keywords.get("type")](value):
            yield "type"
            return
        for rule, holds in _RULES.items():
            if rule in self.keywords and not holds(value, self.keywords[rule]):
                yield rule

    def violations(self, value: Any, path: Path = ()) -> Iterator[Violation]:
        """Find everything in which a value is not as it should be."""
        for rule in self.broken(value):
            yield Violation(path, rule)
        for name, check in self.properties.items():
            if isinstance(value, dict) and name in value:
                yield from check.violations(value[name], (*path, name))
        if self.items and isinstance(value, list):
            for index, inner in enumerate(value):
                yield from self.items.violations(inner, (*path, index))


def compiled(schema: Mapping[str, Any]) -> Check:
    """Compile a schema of the kind that OCPP uses."""
    return _Compiler(schema.get("definitions", {})).check(schema)


class _Compiler:
    def __init__(self, definitions: Mapping[str, Any]) -> None:
        self._definitions = definitions
        self._known: dict[str, Check] = {}

    def check(self, schema: Mapping[str, Any]) -> Check:
        if "$ref" in schema:
            return self._definition(schema["$ref"].removeprefix("#/definitions/"))
        properties = {
            name: self.check(inner)
            for name, inner in schema.get("properties", {}).items()
        }
        items = self.check(schema["items"]) if "items" in schema else None
        keywords = _keywords(schema)
        test = _TESTS[keywords.get("type")](keywords, properties, items)
        return Check(keywords=keywords, properties=properties, items=items, test=test)

    def _definition(self, name: str) -> Check:
        if name not in self._known:
            self._known[name] = self.check(self._definitions[name])
        return self._known[name]


def _keywords(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a schema asks of the value itself, in the form that `_RULES` takes."""
    keywords = {key: schema[key] for key in ("type", *_RULES) if key in schema}
    if (
        keywords.pop("additionalProperties", True) is False
        and schema["type"] == "object"
    ):
        keywords["additionalProperties"] = frozenset(schema.get("properties", ()))
    if keywords.get("format") != "date-time":
        keywords.pop("format", None)
    for key in {"required", "enum"} & keywords.keys():
        keywords[key] = frozenset(keywords[key])
    return keywords


def _is_integer(value: Any) -> bool:
    return type(value) is int and MIN_INTEGER <= value <= MAX_INTEGER


def _is_number(value: Any) -> bool:
    return type(value) is float or type(value) is int


def _is_multiple(value: float, factor: float) -> bool:
    # As they are written: 16.1 is 161 times 0.1, but not in binary.
    return (Fraction(str(value)) / Fraction(str(factor))).denominator == 1


_TYPES: Mapping[str | None, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: value is True or value is False,
    "integer": _is_integer,
    "number": _is_number,
    None: lambda value: True,
}

# Does a value of the right type hold to a keyword?
_RULES: Mapping[str, Callable[[Any, Any], bool]] = {
    "required": lambda value, names: value.keys() >= names,
    "additionalProperties": lambda value, names: value.keys() <= names,
    "enum": lambda value, words: value in words,
    "format": lambda value, _: is_date_time(value),
    "maxLength": lambda value, limit: len(value) <= limit,
    "minItems": lambda value, limit: len(value) >= limit,
    "maxItems": lambda value, limit: len(value) <= limit,
    "minimum": lambda value, limit: value >= limit,
    "maximum": lambda value, limit: value <= limit,
    "multipleOf": _is_multiple,
}


class _Open(dict[str, Test]):
    """The properties of an object that may have others, too."""

    def __missing__(self, name: str) -> Test:
        return _TYPES[None]


def _object_test(
    keywords: Mapping[str, Any], properties: Mapping[str, Check], _: Check | None
) -> Test:
    tests = {name: check.test for name, check in properties.items()}
    if "additionalProperties" not in keywords:
        tests = _Open(tests)
    required = tuple(keywords.get("required", ()))

    def test(value: Any) -> bool:
        if not isinstance(value, dict):
            return False
        for name, inner in value.items():
            if not tests[name](inner):
                return False
        for name in required:  # noqa: SIM110 - a generator takes twice the time
            if name not in value:
                return False
        return True

    return test


def _array_test(
    keywords: Mapping[str, Any], _: Mapping[str, Check], items: Check | None
) -> Test:
    least, most = keywords.get("minItems", 0), keywords.get("maxItems", sys.maxsize)
    test = items.test if items else _TYPES[None]
    return lambda value: (
        isinstance(value, list)
        and least <= len(value) <= most
        and all(map(test, value))
    )


def _string_test(keywords: Mapping[str, Any], *_: object) -> Test:
    if "enum" in keywords:
        words: frozenset[str] = keywords["enum"]
        return words.__contains__
    if "format" in keywords:
        return is_date_time
    if "maxLength" in keywords:
        longest = keywords["maxLength"]
        return lambda value: isinstance(value, str) and len(value) <= longest
    return _TYPES["string"]


def _plain_test(keywords: Mapping[str, Any], *_: object) -> Test:
    is_type = _TYPES[keywords.get("type")]
    rules = [(_RULES[key], limit) for key, limit in keywords.items() if key != "type"]
    if not rules:
        return is_type
    return lambda value: (
        is_type(value) and all(holds(value, limit) for holds, limit in rules)
    )


_TESTS: Mapping[str | None, Callable[..., Test]] = {
    "object": _object_test,
    "array": _array_test,
    "string": _string_test,
    "boolean": _plain_test,
    "integer": _plain_test,
    "number": _plain_test,
    None: _plain_test,
}
