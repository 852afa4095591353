"""How OCPP writes times, and how stations write times and numbers."""

from datetime import UTC, datetime
from math import isfinite
import re

# Before this a clock was never set and not even at its epoch.
_FIRST_YEAR = 1970

_ALMOST_ISO = re.compile(
    r"\s*(?P<date>\d{4}-\d\d-\d\d)[Tt ]\s*(?P<time>\d\d:\d\d(?::\d\d)?)"
    r"(?:[.,](?P<fraction>\d*))?\s*(?P<zone>[Zz]|[+-]\d\d(?::?\d\d)?)?\s*"
)


def utc(moment: datetime) -> str:
    """Write a moment as ISO 8601 in UTC with whole milliseconds (1.6: 3.15)."""
    return (
        moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    )


def timestamp(text: str) -> datetime:
    """Read a moment, in UTC, with any fraction and any offset; no zone means UTC.

    Small letters, a space for the T, a leap second and an empty fraction are understood.
    Raises ValueError if it is no moment, or one before 1970.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = _almost_iso(text)
    if moment.year < _FIRST_YEAR:
        raise ValueError("a moment before 1970")
    if (zone := moment.tzinfo) is UTC:
        return moment
    if zone is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("a moment after the year 9999") from error


def moment(text: object) -> datetime:
    """Read a moment, or return this one if it cannot be read: what ended is over all the same."""
    try:
        return timestamp(text)  # type: ignore[arg-type]
    except TypeError, ValueError:
        return datetime.now(UTC)


def is_date_time(value: object) -> bool:
    """Return whether a value is a moment, spelled as it should be: with T, and a zone."""
    try:
        moment = datetime.fromisoformat(value)  # type: ignore[arg-type]
    except TypeError, ValueError:
        return False
    return (
        moment.tzinfo is not None
        and moment.year >= _FIRST_YEAR
        and str(value)[10:11] == "T"
    )


def number(value: str | float) -> float | None:
    """Read a value as stations write it, with a decimal point or comma.

    None is what is no number: NaN, infinity, nothing, words, signed data.
    """
    try:
        read = float(value)
    except ValueError, OverflowError:
        read = _with_decimal_comma(value)
    return read if isfinite(read) else None


def _almost_iso(text: str) -> datetime:
    if not (found := _ALMOST_ISO.fullmatch(text)):
        raise ValueError("not a moment")
    time = found["time"].replace(":60", ":59")
    zone = (found["zone"] or "").upper()
    return datetime.fromisoformat(
        f"{found['date']}T{time}.{found['fraction'] or 0}{zone}"
        if time.count(":") == 2
        else f"{found['date']}T{time}{zone}"
    )


def _with_decimal_comma(value: str | float) -> float:
    try:
        return float(str(value).replace(",", ".", 1))
    except ValueError, OverflowError:
        return float("nan")
