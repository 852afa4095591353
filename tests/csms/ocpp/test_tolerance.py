"""What real stations send, and what we make of it."""

import json
from time import process_time
from typing import Any

from hypothesis import HealthCheck, given, settings, strategies as st
from ocpp.messages import MessageType, get_validator
import pytest

from custom_components.local_ocpp.csms.ocpp.checks import Violation
from custom_components.local_ocpp.csms.ocpp.schemas import Schemas
from custom_components.local_ocpp.csms.ocpp.tolerance import (
    MAX_DEVIATIONS,
    Deviation,
    fatal_code,
    mend,
)

from .instances import bent

V16 = Schemas("ocpp1.6")
METER_VALUES = V16.request("MeterValues")
AT = "2026-11-21T10:00:00Z"


def metered(**sampled: Any) -> dict[str, Any]:
    """Return meter values with one sampled value."""
    value = {"timestamp": AT, "sampledValue": [sampled]}
    return {"connectorId": 1, "meterValue": [value]}


def told(deviations: tuple[Deviation, ...]) -> list[tuple[str, str, str]]:
    """Return what was noted, with the examples."""
    return [(d.path, d.rule, d.example) for d in deviations]


def test_nothing_wrong_changes_nothing() -> None:
    """A payload that conforms is the same object, without deviations."""
    payload = metered(value="1")
    assert mend(payload, METER_VALUES, "MeterValues") == (payload, ())
    assert mend(payload, METER_VALUES, "MeterValues").payload is payload


SAMPLED = "meterValue[].sampledValue[]"


@pytest.mark.parametrize(
    ("sampled", "mended", "path", "rule", "example"),
    [
        ({"value": "1", "unit": "Hz"}, None, "unit", "enum", "Hz"),
        ({"value": 5.0}, {"value": "5.0"}, "value", "type", "number"),
        ({"value": 5}, {"value": "5"}, "value", "type", "integer"),
        ({"value": "1", "phase": None}, {"value": "1"}, "phase", "type", "null"),
        ({"value": "1", "phase": ""}, {"value": "1"}, "phase", "enum", ""),
        (
            {"value": "1", "unit": "wh"},
            {"value": "1", "unit": "Wh"},
            "unit",
            "enum",
            "wh",
        ),
        ({"value": "1", "x": 1}, {"value": "1"}, "x", "additionalProperties", ""),
        ({}, None, "value", "required", ""),
    ],
)
def test_sampled_values(
    sampled: dict[str, Any], mended: Any, path: str, rule: str, example: str
) -> None:
    """Sampled values are what stations spell worst."""
    payload, deviations = mend(metered(**sampled), METER_VALUES, "MeterValues")
    assert payload == metered(**(sampled if mended is None else mended))
    assert told(deviations) == [(f"{SAMPLED}.{path}", rule, example)]


ERROR = {"connectorId": 1, "status": "Available", "errorCode": "NoError"}
STOP = {"transactionId": 1, "meterStop": 5, "timestamp": AT}
BOOT = {"chargePointVendor": "V", "chargePointModel": "M"}
PROFILE = {"evseId": 1, "chargingProfile": {}}


