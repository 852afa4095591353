"""The rules that every message of a CSMS has to keep, whatever it is about."""

from collections.abc import Iterator
from datetime import UTC, datetime
import json
from typing import Any

from .clock import moment
from .journal import Frame, Kind

LENGTHS = {Kind.CALL: 4, Kind.RESULT: 3, Kind.ERROR: 5}
LONGEST_ID = 36
MOMENTS = {
    "currentTime",
    "expiryDate",
    "retrieveDate",
    "retrieveDateTime",
    "startSchedule",
    "validFrom",
    "validTo",
    "cacheExpiryDateTime",
    "expiryDateTime",
}
CLOCK_TOLERANCE_S = 300

BEFORE_ACCEPTED = {
    None: frozenset[str](),
    "Rejected": frozenset[str](),
    "Pending": frozenset(
        {
            "ChangeConfiguration",
            "GetConfiguration",
            "TriggerMessage",
            "ExtendedTriggerMessage",
            "GetVariables",
            "SetVariables",
            "GetBaseReport",
            "GetReport",
            "DataTransfer",
        }
    ),
}
"""What may be asked before a station's BootNotification has been accepted."""


def envelope(frame: Frame) -> Iterator[str]:
    """Say what is wrong with the shape of a frame."""
    if frame.kind is Kind.GARBLED:
        yield f"no OCPP message: {frame.text[:80]}"
        return
    length = len(json.loads(frame.text))
    if length != LENGTHS[frame.kind]:
        yield f"{frame.kind.name} of {length} elements"
    if not frame.id or len(frame.id) > LONGEST_ID:
        yield f"message id {frame.id!r} is not 1..{LONGEST_ID} characters long"
    if frame.kind is not Kind.ERROR and not isinstance(frame.payload, dict):
        yield f"{frame.action}: the payload is no object"


def timing(frame: Frame, registration: str | None) -> Iterator[str]:
    """Say whether a question comes before its time."""
    if registration in BEFORE_ACCEPTED and (
        frame.action not in BEFORE_ACCEPTED[registration]
    ):
        state = registration or "not answered"
        yield f"{frame.action}: asked while BootNotification is {state}"


def timestamps(payload: Any) -> Iterator[str]:
    """Say which timestamps have no zone, or are none."""
    if isinstance(payload, dict):
        for key, value in payload.items():
            if key in MOMENTS:
                yield from _timestamp(key, value)
            else:
                yield from timestamps(value)
    elif isinstance(payload, list):
        for value in payload:
            yield from timestamps(value)


def answer(action: str, payload: dict[str, Any]) -> Iterator[str]:
    """Say what is wrong with an answer beyond its schema."""
    yield from timestamps(payload)
    if action == "BootNotification" and payload["interval"] < 0:
        yield f"interval {payload['interval']} is negative"
    if action == "Authorize":
        verdict = payload.get("idTagInfo") or payload.get("idTokenInfo") or {}
        if verdict.get("status") == "ConcurrentTx":
            yield "ConcurrentTx, which only a transaction can be told"


def clock(payload: dict[str, Any]) -> Iterator[str]:
    """Say how far off the clock of the CSMS is, if that is too far."""
    text = payload.get("currentTime")
    if text is None or list(_timestamp("currentTime", text)):
        return
    skew_s = abs((moment(text) - datetime.now(UTC)).total_seconds())
    if skew_s > CLOCK_TOLERANCE_S:
        yield f"currentTime {text} is {skew_s:.0f} s off"


def _timestamp(key: str, text: str) -> Iterator[str]:
    try:
        moment(text)
    except ValueError, TypeError:
        yield f"{key} {text!r} is no timestamp with a zone"
