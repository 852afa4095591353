"""What a meter says, in the words of OCPP."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the meter of one connector shows at one moment.

    `currents_a` and `voltages_v` have one value per phase; a DC outlet has one
    of each and `phases` False.
    """

    at: datetime
    energy_wh: float
    currents_a: tuple[float, ...]
    voltages_v: tuple[float, ...]
    phases: bool
    offered_a: float
    offered_w: float
    soc_percent: float | None
    temperature_c: float
    frequency_hz: float = 50.0

    @property
    def powers_w(self) -> tuple[float, ...]:
        return tuple(
            current * voltage
            for current, voltage in zip(self.currents_a, self.voltages_v, strict=True)
        )

    @property
    def power_w(self) -> float:
        return sum(self.powers_w)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One sampled value."""

    measurand: str
    value: float
    unit: str
    phase: str | None = None
    location: str = "Outlet"


type Measure = Callable[[Reading], Iterator[Sample]]


def _one(
    measurand: str,
    unit: str,
    value: Callable[[Reading], float | None],
    location: str = "Outlet",
) -> tuple[str, Measure]:
    def measure(reading: Reading) -> Iterator[Sample]:
        if (measured := value(reading)) is not None:
            yield Sample(
                measurand=measurand, value=measured, unit=unit, location=location
            )

    return measurand, measure


def _per_phase(
    measurand: str,
    unit: str,
    values: Callable[[Reading], tuple[float, ...]],
    suffix: str,
) -> tuple[str, Measure]:
    def measure(reading: Reading) -> Iterator[Sample]:
        for number, value in enumerate(values(reading), start=1):
            phase = f"L{number}{suffix}" if reading.phases else None
            yield Sample(measurand=measurand, value=value, unit=unit, phase=phase)

    return measurand, measure


MEASURANDS: dict[str, Measure] = dict(
    [
        _one("Energy.Active.Import.Register", "Wh", lambda reading: reading.energy_wh),
        _one("Power.Active.Import", "W", lambda reading: reading.power_w),
        _one("Power.Offered", "W", lambda reading: reading.offered_w),
        _per_phase("Current.Import", "A", lambda reading: reading.currents_a, ""),
        _one("Current.Offered", "A", lambda reading: reading.offered_a),
        _per_phase("Voltage", "V", lambda reading: reading.voltages_v, "-N"),
        _one("SoC", "Percent", lambda reading: reading.soc_percent, "EV"),
        _one("Temperature", "Celsius", lambda reading: reading.temperature_c, "Body"),
        _one("Frequency", "Hz", lambda reading: reading.frequency_hz),
    ]
)
"""Every measurand that a simulated meter knows."""


def samples(reading: Reading, measurands: tuple[str, ...]) -> list[Sample]:
    """Return the samples of a reading, in the order of the measurands asked for."""
    return [
        sample
        for measurand in measurands
        if measurand in MEASURANDS
        for sample in MEASURANDS[measurand](reading)
    ]
