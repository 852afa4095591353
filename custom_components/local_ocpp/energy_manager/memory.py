"""What one cycle must know of those before it."""

from dataclasses import dataclass, field, replace

from .model import ChargerId, CircuitId

# Longer ago than anything that matters; infinity would not survive as JSON.
NEVER = -1e12


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseRoom:
    """What chargers may use on one phase of one circuit, and the raise in preparation."""

    circuit: CircuitId
    phase: int
    amps: float
    better_a: float | None = None
    better_since: float = 0.0
    wait: float = 0.0
    raised_at: float = NEVER


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargerMemory:
    """What a charger was told, and what its car has shown of itself this session.

    `work`: what it would have cost, in kWh, to end up off, or on the phases of each
    further option, had every choice been made with hindsight. `regret_wh`: what the
    present limit has cost since a better one was known; negative if it is too high.
    """

    id: ChargerId
    amps: float = 0.0
    phases: int = 0
    wired_phases: int = 0
    since: float = NEVER
    before_a: float = 0.0
    before_phases: int = 0
    settling: float = 0.0
    ratio: float = 1.0
    car_phases: int = 3
    work: tuple[float, ...] = ()
    starts: int = 0
    regret_wh: float = 0.0
    waiting_since: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SunMemory:
    """The surplus of the last reading that could be used, and how surpluses move."""

    at: float = NEVER
    watts: float = 0.0
    slope: float = 0.0
    squares: float = 0.0
    products: float = 0.0
    error: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Everything that must outlive a cycle."""

    rooms: tuple[PhaseRoom, ...] = ()
    chargers: tuple[ChargerMemory, ...] = ()
    read_at: dict[CircuitId, float] = field(default_factory=dict)
    period: float | None = None
    sun: SunMemory = SunMemory()

    def room(self, circuit: CircuitId, phase: int) -> PhaseRoom | None:
        for room in self.rooms:
            if room.circuit == circuit and room.phase == phase:
                return room
        return None

    def charger(self, id: ChargerId) -> ChargerMemory:
        for charger in self.chargers:
            if charger.id == id:
                return charger
        return ChargerMemory(id=id)

    def with_charger(self, changed: ChargerMemory) -> Memory:
        others = tuple(each for each in self.chargers if each.id != changed.id)
        return replace(self, chargers=(*others, changed))
