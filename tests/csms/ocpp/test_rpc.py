"""Frames become messages, and messages frames."""

import json
from time import process_time
from types import MappingProxyType

from hypothesis import given, strategies as st
import pytest

from custom_components.local_ocpp.csms.ocpp.broken_json import MAX_DEPTH
from custom_components.local_ocpp.csms.ocpp.error_codes import Fault
from custom_components.local_ocpp.csms.ocpp.rpc import (
    MAX_VALUES,
    BadFrame,
    Call,
    CallError,
    CallResult,
    Deviation,
    Message,
    parse,
)

MESSAGES = [
    (Call("1", "Heartbeat", {}), '[2,"1","Heartbeat",{}]'),
    (CallResult("1", {"a": None}), '[3,"1",{"a":null}]'),
    (CallError("-1", "GenericError"), '[4,"-1","GenericError","",{}]'),
    (CallError("1", "E", "why\n", {"a": 1}), '[4,"1","E","why\\n",{"a":1}]'),
]


@pytest.mark.parametrize(("message", "frame"), MESSAGES)
def test_a_message_and_its_frame(message: Message, frame: str) -> None:
    """A message is written as it is read, as text or as bytes."""
    assert message.dump() == frame
    assert parse(frame) == parse(frame.encode()) == (message, ())


def test_any_mapping_can_be_sent() -> None:
    """A payload may be a read-only mapping."""
    frame = CallResult("1", MappingProxyType({"a": 1})).dump()
    assert frame == '[3,"1",{"a":1}]'


@pytest.mark.parametrize(
    ("frame", "payload", "path", "rule"),
    [
        (
            '[2,"1","MeterValues",{"a":,"b":1}]',
            {"a": None, "b": 1},
            "",
            "missing value",
        ),
        ('[2,"1","MeterValues",{"a":[]', {"a": []}, "", "truncated"),
        ('[2,"1","MeterValues",{"a":NaN}]', {"a": None}, "", "unknown word"),
        ('\ufeff[2,"1","MeterValues",{}]', {}, "", "stray characters"),
        ('[2,"1","MeterValues",null]', {}, "payload", "type"),
        ('[2,"1","MeterValues"]', {}, "", "elements"),
        ('[2,1,"MeterValues",{}]', {}, "messageId", "type"),
    ],
)
def test_what_can_be_understood_is_noted(
    frame: str, payload: dict[str, object], path: str, rule: str
) -> None:
    """A frame with a flaw is read, and the flaw told."""
    message, deviations = parse(frame)
    assert message == Call("1", "MeterValues", payload)
    assert deviations == (Deviation("MeterValues", path, rule),)


def test_garbage_bytes_do_not_cost_the_message() -> None:
    """Bytes that are no UTF-8, in a tag echoed with rubbish, are replaced."""
    message, deviations = parse(b'[2,"1","Authorize",{"idTag":"ABC\xff\xfe"}]')
    assert isinstance(message, Call)
    assert message.payload == {"idTag": "ABC\ufffd\ufffd"}
    assert [deviation.rule for deviation in deviations] == ["encoding"]


@pytest.mark.parametrize(
    ("length", "rules"), [(36, []), (37, ["maxLength"]), (0, ["minLength"])]
)
def test_ids_longer_than_specified(length: int, rules: list[str]) -> None:
    """An id may have any length up to a sane one; what is not as specified is told."""
    message, deviations = parse(json.dumps([3, "x" * length, {}]))
    assert message.id == "x" * length
    assert [deviation.rule for deviation in deviations] == rules


@pytest.mark.parametrize(
    ("frame", "fault", "id_", "is_call"),
    [
        ("hello", Fault.UNREADABLE, None, False),
        ('[2,"\ud800"]', Fault.UNREADABLE, None, False),
        ("", Fault.UNREADABLE, None, False),
        ("{}", Fault.UNREADABLE, None, False),
        ("[]", Fault.UNREADABLE, None, False),
        ('[2,{},"Heartbeat",{}]', Fault.UNREADABLE, None, False),
        ('[2,true,"Heartbeat",{}]', Fault.UNREADABLE, None, False),
        (f'[2,"{"x" * 256}","Heartbeat",{{}}]', Fault.UNREADABLE, None, False),
        ('[2,"7",["Heartbeat"],{}]', Fault.MALFORMED, "7", True),
        ('[2,"7","Heartbeat","text"]', Fault.MALFORMED, "7", True),
        ('[2,"7"]', Fault.MALFORMED, "7", True),
        ('[2,"7","Heartbeat",{"a":\\}]', Fault.MALFORMED, "7", True),
        ('[3,7,{"a":\\}]', Fault.MALFORMED, "7", False),
        (f'[2,"7","A",{{"a":{"9" * 4300}}}]', Fault.MALFORMED, "7", True),
        ('[2,"7","A",{"a":"\\ud800"}]', Fault.MALFORMED, "7", True),
        ('[6,"7","A",{}]', Fault.UNKNOWN_MESSAGE_TYPE, "7", False),
    ],
)
def test_what_is_no_message(
    frame: str, fault: Fault, id_: str | None, is_call: bool
) -> None:
    """What cannot be understood says what is wrong, and to whom to say so."""
    with pytest.raises(BadFrame) as raised:
        parse(frame)
    error = raised.value
    assert (error.fault, error.id, error.is_call) == (fault, id_, is_call)


