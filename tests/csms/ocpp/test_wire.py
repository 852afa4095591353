"""How stations write times and numbers."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given, strategies as st
import pytest

from custom_components.local_ocpp.csms.ocpp.wire import (
    is_date_time,
    number,
    timestamp,
    utc,
)

TEN = datetime(2026, 11, 21, 10, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21T10:00:00Z",
        "2026-11-21T10:00:00.0Z",
        "2026-11-21T10:00:00.000000000Z",
        "2026-11-21T11:00:00+01:00",
        "2026-11-21T11:00:00+0100",
        "2026-11-21T07:30:00-02:30",
        "2026-11-21T10:00:00",
        "2026-11-21 10:00:00",
        "2026-11-21 10:00:00.Z",
        "2026-11-21t10:00:00z",
        " 2026-11-21T10:00:00 Z ",
        "2026-11-21T10:00Z",
        "2026-11-21T10:00z",
        "2026-11-21t10:00:00,000+00",
    ],
)
def test_one_moment_has_many_spellings(text: str) -> None:
    """All of these are ten o'clock; without a zone it is UTC."""
    assert timestamp(text) == TEN
    assert timestamp(text).tzinfo is UTC


def test_fractions_of_any_length() -> None:
    """Digits beyond microseconds are cut, and a leap second does not hurt."""
    assert timestamp("2026-11-21T10:00:00.1234567Z").microsecond == 123456
    assert timestamp("2026-11-21T10:00:00.5Z").microsecond == 500000
    assert timestamp("2016-12-31T23:59:60Z").second == 59


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "null",
        "0001-01-01T00:00:00Z",
        "1969-12-31T23:59:59Z",
        "9999-12-31T23:59:59-01:00",
        "2026-02-30T10:00:00Z",
        "2026-11-21T25:00:00Z",
        "1763719200",
    ],
)
def test_what_is_no_moment(text: str) -> None:
    """Garbage and clocks that were never set are ValueErrors."""
    with pytest.raises(ValueError, match=r"moment|month|day|hour|range"):
        timestamp(text)


@given(st.text())
def test_any_text_is_a_moment_or_a_value_error(text: str) -> None:
    """No text makes it raise anything but ValueError."""
    try:
        assert timestamp(text).tzinfo is UTC
    except ValueError:
        assert not is_date_time(text)


ZONES = st.integers(-14 * 60, 14 * 60).map(
    lambda minutes: timezone(timedelta(minutes=minutes))
)


@given(st.datetimes(datetime(1971, 1, 1), datetime(9998, 1, 1), timezones=ZONES))  # noqa: DTZ001
def test_what_is_well_spelled_can_be_read(moment: datetime) -> None:
    """A proper date-time is read as what was meant, and written in UTC."""
    text = moment.isoformat()
    assert is_date_time(text)
    assert timestamp(text) == moment
    assert timestamp(utc(moment)) == moment.replace(
        microsecond=moment.microsecond // 1000 * 1000
    )


@pytest.mark.parametrize(
    "value",
    ["2026-11-21T10:00:00", "2026-11-21 10:00:00Z", "2026-11-21", "", None, 5, "Z"],
)
def test_what_is_badly_spelled(value: object) -> None:
    """A moment without zone or T is not spelled as it should be."""
    assert not is_date_time(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("16.1", 16.1),
        ("1,5", 1.5),
        ("-3", -3.0),
        ("1.5e3", 1500.0),
        (" 7 ", 7.0),
        (5, 5.0),
        (0.25, 0.25),
        ("NaN", None),
        ("inf", None),
        ("1e999", None),
        ("", None),
        ("---", None),
        ("1.234,5", None),
        ("1,234,567", None),
        (float("nan"), None),
        (10**400, None),
    ],
)
def test_numbers_as_stations_write_them(text: str | float, value: float | None) -> None:
    """A number has a point or a comma; everything else is none."""
    assert number(text) == value


@given(st.text())
def test_any_text_is_a_number_or_none(text: str) -> None:
    """No text makes it raise."""
    assert number(text) is None or isinstance(number(text), float)
