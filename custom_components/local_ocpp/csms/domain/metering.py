"""What the meters say while a car charges, and while none does."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import override

from .backoffice import Backoffice
from .messages import StationEvent
from .model.changed import changed
from .model.evse import ConnectorRef
from .model.metering import ENERGY, Sample
from .model.station import StationId, StationState
from .model.transaction import Transaction, TransactionId

CLOCK_TOLERANCE = timedelta(minutes=5)
# Before this, a station's clock is not set yet.
CLOCKS_ARE_SET = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterValuesReported(StationEvent[datetime]):
    """A meter was read; without a connector it is the station's main meter."""

    connector: ConnectorRef | None
    samples: tuple[Sample, ...]
    transaction_id: TransactionId | None = None

    @override
    async def decide(self, backoffice: Backoffice, state: StationState) -> datetime:
        if session := self._session(state):
            await keep_samples(backoffice, state.id, session, self.samples)
        return backoffice.now()

    @override
    def apply(self, state: StationState, answer: datetime) -> StationState:
        if self.connector is None:
            meter = state.meter
            for sample in self.samples:
                meter = meter.with_sample(believable_sample(sample, answer))
            return replace(state, meter=meter)
        return with_samples(
            state, self.connector, self.samples, answer, session=self._session(state)
        )

    def _session(self, state: StationState) -> TransactionId | None:
        """Return the session they belong to: the one named, else the plug's own.

        Some stations make numbers up; others tell later of a session that is long over.
        """
        if self.connector is None or not self.samples:
            return None
        running = state.connector(self.connector).transaction
        if running and self.samples[0].at >= running.started_at:
            named = self.transaction_id and state.transaction(self.transaction_id)
            return named.id if named else running.id
        if running and self.transaction_id is None:
            return running.id
        return self.transaction_id


def with_samples(
    state: StationState,
    ref: ConnectorRef,
    samples: Iterable[Sample],
    now: datetime,
    *,
    session: TransactionId | None,
) -> StationState:
    """Return the state once a plug's meter has said all this, in that session."""
    connector = state.connector(ref)
    meter, transaction = connector.meter, connector.transaction
    is_running = transaction is not None and transaction.id == session
    for sample in samples:
        meter = meter.with_sample(believable_sample(sample, now))
        if (
            transaction
            and is_running
            and (energy_wh := sample.value(ENERGY)) is not None
        ):
            transaction = counted(transaction, energy_wh)
    return state.with_connector(ref, meter=meter, transaction=transaction)


def counted(transaction: Transaction, energy_wh: float) -> Transaction:
    """Return a session whose meter has come this far; a meter never runs backwards."""
    if transaction.meter_start_wh is None:
        return replace(transaction, meter_start_wh=energy_wh, meter_wh=energy_wh)
    if energy_wh <= (transaction.meter_wh or transaction.meter_start_wh):
        return transaction
    return changed(transaction, meter_wh=energy_wh)


def believable(at: datetime, now: datetime) -> datetime:
    """Return a moment; now instead, if the station's clock is ahead or not set."""
    return at if CLOCKS_ARE_SET <= at <= now + CLOCK_TOLERANCE else now


def believable_sample(sample: Sample, now: datetime) -> Sample:
    """Return a sample that comes neither from the future nor from before all clocks."""
    at = believable(sample.at, now)
    return sample if at == sample.at else replace(sample, at=at)


async def keep_samples(
    backoffice: Backoffice,
    station: StationId,
    transaction: TransactionId,
    samples: Iterable[Sample],
) -> None:
    """Keep a session's samples; what carries no energy is not worth the disk."""
    worth = [sample for sample in samples if sample.value(ENERGY) is not None]
    if worth:
        await backoffice.keep_samples(station, transaction, worth)
