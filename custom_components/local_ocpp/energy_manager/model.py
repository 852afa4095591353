"""What there is: fuses, meters, a home battery, chargers and the cars at them."""

from dataclasses import dataclass, field
from typing import NewType

CircuitId = NewType("CircuitId", str)
ChargerId = NewType("ChargerId", str)

# Currents on the grid's phases L1, L2 and L3.
type PerPhase = tuple[float, float, float]

PHASES = (0, 1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Circuit:
    """A fuse and all that hangs on it; the one without a parent hangs on the grid.

    `margin_a` always stays free. `unseen_a`: what everything but the chargers may draw,
    per phase, where no meter tells or where it has fallen silent.
    """

    id: CircuitId
    limit_a: float
    parent: CircuitId | None = None
    margin_a: float = 0.2
    unseen_a: float = 0.0
    metered: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterReading:
    """What flowed through a circuit's meter `at` a time (seconds); drawn is positive.

    Without currents, all of the power is taken to flow on one phase, whichever is worst.
    """

    at: float
    watts: float
    amps: PerPhase | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatteryReading:
    """A home battery: discharging is positive, its charge is in percent."""

    watts: float
    soc: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """Everything measured, and the time now (seconds, the same scale as `at`)."""

    now: float
    meters: dict[CircuitId, MeterReading] = field(default_factory=dict)
    battery: BatteryReading | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """The currents that a charger measured on its own phases."""

    at: float
    amps: tuple[float, ...]

    @property
    def highest(self) -> float:
        return max(self.amps, default=0.0)

    @property
    def phases(self) -> int:
        return sum(amps > 1 for amps in self.amps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Charger:
    """A plug, how it is wired, and the car at it.

    `wiring`: the grid phase (0 to 2) behind each of the charger's phases.
    `may_draw_a`: what it draws at most when we cannot reach it: its fallback current.
    `willing`: the car would take current (it is neither full nor asleep).
    """

    id: ChargerId
    circuit: CircuitId
    wiring: tuple[int, ...] = PHASES
    can_switch: bool = False
    min_a: float = 6.0
    max_a: float = 16.0
    step_a: float = 0.1
    may_draw_a: float = 16.0
    car_phases: int = 3
    connected: bool = True
    online: bool = True
    willing: bool = True
    draw: Draw | None = None

    @property
    def most_phases(self) -> int:
        return max(1, min(len(self.wiring), self.car_phases))


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A house: its fuses and its voltage."""

    circuits: tuple[Circuit, ...]
    voltage: float = 230.0
