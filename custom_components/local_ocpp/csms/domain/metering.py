"""What the meters say while a car charges, and while none does."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import override

from .backoffice import Backoffice
from .messages import StationEvent
from .model.evse import ConnectorRef
from .model.metering import ENERGY, Sample
from .model.station import StationId, StationState
from .model.transaction import Transaction, TransactionId

CLOCK_TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterValuesReported(StationEvent[datetime]):
    """A meter was read; without a connector it is the station's main meter."""

    connector: ConnectorRef | None
    samples: tuple[Sample, ...]
    transaction_id: TransactionId | None = None

    @override
    async def decide(self, backoffice: Backoffice, state: StationState) -> datetime:
        if transaction := self._transaction(state):
            await keep_samples(backoffice, state.id, transaction.id, self.samples)
        return backoffice.now()

    @override
    def apply(self, state: StationState, answer: datetime) -> StationState:
        if self.connector is None:
            meter = state.meter
            for sample in self.samples:
                meter = meter.with_sample(sample_not_after(sample, answer))
            return replace(state, meter=meter)
        return with_samples(state, self.connector, self.samples, answer)

    def _transaction(self, state: StationState) -> Transaction | None:
        """Return the session they belong to: the one named, else the plug's own."""
        if self.transaction_id and (named := state.transaction(self.transaction_id)):
            return named
        return state.connector(self.connector).transaction if self.connector else None


def with_samples(
    state: StationState,
    ref: ConnectorRef,
    samples: Iterable[Sample],
    now: datetime,
) -> StationState:
    """Return the state once a plug's meter has said all this."""
    connector = state.connector(ref)
    meter, transaction = connector.meter, connector.transaction
    for sample in samples:
        meter = meter.with_sample(sample_not_after(sample, now))
        if transaction and (energy_wh := sample.value(ENERGY)) is not None:
            transaction = counted(transaction, energy_wh)
    return state.with_connector(ref, meter=meter, transaction=transaction)


def counted(transaction: Transaction, energy_wh: float) -> Transaction:
    """Return a session whose meter has come this far; a meter never runs backwards."""
    if transaction.meter_start_wh is None:
        return replace(transaction, meter_start_wh=energy_wh, meter_wh=energy_wh)
    if energy_wh <= (transaction.meter_wh or transaction.meter_start_wh):
        return transaction
    return replace(transaction, meter_wh=energy_wh)


def sample_not_after(sample: Sample, now: datetime) -> Sample:
    """Return a sample that does not come from the future, whatever the station's clock says."""
    return sample if sample.at <= now + CLOCK_TOLERANCE else replace(sample, at=now)


async def keep_samples(
    backoffice: Backoffice,
    station: StationId,
    transaction: TransactionId,
    samples: Iterable[Sample],
) -> None:
    """Keep a session's samples; what carries no energy is not worth the disk."""
    for sample in samples:
        if sample.value(ENERGY) is not None:
            await backoffice.keep_sample(station, transaction, sample)
