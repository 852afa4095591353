"""What a meter says, and how a register is kept honest."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from .changed import changed

ENERGY = "Energy.Active.Import.Register"
POWER = "Power.Active.Import"
CURRENT = "Current.Import"

OUTLET = "Outlet"


class Quantity(NamedTuple):
    """What was measured, in OCPP's words; `unit` is the base unit (Wh, W, A, V, Hz, ...)."""

    measurand: str
    unit: str
    phase: str | None = None
    location: str = OUTLET


type Readings = Mapping[Quantity, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What a meter said at one moment."""

    at: datetime
    readings: Readings
    context: str = "Sample.Periodic"

    def value(self, measurand: str) -> float | None:
        """Return the total of a measurand at the outlet: stated, or summed over phases."""
        return total(self.readings, measurand)


_PHASES = ("L1", "L2", "L3")


def per_phase(readings: Readings, measurand: str) -> dict[str, float]:
    """Return what is known of each phase, whether it was spelled L1 or L1-N."""
    return {
        phase: value
        for (name, _, spelled, location), value in readings.items()
        if name == measurand
        and location == OUTLET
        and spelled
        and (phase := spelled.removesuffix("-N")) in _PHASES
    }


def total(readings: Readings, measurand: str) -> float | None:
    """Return a measurand's total: as stated, else the sum of its phases, else None."""
    for (name, _, phase, location), value in readings.items():
        if name == measurand and phase is None and location == OUTLET:
            return value
    phases = per_phase(readings, measurand)
    return sum(phases.values()) if phases else None


def strongest(readings: Readings, measurand: str) -> float | None:
    """Return a measurand as stated, else the highest phase's: what currents are told by."""
    for (name, _, phase, location), value in readings.items():
        if name == measurand and phase is None and location == OUTLET:
            return value
    return max(per_phase(readings, measurand).values(), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnergyRegister:
    """A register that only ever counts up, whatever the station's own one does.

    A lower reading is believed only when a transaction began lower too: a station that
    counts each session from zero does that, a glitch or a late sample does not.
    """

    raw_wh: float | None = None
    at: datetime | None = None
    offset_wh: float = 0
    restart_wh: float | None = None
    counts_sessions: bool = False

    @property
    def total_wh(self) -> float | None:
        """Energy ever counted."""
        return None if self.raw_wh is None else self.offset_wh + self.raw_wh

    def started(self, meter_wh: float | None, at: datetime) -> EnergyRegister:
        """Take in the reading with which a transaction began."""
        if meter_wh is None or self._outdated(at):
            return self
        if self.raw_wh is None or meter_wh >= self.raw_wh:
            return self.seen(meter_wh, at)
        doubtful = replace(self, restart_wh=meter_wh)
        return doubtful._restarted(meter_wh, at) if self.counts_sessions else doubtful

    def seen(self, meter_wh: float, at: datetime) -> EnergyRegister:
        """Take in a reading."""
        if self._outdated(at) and not self.surpassed_by(meter_wh):
            return self
        if self.raw_wh is None or meter_wh >= self.raw_wh:
            return changed(self, raw_wh=meter_wh, at=at, restart_wh=None)
        if self.restart_wh is not None and meter_wh >= self.restart_wh:
            return self._restarted(meter_wh, at)
        return self

    def surpassed_by(self, meter_wh: float) -> bool:
        """Return whether a reading must be newer, whatever the station's clock says.

        A register that only counts up tells the time better than a clock that was put back.
        """
        return (
            self.raw_wh is not None
            and meter_wh > self.raw_wh
            and not self.counts_sessions
        )

    def _restarted(self, meter_wh: float, at: datetime) -> EnergyRegister:
        before = (self.total_wh or 0) - (self.restart_wh or 0)
        return EnergyRegister(
            raw_wh=meter_wh, at=at, offset_wh=before, counts_sessions=True
        )

    def _outdated(self, at: datetime) -> bool:
        return self.at is not None and at < self.at


# No meter has more to say; a station that invents words must not fill the memory.
MOST_QUANTITIES = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Meter:
    """Everything one meter has said that still holds."""

    readings: Readings = field(default_factory=dict)
    at: datetime | None = None
    register: EnergyRegister = EnergyRegister()
    derived_power_w: float | None = None

    @property
    def power_w(self) -> float | None:
        """Power: measured, or how fast the register counts."""
        measured = total(self.readings, POWER)
        return self.derived_power_w if measured is None else measured

    @property
    def current_a(self) -> float | None:
        """Current of the strongest phase."""
        return strongest(self.readings, CURRENT)

    def with_sample(self, sample: Sample) -> Meter:
        """Take in what the meter said; what is older than what we know changes nothing."""
        register, energy_wh = self.register, sample.value(ENERGY)
        if (
            self.at is not None
            and sample.at < self.at
            and not (energy_wh is not None and register.surpassed_by(energy_wh))
        ):
            return self
        if energy_wh is not None:
            register = register.seen(energy_wh, sample.at)
        readings = {**self.readings, **sample.readings}
        return changed(
            self,
            readings=readings if len(readings) <= MOST_QUANTITIES else sample.readings,
            at=sample.at,
            register=register,
            derived_power_w=self._speed_to(register, energy_wh is not None),
        )

    def idle(self) -> Meter:
        """Return the meter of a plug through which nothing flows any more."""
        still = {
            quantity: 0.0 if quantity.measurand in FLOWS else value
            for quantity, value in self.readings.items()
        }
        return replace(
            self,
            readings=still,
            derived_power_w=None if self.derived_power_w is None else 0.0,
        )

    def _speed_to(self, register: EnergyRegister, counted: bool) -> float | None:
        then, now = self.register, register
        if not counted or then.at is None or now.at is None or now.at <= then.at:
            return self.derived_power_w
        energy_wh = (now.total_wh or 0) - (then.total_wh or 0)
        return energy_wh * 3600 / (now.at - then.at).total_seconds()


FLOWS = frozenset(
    {
        POWER,
        CURRENT,
        "Power.Active.Export",
        "Power.Reactive.Import",
        "Power.Reactive.Export",
        "Current.Export",
        "RPM",
    }
)
