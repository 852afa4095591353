"""Days of sun and clouds: the power of a photovoltaic system, second by second.

The sun's path and a clear sky by textbook formulas; clouds pass as a two-state process of
gaps and clouds with log-normal durations, soft edges, and brighter rims.
"""

from dataclasses import dataclass
from math import cos, exp, log, pi, radians, sin
from random import Random

DAY = 86_400
LATITUDE = radians(50.0)
SLOPE = radians(30.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sky:
    """How long gaps and clouds last (median s), and how much light clouds let through."""

    gap: float
    cloud: float
    spread: float
    light: float
    edge: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """A day of the year, and the skies that begin at which hours (None: no clouds)."""

    day: int
    skies: tuple[tuple[float, Sky | None], ...]


CUMULUS = Sky(gap=45, cloud=50, spread=1.0, light=0.35, edge=25)
TOWERS = Sky(gap=400, cloud=450, spread=0.8, light=0.35, edge=45)
VEIL = Sky(gap=240, cloud=300, spread=0.7, light=0.65, edge=90)
STRATUS = Sky(gap=20, cloud=2000, spread=0.6, light=0.22, edge=120)

WEATHERS = {
    "clear": Weather(day=170, skies=((0, None),)),
    "cumulus": Weather(day=165, skies=((0, None), (9.5, CUMULUS), (18, None))),
    "changing": Weather(
        day=200, skies=((0, STRATUS), (8.5, TOWERS), (12, CUMULUS), (14.5, None))
    ),
    "towers": Weather(day=105, skies=((0, CUMULUS), (11, TOWERS), (15, CUMULUS))),
    "veil": Weather(day=255, skies=((0, VEIL), (11, TOWERS), (15, VEIL))),
    "dull": Weather(day=125, skies=((0, STRATUS), (12.5, VEIL), (15.5, STRATUS))),
}


def solar_watts(name: str, seed: int, peak_kw: float = 8.0) -> list[float]:
    """The power (W) of a system that faces south, for every second of a day."""
    weather = WEATHERS[name]
    clear = _clear_sky(weather.day)
    light = _light(weather, Random(f"sky {name} {seed}"))
    return [
        min(peak_kw * 1000, peak_kw * bright * through)
        for bright, through in zip(clear, light, strict=True)
    ]


def _clear_sky(day: int) -> list[float]:
    """W/m² on the panels, times a system efficiency of 87 %."""
    tilt = radians(23.44) * sin(2 * pi * (day - 81) / 365)
    every = 30
    coarse = [_panel_light(tilt, second) for second in range(0, DAY + every, every)]
    return [
        coarse[s // every]
        + (coarse[s // every + 1] - coarse[s // every]) * (s % every) / every
        for s in range(DAY)
    ]


def _panel_light(tilt: float, second: int) -> float:
    hour = radians((second - DAY / 2) / 240)
    height = sin(LATITUDE) * sin(tilt) + cos(LATITUDE) * cos(tilt) * cos(hour)
    if height <= 0.02:
        return 0.0
    on_panel = sin(LATITUDE - SLOPE) * sin(tilt) + cos(LATITUDE - SLOPE) * cos(
        tilt
    ) * cos(hour)
    air = exp(-0.678 * log(height))
    beam = 1353 * exp(-0.357 * air)
    diffuse = 0.1 * beam * height + 25
    return 0.87 * (beam * max(0.0, on_panel) + diffuse)


def _light(weather: Weather, random: Random) -> list[float]:
    """The part of the clear sky's light that arrives."""
    light = [1.0] * DAY
    level, second, cloudy = 1.0, 0, False
    while second < DAY:
        sky = [sky for hour, sky in weather.skies if hour * 3600 <= second][-1]
        if sky is None:
            target, lasts, edge = 1.0, 600, 60.0
        else:
            cloudy = not cloudy
            median = sky.cloud if cloudy else sky.gap
            lasts = int(min(3600, max(5, median * exp(random.gauss(0, sky.spread)))))
            target = _level(sky, cloudy, random)
            edge = min(lasts * 0.9, sky.edge * random.uniform(0.4, 2))
        _pass_over(light, second, lasts, (level, target), edge)
        level, second = target, second + lasts
    return _smoothed(light)


def _level(sky: Sky, cloudy: bool, random: Random) -> float:
    if cloudy:
        return min(0.95, max(0.06, random.gauss(sky.light, 0.12)))
    bright = 1.0 if sky is not STRATUS else 0.4
    return bright + abs(random.gauss(0, 0.05))


def _pass_over(
    light: list[float], start: int, lasts: int, levels: tuple[float, float], edge: float
) -> None:
    before, after = levels
    for second in range(start, min(DAY, start + lasts)):
        done = min(1.0, (second - start) / edge)
        light[second] = before + (after - before) * (1 - cos(pi * done)) / 2


def _smoothed(light: list[float]) -> list[float]:
    """A system is larger than a point: it takes a cloud some seconds to cover it."""
    smooth, seen = [], light[0]
    for each in light:
        seen += (each - seen) / 4
        smooth.append(seen)
    return smooth
