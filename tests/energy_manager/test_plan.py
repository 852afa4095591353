"""The car is ready on time, and not for more money than needed."""

from hypothesis import given, strategies as st
import pytest

from custom_components.local_ocpp.energy_manager.plan import (
    Goal,
    Slot,
    energy_for_soc,
    planned,
)

HOUR = 3600.0
PRICES = st.lists(st.floats(-0.1, 1), min_size=1, max_size=24)


def hours(*prices: float, sun: dict[int, float] | None = None) -> list[Slot]:
    """One slot per hour from 0 on."""
    return [
        Slot(
            begins=number * HOUR,
            ends=(number + 1) * HOUR,
            price=price,
            feed_in_price=0.08,
            solar_kwh=(sun or {}).get(number, 0.0),
        )
        for number, price in enumerate(prices)
    ]


def goal(kwh: float, by_hour: float) -> Goal:
    """Energy by an hour, with a charger of 10 kW."""
    return Goal(kwh=kwh, by=by_hour * HOUR, power_kw=10.0, confidence=1.0)


def test_the_cheapest_hours_are_taken() -> None:
    """Two hours are needed: the two cheapest."""
    plan = planned(goal(20, 5), hours(0.3, 0.1, 0.4, 0.2, 0.5), 0)
    assert [each.slot.begins / HOUR for each in plan.slots] == [1, 3]
    assert not plan.hurry
    assert plan.next_start == HOUR


def test_the_present_hour_is_among_them() -> None:
    """If now is cheap, charging is due now."""
    assert planned(goal(10, 5), hours(0.3, 0.1, 0.4), 1.5 * HOUR).hurry


def test_sun_beats_a_cheap_night() -> None:
    """What the sun will give costs only what it would have earned."""
    plan = planned(goal(10, 6), hours(0.1, 0.1, 0.3, 0.3, sun={3: 10}), 0)
    assert sum(each.solar_kwh for each in plan.slots) == pytest.approx(10)
    assert plan.next_start is None


def test_from_the_latest_start_on_there_is_no_waiting() -> None:
    """Whatever it costs, and whether or not prices are known."""
    wanted = goal(20, 5)
    latest = planned(wanted, [], 0).latest_start
    assert latest == pytest.approx((5 - 2.2) * HOUR)
    assert planned(wanted, hours(1, 1, 1, 1, 0.1), latest).hurry
    assert not planned(wanted, hours(1, 1, 1, 0.5, 0.1), latest - 60).hurry


def test_too_late_is_said() -> None:
    """What cannot be reached is tried all the same."""
    plan = planned(goal(60, 5), hours(0.1), 0)
    assert plan.hurry
    assert not plan.feasible


@given(PRICES, st.floats(0, 300), st.floats(0, 24))
def test_a_plan_reaches_its_goal_if_that_is_possible(
    prices: list[float], kwh: float, now_hour: float
) -> None:
    """All that is wanted, or all that fits into the time left."""
    plan = planned(goal(kwh, 24), hours(*prices), now_hour * HOUR)
    sum_kwh = sum(each.grid_kwh + each.solar_kwh for each in plan.slots)
    possible = (24 - now_hour) * 10
    assert sum_kwh == pytest.approx(min(kwh, possible), abs=1e-4)
    assert plan.feasible == (kwh <= possible + 1e-6)


def test_a_reached_goal_asks_for_nothing() -> None:
    """A full car has no plan."""
    plan = planned(goal(0, 5), hours(0.1), 4.9 * HOUR)
    assert not plan.hurry
    assert plan.slots == ()


def test_energy_for_a_state_of_charge() -> None:
    """Some is lost on the way into the battery."""
    assert energy_for_soc(20, 80, 60, 0.9) == pytest.approx(40)
    assert energy_for_soc(90, 80, 60) == 0