@pytest.mark.parametrize(
    ("action", "payload", "mended", "path", "rule"),
    [
        (
            "StatusNotification",
            ERROR | {"errorCode": "Error"},
            None,
            "errorCode",
            "enum",
        ),
        (
            "StatusNotification",
            ERROR | {"status": " available"},
            ERROR,
            "status",
            "enum",
        ),
        (
            "StatusNotification",
            ERROR | {"connectorId": "1"},
            ERROR,
            "connectorId",
            "type",
        ),
        ("StatusNotification", ERROR | {"timestamp": ""}, ERROR, "timestamp", "format"),
        (
            "StatusNotification",
            ERROR | {"timestamp": AT[:-1]},
            None,
            "timestamp",
            "format",
        ),
        ("StopTransaction", STOP | {"meterStop": 5.4}, STOP, "meterStop", "type"),
        ("StopTransaction", STOP | {"meterStop": "5.0"}, STOP, "meterStop", "type"),
        ("StopTransaction", STOP | {"idTag": None}, STOP, "idTag", "type"),
        ("StopTransaction", STOP | {"idTag": "X" * 22}, None, "idTag", "maxLength"),
        ("StopTransaction", STOP | {"idTag": {}}, STOP, "idTag", "type"),
        (
            "BootNotification",
            BOOT | {"chargeBoxSerialNumber": "S" * 32},
            None,
            "chargeBoxSerialNumber",
            "maxLength",
        ),
        (
            "MeterValues",
            {"connectorId": 1, "meterValue": []},
            None,
            "meterValue",
            "minItems",
        ),
    ],
)
def test_payloads_of_the_field(
    action: str, payload: dict[str, Any], mended: Any, path: str, rule: str
) -> None:
    """What could be meant is what is read; what could be anything stays, and is told."""
    result, deviations = mend(payload, V16.request(action), action)
    assert result == (payload if mended is None else mended)
    assert [(d.action, d.path, d.rule) for d in deviations] == [(action, path, rule)]


def test_an_empty_list_of_samples_is_kept() -> None:
    """A station that has nothing to say may say so."""
    payload = {"connectorId": 1, "meterValue": [{"timestamp": AT, "sampledValue": []}]}
    mended, deviations = mend(payload, METER_VALUES, "MeterValues")
    assert mended == payload
    assert told(deviations) == [("meterValue[].sampledValue", "minItems", "0 items")]


def test_a_list_of_one_may_lack_its_brackets() -> None:
    """A single meter value without a list around it is a list of one."""
    payload = metered(value="1")
    bare = {"connectorId": 1, "meterValue": payload["meterValue"][0]}
    assert mend(bare, METER_VALUES, "MeterValues").payload == payload


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (2**63 - 1, 2**63 - 1),
        (-(2**63), -(2**63)),
        (-1, -1),
        (0, 0),
        (2**64 - 1, 2**63 - 1),
        (1e300, 2**63 - 1),
        ("9223372036854775807", 2**63 - 1),
        ("-7", -7),
    ],
)
def test_any_transaction_id(sent: Any, read: int) -> None:
    """A transaction id is any integer that a database can hold."""
    payload = metered(value="1") | {"transactionId": sent}
    mended = mend(payload, METER_VALUES, "MeterValues").payload
    assert mended["transactionId"] == read


@pytest.mark.parametrize(
    ("sent", "read"), [("true", True), ("False", False), (1, True)]
)
def test_booleans_in_other_words(sent: Any, read: bool) -> None:
    """Whether a key is read-only is told in many ways."""
    key = {"key": "K", "readonly": sent, "value": 5}
    check = V16.response("GetConfiguration")
    mended = mend({"configurationKey": [key]}, check, "GetConfiguration").payload
    assert mended == {
        "configurationKey": [{"key": "K", "readonly": read, "value": "5"}]
    }


def test_nothing_at_all_of_what_is_needed() -> None:
    """What is missing stays missing, and each missing member is told."""
    payload, deviations = mend({"connectorId": None}, METER_VALUES, "MeterValues")
    assert payload == {}
    assert told(deviations) == [
        ("connectorId", "type", "null"),
        ("connectorId", "required", ""),
        ("meterValue", "required", ""),
    ]


def test_twelve_times_the_same_is_one_deviation() -> None:
    """A deviation is told once a message, whatever its example."""
    payload = metered(value="1")
    samples = [{"value": i} for i in range(12)]
    payload["meterValue"][0]["sampledValue"] = samples
    deviations = mend(payload, METER_VALUES, "MeterValues").deviations
    assert set(deviations) == {Deviation("MeterValues", f"{SAMPLED}.value", "type")}
    assert len(deviations) == 1


