"""Where a station means something else than we do, and where that only seems so."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.local_ocpp.csms.domain.deviation import deviations
from custom_components.local_ocpp.csms.domain.model.profile import (
    Period,
    RateUnit,
    Schedule,
)
from custom_components.local_ocpp.csms.domain.stacking import Allowance, Stretch

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOUR = 3600

type Steps = list[tuple[int, float]]
type Found = list[tuple[int, int, float, float | None]]


def compared(
    ours: list[tuple[int, float | None]],
    theirs: Steps,
    *,
    begun_seconds: int = 0,
    lasts: int | None = HOUR,
    converted: bool = False,
    shared: bool = False,
) -> Found:
    """Compare an hour."""
    expected = (
        Stretch(start, None if limit is None else Allowance(limit))
        for start, limit in ours
    )
    stated = Schedule(
        rate_unit=RateUnit.A,
        periods=tuple(Period(*step) for step in theirs),
        start_at=NOON + timedelta(seconds=begun_seconds),
        duration_seconds=lasts,
    )
    found = deviations(
        tuple(expected),
        stated,
        start=NOON,
        duration_seconds=HOUR,
        converted=converted,
        shared=shared,
    )
    return [(*each,) for each in found]


@pytest.mark.parametrize(
    ("theirs", "found"),
    [
        ([(0, 6), (1800, 10)], []),
        ([(0, 6.1), (1790, 10)], []),
        ([(0, 6)], [(1800, HOUR, 10, 6)]),
        ([(0, -1), (1800, 10)], [(0, 1800, 6, None)]),
        ([], [(0, 1800, 6, None), (1800, HOUR, 10, None)]),
        ([(0, 6), (900, 10)], [(900, 1800, 6, 10)]),
    ],
)
def test_an_hour(theirs: Steps, found: Found) -> None:
    """What differs is found with its times; roundings and clocks are no difference."""
    assert compared([(0, 6), (1800, 10)], theirs) == found


def test_free_where_nothing_is_said() -> None:
    """Where our profiles say nothing a station goes by its own limits."""
    assert compared([(0, None), (1800, 10)], [(0, 16), (1800, 10)]) == []


def test_a_short_answer() -> None:
    """A station that looks less far ahead is compared as far as it looks."""
    assert compared([(0, 6), (1800, 10)], [(0, 6)], lasts=1800) == []


def test_a_schedule_that_began_before() -> None:
    """Some stations state their schedule from its own beginning."""
    theirs: Steps = [(0, 32), (HOUR, 6)]
    assert compared([(0, 6)], theirs, begun_seconds=-HOUR, lasts=3 * HOUR) == []


def test_a_schedule_for_later() -> None:
    """What begins only after all that we look at says nothing of it."""
    assert compared([(0, 6)], [(0, 32)], begun_seconds=2 * HOUR) == []


def test_other_volts() -> None:
    """A station reckons with its own volts between ampere and watt."""
    assert compared([(0, 10)], [(0, 10.5)], converted=True) == []
    assert compared([(0, 10)], [(0, 12)], converted=True) == [(0, HOUR, 10, 12)]


def test_several_plugs() -> None:
    """A station that shares out its maximum may allow one plug less, but never more."""
    assert compared([(0, 20)], [(0, 10)], shared=True) == []
    assert compared([(0, 20)], [(0, 24)], shared=True) == [(0, HOUR, 20, 24)]
