"""What a car draws is known by measuring it, or by what it was told."""

from custom_components.local_ocpp.energy_manager.draws import drawn, learned
from custom_components.local_ocpp.energy_manager.memory import ChargerMemory
from custom_components.local_ocpp.energy_manager.model import Charger, Draw
from custom_components.local_ocpp.energy_manager.policy import Tuning

from .house import LEFT, MAIN

TUNING = Tuning()
TOLD = ChargerMemory(
    id=LEFT, amps=16, phases=3, since=100, before_a=6, before_phases=3, settling=8
)


def charger(*amps: float, at: float = 0.0) -> Charger:
    """A charger that measured these currents on its phases."""
    draw = Draw(at=at, amps=amps) if amps else None
    return Charger(id=LEFT, circuit=MAIN, wiring=(1, 2, 0), draw=draw)


def test_while_a_car_follows_anything_in_between_may_flow() -> None:
    """Between the limit before and the limit now."""
    least, most = drawn(charger(), TOLD, 103, TUNING)
    assert (least, most) == ((6, 6, 6), (16, 16, 16))


def test_a_car_that_has_settled_draws_what_it_was_told() -> None:
    """Or as much of it as this car usually takes."""
    least, most = drawn(charger(), TOLD, 120, TUNING)
    assert least == most == (16, 16, 16)


def test_a_measurement_at_the_same_moment_is_the_truth() -> None:
    """On the phases that the charger is wired to, settled or not."""
    least, most = drawn(charger(9, 8, 7, at=103), TOLD, 103, TUNING)
    assert least == most == (7, 9, 8)


def test_a_one_phase_car_is_recognized() -> None:
    """It was offered three phases and uses one: the others are free for others."""
    measured = charger(15, 0, 0, at=200)
    memory = learned(measured, TOLD, TUNING)
    assert drawn(measured, memory, 300, TUNING).most == (0, 15, 0)
    assert memory.ratio < 1


def test_a_charger_out_of_reach_is_not_guessed_at() -> None:
    """What it draws counts as the house's."""
    away = Charger(id=LEFT, circuit=MAIN, online=False)
    assert drawn(away, TOLD, 300, TUNING).most == (0, 0, 0)


def test_phases_that_are_switched_off_carry_nothing() -> None:
    """Some chargers report one current for all phases, used or not."""
    one = ChargerMemory(id=LEFT, amps=9, phases=1, since=100, settling=8)
    assert drawn(charger(9, 9, 9, at=200), one, 200, TUNING).most == (0, 9, 0)
