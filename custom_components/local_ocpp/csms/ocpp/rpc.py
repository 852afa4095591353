"""OCPP-J framing: text in, messages out, and back. No I/O, no state.

Strict about what a message is, forgiving about how it is spelled: what a station got wrong
and could be understood all the same is told beside the message.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
import re
from typing import Any, NamedTuple

import orjson

from .broken_json import MAX_DEPTH, mended
from .envelope import Flaws, straightened
from .error_codes import ANSWERED_WITHOUT_CALL, ERROR_CODES, Fault

type Payload = Mapping[str, Any]

# Commas and opening brackets, so nearly all values: no honest frame of 128 KiB has more.
MAX_VALUES = 10_000

_SPECIFIED_ID_LENGTH = 36
_MAX_ID_LENGTH = 255
_MAX_NAME_LENGTH = 40

_HEAD = re.compile(
    r'[^\["]{0,9}\[\s*(?P<type>\d)\s*,\s*'
    r'(?:"(?P<id>[^"\\\x00-\x1f\ud800-\udfff]{1,255})"|(?P<number>-?\d{1,20}))'
)


@dataclass(frozen=True, slots=True)
class Deviation:
    """How a station departs from the specification; the same whatever the example.

    `path` has no indexes: meterValue[].sampledValue[].unit. `rule` is the schema's word for
    what is broken, or ours for a flaw of the frame.
    """

    action: str
    path: str
    rule: str
    example: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A request: [2, id, action, payload]."""

    id: str
    action: str
    payload: Payload

    def dump(self) -> str:
        """Return the frame."""
        return _dump([2, self.id, self.action, self.payload])


@dataclass(frozen=True, slots=True)
class CallResult:
    """A reply: [3, id, payload]."""

    id: str
    payload: Payload

    def dump(self) -> str:
        """Return the frame."""
        return _dump([3, self.id, self.payload])


@dataclass(frozen=True, slots=True)
class CallError:
    """A refusal: [4, id, code, description, details]; id "-1" if they could not read ours."""

    id: str
    code: str
    description: str = ""
    details: Payload = field(default_factory=dict)

    def dump(self) -> str:
        """Return the frame."""
        return _dump([4, self.id, self.code, self.description, self.details])


class BadFrame(ValueError):
    """The text is not a message.

    `id` is the message's own, if it could be found; `is_call` tells whether the station
    asked something, rather than answered. Says nothing of what the text holds.
    """

    def __init__(
        self, why: str, fault: Fault, id_: str | None = None, *, is_call: bool = False
    ) -> None:
        """Say what is wrong."""
        super().__init__(why)
        self.fault = fault
        self.id = id_
        self.is_call = is_call

    def complaint(self, subprotocol: str) -> CallError | None:
        """Return what to answer; None if this OCPP version leaves it unanswered."""
        is_owed = self.is_call and self.id is not None
        if not is_owed and self.fault not in ANSWERED_WITHOUT_CALL[subprotocol]:
            return None
        code = ERROR_CODES[subprotocol][self.fault]
        return CallError(self.id or "-1", code, str(self))


type Message = Call | CallResult | CallError


class Parsed(NamedTuple):
    """A message, and what was wrong with its frame."""

    message: Message
    deviations: tuple[Deviation, ...] = ()


def parse(frame: str | bytes) -> Parsed:
    """Read one frame. Raises BadFrame, and nothing else."""
    text, encoding = (frame, ()) if isinstance(frame, str) else _decoded(frame)
    document, repairs = _loaded(text)
    flaws = encoding + repairs
    if (message := _message(document)) is None:
        document, bends = straightened(document)
        message, flaws = _message(document), flaws + bends
    if message is None or len(message.id) > _MAX_ID_LENGTH:
        raise _bad(document)
    if not flaws and 0 < len(message.id) <= _SPECIFIED_ID_LENGTH:
        return Parsed(message)
    return Parsed(message, tuple(_deviations(message, flaws)))


def _dump(elements: list[Any]) -> str:
    return orjson.dumps(elements, default=dict).decode()


def _message(document: Any) -> Message | None:
    match document:
        case [2, str(id_), str(action), dict(payload)]:
            return Call(id_, action, payload)
        case [3, str(id_), dict(payload)]:
            return CallResult(id_, payload)
        case [4, str(id_), str(code), str(description), dict(details)]:
            return CallError(id_, code, description, details)
        case _:
            return None


def _deviations(message: Message, flaws: Flaws) -> Iterator[Deviation]:
    action = message.action[:_MAX_NAME_LENGTH] if isinstance(message, Call) else ""
    for path, rule in flaws:
        yield Deviation(action, path, rule)
    if not message.id:
        yield Deviation(action, "messageId", "minLength")
    if (length := len(message.id)) > _SPECIFIED_ID_LENGTH:
        yield Deviation(action, "messageId", "maxLength", f"{length} characters")


def _bad(document: Any) -> BadFrame:
    match document:
        case [2 | 3 | 4 as kind, str(id_), *_] if len(id_) <= _MAX_ID_LENGTH:
            return BadFrame("malformed", Fault.MALFORMED, id_, is_call=kind == 2)
        case [int(), str(id_), *_] if len(id_) <= _MAX_ID_LENGTH:
            return BadFrame("unknown type", Fault.UNKNOWN_MESSAGE_TYPE, id_)
        case _:
            return BadFrame("no message", Fault.UNREADABLE)


def _decoded(frame: bytes) -> tuple[str, Flaws]:
    try:
        return frame.decode(), ()
    except UnicodeDecodeError:
        return frame.decode(errors="replace"), (("", "encoding"),)


def _loaded(text: str) -> tuple[Any, Flaws]:
    openers = text.count("[") + text.count("{")
    if len(text) > MAX_VALUES and openers + text.count(",") > MAX_VALUES:
        raise _headed("too many values", text)
    document, repairs = _loads(text)
    if openers > MAX_DEPTH and _is_deep(document):
        raise _headed("nested too deep", text)
    return document, repairs


def _loads(text: str) -> tuple[Any, Flaws]:
    try:
        return orjson.loads(text), ()
    except orjson.JSONDecodeError:
        pass
    try:
        repaired, repairs = mended(text)
        return orjson.loads(repaired), tuple(("", repair) for repair in repairs)
    except ValueError as error:
        raise _headed("no JSON", text) from error


def _is_deep(document: Any) -> bool:
    level = [document]
    for _ in range(MAX_DEPTH):
        lists = [outer for outer in level if isinstance(outer, list)]
        dicts = [outer.values() for outer in level if isinstance(outer, dict)]
        level = [inner for outer in (*lists, *dicts) for inner in outer]
    return any(isinstance(inner, list | dict) for inner in level)


def _headed(why: str, text: str) -> BadFrame:
    """Return the error for a text of which only the beginning can be read."""
    if not (head := _HEAD.match(text)):
        return BadFrame(why, Fault.UNREADABLE)
    id_ = head["id"] or head["number"]
    return BadFrame(why, Fault.MALFORMED, id_, is_call=head["type"] == "2")
