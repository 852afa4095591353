"""What was charged when, where, by whom."""

from datetime import datetime
from sqlite3 import Connection, Row
from typing import NamedTuple

from ..domain.model.evse import ConnectorRef
from ..domain.model.station import StationId
from ..domain.model.token import IdToken
from .moments import to_microseconds
from .records import SessionRecord
from .transactions import transaction
from .work import reads


class Choice(NamedTuple):
    """Which sessions are asked for; None: it does not matter."""

    start: datetime | None = None
    stop: datetime | None = None
    token: IdToken | None = None
    station: StationId | None = None
    connector: ConnectorRef | None = None


@reads
def list_sessions(connection: Connection, choice: Choice) -> list[SessionRecord]:
    """Return sessions in the order they began; a session belongs to when it began."""
    rows = connection.execute(
        _CHOOSE,
        {
            "start": to_microseconds(choice.start),
            "stop": to_microseconds(choice.stop),
            "token": choice.token.value if choice.token else None,
            "station": choice.station,
            "evse": choice.connector.evse if choice.connector else None,
            "connector": choice.connector.connector if choice.connector else None,
        },
    )
    return [_record(row) for row in rows]


def _record(row: Row) -> SessionRecord:
    return SessionRecord(
        station=StationId(row["station"]),
        transaction=transaction(row),
        tag_name=row["tag_name"],
    )


_CHOOSE = """
SELECT session_v1.*, tag_v1.name AS tag_name
  FROM session_v1 LEFT JOIN tag_v1 USING (token)
 WHERE (:start IS NULL OR started_at >= :start)
   AND (:stop IS NULL OR started_at < :stop)
   AND (:token IS NULL OR session_v1.token = :token)
   AND (:station IS NULL OR station = :station)
   AND (:evse IS NULL OR (evse = :evse AND connector = :connector))
 ORDER BY started_at, number
"""
