"""Profiles stack as OCPP says."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from .profiles import Circuit, Period, Profile, ProfileStack, Purpose

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
CIRCUIT = Circuit(volts=230, phases=3)


def profile(profile_id: int, limit: float, **more: Any) -> Profile:
    return Profile(
        **{
            "id": profile_id,
            "connector": 1,
            "purpose": Purpose.TX,
            "kind": "Absolute",
            "stack_level": 0,
            "unit": "A",
            "periods": (Period(start_s=0, limit=limit),),
            "installed_at": NOON,
            "start": NOON,
            "wire": {},
            **more,
        }
    )


def limit_a(*profiles: Profile, at: datetime = NOON) -> float | None:
    stack = ProfileStack()
    for one in profiles:
        stack.install(one)
    return stack.session_limit_a(1, at, NOON, CIRCUIT)


def test_the_highest_level_wins() -> None:
    """Of two profiles that are valid the one with the higher level counts."""
    assert limit_a(profile(1, 10), profile(2, 20, stack_level=3)) == 20


def test_a_level_that_is_over_gives_way() -> None:
    """When the higher level has ended the lower one counts again."""
    short = profile(2, 20, stack_level=3, duration_s=60)
    later = NOON + timedelta(seconds=60)
    assert limit_a(profile(1, 10), short, at=later) == 10


def test_the_same_place_is_replaced() -> None:
    """A profile replaces the one of the same level and purpose, whatever its id."""
    assert limit_a(profile(1, 10), profile(2, 20), profile(3, 8)) == 8


def test_a_session_profile_goes_before_the_default() -> None:
    """TxProfile replaces TxDefaultProfile, also if it allows more."""
    default = profile(1, 10, purpose=Purpose.TX_DEFAULT, stack_level=8)
    assert limit_a(default) == 10
    assert limit_a(default, profile(2, 16)) == 16


def test_a_default_for_all() -> None:
    """A default profile of connector 0 counts for every connector."""
    assert limit_a(profile(1, 9, purpose=Purpose.TX_DEFAULT, connector=0)) == 9


def test_validity() -> None:
    """Before validFrom and from validTo on a profile does not count."""
    bounded = profile(
        1,
        10,
        valid_from=NOON + timedelta(hours=1),
        valid_to=NOON + timedelta(hours=2),
    )
    seen = [limit_a(bounded, at=NOON + timedelta(hours=hours)) for hours in (0, 1, 2)]
    assert seen == [None, 10, None]


def test_relative_to_the_session() -> None:
    """A relative profile counts from the start of the session."""
    periods = (Period(start_s=0, limit=16), Period(start_s=600, limit=6))
    relative = profile(1, 0, kind="Relative", start=None, periods=periods)
    assert limit_a(relative, at=NOON + timedelta(seconds=599)) == 16
    assert limit_a(relative, at=NOON + timedelta(seconds=600)) == 6


@pytest.mark.parametrize(("hours", "limit"), [(23, None), (24, 7), (25, 7), (26, None)])
def test_every_day(hours: int, limit: float | None) -> None:
    """A daily profile comes back every day, for its duration."""
    daily = profile(1, 7, kind="Recurring", recurrency="Daily", duration_s=7200)
    assert limit_a(daily, at=NOON + timedelta(hours=hours)) == limit


def test_watts() -> None:
    """Watts are for all phases together, amperes for each."""
    assert limit_a(profile(1, 6900, unit="W")) == 10
    one_phase = (Period(start_s=0, limit=2300, phases=1),)
    assert limit_a(profile(1, 0, unit="W", periods=one_phase)) == 10


def test_composite() -> None:
    """A composite schedule has a step where any profile changes the limit."""
    stack = ProfileStack()
    periods = (Period(start_s=0, limit=16), Period(start_s=600, limit=6))
    stack.install(profile(1, 0, periods=periods, duration_s=900))
    stack.install(profile(2, 10, purpose=Purpose.TX_DEFAULT))

    def limit(at: datetime) -> float:
        return stack.session_limit_a(1, at, NOON, CIRCUIT) or 0.0

    steps = stack.composite(NOON, 3600, NOON, limit)
    assert [(step.start_s, step.amperes) for step in steps] == [
        (0, 16),
        (600, 6),
        (900, 10),
    ]
