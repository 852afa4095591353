"""What a station is, can and was doing, for the next time that it is asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from sqlite3 import Connection
from typing import NamedTuple

import orjson

from ..domain.model.evse import ConnectorRef
from ..domain.model.metering import EnergyRegister, Meter
from ..domain.model.station import Connector, StationId, StationState
from ..domain.model.transaction import Transaction, TransactionId
from .moments import to_datetime
from .plain import UNREADABLE, from_plain, to_plain
from .transactions import transaction
from .work import reads, writes


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """A station without what its sessions tell, and without readings, which grow old.

    `counted` are the sessions that the energy register of a plug has seen begin.
    """

    state: StationState
    counted: Mapping[ConnectorRef, frozenset[TransactionId]] = field(
        default_factory=dict
    )


class Session(NamedTuple):
    """A session, and when its meter was last heard of."""

    transaction: Transaction
    metered_at: datetime


@writes
def remember(connection: Connection, state: StationState) -> None:
    """Keep what must be known again after a restart; writes only what changed."""
    memory = orjson.dumps(to_plain(_memory(state))).decode()
    connection.execute(
        """
        INSERT INTO station_v1 (station, memory) VALUES (?, ?)
            ON CONFLICT DO UPDATE SET memory = excluded.memory
         WHERE memory IS NOT excluded.memory
        """,
        (state.id, memory),
    )


@reads
def recall(connection: Connection, station: StationId) -> StationState:
    """Return a station as it was last known, its sessions as they were last kept."""
    memory = _recalled(connection, station)
    sessions = [*_last_sessions(connection, station), *_running(connection, station)]
    places = {*memory.state.connectors}
    places |= {session.transaction.connector for session in sessions}
    return replace(
        memory.state,
        connectors={
            ref: _with_sessions(
                memory.state.connector(ref),
                memory.counted.get(ref, frozenset()),
                (each for each in sessions if each.transaction.connector == ref),
            )
            for ref in sorted(places)
        },
    )


@writes
def forget(connection: Connection, station: StationId) -> None:
    """Forget a station; its sessions stay."""
    connection.execute("DELETE FROM station_v1 WHERE station = ?", (station,))


def _memory(state: StationState) -> Memory:
    return Memory(
        state=replace(
            state,
            adopted=False,
            online=False,
            meter=Meter(register=state.meter.register),
            connectors={
                ref: replace(
                    connector,
                    meter=Meter(register=connector.meter.register),
                    transaction=None,
                    last_transaction=None,
                )
                for ref, connector in state.connectors.items()
            },
        ),
        counted={
            ref: frozenset(
                session.id
                for session in (connector.transaction, connector.last_transaction)
                if session
            )
            for ref, connector in state.connectors.items()
        },
    )


def _recalled(connection: Connection, station: StationId) -> Memory:
    row = connection.execute(
        "SELECT memory FROM station_v1 WHERE station = ?", (station,)
    ).fetchone()
    try:
        return from_plain(Memory, orjson.loads(row["memory"] if row else "null"))
    except UNREADABLE:
        return Memory(state=StationState(id=station))


def _with_sessions(
    connector: Connector,
    counted: frozenset[TransactionId],
    sessions: Iterable[Session],
) -> Connector:
    """Add the session that ended last, and the one that runs: `sessions`, oldest first."""
    register = connector.meter.register
    for session in sessions:
        known = session.transaction
        register = _caught_up(register, session, began=known.id not in counted)
        connector = (
            replace(connector, last_transaction=known)
            if known.ended_at
            else replace(connector, transaction=known)
        )
    return replace(connector, meter=Meter(register=register))


def _caught_up(
    register: EnergyRegister, session: Session, *, began: bool
) -> EnergyRegister:
    """Return a register that has seen what a session kept since it was remembered.

    Without this the energy of a running session would be missing after a crash.
    """
    at = min(session.metered_at, datetime.now(UTC))
    if register.at:
        at = max(at, register.at)
    if began:
        register = register.started(session.transaction.meter_start_wh, at)
    meter_wh = session.transaction.meter_wh
    return register if meter_wh is None else register.seen(meter_wh, at)


def _last_sessions(connection: Connection, station: StationId) -> list[Session]:
    """Return the session that ended last, of every plug."""
    return _sessions(
        connection,
        """
        SELECT * FROM session_v1 WHERE number IN (
            SELECT first_value(number) OVER (
                       PARTITION BY evse, connector ORDER BY ended_at DESC, number DESC
                   )
              FROM transaction_v1 WHERE station = ? AND ended_at IS NOT NULL
        )
        """,
        station,
    )


def _running(connection: Connection, station: StationId) -> list[Session]:
    """Return the sessions that run, the latest of a plug last."""
    return _sessions(
        connection,
        """
        SELECT * FROM session_v1 WHERE station = ? AND ended_at IS NULL
         ORDER BY started_at, number
        """,
        station,
    )


def _sessions(connection: Connection, query: str, station: StationId) -> list[Session]:
    return [
        Session(
            transaction(row),
            to_datetime(row["ended_at"] or row["sampled_at"] or row["started_at"]),
        )
        for row in connection.execute(query, (station,))
    ]
