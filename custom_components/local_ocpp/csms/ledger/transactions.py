"""Sessions begin and end, each once, however often a station tells it."""

from datetime import UTC, datetime
from sqlite3 import Connection, Row
from typing import NamedTuple

from ..domain.model.evse import ConnectorRef
from ..domain.model.station import StationId
from ..domain.model.token import IdToken
from ..domain.model.transaction import Transaction, TransactionId
from .moments import to_datetime, to_microseconds
from .work import writes

# Before this, a station's clock is not set, and its times tell nothing apart.
_CLOCKS_ARE_SET = datetime(2020, 1, 1, tzinfo=UTC)


class Opening(NamedTuple):
    """A station says that a session began; `named`: it named it itself."""

    station: StationId
    transaction: Transaction
    named: bool


class Closing(NamedTuple):
    """A station says that a session ended."""

    station: StationId
    transaction: Transaction


@writes
def open_transaction(connection: Connection, told: Opening) -> Transaction:
    """Keep a session that began, unless it is known already; return it as kept."""
    find = _named_before if told.named else _told_before
    if (number := find(connection, told)) is not None:
        _fill_gaps(connection, number, told.transaction)
    else:
        _presume_ended(connection, told)
        number = _insert(connection, told)
    return _kept(connection, number)


@writes
def close_transaction(connection: Connection, told: Closing) -> Transaction | None:
    """Keep how a session ended and return it as kept; None if there is no such session.

    The first end that a station tells counts; the meter never runs backwards.
    """
    number = _latest(connection, told.station, told.transaction.id)
    if number is None:
        number = _meant(connection, told)
    if number is None:
        return None
    ended = told.transaction
    connection.execute(
        _CLOSE,
        {
            "number": number,
            "ended_at": to_microseconds(ended.ended_at or ended.started_at),
            "stop_reason": ended.stop_reason,
            "meter_wh": ended.meter_wh,
        },
    )
    return _kept(connection, number)


def transaction(row: Row) -> Transaction:
    """Read a row of `session_v1`."""
    return Transaction(
        id=TransactionId(row["id"]),
        connector=ConnectorRef(row["evse"], row["connector"]),
        started_at=to_datetime(row["started_at"]),
        token=IdToken(row["token"], row["token_type"])
        if row["token"] is not None
        else None,
        meter_start_wh=row["meter_start_wh"],
        meter_wh=row["meter_wh"],
        ended_at=to_datetime(row["ended_at"]),
        stop_reason=row["stop_reason"],
        price_per_kwh=row["price_per_kwh"],
    )


def _named_before(connection: Connection, told: Opening) -> int | None:
    """Find a session by its name; stations that count from one again reuse names."""
    return _first(
        connection.execute(
            """
            SELECT number FROM transaction_v1
             WHERE station = ? AND id = ?
               AND (ended_at IS NULL OR ? <= max(started_at, ended_at))
             ORDER BY number DESC
            """,
            (
                told.station,
                told.transaction.id,
                to_microseconds(told.transaction.started_at),
            ),
        ).fetchone()
    )


def _told_before(connection: Connection, told: Opening) -> int | None:
    """Find a session by what happened; message ids are reused after a restart."""
    opened = told.transaction
    return _first(
        connection.execute(
            """
            SELECT number FROM transaction_v1
             WHERE station = ? AND evse = ? AND connector = ? AND started_at = ?
               AND meter_start_wh IS ? AND token IS ?
               AND (ended_at IS NULL OR started_at >= ?)
             ORDER BY number DESC
            """,
            (
                told.station,
                *opened.connector,
                to_microseconds(opened.started_at),
                opened.meter_start_wh,
                opened.token.value if opened.token else None,
                to_microseconds(_CLOCKS_ARE_SET),
            ),
        ).fetchone()
    )


def _meant(connection: Connection, told: Closing) -> int | None:
    """Find the session that a station means which never got our number for it.

    OCPP 1.6 errata 3.18 and 3.54: such a station says 0 or -1.
    """
    if not _is_placeholder(told.transaction.id):
        return None
    ended = told.transaction
    running = connection.execute(
        """
        SELECT number FROM transaction_v1
         WHERE station = :station AND ended_at IS NULL AND started_at <= :ended_at
           AND (:evse = 0 OR (evse = :evse AND connector = :connector))
        """,
        {
            "station": told.station,
            "ended_at": to_microseconds(ended.ended_at or ended.started_at),
            "evse": ended.connector.evse,
            "connector": ended.connector.connector,
        },
    ).fetchall()
    return _first(running[0]) if len(running) == 1 else None