def test_deviations_are_bounded() -> None:
    """A station cannot make us remember more than a few kinds, nor long names."""
    payload = {f"{i}" * 100: i for i in range(1000)}
    deviations = mend(payload, METER_VALUES, "MeterValues").deviations
    assert len(deviations) == MAX_DEVIATIONS
    assert max(len(deviation.path) for deviation in deviations) == 40


def test_no_example_shows_a_tag() -> None:
    """Examples never hold what could be an id tag or a key."""
    for tag in (12345678901234, "SECRET" * 5, ["SECRET"]):
        deviations = mend({"idTag": tag}, V16.request("Authorize"), "A").deviations
        assert deviations
        assert not any("SECRET" in d.example or "123" in d.example for d in deviations)


def test_a_hostile_payload_is_mended_in_time() -> None:
    """As many wrong values as a frame may hold do not stall the event loop."""
    payload = metered()
    payload["meterValue"][0]["sampledValue"] = [{"value": 1, "unit": "?"}] * 3_300
    before = process_time()
    mend(payload, METER_VALUES, "MeterValues")
    assert process_time() - before < 0.2


@pytest.mark.parametrize(
    ("rule", "subprotocol", "code"),
    [
        ("required", "ocpp1.6", "ProtocolError"),
        ("type", "ocpp1.6", "TypeConstraintViolation"),
        ("enum", "ocpp1.6", "PropertyConstraintViolation"),
        ("minItems", "ocpp1.6", "OccurenceConstraintViolation"),
        ("minItems", "ocpp2.1", "OccurrenceConstraintViolation"),
        ("additionalProperties", "ocpp1.6", "FormationViolation"),
        ("additionalProperties", "ocpp2.0.1", "FormatViolation"),
    ],
)
def test_the_code_for_what_cannot_be_read(
    rule: str, subprotocol: str, code: str
) -> None:
    """A payload that cannot be read gets the code of its version."""
    assert fatal_code(Violation((), rule), subprotocol) == code


def test_the_code_for_a_value_that_means_nothing() -> None:
    """A payload that conforms and still cannot be read has a bad value."""
    assert fatal_code(None, "ocpp1.6") == "PropertyConstraintViolation"


# What may still be wrong with a mended payload.
LEFT = {"required", "enum", "format", "maxLength", "minItems", "maxItems"}
LEFT |= {"minimum", "maximum", "multipleOf"}
MESSAGES = [
    ("1.6", "MeterValues"),
    ("1.6", "StopTransaction"),
    ("1.6", "SetChargingProfile"),
    ("1.6", "SendLocalList"),
    ("2.0.1", "TransactionEvent"),
    ("2.0.1", "NotifyReport"),
    ("2.1", "NotifyEVChargingNeeds"),
]


@pytest.mark.parametrize(("version", "action"), MESSAGES)
@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(drawn=st.data())
def test_mended_payloads(drawn: st.DataObject, version: str, action: str) -> None:
    """After mending, types are right and nothing is unknown; mending again changes nothing."""
    check = Schemas(f"ocpp{version}").request(action)
    schema = get_validator(MessageType.Call, action, version).schema
    payload = drawn.draw(bent(schema))
    before = json.dumps(payload)
    mended, deviations = mend(payload, check, action)
    assert {violation.rule for violation in check.violations(mended)} <= LEFT
    assert mend(mended, check, action).payload == mended
    assert bool(deviations) is not check.conforms(payload)
    assert json.dumps(payload) == before


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(JSON, JSON)
def test_mending_raises_nothing(anything: Any, something: Any) -> None:
    """Whatever is sent, where a payload or a part of it should be, is mended."""
    for payload in (anything, metered(value=anything) | {"connectorId": something}):
        mended, _ = mend(payload, METER_VALUES, "MeterValues")
        assert isinstance(mended, dict)
