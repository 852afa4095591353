"""Everything we know about one station right now, as one immutable snapshot."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType

from .book import Book
from .changed import changed
from .evse import ChargingState, ConnectorRef, ConnectorStatus
from .learned import Learned
from .limit import LimitInForce
from .metering import Meter
from .transaction import Transaction, TransactionId

StationId = NewType("StationId", str)

# No station has more plugs; one that miscounts must not fill the memory.
MOST_CONNECTORS = 64


class RegistrationStatus(StrEnum):
    """Our welcome to a station that booted."""

    ACCEPTED = "accepted"
    PENDING = "pending"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """Our answer to a station that booted; the interval is for heartbeats, or the next try."""

    status: RegistrationStatus
    now: datetime
    interval_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The name plate."""

    vendor: str
    model: str
    serial: str | None = None
    firmware: str | None = None
    meter_type: str | None = None
    meter_serial: str | None = None
    iccid: str | None = None
    imsi: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What a station says is wrong; `code` is OCPP's, the rest its own words."""

    code: str
    text: str | None = None
    vendor_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """One plug.

    `limit` is what the owner allows; `fallback` what the station goes by in a session of
    which we have said nothing.
    """

    status: ConnectorStatus | None = None
    charging: ChargingState | None = None
    fault: Fault | None = None
    meter: Meter = Meter()
    transaction: Transaction | None = None
    last_transaction: Transaction | None = None
    limit: LimitInForce | None = None
    fallback: LimitInForce | None = None

    @property
    def session(self) -> Transaction | None:
        """The session that runs, else the last one."""
        return self.transaction or self.last_transaction

    @property
    def plugged_in(self) -> bool | None:
        """Whether a cable with a car at its end is in; None if the station cannot tell."""
        if self.charging is None or self.status is None:
            return None
        return self.charging is not ChargingState.IDLE


@dataclass(frozen=True, slots=True, kw_only=True)
class StationState:
    """One station.

    `adopted` is whether the owner took it in, before that nothing counts; `maximum` is what
    the installer lets all its plugs draw together; `book` is all the profiles it should have.
    """

    id: StationId
    adopted: bool = False
    online: bool = False
    ocpp_version: str | None = None
    identity: Identity | None = None
    booted_at: datetime | None = None
    status: ConnectorStatus | None = None
    fault: Fault | None = None
    meter: Meter = Meter()
    connectors: Mapping[ConnectorRef, Connector] = field(default_factory=dict)
    learned: Learned = Learned()
    maximum: LimitInForce | None = None
    book: Book = ()

    def connector(self, ref: ConnectorRef) -> Connector:
        """Return what we know about a plug; nothing yet of one never heard of."""
        return self.connectors.get(ref, _UNHEARD_OF)

    def with_connector(self, ref: ConnectorRef, **changes: Any) -> StationState:
        """Return this state with one connector changed; the same if it is one too many."""
        if ref not in self.connectors and not self._has_room_for(ref):
            return self
        connector = changed(self.connector(ref), **changes)
        return changed(self, connectors={**self.connectors, ref: connector})

    def _has_room_for(self, ref: ConnectorRef) -> bool:
        return ref.evse >= 0 and len(self.connectors) < MOST_CONNECTORS

    def transaction(self, transaction_id: TransactionId) -> Transaction | None:
        """Return a running transaction."""
        return next(
            (
                connector.transaction
                for connector in self.connectors.values()
                if connector.transaction and connector.transaction.id == transaction_id
            ),
            None,
        )


_UNHEARD_OF = Connector()
