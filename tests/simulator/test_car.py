"""A car draws what it wants of what it is offered."""

import pytest

from .car import Car

VOLTS = 3 * 230.0


def test_ramp() -> None:
    """The current rises by the ramp, not at once."""
    car = Car(ramp_a_per_s=2.0)
    car.advance(3.0, 16.0, VOLTS)
    assert car.current_a == 6.0
    car.advance(10.0, 16.0, VOLTS)
    assert car.current_a == 16.0


def test_energy_goes_into_the_battery() -> None:
    """An hour at 11 kW is 11 kWh on the meter, and a little less in the battery."""
    car = Car(battery_wh=50_000, soc_percent=20, efficiency=0.9)
    drawn_wh = car.advance(3600.0, 16.0, VOLTS)
    assert drawn_wh == pytest.approx(11_040, rel=0.01)
    assert car.soc_percent == pytest.approx(20 + 100 * drawn_wh * 0.9 / 50_000)


def test_nothing_below_six_amperes() -> None:
    """Below its minimum a car draws nothing."""
    assert Car().wishes_a(5.9) == 0
    assert Car().wishes_a(6.0) == 6


def test_target() -> None:
    """At its target a car stops by itself."""
    car = Car(soc_percent=79.9, target_soc_percent=80)
    car.advance(600.0, 16.0, VOLTS)
    assert car.soc_percent == pytest.approx(80, abs=0.1)
    assert car.current_a == 0


def test_taper() -> None:
    """Above 80 % the current falls with what is left to charge."""
    assert Car(soc_percent=80).wishes_a(16) == 16
    assert Car(soc_percent=90).wishes_a(16) == 8
    assert Car(soc_percent=99).wishes_a(16) == 6


def test_late_riser() -> None:
    """A sleepy car needs the offer to stand for a while."""
    car = Car(wakes_after_s=30)
    car.advance(29.0, 16.0, VOLTS)
    assert car.current_a == 0
    car.advance(20.0, 16.0, VOLTS)
    assert car.current_a == 16


def test_refusal_to_resume() -> None:
    """Some cars never go on after a pause, until they are plugged in again."""
    car = Car(resumes=False)
    car.advance(60.0, 16.0, VOLTS)
    car.advance(60.0, 0.0, VOLTS)
    car.advance(60.0, 16.0, VOLTS)
    assert car.current_a == 0
    car.unplugged()
    car.advance(60.0, 16.0, VOLTS)
    assert car.current_a == 16


def test_direct_current_knows_no_minimum() -> None:
    """On a DC cable a car takes any current, up to much more."""
    assert Car().wishes_a(3.0, direct=True) == 3
    assert Car().wishes_a(400.0, direct=True) == 250
