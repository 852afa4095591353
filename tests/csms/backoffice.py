"""A backoffice for tests: a clock set by hand, a table of tags, sessions kept in a dict."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import override

from custom_components.local_ocpp.csms.domain.backoffice import Backoffice
from custom_components.local_ocpp.csms.domain.metering import counted
from custom_components.local_ocpp.csms.domain.model.metering import ENERGY, Sample
from custom_components.local_ocpp.csms.domain.model.station import (
    Identity,
    Registration,
    RegistrationStatus,
    StationId,
    StationState,
)
from custom_components.local_ocpp.csms.domain.model.token import (
    Authorization,
    AuthorizationStatus,
    IdToken,
)
from custom_components.local_ocpp.csms.domain.model.transaction import (
    Transaction,
    TransactionId,
)

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)

ACCEPTED = Authorization(status=AuthorizationStatus.ACCEPTED)
INVALID = Authorization(status=AuthorizationStatus.INVALID)


class PlainBackoffice(Backoffice):
    """Decides and keeps like the real one, without disk, clock or settings.

    `tags` are the tokens it knows, by `IdToken.key`; others are invalid.
    """

    def __init__(self, tags: dict[str, Authorization] | None = None) -> None:
        """Start at noon with nothing kept."""
        self.clock = NOON
        self.tags = tags or {}
        self.registration = RegistrationStatus.ACCEPTED
        self.transactions: dict[tuple[StationId, TransactionId], Transaction] = {}
        self.samples: list[tuple[TransactionId, Sample]] = []
        self.remembered: dict[StationId, StationState] = {}
        self._numbers = count(1)

    def advance(self, **duration: float) -> None:
        """Let time pass; takes what timedelta takes."""
        self.clock += timedelta(**duration)

    @override
    def now(self) -> datetime:
        return self.clock

    @override
    async def register(self, state: StationState, identity: Identity) -> Registration:
        return Registration(
            status=self.registration, now=self.clock, interval_seconds=300
        )

    @override
    async def authorize(
        self,
        station: StationId,
        token: IdToken,
        transaction: TransactionId | None = None,
    ) -> Authorization:
        verdict = self.tags.get(token.key, INVALID)
        if verdict.accepted and transaction and self._elsewhere(token, transaction):
            return replace(verdict, status=AuthorizationStatus.CONCURRENT_TX)
        return verdict

    @override
    async def open_transaction(
        self, station: StationId, opened: Transaction, *, named: bool
    ) -> Transaction:
        if told_before := self._told_before(station, opened, named=named):
            opened = _with_gaps_filled(told_before, opened)
        elif not named:
            opened = replace(opened, id=TransactionId(str(next(self._numbers))))
        self.transactions[station, opened.id] = opened
        return opened

    @override
    async def close_transaction(
        self, station: StationId, closed: Transaction
    ) -> Transaction | None:
        kept = self.transactions.get((station, closed.id))
        if kept is None or kept.ended_at is not None:
            return kept
        self.transactions[station, closed.id] = replace(
            kept,
            token=kept.token or closed.token,
            meter_wh=kept.meter_wh if closed.meter_wh is None else closed.meter_wh,
            ended_at=closed.ended_at,
            stop_reason=closed.stop_reason,
        )
        return self.transactions[station, closed.id]

    @override
    async def keep_samples(
        self,
        station: StationId,
        transaction: TransactionId,
        samples: Sequence[Sample],
    ) -> None:
        for sample in samples:
            if (transaction, sample) in self.samples:
                continue
            self.samples.append((transaction, sample))
            kept = self.transactions.get((station, transaction))
            if kept and (energy_wh := sample.value(ENERGY)) is not None:
                self.transactions[station, transaction] = counted(kept, energy_wh)

    @override
    def remember(self, state: StationState) -> None:
        self.remembered[state.id] = state

    def _told_before(
        self, station: StationId, opened: Transaction, *, named: bool
    ) -> Transaction | None:
        if named:
            return self.transactions.get((station, opened.id))
        return next(
            (
                kept
                for (where, _), kept in self.transactions.items()
                if where == station and _beginning(kept) == _beginning(opened)
            ),
            None,
        )

    def _elsewhere(self, token: IdToken, transaction: TransactionId) -> bool:
        return any(
            kept.token
            and kept.token.key == token.key
            and kept.id != transaction
            and kept.ended_at is None
            for kept in self.transactions.values()
        )


def _with_gaps_filled(kept: Transaction, told: Transaction) -> Transaction:
    """Take in what is told later of a session: who charges, from where."""
    start_wh = (
        told.meter_start_wh if kept.meter_start_wh is None else kept.meter_start_wh
    )
    return replace(kept, token=kept.token or told.token, meter_start_wh=start_wh)


def _beginning(transaction: Transaction) -> tuple[object, ...]:
    """What tells one session from another before we named it."""
    key = transaction.token.key if transaction.token else None
    return transaction.connector, transaction.started_at, key
