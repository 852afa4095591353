"""An adapter is a dictionary between one OCPP version and the domain.

It holds no state and does no I/O: a few functions per row, a table of rows per block.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..domain.errors import NotSupported, Rejected
from ..domain.messages import StationCommand, StationEvent
from ..domain.model.variable import Setting
from ..domain.vendor_data import SendCall
from .rpc import Payload


def nothing(answer: Any) -> Payload:
    """Answer with an empty payload, as most messages want."""
    return {}


def as_it_came(payload: Payload) -> Payload:
    """Return a payload as the station sent it."""
    return payload


def status(*fine: str) -> Callable[[Payload], None]:
    """Return a reader of a result that is nothing but a status, one of `fine` if all is well.

    It raises NotSupported or Rejected with the station's word for everything else.
    """

    def read(payload: Payload) -> None:
        if (word := payload["status"]) not in fine:
            reason = payload.get("statusInfo") or {}
            raise refusal(
                word, reason.get("additionalInfo") or reason.get("reasonCode")
            )

    return read


def refusal(word: str, why: str | None = None) -> NotSupported | Rejected:
    """Return the error for a station's refusal."""
    detail = f"{word} ({why})" if why else word
    if word in ("NotSupported", "NotImplemented", "UnknownMessageId"):
        return NotSupported(detail)
    return Rejected(detail)


accepted = status("Accepted")


@dataclass(frozen=True, slots=True)
class Incoming[AnswerT]:
    """One message from the station: how to read it, how to write our answer.

    `read` raises KeyError, TypeError or ValueError if what it needs is not there.
    """

    read: Callable[[Any], StationEvent[AnswerT]]
    answer: Callable[[AnswerT], Payload] = nothing


@dataclass(frozen=True, slots=True)
class Outgoing[CommandT: StationCommand[Any]]:
    """One message to the station: how to write it, how to read the result.

    `write` raises NotSupported where this version has no words for some value of a command;
    `result` raises NotSupported or Rejected, or like `Incoming.read`.
    """

    action: str
    write: Callable[[CommandT], Payload]
    result: Callable[[Any], Any] = accepted


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The words of one functional block; `settings` are what the version calls them."""

    incoming: Mapping[str, Incoming[Any]] = field(default_factory=dict)
    outgoing: Mapping[type[StationCommand[Any]], Outgoing[Any]] = field(
        default_factory=dict
    )
    settings: Mapping[Setting, str] = field(default_factory=dict)


class Adapter:
    """All the words of one OCPP version."""

    def __init__(self, subprotocol: str, *blocks: Vocabulary) -> None:
        """Bind the blocks; later ones override earlier ones."""
        self.subprotocol = subprotocol
        self.blocks = blocks
        self.incoming = {k: v for block in blocks for k, v in block.incoming.items()}
        self.outgoing = {k: v for block in blocks for k, v in block.outgoing.items()}
        self.settings = {k: v for block in blocks for k, v in block.settings.items()}

    @property
    def version(self) -> str:
        """The version's number, such as 1.6."""
        return self.subprotocol.removeprefix("ocpp")

    def knows(self, command: type[StationCommand[Any]]) -> bool:
        """Return whether this version has words for a command."""
        return command in self.outgoing or command is SendCall

    def write[ResultT](
        self, command: StationCommand[ResultT]
    ) -> tuple[str, Payload, Callable[[Any], ResultT]]:
        """Return a command's action and payload, and how to read the result.

        Raises NotSupported if this version has no words for it.
        """
        if isinstance(command, SendCall):
            return command.action, command.payload, as_it_came  # type: ignore[return-value]
        if (outgoing := self.outgoing.get(type(command))) is None:
            raise NotSupported(f"OCPP {self.version}")
        return outgoing.action, outgoing.write(command), outgoing.result
