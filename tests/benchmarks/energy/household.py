"""What a household draws on each phase, second by second."""

from random import Random

from .weather import DAY

type Phases = tuple[list[float], list[float], list[float]]


def household_watts(name: str, seed: int, heat_pump: bool = False) -> Phases:
    """A day of a family with the usual machines, on three phases (W)."""
    random = Random(f"house {name} {seed}")
    phases: Phases = (_standby(random, 110), _standby(random, 60), _standby(random, 75))
    _fridge(phases[1], random, 90)
    _fridge(phases[2], random, 70)
    _kettle(phases[0], random)
    _cooking(phases, random)
    _laundry(phases, random)
    _evening(phases, random)
    if heat_pump:
        _heat_pump(phases, random)
    return phases


def _standby(random: Random, watts: float) -> list[float]:
    drift, load = 0.0, []
    for _ in range(DAY):
        drift = 0.99 * drift + random.gauss(0, 1.5)
        load.append(max(20.0, watts + drift))
    return load


def _on(load: list[float], start: float, lasts: float, watts: float) -> None:
    for second in range(max(0, int(start)), min(DAY, int(start + lasts))):
        load[second] += watts


def _fridge(load: list[float], random: Random, watts: float) -> None:
    second = random.uniform(0, 3000)
    while second < DAY:
        lasts = random.uniform(700, 1300)
        _on(load, second, 2, watts * 5)
        _on(load, second, lasts, watts)
        second += lasts + random.uniform(1500, 3000)


def _kettle(load: list[float], random: Random) -> None:
    for hour in (6.8, 7.4, 10.3, 13.2, 16.4, 20.1):
        _on(load, random.gauss(hour, 0.3) * 3600, random.uniform(80, 220), 2000)


def _cooking(phases: Phases, random: Random) -> None:
    """A hob whose plates switch on and off, and at times the oven."""
    for hour, minutes in ((12.3, 25), (18.5, 35)):
        start = random.gauss(hour, 0.3) * 3600
        for second in range(0, minutes * 60, 22):
            if random.random() < 0.7:
                _on(phases[0], start + second, random.uniform(6, 20), 1700)
            if random.random() < 0.5:
                _on(phases[1], start + second, random.uniform(6, 20), 1300)
        if random.random() < 0.5:
            _oven(phases[2], start - 900, random)


def _oven(load: list[float], start: float, random: Random) -> None:
    _on(load, start, 450, 2200)
    second = start + 550
    while second < start + 3000:
        _on(load, second, random.uniform(25, 60), 2200)
        second += random.uniform(80, 150)


def _laundry(phases: Phases, random: Random) -> None:
    """A washing machine heats once, a dishwasher twice, a dryer runs at times."""
    start = random.gauss(10, 1.2) * 3600
    _on(phases[2], start + 300, 1000, 2000)
    for second in range(1400, 5200, 18):
        _on(phases[2], start + second, 10, random.uniform(120, 300))
    start = random.gauss(13.5, 2) * 3600
    _on(phases[1], start + 100, 950, 1950)
    _on(phases[1], start + 3000, 800, 1950)
    if random.random() < 0.5:
        _on(phases[0], random.gauss(12, 1) * 3600, 4000, 700)


def _evening(phases: Phases, random: Random) -> None:
    start = random.gauss(17.5, 0.5) * 3600
    _on(phases[0], start, 5 * 3600, 150)
    _on(phases[1], start, 4 * 3600, 100)


def _heat_pump(phases: Phases, random: Random) -> None:
    second = random.uniform(0, 4000)
    while second < DAY:
        lasts, watts = random.uniform(1000, 2600), random.uniform(450, 800)
        for load in phases:
            _on(load, second, lasts, watts)
        second += lasts + random.uniform(1500, 5000)
