"""What crossed the wire lately, and where it deviated from the standard: for diagnostics."""

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from time import monotonic, time
from typing import NamedTuple

from .ocpp.rpc import Call, CallError, CallResult
from .ocpp.tolerance import Deviation

FRAMES_KEPT = 200
FRAMES_KEPT_OF_STRANGERS = 20
FRAME_CHARACTERS = 4096
DEVIATIONS_KEPT = 200

# A repeat comes soon. Some stations count their messages anew with every connection: what
# looks like a repeat after that is none.
ANSWERS_KEPT = 16
ANSWER_SECONDS = 300

# What these say holds at the moment they are said, and does no harm if it is said twice.
_HEARD_ANEW = frozenset(
    {"BootNotification", "Heartbeat", "MeterValues", "StatusNotification"}
)


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


class _Answered(NamedTuple):
    """A call, our answer, and when we gave it, in seconds."""

    call: Call
    answer: CallResult | CallError
    at: float


@dataclass(slots=True)
class Journal:
    """The recent past of one station, over all its connections.

    `hearing` is held by the connection whose call is being answered: one that was lost may
    not have come to the end of its last when its successor brings the same call again.
    """

    frames: deque[Frame] = field(default_factory=lambda: deque(maxlen=FRAMES_KEPT))
    deviations: Counter[Deviation] = field(default_factory=Counter)
    quirks: tuple[str, ...] = ()
    connections: int = 0
    hearing: asyncio.Lock = field(default_factory=asyncio.Lock)
    clock: Callable[[], float] = monotonic
    _answers: OrderedDict[str, _Answered] = field(default_factory=OrderedDict)

    @classmethod
    def of_stranger(cls) -> Journal:
        """Return a short one, for a station that may be one of very many."""
        return cls(frames=deque(maxlen=FRAMES_KEPT_OF_STRANGERS))

    def keep_more(self) -> None:
        """Keep as much from now on as of any station."""
        self.frames = deque(self.frames, FRAMES_KEPT)

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
        if call.action == "BootNotification":
            self._answers.clear()  # its message ids may begin anew
        if call.action in _HEARD_ANEW or isinstance(answer, CallError):
            return
        self._answers[call.id] = _Answered(call, answer, self.clock())
        self._answers.move_to_end(call.id)
        if len(self._answers) > ANSWERS_KEPT:
            self._answers.popitem(last=False)

    def answer_to(self, call: Call) -> CallResult | CallError | None:
        """Return the answer that this very call, word for word, has had just now."""
        before = self._answers.get(call.id)
        if before is None or before.call != call:
            return None
        return before.answer if self.clock() - before.at <= ANSWER_SECONDS else None
