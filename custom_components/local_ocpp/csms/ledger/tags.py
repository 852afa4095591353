"""RFID tags: what they are called, and where they were last seen."""

from collections.abc import Iterable
from datetime import datetime
from sqlite3 import Connection, Row
from typing import NamedTuple

from ..domain.model.station import StationId
from ..domain.model.token import AuthorizationStatus, IdToken
from .moments import to_datetime, to_microseconds
from .records import TagRecord
from .work import reads, writes

MOST_STRANGERS = 100


class Sighting(NamedTuple):
    """A station was shown a tag, and told our answer."""

    token: IdToken
    station: StationId
    at: datetime
    status: AuthorizationStatus | None


@writes
def put_tags(connection: Connection, tags: Iterable[TagRecord]) -> None:
    """Replace all definitions; who was seen where stays, and so do the names of the removed."""
    connection.execute("UPDATE tag_v1 SET defined = FALSE")
    connection.executemany(_DEFINE, [_definition(tag) for tag in tags])


@writes
def see_tag(connection: Connection, seen: Sighting) -> None:
    """Keep where a tag was seen, unless it was seen later elsewhere.

    Of tags that nobody ever defined only the latest are kept: anyone can show a new one.
    """
    connection.execute(
        _SEE,
        (
            seen.token.value,
            seen.token.type,
            to_microseconds(seen.at),
            seen.station,
            seen.status,
        ),
    )
    connection.execute(_FORGET_STRANGERS, (MOST_STRANGERS,))


@reads
def list_tags(connection: Connection, _: None) -> list[TagRecord]:
    """Return every tag ever defined or seen."""
    return [
        _tag(row) for row in connection.execute("SELECT * FROM tag_v1 ORDER BY token")
    ]


def _definition(tag: TagRecord) -> tuple[str | int | None, ...]:
    return (
        tag.token.value,
        tag.token.type,
        tag.name,
        tag.note,
        to_microseconds(tag.expires_at),
        tag.parent,
        tag.blocked,
    )


def _tag(row: Row) -> TagRecord:
    status = row["seen_status"]
    return TagRecord(
        token=IdToken(row["token"], row["type"]),
        name=row["name"],
        note=row["note"],
        expires_at=to_datetime(row["expires_at"]),
        parent=row["parent"],
        blocked=bool(row["blocked"]),
        defined=bool(row["defined"]),
        seen_at=to_datetime(row["seen_at"]),
        seen_by=row["seen_by"],
        seen_status=AuthorizationStatus(status) if status else None,
    )


_DEFINE = """
INSERT INTO tag_v1 (token, type, name, note, expires_at, parent, blocked, defined)
VALUES (?, ?, ?, ?, ?, ?, ?, TRUE)
    ON CONFLICT (token) DO UPDATE
   SET token = excluded.token, type = excluded.type, name = excluded.name,
       note = excluded.note, expires_at = excluded.expires_at,
       parent = excluded.parent, blocked = excluded.blocked, defined = TRUE
"""

_SEE = """
INSERT INTO tag_v1 (token, type, seen_at, seen_by, seen_status)
VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (token) DO UPDATE
   SET seen_at = excluded.seen_at, seen_by = excluded.seen_by,
       seen_status = excluded.seen_status
 WHERE seen_at IS NULL OR seen_at <= excluded.seen_at
"""

_FORGET_STRANGERS = """
DELETE FROM tag_v1
 WHERE token IN (
           SELECT token FROM tag_v1
            WHERE name IS NULL AND NOT defined
            ORDER BY seen_at DESC LIMIT -1 OFFSET ?
       )
"""
