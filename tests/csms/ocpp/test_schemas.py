"""The `ocpp` package's schemas, compiled: the same verdicts as `jsonschema`, only faster."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from functools import cache
import json
from typing import Any

from hypothesis import HealthCheck, given, settings, strategies as st
from jsonschema import Draft4Validator, FormatChecker
from ocpp.messages import MessageType, get_validator
import pytest

from custom_components.local_ocpp.csms.ocpp.checks import compiled
from custom_components.local_ocpp.csms.ocpp.schemas import Schemas

from .instances import ODDITIES, around, bent, conforming

VERSIONS = ("1.6", "2.0.1", "2.1")
KINDS = (MessageType.Call, MessageType.CallResult)
SCHEMAS = {version: Schemas(f"ocpp{version}") for version in VERSIONS}
ACTIONS = [(v, action) for v in VERSIONS for action in sorted(SCHEMAS[v].actions)]

# Where the package reads numbers as decimals, because of multipleOf 0.1.
DECIMAL = {
    ("1.6", "SetChargingProfile", MessageType.Call),
    ("1.6", "RemoteStartTransaction", MessageType.Call),
    ("1.6", "GetCompositeSchedule", MessageType.CallResult),
}

# What says nothing about a payload, and what we check.
SILENT = {"$schema", "$id", "title", "description", "comment", "javaType", "default"}
SILENT |= {"additionalItems"}  # beside items that are one schema
CHECKED = {"type", "required", "additionalProperties", "enum", "format", "maxLength"}
CHECKED |= {"minItems", "maxItems", "minimum", "maximum", "multipleOf", "$ref"}


def reference(version: str, action: str, kind: int) -> tuple[Any, type]:
    """Return the package's own schema, and how it reads numbers."""
    number = Decimal if (version, action, kind) in DECIMAL else float
    return get_validator(kind, action, version, parse_float=number).schema, number


def is_date_time(value: object) -> bool:
    """Return whether a value is a moment with its zone, or no text at all."""
    if not isinstance(value, str):
        return True
    try:
        return "T" in value and datetime.fromisoformat(value).utcoffset() is not None
    except ValueError:
        return False


FORMATS = FormatChecker(formats=())
FORMATS.checks("date-time")(is_date_time)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("version", "action"), ACTIONS)
@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=6,
    suppress_health_check=list(HealthCheck),
)
@given(drawn=st.data())
def test_verdicts_are_those_of_jsonschema(
    drawn: st.DataObject, version: str, action: str, kind: int
) -> None:
    """A payload conforms to a schema if jsonschema says so, and breaks the same rules."""
    check = SCHEMAS[version].schema(action, response=kind == MessageType.CallResult)
    schema, number = reference(version, action, kind)
    validator = Draft4Validator(schema, format_checker=FORMATS)
    for payloads in (conforming, bent):
        payload = drawn.draw(payloads(schema))
        as_they_read = json.loads(json.dumps(payload), parse_float=number)
        expected = {
            (tuple(error.absolute_path), error.validator)
            for error in validator.iter_errors(as_they_read)
        }
        found = set(check.violations(payload))
        assert check.conforms(payload) is not bool(expected)
        assert bool(found) is bool(expected)
        assert found <= expected


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    """Find a schema and all that are in it, each without those in it."""
    inner = [*schema.get("properties", {}).values()]
    inner += schema.get("definitions", {}).values()
    inner += [schema["items"]] if "items" in schema else []
    apart = {"properties", "definitions", "items"}
    yield {key: schema[key] for key in schema if key not in apart}
    for part in inner:
        yield from parts(part)


@cache
def all_parts(version: str) -> list[dict[str, Any]]:
    """Return every different part of every schema."""
    texts = {
        json.dumps(part, default=float)
        for action in SCHEMAS[version].actions
        for kind in KINDS
        for part in parts(reference(version, action, kind)[0])
    }
    return [json.loads(text) for text in sorted(texts)]


