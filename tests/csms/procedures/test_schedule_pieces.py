"""Schedules in pieces: together they say what the whole says."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.local_ocpp.csms.domain.model.profile import (
    ChargingProfile,
    Kind,
    Period,
    Purpose,
    RateUnit,
    Recurrency,
    Schedule,
)
from custom_components.local_ocpp.csms.domain.stacking import period_at
from custom_components.local_ocpp.csms.procedures.schedule_pieces import piece
from tests.csms.backoffice import NOON

HOUR = 3600


def hourly(count: int, kind: Kind = Kind.ABSOLUTE) -> ChargingProfile:
    """Return a profile with another limit every hour, from noon on."""
    schedule = Schedule(
        rate_unit=RateUnit.A,
        periods=tuple(Period(each * HOUR, 6 + each) for each in range(count)),
        start_at=None if kind is Kind.RELATIVE else NOON,
    )
    return ChargingProfile(
        id=1,
        purpose=Purpose.TX_DEFAULT,
        kind=kind,
        stack_level=0,
        schedule=schedule,
        recurrency=Recurrency.DAILY if kind is Kind.RECURRING else None,
    )


@st.composite
def long_profiles(draw: st.DrawFn) -> ChargingProfile:
    """Draw a profile of each kind with up to two dozen periods."""
    starts = sorted(draw(st.sets(st.integers(1, 30 * HOUR), min_size=1, max_size=24)))
    profile = hourly(1, draw(st.sampled_from(Kind)))
    periods = (Period(start, 6 + each) for each, start in enumerate(starts, start=1))
    start_at = profile.schedule.start_at
    schedule = replace(
        profile.schedule,
        periods=(Period(0, 6), *periods),
        start_at=start_at and start_at + timedelta(hours=draw(st.integers(-60, 5))),
        duration_seconds=draw(st.none() | st.integers(1, 40 * HOUR)),
    )
    day = timedelta(days=1)
    valid_to = draw(st.sampled_from([None, NOON + day, NOON + day * 2]))
    return replace(profile, schedule=schedule, valid_to=valid_to)


def limit(profile: ChargingProfile, at: datetime) -> float | None:
    period = period_at(profile, at, NOON)
    return period.limit if period else None


@settings(max_examples=200, deadline=None)
@given(long_profiles(), st.integers(1, 5), st.lists(st.integers(0, 70 * HOUR)))
def test_pieces_are_the_whole(
    profile: ChargingProfile, most: int, looks: list[int]
) -> None:
    """Whenever one looks, the piece that is there says what the whole says."""
    moments = sorted(NOON + timedelta(seconds=each) for each in looks)
    held = piece(profile, most, NOON, NOON)
    for moment in moments:
        while held.continue_at and held.continue_at <= moment:
            held = piece(profile, most, held.continue_at, NOON)
            assert len(held.profile.schedule.periods) <= most
        assert limit(held.profile, moment) == limit(profile, moment)


@given(long_profiles(), st.integers(1, 5))
def test_each_piece_lasts(profile: ChargingProfile, most: int) -> None:
    """The next piece is never due at once."""
    at = NOON
    for _ in range(30):
        held = piece(profile, most, at, NOON)
        assert held.profile.schedule.periods[0].start_seconds == 0
        if held.continue_at is None:
            return
        assert held.continue_at > at
        at = held.continue_at


def test_what_fits_is_sent_as_it_is() -> None:
    """A short schedule is no business of ours."""
    assert piece(hourly(4), 4, NOON, None) == (hourly(4), None)
    assert piece(hourly(40), None, NOON, None) == (hourly(40), None)


def test_there_before_it_is_due() -> None:
    """The next piece goes out when the last period of the one before begins."""
    first = piece(hourly(10), 4, NOON, None)
    assert first.continue_at == NOON + timedelta(hours=3)
    second = piece(hourly(10), 4, first.continue_at, None)
    assert [each.start_seconds for each in second.profile.schedule.periods] == [
        0,
        4 * HOUR,
        5 * HOUR,
        6 * HOUR,
    ]
    assert second.profile.schedule.periods[0].limit == 9


@pytest.mark.parametrize("lasts", [None, 86_400])
def test_from_one_day_to_the_next(lasts: int | None) -> None:
    """A day and the beginning of the next can be in one piece."""
    daily = hourly(24, Kind.RECURRING)
    daily = replace(daily, schedule=replace(daily.schedule, duration_seconds=lasts))
    held = piece(daily, 4, NOON + timedelta(hours=22), None)
    assert held.profile.kind is Kind.ABSOLUTE
    assert [each.limit for each in held.profile.schedule.periods] == [28, 29, 6, 7]