def _is_placeholder(transaction: TransactionId) -> bool:
    try:
        return int(transaction) <= 0
    except ValueError:
        return False


def _fill_gaps(connection: Connection, number: int, opened: Transaction) -> None:
    """Take in what a station tells later of a session: who charges, from where."""
    token = opened.token
    connection.execute(
        """
        UPDATE transaction_v1
           SET token = coalesce(token, :token),
               token_type = coalesce(token_type, :token_type),
               meter_start_wh = coalesce(meter_start_wh, :meter_start_wh)
         WHERE number = :number
        """,
        {
            "number": number,
            "token": token.value if token else None,
            "token_type": token.type if token else None,
            "meter_start_wh": opened.meter_start_wh,
        },
    )


def _presume_ended(connection: Connection, told: Opening) -> None:
    """End what still ran at the plug, when last heard of; what began later goes on.

    What began in the future did not: the station's clock was ahead, and was put right.
    """
    began_at, now = told.transaction.started_at, datetime.now(UTC)
    if began_at < _CLOCKS_ARE_SET:
        began_at = now
    connection.execute(
        """
        UPDATE transaction_v1
           SET ended_at = max(started_at, min(coalesce(sampled_at, :at), :at)),
               stop_reason = 'Other',
               end_presumed = TRUE
         WHERE station = :station AND evse = :evse AND connector = :connector
           AND ended_at IS NULL AND (started_at <= :at OR started_at > :now)
        """,
        {
            "station": told.station,
            "evse": told.transaction.connector.evse,
            "connector": told.transaction.connector.connector,
            "at": to_microseconds(began_at),
            "now": to_microseconds(now),
        },
    )


def _insert(connection: Connection, told: Opening) -> int:
    opened = told.transaction
    number: int
    (number,) = connection.execute(
        """
        INSERT INTO transaction_v1 (station, id, evse, connector, token, token_type,
                                    started_at, meter_start_wh, meter_wh,
                                    price_per_kwh)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        RETURNING number
        """,
        (
            told.station,
            opened.id,
            *opened.connector,
            opened.token.value if opened.token else None,
            opened.token.type if opened.token else None,
            to_microseconds(opened.started_at),
            opened.meter_start_wh,
            opened.meter_start_wh if opened.meter_wh is None else opened.meter_wh,
            opened.price_per_kwh,
        ),
    ).fetchone()
    if not told.named:
        connection.execute(
            "UPDATE transaction_v1 SET id = ?1 WHERE number = ?1", (number,)
        )
    return number


def _latest(connection: Connection, station: StationId, id_: str) -> int | None:
    return _first(
        connection.execute(
            """
            SELECT number FROM transaction_v1 WHERE station = ? AND id = ?
             ORDER BY number DESC
            """,
            (station, id_),
        ).fetchone()
    )


def _kept(connection: Connection, number: int) -> Transaction:
    return transaction(
        connection.execute(
            "SELECT * FROM session_v1 WHERE number = ?", (number,)
        ).fetchone()
    )


def _first(row: Row | None) -> int | None:
    return None if row is None else row["number"]


# What the meter said after the end is no part of it: a station that was offline may tell its
# meter before it tells that sessions are over. An end before the start is a clock that was reset.
_CLOSE = """
UPDATE transaction_v1
   SET ended_at = :ended_at,
       stop_reason = :stop_reason,
       end_presumed = FALSE,
       meter_wh = (
           SELECT max(furthest) FROM (
               SELECT :meter_wh AS furthest
                UNION ALL
               SELECT meter_start_wh
                UNION ALL
               SELECT max(energy_wh) FROM sample_v1
                WHERE transaction_number = :number
                  AND (at <= :ended_at OR :ended_at < started_at)
           )
       )
 WHERE number = :number AND (ended_at IS NULL OR end_presumed)
"""
