"""How the ledger writes a time: exact, sortable, and in no zone but UTC."""

from datetime import UTC, datetime, timedelta
from typing import overload

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@overload
def to_microseconds(at: datetime) -> int: ...
@overload
def to_microseconds(at: datetime | None) -> int | None: ...
def to_microseconds(at: datetime | None) -> int | None:
    """Return microseconds since 1970."""
    return None if at is None else (at - _EPOCH) // _MICROSECOND


@overload
def to_datetime(microseconds: int) -> datetime: ...
@overload
def to_datetime(microseconds: int | None) -> datetime | None: ...
def to_datetime(microseconds: int | None) -> datetime | None:
    """Return a time in UTC."""
    if microseconds is None:
        return None
    return _EPOCH + timedelta(microseconds=microseconds)
