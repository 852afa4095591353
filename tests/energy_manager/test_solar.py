"""Cars charge with the sun as their owners want."""

from dataclasses import replace

import pytest

from custom_components.local_ocpp.energy_manager.model import BatteryReading, ChargerId
from custom_components.local_ocpp.energy_manager.policy import (
    BatteryPolicy,
    ChargeMode,
    Policy,
)

from .house import FAST, LEFT, RIGHT, House, site

SOLAR = Policy(mode=ChargeMode.SOLAR)
MIN_SOLAR = Policy(mode=ChargeMode.MIN_SOLAR)


def house_with(policy: Policy, **charger: object) -> House:
    """A house with one charger, large fuses and no sun yet."""
    house = House(site(63.0), {LEFT: policy})
    house.change(LEFT, **charger)
    house.surplus(-500, 3)
    return house


def test_it_charges_with_what_is_left() -> None:
    """7 kW on three phases are a good 10 A."""
    house = house_with(SOLAR)
    assert (house.amps(), house.why()) == (0, "sun")
    house.surplus(7000, 12)
    assert house.amps() == pytest.approx(7000 / 690, abs=0.4)
    assert house.given[LEFT].starts == 1


def test_without_sun_it_stops_by_itself() -> None:
    """Not at once, and not for ever."""
    house = house_with(SOLAR)
    house.surplus(7000, 12)
    house.surplus(0, 1)
    assert (house.amps(), house.why()) == (6, "minimum")
    house.surplus(0, 30)
    assert (house.amps(), house.why()) == (0, "sun")


def test_min_solar_never_stops() -> None:
    """The minimum comes from anywhere, the rest from the sun."""
    house = house_with(MIN_SOLAR)
    house.surplus(-500, 30)
    assert (house.amps(), house.why()) == (6, "minimum")
    house.surplus(7000, 12)
    assert house.amps() > 9


def test_weak_sun_means_one_phase_strong_sun_three() -> None:
    """A switchable charger uses what suits the sun."""
    house = house_with(SOLAR, can_switch=True)
    house.surplus(2000, 30)
    assert (house.given[LEFT].phases, house.amps() > 6) == (1, True)
    house.surplus(9000, 30)
    assert (house.given[LEFT].phases, house.amps() > 12) == (3, True)


def test_a_one_phase_car_is_never_offered_three() -> None:
    """Switching would bring nothing."""
    house = house_with(SOLAR, can_switch=True, car_phases=1, max_a=32)
    house.surplus(6000, 40)
    assert house.given[LEFT].phases == 1
    assert house.amps() == pytest.approx(26, abs=1)


@pytest.mark.parametrize(("share", "charges"), [(0.5, True), (1.0, False)])
def test_green_share_says_how_much_may_be_bought(share: float, charges: bool) -> None:
    """3 kW of sun for the 4.1 kW that the car needs at least."""
    house = house_with(replace(SOLAR, green_share=share))
    house.surplus(3000, 100)
    assert (house.amps() > 0) == charges


def test_a_boost_beats_the_mode_and_the_owners_limit_beats_the_boost() -> None:
    """Whatever is wanted, the limit caps."""
    house = house_with(replace(SOLAR, boost=True, current_limit_a=10))
    assert (house.amps(), house.why()) == (10, "user")


def test_a_plan_charges_without_sun() -> None:
    """The plan's current, and its name."""
    house = house_with(replace(SOLAR, planned_a=12))
    assert (house.amps(), house.why()) == (12, "plan")


@pytest.mark.parametrize(
    ("policy", "amps"),
    [(SOLAR, 0), (replace(SOLAR, keep_min_when_blind=True), 6), (MIN_SOLAR, 6)],
)
def test_a_lost_meter_ends_solar_charging(policy: Policy, amps: float) -> None:
    """After a while the sun may be gone; the minimum stays if the owner wants it."""
    house = house_with(policy)
    house.surplus(7000, 12)
    house.silence(300)
    assert (house.amps(), house.why()) == (amps, "meter_lost")
    house.surplus(7000, 12)
    assert house.amps() > 9


def test_a_full_car_keeps_its_minimum() -> None:
    """It may still warm itself."""
    house = house_with(SOLAR)
    house.surplus(7000, 12)
    house.change(LEFT, willing=False)
    house.surplus(7000, 12)
    assert house.why() == "car_full"


def test_unplugging_ends_what_was_learned() -> None:
    """The next car is another car."""
    house = house_with(SOLAR)
    house.surplus(7000, 12)
    house.change(LEFT, connected=False)
    house.surplus(7000)
    assert (house.amps(), house.why()) == (0, "not_connected")
    assert house.memory.charger(LEFT).starts == 0


def test_each_interruption_beyond_the_budget_is_dearer() -> None:
    """A day of clouds does not wear out a car."""
    assert _starts(interruptions=2) < _starts(interruptions=50)


def test_the_battery_is_held_while_charging_fast() -> None:
    """It should not empty itself into the car, unless it is to help."""
    house = House(site(63.0), {LEFT: FAST}, battery=BatteryPolicy(help_soc=90))
    house.battery = BatteryReading(watts=0, soc=60)
    assert house.load(0, 0, 0).hold_battery
    house.battery = BatteryReading(watts=0, soc=95)
    assert not house.load(0, 0, 0).hold_battery


def test_the_first_in_priority_charges_first() -> None:
    """Sun for one car goes to the more important one."""
    house = House(site(63.0), {LEFT: SOLAR, RIGHT: replace(SOLAR, priority=1)})
    house.surplus(5000, 40)
    assert house.amps(LEFT) == 0
    assert house.amps(RIGHT) > 6


def test_two_cars_share_the_sun() -> None:
    """Enough for both minimums, and then alike."""
    house = House(site(63.0), {LEFT: SOLAR, RIGHT: SOLAR})
    house.surplus(12000, 40)
    assert house.amps(LEFT) == pytest.approx(house.amps(RIGHT), abs=1)
    assert house.amps(LEFT) > 7


def test_a_waiting_car_gets_its_turn() -> None:
    """Among equals, whoever waited for half an hour comes first."""
    house = House(site(63.0), {LEFT: SOLAR, RIGHT: SOLAR})
    charged: set[ChargerId] = set()
    for _ in range(300):
        house.surplus(5000)
        charged |= {id for id in (LEFT, RIGHT) if house.amps(id)}
    assert charged == {LEFT, RIGHT}


def test_steady_sun_needs_few_messages() -> None:
    """What is not worth telling is not told."""
    house = house_with(SOLAR)
    house.surplus(7000, 20)
    changes = 0
    for step in range(360):
        cycle = house.surplus(7000 + 60 * (step % 5 - 2))
        changes += cycle.allocations[0].changed
    assert changes <= 300 / 8


def _starts(interruptions: int) -> int:
    house = house_with(replace(SOLAR, interruptions=interruptions))
    for _ in range(25):
        house.surplus(7000, 12)
        house.surplus(0, 16)
    return house.memory.charger(LEFT).starts
