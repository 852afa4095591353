"""What crossed the wire lately, and the answers that may be asked for again."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from custom_components.local_ocpp.csms.journal import (
    ANSWER_SECONDS,
    ANSWERS_KEPT,
    DEVIATIONS_KEPT,
    FRAME_CHARACTERS,
    FRAMES_KEPT,
    FRAMES_KEPT_OF_STRANGERS,
    Direction,
    Journal,
)
from custom_components.local_ocpp.csms.ocpp.rpc import Call, CallError, CallResult
from custom_components.local_ocpp.csms.ocpp.tolerance import Deviation


class Clock:
    """A clock set by hand, in seconds."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def authorize(number: int, tag: str = "CARD") -> Call:
    """Return a call."""
    return Call(f"{number}", "Authorize", {"idTag": tag})


def answer(number: int, **payload: Any) -> CallResult:
    """Return the answer to it."""
    return CallResult(f"{number}", payload)


def test_frames() -> None:
    """Both directions are kept in the order of what was said, with the moment."""
    journal = Journal()
    before = datetime.now(UTC)
    journal.heard("[2]")
    journal.said("[3]")

    heard, said = journal.frames
    assert (heard.direction, heard.text) == (Direction.STATION, "[2]")
    assert (said.direction, said.text) == (Direction.CSMS, "[3]")
    assert before <= heard.moment <= said.moment <= datetime.now(UTC)


def test_bytes() -> None:
    """A frame that is no text is shown as far as it is."""
    journal = Journal()
    journal.heard(b"[2,\xff]")

    assert journal.frames[0].text == "[2,\N{REPLACEMENT CHARACTER}]"


def test_last_frames() -> None:
    """The last frames are kept, and of a long one the beginning."""
    journal = Journal()
    for number in range(FRAMES_KEPT + 10):
        journal.heard(f"{number} " + "x" * 100_000)
        journal.said("x" * 100_000)

    assert len(journal.frames) == FRAMES_KEPT == 200
    assert journal.frames[0].text.startswith("110 ")
    assert {len(frame.text) for frame in journal.frames} == {FRAME_CHARACTERS}


def test_stranger() -> None:
    """Of strangers, who may be many, less is kept, until they are none any more."""
    journal = Journal.of_stranger()
    for _ in range(100):
        journal.heard("[2]")
    assert len(journal.frames) == FRAMES_KEPT_OF_STRANGERS
    journal.keep_more()
    for _ in range(1000):
        journal.heard("[2]")
    assert len(journal.frames) == FRAMES_KEPT


def test_deviations() -> None:
    """Deviations are counted by kind, whatever the example."""
    journal = Journal()
    journal.deviated([Deviation("MeterValues", "unit", "enum", "Hz")])
    journal.deviated([Deviation("MeterValues", "unit", "enum", "hz")])

    assert journal.deviations == Counter({Deviation("MeterValues", "unit", "enum"): 2})


def test_too_many_deviations() -> None:
    """A station that deviates in ever new ways does not fill the memory."""
    journal = Journal()
    for number in range(10 * DEVIATIONS_KEPT):
        journal.deviated([Deviation("MeterValues", f"x{number}", "type")] * 2)
        journal.deviated([Deviation("MeterValues", "x0", "type")])

    assert len(journal.deviations) == DEVIATIONS_KEPT
    assert journal.deviations[Deviation("MeterValues", "x0", "type")] == 2002


def test_repeat() -> None:
    """The same call gets the same answer, once it has had one."""
    journal = Journal()
    assert journal.answer_to(authorize(1)) is None
    journal.answered(authorize(1), answer(1, x=1))

    assert journal.answer_to(authorize(1)) == answer(1, x=1)


@pytest.mark.parametrize(
    "other",
    [
        authorize(1, "OTHER"),
        authorize(2),
        Call("1", "DataTransfer", {"idTag": "CARD"}),
    ],
)
def test_no_repeat(other: Call) -> None:
    """Another id, another action or another content is another call."""
    journal = Journal()
    journal.answered(authorize(1), answer(1))

    assert journal.answer_to(other) is None


def test_id_used_again() -> None:
    """Of two calls with one id, the later one may be repeated."""
    journal = Journal()
    journal.answered(authorize(1), answer(1))
    journal.answered(authorize(1, "OTHER"), answer(1, x=1))

    assert journal.answer_to(authorize(1)) is None
    assert journal.answer_to(authorize(1, "OTHER")) == answer(1, x=1)


def test_refusals_are_not_kept() -> None:
    """What was refused is decided anew when it is tried again."""
    journal = Journal()
    journal.answered(authorize(1), CallError("1", "InternalError"))

    assert journal.answer_to(authorize(1)) is None


@pytest.mark.parametrize(
    "action", ["BootNotification", "Heartbeat", "MeterValues", "StatusNotification"]
)
def test_heard_anew(action: str) -> None:
    """What tells how things are now is heard anew, however often it is told."""
    journal = Journal()
    journal.answered(Call("1", action, {}), answer(1))

    assert journal.answer_to(Call("1", action, {})) is None


def test_last_answers() -> None:
    """The last answers are kept, no more."""
    journal = Journal()
    for number in range(ANSWERS_KEPT + 1):
        journal.answered(authorize(number), answer(number))

    assert journal.answer_to(authorize(0)) is None
    assert journal.answer_to(authorize(1)) == answer(1)


def test_old_answers() -> None:
    """A call that comes again much later is no repeat."""
    clock = Clock()
    journal = Journal(clock=clock)
    journal.answered(authorize(1), answer(1))
    clock.now += ANSWER_SECONDS
    assert journal.answer_to(authorize(1)) == answer(1)
    clock.now += 1
    assert journal.answer_to(authorize(1)) is None


def test_after_a_boot() -> None:
    """A station that booted may count its messages from the beginning."""
    journal = Journal()
    journal.answered(authorize(2), answer(2))
    journal.answered(Call("1", "BootNotification", {}), answer(1))

    assert journal.answer_to(authorize(2)) is None
