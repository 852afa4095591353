"""What goes on at a station that somebody looks at."""

from collections.abc import Callable, Coroutine, Mapping
from random import Random
from typing import Any

from .car import Car
from .faults import offline
from .station import Station

TAG = "04A1B2C3"
PATIENCE_S = 600.0
"""Real seconds; the slowest models take minutes to get started."""

type Scenario = Callable[[Station], Coroutine[Any, Any, None]]


async def idle(station: Station) -> None:
    """Nobody comes."""
    await _ready(station)


async def plugged_in(station: Station) -> None:
    """A car is plugged in and nobody has presented a tag."""
    await _ready(station)
    for number in station.connectors:
        station.plug_in(number)


async def charging_by_tag(station: Station) -> None:
    """A car is plugged in and a tag presented."""
    await _ready(station)
    await _charge(station, 1, Car(soc_percent=35.0))


async def suspended(station: Station) -> None:
    """A car charges, is full at once, and stays."""
    await _ready(station)
    await _charge(station, 1, Car(soc_percent=79.9, target_soc_percent=80.0))


async def sleepy(station: Station) -> None:
    """A car wakes up late, after its owner has gone."""
    await _ready(station)
    await _charge(station, 1, Car(wakes_after_s=120.0))


async def faulted(station: Station) -> None:
    """Something is broken."""
    await _ready(station)
    await station.fault(1, "GroundFailure")


async def flaky(station: Station) -> None:
    """A car charges while the network goes away every few minutes."""
    await charging_by_tag(station)
    while True:
        await station.cabinet.clock.sleep(300)
        async with offline(station):
            await station.cabinet.clock.sleep(120)


async def busy(station: Station) -> None:
    """Cars come, charge for a while and leave, all day long."""
    await _ready(station)
    dice = Random(station.identity)
    while True:
        await station.cabinet.clock.sleep(dice.uniform(10, 600))
        number = dice.choice(list(station.connectors))
        await _charge(station, number, Car(soc_percent=dice.uniform(10, 70)))
        await station.cabinet.clock.sleep(dice.uniform(600, 7200))
        if station.connectors[number].transaction is not None:
            await station.present_tag(TAG, number)
        station.unplug(number)


SCENARIOS: Mapping[str, Scenario] = {
    scenario.__name__: scenario
    for scenario in (
        idle,
        plugged_in,
        charging_by_tag,
        suspended,
        sleepy,
        faulted,
        flaky,
        busy,
    )
}


async def _ready(station: Station) -> None:
    await station.booted(PATIENCE_S)
    await station.delivered(PATIENCE_S)


async def _charge(station: Station, number: int, car: Car) -> None:
    station.plug_in(number, car)
    verdict = await station.present_tag(TAG, number)
    station.cabinet.journal.note(f"tag {TAG} {verdict}")
