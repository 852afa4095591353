"""What crossed the wire lately, and where it deviated from the standard: for diagnostics."""

from collections import Counter, OrderedDict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from time import time
from typing import NamedTuple

from .ocpp.rpc import Call, CallError, CallResult
from .ocpp.tolerance import Deviation

FRAMES_KEPT = 200
FRAME_CHARACTERS = 4096
ANSWERS_KEPT = 16
DEVIATIONS_KEPT = 200

# Their answer is the time, which is never the same.
_TELL_THE_TIME = frozenset({"BootNotification", "Heartbeat"})


class Direction(StrEnum):
    """Who sent a frame."""

    STATION = "station"
    CSMS = "csms"


class Frame(NamedTuple):
    """One frame as it crossed the wire, cut at FRAME_CHARACTERS; `at` in epoch seconds."""

    at: float
    direction: Direction
    text: str

    @property
    def moment(self) -> datetime:
        """When it crossed."""
        return datetime.fromtimestamp(self.at, UTC)


@dataclass(slots=True)
class Journal:
    """The recent past of one station, over all its connections."""

    frames: deque[Frame] = field(default_factory=lambda: deque(maxlen=FRAMES_KEPT))
    deviations: Counter[Deviation] = field(default_factory=Counter)
    quirks: tuple[str, ...] = ()
    connections: int = 0
    _answers: OrderedDict[str, tuple[Call, CallResult | CallError]] = field(
        default_factory=OrderedDict
    )

    def heard(self, text: str | bytes) -> None:
        """Note a frame from the station."""
        cut = text[:FRAME_CHARACTERS]
        if isinstance(cut, bytes):
            cut = cut.decode(errors="replace")
        self.frames.append(Frame(time(), Direction.STATION, cut))

    def said(self, text: str) -> None:
        """Note a frame to the station."""
        self.frames.append(Frame(time(), Direction.CSMS, text[:FRAME_CHARACTERS]))

    def deviated(self, deviations: Iterable[Deviation]) -> None:
        """Count deviations from the standard; the kinds kept are limited."""
        for deviation in deviations:
            if deviation in self.deviations or len(self.deviations) < DEVIATIONS_KEPT:
                self.deviations[deviation] += 1

    def answered(self, call: Call, answer: CallResult | CallError) -> None:
        """Keep an answer, in case it gets lost and the station repeats its call."""
        if call.action in _TELL_THE_TIME or isinstance(answer, CallError):
            return
        self._answers[call.id] = call, answer
        self._answers.move_to_end(call.id)
        if len(self._answers) > ANSWERS_KEPT:
            self._answers.popitem(last=False)

    def answer_to(self, call: Call) -> CallResult | CallError | None:
        """Return the answer that this very call, word for word, has had already."""
        before, answer = self._answers.get(call.id, (None, None))
        return answer if before == call else None
