"""A transaction, and what a station has to report about it whatever happens."""

from dataclasses import dataclass, field
from datetime import datetime

from .measurands import Reading
from .words import NO_ERROR, Context, Reason, Status


@dataclass(kw_only=True, eq=False)
class Transaction:
    """One charging session.

    `id` comes from the CSMS in OCPP 1.6 and from the station in 2.x;
    `acknowledged` once the CSMS has answered its start. `permitted` turns False
    if the answer forbids the tag; `end_told` once the CSMS knows of the end.
    """

    connector: int
    tag: str
    started_at: datetime
    begin: Reading
    id: int | str | None = None
    parent_tag: str | None = None
    remote_start_id: int | None = None
    reservation_id: int | None = None
    acknowledged: bool = False
    permitted: bool = True
    stopped: bool = False
    end_told: bool = False
    sequence: int = field(default=-1)

    def next_sequence(self) -> int:
        self.sequence += 1
        return self.sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A transaction began."""

    transaction: Transaction
    reading: Reading
    sequence: int
    offline: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampled:
    """The meter was read during a transaction."""

    transaction: Transaction
    reading: Reading
    measurands: tuple[str, ...]
    context: Context
    sequence: int
    offline: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StateChanged:
    """Energy began or ceased to flow during a transaction."""

    transaction: Transaction
    reading: Reading
    status: Status
    sequence: int
    offline: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """A transaction ended."""

    transaction: Transaction
    reading: Reading
    reason: Reason
    tag: str | None
    sequence: int
    offline: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChanged:
    """A connector's status is news, or told `again`; told at once or not at all."""

    at: datetime
    connector: int
    status: Status
    error_code: str = NO_ERROR
    again: bool = False


type TransactionMessage = Started | Sampled | StateChanged | Stopped
type Message = TransactionMessage | StatusChanged
