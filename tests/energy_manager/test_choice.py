"""Charging starts, stops and changes phases when hindsight would have liked it."""

from hypothesis import given, strategies as st
import pytest

from custom_components.local_ocpp.energy_manager.choice import (
    Terms,
    choose,
    move_price,
    worth,
)

TERMS = Terms(
    price_kwh=0.08, import_weight=1.0, least_watts=6 * 230, most_watts=16 * 230
)
TEN_SECONDS = 10 / 3600
NOTHING: tuple[float, ...] = ()
STARTED: tuple[float, ...] = (0.04, 0.0)
SURPLUSES = st.lists(st.floats(-5000, 12000), min_size=1, max_size=400)
OPTIONS = st.sampled_from([(0, 1), (0, 3), (0, 1, 3)])


@pytest.mark.parametrize(
    ("phases", "surplus", "expected"),
    [
        (0, 5000, 0),
        (1, 2000, 2000),
        (1, 9000, 3680),
        (1, 1000, 1000 - 380),
        (3, 1000, 1000 - 3140),
        (1, -500, -1380),
    ],
)
def test_charging_is_worth_its_sun_less_its_import(
    phases: int, surplus: float, expected: float
) -> None:
    """Beyond what the sun gives, the minimum is bought."""
    assert worth(phases, surplus, TERMS) == pytest.approx(expected)


def test_strong_sun_starts_sooner_than_weak_sun() -> None:
    """There is no fixed delay: what waiting costs is what counts."""
    assert _cycles_until_start(7000) < _cycles_until_start(2000)


def test_a_short_cloud_does_not_interrupt() -> None:
    """A minute without sun costs less than stopping and starting."""
    here, work = 1, STARTED
    for surplus in [3000.0] * 6 + [500.0] * 6 + [3000.0] * 6:
        here, work = choose((0, 1), here, work, [(TEN_SECONDS, surplus)], TERMS)
        assert here == 1


@given(OPTIONS, SURPLUSES)
def test_we_do_little_worse_than_who_knew_the_future(
    options: tuple[int, ...], surpluses: list[float]
) -> None:
    """The theory's promise: within a multiple of the best, whatever the weather."""
    here, work, lost = 0, NOTHING, 0.0
    for surplus in surpluses:
        steps = [(TEN_SECONDS, surplus)]
        there, work = choose(options, here, work, steps, TERMS)
        lost += move_price(here, there, TERMS) + _missed(there, options, surplus)
        here = there
    best = _best_possible(options, surpluses)
    slack = 2 * TERMS.price_kwh * len(options) + 0.1
    assert lost <= (2 * len(options) - 1) * best + slack


def _missed(option: int, options: tuple[int, ...], surplus: float) -> float:
    """What an option earns less than the best one (kWh), which is never negative."""
    most = max(worth(each, surplus, TERMS) for each in options)
    return (most - worth(option, surplus, TERMS)) * TEN_SECONDS / 1000


def _best_possible(options: tuple[int, ...], surpluses: list[float]) -> float:
    costs = {option: move_price(0, option, TERMS) for option in options}
    for surplus in surpluses:
        costs = {
            there: _missed(there, options, surplus)
            + min(costs[here] + move_price(here, there, TERMS) for here in options)
            for there in options
        }
    return min(costs.values())


def _cycles_until_start(surplus: float) -> int:
    here, work, cycles = 0, NOTHING, 0
    while here == 0:
        here, work = choose((0, 1), here, work, [(TEN_SECONDS, surplus)], TERMS)
        cycles += 1
    return cycles
