"""What is left for cars, beside a house and its battery."""

from hypothesis import given, strategies as st
import pytest

from custom_components.local_ocpp.energy_manager.memory import SunMemory
from custom_components.local_ocpp.energy_manager.model import BatteryReading
from custom_components.local_ocpp.energy_manager.policy import BatteryPolicy, Tuning
from custom_components.local_ocpp.energy_manager.surplus import (
    expected,
    observed,
    surplus,
)

POLICY = BatteryPolicy(reserve_soc=50, help_soc=90, help_watts=2000)


@pytest.mark.parametrize(
    ("grid", "cars", "battery_watts", "soc", "left"),
    [
        (-3000, 0, 0, 60, 3000),
        (0, 2000, 0, 60, 2000),
        (0, 0, -2500, 60, 2500),
        (0, 2000, 1500, 60, 500),
        (0, 0, -2500, 40, 0),
        (0, 2000, 1500, 40, 500),
        (0, 2000, 1500, 95, 2500),
    ],
    ids=[
        "what is exported",
        "what cars already take",
        "what the battery would take, cars first",
        "not what the battery gives",
        "the battery comes first below its reserve",
        "it does not feed cars there either",
        "it helps when full enough",
    ],
)
def test_surplus(
    grid: float, cars: float, battery_watts: float, soc: float, left: float
) -> None:
    """The battery keeps the grid meter at zero; the surplus is found all the same."""
    battery = BatteryReading(watts=battery_watts, soc=soc)
    assert surplus(grid, cars, battery, POLICY) == pytest.approx(left)


def test_steady_sun_is_expected_to_stay() -> None:
    """Nothing moves, nothing is made up."""
    memory = SunMemory()
    for second in range(0, 300, 10):
        memory = observed(memory, second, 4000)
    assert expected(memory, 10, 1, Tuning()) == 4000


def test_a_cloud_is_expected_to_go_on() -> None:
    """Who saw clouds move before looks ahead of the next one."""
    memory = SunMemory()
    for step in range(60):
        memory = observed(memory, step * 10, 4000 - 200 * abs(step % 20 - 10))
    falling = observed(memory, 600, memory.watts - 200)
    falling = observed(falling, 610, falling.watts - 200)
    assert expected(falling, 10, 1, Tuning()) < falling.watts


@given(st.lists(st.floats(-5000, 10000), min_size=3), st.floats(1.1, 99))
def test_who_wants_green_energy_aims_lower(watts: list[float], weight: float) -> None:
    """The dearer the grid, the more cautious the guess."""
    memory = SunMemory()
    for step, each in enumerate(watts):
        memory = observed(memory, step * 10, each)
    assert expected(memory, 10, weight, Tuning()) <= expected(memory, 10, 1, Tuning())