def as_written(value: Any) -> Any:
    """Return a value with its numbers as they are written."""
    return json.loads(json.dumps(value), parse_float=Decimal)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_keyword_is_known(version: str) -> None:
    """The schemas use no keyword that we neither check nor know to be silent."""
    keywords = {keyword for part in all_parts(version) for keyword in part}
    assert keywords <= SILENT | CHECKED


@pytest.mark.parametrize("version", VERSIONS)
def test_every_limit_is_kept(version: str) -> None:
    """What is at a limit conforms, and what is beyond does not, in all parts of schemas."""
    for part in all_parts(version):
        if part.get("type") == "object" or "$ref" in part:
            continue
        schema = as_written(part)
        validator = Draft4Validator(schema, format_checker=FORMATS)
        for value in (*around(part), *ODDITIES):
            verdict = validator.is_valid(as_written(value))
            assert compiled(part).conforms(value) is verdict, (part, value)


@pytest.mark.parametrize(
    ("version", "count"), [("1.6", 39), ("2.0.1", 64), ("2.1", 90)]
)
def test_actions_are_what_has_request_and_response(version: str, count: int) -> None:
    """A version knows every action that has a request and a response."""
    assert len(SCHEMAS[version].actions) == count
    assert {"BootNotification", "DataTransfer"} <= SCHEMAS[version].actions
    assert "NotifyPeriodicEventStream" not in SCHEMAS[version].actions


def test_an_unknown_action_has_no_schema() -> None:
    """Asking for the check of an unknown action is a KeyError, never a file elsewhere."""
    schemas = Schemas("ocpp1.6")
    for action in ("Dance", "../v201/schemas/Reset", "", "AuthorizeResponse"):
        with pytest.raises(KeyError):
            schemas.request(action)


def test_compiling_ahead_leaves_nothing_to_read() -> None:
    """What was compiled ahead is the same check whenever it is asked for."""
    schemas = Schemas("ocpp1.6")
    schemas.compile(["Heartbeat"])
    assert schemas.request("Heartbeat") is schemas.request("Heartbeat")
    assert schemas.response("Heartbeat") is schemas.schema("Heartbeat", response=True)


def test_integers_fit_into_64_bits() -> None:
    """Unlike in jsonschema, an integer that no database can hold does not conform."""
    check = SCHEMAS["1.6"].request("RemoteStopTransaction")
    assert check({"transactionId": 2**63 - 1}) is None
    assert check({"transactionId": 2**63}) == (("transactionId",), "type")


def test_a_moment_needs_a_zone() -> None:
    """Unlike in jsonschema by default, a date-time without a zone does not conform."""
    check = SCHEMAS["1.6"].response("Heartbeat")
    assert check({"currentTime": "2026-11-21T10:00:00Z"}) is None
    assert check({"currentTime": "2026-11-21T10:00:00"}) == (("currentTime",), "format")


@pytest.mark.parametrize(
    ("limit", "conforms"), [(16, 1), (16.1, 1), (0.3, 1), (16.15, 0)]
)
def test_limits_have_one_decimal(limit: float, conforms: bool) -> None:
    """A limit in tenths conforms, although no float is a multiple of 0.1."""
    check = SCHEMAS["1.6"].response("GetCompositeSchedule")
    periods = [{"startPeriod": 0, "limit": limit}]
    schedule = {"chargingRateUnit": "A", "chargingSchedulePeriod": periods}
    payload = {"status": "Accepted", "chargingSchedule": schedule}
    assert check.conforms(payload) is bool(conforms)


def test_a_violation_says_where_but_not_what() -> None:
    """A violation tells path and rule, and repeats nothing of the payload."""
    check = SCHEMAS["1.6"].request("Authorize")
    violation = check({"idTag": "X" * 21})
    assert violation
    assert violation.description == "idTag: maxLength"
