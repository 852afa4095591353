"""Charging sessions, from plug-in to unplug."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, override

from .backoffice import Backoffice
from .messages import StationCommand, StationEvent
from .metering import believable, keep_samples, with_samples
from .model.book import with_session, without_session
from .model.evse import (
    NOTHING_FLOWS,
    ChargingState,
    ConnectorRef,
    ConnectorStatus,
)
from .model.metering import ENERGY, Sample
from .model.profile import ChargingProfile
from .model.station import Connector, StationState
from .model.token import Authorization, IdToken
from .model.transaction import Transaction, TransactionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Our answer to a transaction message; `transaction` None: we know nothing of it."""

    now: datetime
    transaction: Transaction | None = None
    authorization: Authorization | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionStarted(StationEvent[Receipt]):
    """A session began; without `transaction_id` (1.6) it is for us to name it."""

    memorable: ClassVar[bool] = True

    connector: ConnectorRef
    at: datetime
    transaction_id: TransactionId | None = None
    token: IdToken | None = None
    meter_wh: float | None = None
    charging: ChargingState | None = None
    samples: tuple[Sample, ...] = ()

    @override
    async def decide(self, backoffice: Backoffice, state: StationState) -> Receipt:
        opened = await backoffice.open_transaction(
            state.id,
            Transaction(
                id=self.transaction_id or TransactionId(""),
                connector=self.connector,
                started_at=self.at,
                token=self.token,
                meter_start_wh=self.meter_wh,
                meter_wh=self.meter_wh,
            ),
            named=self.transaction_id is not None,
        )
        await keep_samples(backoffice, state.id, opened.id, self.samples)
        return Receipt(
            now=backoffice.now(),
            transaction=opened,
            authorization=await backoffice.authorize(state.id, self.token, opened.id)
            if self.token
            else None,
        )

    @override
    def apply(self, state: StationState, answer: Receipt) -> StationState:
        opened = answer.transaction
        if opened is None or opened.ended_at is not None:
            return state
        connector = state.connector(self.connector)
        running = connector.transaction
        at = believable(self.at, answer.now)
        other = running if running and running.id != opened.id else None
        if other and at < other.started_at <= answer.now:
            return state  # told late: another session has begun since
        meter = replace(
            connector.meter,
            register=connector.meter.register.started(self.meter_wh, at),
        )
        changed = state.with_connector(
            self.connector,
            transaction=opened,
            meter=meter,
            charging=self.charging or connector.charging,
        )
        return with_samples(
            _with_profiles_of(changed, opened),
            self.connector,
            self.samples,
            answer.now,
            session=opened.id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionUpdated(StationEvent[Receipt]):
    """Something happened during a session (2.x)."""

    transaction_id: TransactionId
    at: datetime
    connector: ConnectorRef | None = None
    token: IdToken | None = None
    charging: ChargingState | None = None
    samples: tuple[Sample, ...] = ()

    @override
    async def decide(self, backoffice: Backoffice, state: StationState) -> Receipt:
        transaction = await self._known(backoffice, state)
        await keep_samples(backoffice, state.id, self.transaction_id, self.samples)
        return Receipt(
            now=backoffice.now(),
            transaction=transaction,
            authorization=await backoffice.authorize(
                state.id, self.token, self.transaction_id
            )
            if self.token
            else None,
        )

    @override
    def apply(self, state: StationState, answer: Receipt) -> StationState:
        if answer.transaction is None:
            return state
        ref = answer.transaction.connector
        connector = state.connector(ref)
        changed = state.with_connector(
            ref,
            charging=self.charging or connector.charging,
            meter=connector.meter.idle()
            if self.charging in NOTHING_FLOWS
            else connector.meter,
            transaction=answer.transaction,
        )
        return with_samples(
            _with_profiles_of(changed, answer.transaction),
            ref,
            self.samples,
            answer.now,
            session=self.transaction_id,
        )

    async def _known(
        self, backoffice: Backoffice, state: StationState
    ) -> Transaction | None:
        """Return the session; one whose start we missed begins here, and who charges is kept."""
        running = state.transaction(self.transaction_id)
        where = running.connector if running else self.connector
        told_before = running and (running.token or not self.token)
        if told_before or where is None:
            return running
        kept = await backoffice.open_transaction(
            state.id,
            Transaction(
                id=self.transaction_id,
                connector=where,
                started_at=running.started_at if running else self.at,
                token=self.token,
            ),
            named=True,
        )
        if running:
            return replace(running, token=kept.token)
        return None if kept.ended_at else kept


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionEnded(StationEvent[Receipt]):
    """A session ended; `token` is the one that ended it, if one did."""

    memorable: ClassVar[bool] = True

    transaction_id: TransactionId
    at: datetime
    connector: ConnectorRef | None = None
    token: IdToken | None = None
    meter_wh: float | None = None
    reason: str = "Local"
    samples: tuple[Sample, ...] = ()

    @override
    async def decide(self, backoffice: Backoffice, state: StationState) -> Receipt:
        await keep_samples(backoffice, state.id, self.transaction_id, self.samples)
        meter_wh = self.meter_wh
        if meter_wh is None and self.samples:
            meter_wh = self.samples[-1].value(ENERGY)
        running = state.transaction(self.transaction_id)
        closed = await backoffice.close_transaction(
            state.id,
            Transaction(
                id=self.transaction_id,
                connector=self.connector
                or (running.connector if running else ConnectorRef(0)),
                started_at=running.started_at if running else self.at,
                meter_wh=meter_wh,
                ended_at=self.at,
                stop_reason=self.reason,
            ),
        )
        return Receipt(
            now=backoffice.now(),
            transaction=closed,
            authorization=await backoffice.authorize(state.id, self.token)
            if self.token
            else None,
        )

    @override
    def apply(self, state: StationState, answer: Receipt) -> StationState:
        ended = answer.transaction
        if ended is None:
            return state
        state = replace(state, book=without_session(state.book, ended.id))
        connector = state.connector(ended.connector)
        if connector.transaction is None or connector.transaction.id != ended.id:
            return self._replayed(state, ended)
        changed = with_samples(
            state, ended.connector, self.samples, answer.now, session=ended.id
        )
        meter = changed.connector(ended.connector).meter
        if ended.meter_wh is not None:
            at = believable(self.at, answer.now)
            register = meter.register.seen(ended.meter_wh, at)
            meter = replace(meter, register=register)
        return changed.with_connector(
            ended.connector,
            transaction=None,
            last_transaction=ended,
            meter=meter.idle(),
            charging=_afterwards(connector),
        )

    def _replayed(self, state: StationState, ended: Transaction) -> StationState:
        last = state.connector(ended.connector).last_transaction
        if last and last.ended_at and ended.ended_at and last.ended_at > ended.ended_at:
            return state
        return state.with_connector(ended.connector, last_transaction=ended)


def _with_profiles_of(state: StationState, session: Transaction) -> StationState:
    """Return the state with those profiles only that can hold in a session that runs."""
    if not state.book:
        return state
    return replace(state, book=with_session(state.book, session))


def _afterwards(connector: Connector) -> ChargingState | None:
    """Return what car and station do once the session is over."""
    if connector.status is ConnectorStatus.AVAILABLE:
        return ChargingState.IDLE
    if connector.status is ConnectorStatus.OCCUPIED or connector.plugged_in:
        return ChargingState.FINISHING
    return connector.charging


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestStart(StationCommand[None]):
    """Start charging, as if the driver had shown this token; it only promises to try."""

    connector: ConnectorRef
    token: IdToken
    profile: ChargingProfile | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestStop(StationCommand[None]):
    """Stop a session; the station only promises to try."""

    transaction_id: TransactionId