@pytest.mark.parametrize(
    ("frame", "subprotocol", "answer"),
    [
        ('[2,"7",8,{}]', "ocpp1.6", ("7", "FormationViolation")),
        ('[2,"7",8,{}]', "ocpp2.0.1", ("7", "FormatViolation")),
        ("hello", "ocpp1.6", None),
        ("hello", "ocpp2.0.1", ("-1", "RpcFrameworkError")),
        ("hello", "ocpp2.1", ("-1", "RpcFrameworkError")),
        ('[5,"7"]', "ocpp1.6", None),
        ('[5,"7"]', "ocpp2.0.1", ("7", "MessageTypeNotSupported")),
        ('[5,"7"]', "ocpp2.1", None),
        ('[3,"7",\\]', "ocpp1.6", None),
        ('[3,"7",\\]', "ocpp2.0.1", None),
    ],
)
def test_what_each_version_answers(
    frame: str, subprotocol: str, answer: tuple[str, str] | None
) -> None:
    """A bad request is answered in its version's words; a bad answer never is."""
    with pytest.raises(BadFrame) as raised:
        parse(frame)
    complaint = raised.value.complaint(subprotocol)
    assert (complaint and (complaint.id, complaint.code)) == answer


def test_no_error_repeats_the_frame() -> None:
    """What a station sends is not echoed in what we say about it."""
    with pytest.raises(BadFrame) as raised:
        parse('[2,"7","Authorize","secret"]')
    assert "secret" not in str(raised.value)


DEEP = "[" * 20_000 + "]" * 20_000
SAMPLED_VALUES = ",".join(['{"value":"1"}'] * 60_000)


@pytest.mark.parametrize(
    "payload",
    [
        DEEP,
        DEEP[: MAX_VALUES // 2],
        "[" * 1000 + "]" * 1000,
        "[" * MAX_DEPTH + "]" * MAX_DEPTH,
        '{"a":' * MAX_DEPTH + "1" + "}" * MAX_DEPTH,
        f'{{"meterValue":[{{"sampledValue":[{SAMPLED_VALUES}]}}]}}',
        "[" + "1," * 60_000 + "1]",
        ":" * 60_000,
    ],
)
def test_bombs_are_refused_cheaply(payload: str) -> None:
    """Deep nesting and 60,000 values cost less than a handful of honest frames."""
    before = process_time()
    with pytest.raises(BadFrame) as raised:
        parse(f'[2,"7","DataTransfer",{{"data":{payload}}}]')
    assert process_time() - before < 0.1
    assert (raised.value.id, raised.value.is_call) == ("7", True)


def test_what_vendors_nest_is_read() -> None:
    """Nesting that some vendor may mean is no bomb."""
    nested = "[" * (MAX_DEPTH - 3) + "]" * (MAX_DEPTH - 3)
    message, _ = parse(f'[2,"7","DataTransfer",{{"data":{nested}}}]')
    assert message.id == "7"


def outcome(frame: str | bytes) -> Message | BadFrame:
    """Return what a frame is, one way or the other."""
    try:
        return parse(frame).message
    except BadFrame as error:
        return error


ANYTHING = st.text() | st.binary() | st.text(alphabet='[]{}:,"\\2347-1. truenl\n\u0000')


@given(ANYTHING)
def test_anything_is_a_message_or_a_bad_frame(frame: str | bytes) -> None:
    """No text makes parse raise anything but BadFrame."""
    found = outcome(frame)
    answer = found.complaint("ocpp2.0.1") if isinstance(found, BadFrame) else found
    assert answer is None or parse(answer.dump()).message == answer


LOOSE_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(st.lists(st.sampled_from([2, 3, 4, 5, True, "2"]) | LOOSE_JSON, max_size=6))
def test_any_json_list_is_a_message_or_a_bad_frame(document: list[object]) -> None:
    """No JSON makes parse raise anything but BadFrame."""
    assert isinstance(outcome(json.dumps(document)).id, str | None)


@given(st.sampled_from([frame for _, frame in MESSAGES]), st.data())
def test_a_frame_with_a_wrong_byte(frame: str, drawn: st.DataObject) -> None:
    """A byte or two changed, lost or put in make parse raise nothing but BadFrame."""
    at = drawn.draw(st.integers(0, len(frame)))
    byte, skipped = drawn.draw(st.binary(max_size=2)), drawn.draw(st.integers(0, 2))
    bent = frame[:at].encode() + byte + frame[at + skipped :].encode()
    assert isinstance(outcome(bent).id, str | None)
