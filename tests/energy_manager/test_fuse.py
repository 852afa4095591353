"""A fuse is never asked for more than it bears, and no less than it could give."""

from dataclasses import replace

from custom_components.local_ocpp.energy_manager.model import (
    Charger,
    Draw,
    MeterReading,
    Readings,
)

from .house import FAST, GARAGE, LEFT, MAIN, RIGHT, House, site


def fast_house() -> House:
    """One car that charges fast, at a fuse of 25 A."""
    house = House(site(25.0), {LEFT: FAST})
    for _ in range(3):
        house.load(2, 2, 2)
    return house


def test_a_kettle_takes_its_current_from_the_car_at_once() -> None:
    """The very next reading lowers, and says which phase it was."""
    house = fast_house()
    assert house.amps() == 16
    house.load(2, 14, 2)
    assert 9 <= house.amps() <= 10.8
    assert (house.why(), house.given[LEFT].reason.phase) == ("fuse", 1)


def test_room_must_last_before_it_is_given_back() -> None:
    """A hob that pulses does not make the car pulse."""
    house = fast_house()
    for _ in range(12):
        house.load(14, 2, 2)
        house.load(2, 2, 2)
        house.load(2, 2, 2)
        assert house.amps() < 11
    for _ in range(15):
        house.load(2, 2, 2)
    assert house.amps() == 16


def test_below_the_minimum_it_pauses_and_resumes_by_itself() -> None:
    """No current at all between 0 and 6 A; nobody has to press anything."""
    house = fast_house()
    house.load(2, 2, 22)
    assert (house.amps(), house.why()) == (0, "fuse")
    for _ in range(15):
        house.load(2, 2, 2)
    assert house.amps() == 16


def test_a_one_phase_car_is_not_stopped_by_another_phase() -> None:
    """Only the phases that the car is wired to count."""
    house = House(site(25.0), {LEFT: FAST})
    house.change(LEFT, wiring=(1, 2, 0), car_phases=1)
    house.load(24, 2, 24)
    assert house.amps() == 16


def test_a_silent_meter_leaves_what_the_fuse_bears_for_sure() -> None:
    """The fuse less the house's worst load."""
    house = fast_house()
    house.silence(200)
    assert house.amps() == 16
    house.site = replace(
        house.site, circuits=(replace(house.site.circuits[0], unseen_a=15.0),)
    )
    house.silence(10)
    assert 9 < house.amps() <= 10


def test_an_unmetered_garage_counts_its_chargers() -> None:
    """Two cars share a fuse that nobody measures."""
    chargers = {id: Charger(id=id, circuit=GARAGE) for id in (LEFT, RIGHT)}
    house = House(site(63.0, garage=20.0), {LEFT: FAST, RIGHT: FAST}, chargers)
    for _ in range(3):
        house.load(0, 0, 0)
    assert (house.amps(LEFT), house.amps(RIGHT)) == (10, 10)


def test_nobody_is_raised_before_the_other_has_given_way() -> None:
    """In the moment of change both currents flow, and both must fit."""
    house = House(site(25.0), {LEFT: FAST})
    house.load(2, 2, 2)
    house.chargers[RIGHT] = Charger(id=RIGHT, circuit=MAIN)
    house.policies[RIGHT] = FAST
    house.load(2, 2, 2)
    assert house.amps(LEFT) < 16
    assert house.amps(LEFT) + house.amps(RIGHT) <= 23
    assert house.amps(RIGHT) <= 23 - 16
    for _ in range(20):
        house.load(2, 2, 2)
    assert min(house.amps(LEFT), house.amps(RIGHT)) > 11


def test_a_reading_from_before_the_car_followed_is_no_reason_to_lower_again() -> None:
    """The meter still shows the old current a second after the change."""
    house = fast_house()
    house.load(12, 2, 2)
    lowered = house.amps()
    meters = {
        MAIN: replace(_reading(house), at=house.now + 1, amps=(12 + 16.0, 18.0, 18.0))
    }
    house.chargers[LEFT] = replace(
        house.chargers[LEFT], draw=Draw(at=house.now, amps=(16.0,) * 3)
    )
    house.cycle(Readings(now=house.now + 1, meters=meters))
    assert house.amps() == lowered


def test_power_alone_is_taken_as_flowing_on_the_worst_phase() -> None:
    """A meter without currents cannot tell; the fuse holds anyway."""
    house = House(site(25.0), {LEFT: FAST})
    house.load(2, 2, 2)
    reading = replace(
        _reading(house), at=house.now + 9, watts=12 * 230.0 + 3 * 16 * 230, amps=None
    )
    house.cycle(Readings(now=house.now + 10, meters={MAIN: reading}))
    assert house.amps() <= 25 - 12


def _reading(house: House) -> MeterReading:
    return MeterReading(at=house.now, watts=0)
