"""What cars draw at the moment that a meter looks."""

from dataclasses import replace
from typing import NamedTuple

from .memory import ChargerMemory
from .model import PHASES, Charger, Draw, PerPhase
from .policy import Tuning

# Below this current a car takes nothing worth the name.
IDLE_A = 0.5


class Drawn(NamedTuple):
    """The least and the most that a charger may be drawing, per grid phase."""

    least: PerPhase
    most: PerPhase


def drawn(charger: Charger, memory: ChargerMemory, at: float, tuning: Tuning) -> Drawn:
    """What a charger may be drawing `at` a time; of one out of reach we know nothing."""
    if not (charger.connected and charger.online):
        return Drawn((0, 0, 0), (0, 0, 0))
    if is_seen(charger, at, tuning):
        measured = _measured(charger, memory, at, tuning)
        return Drawn(measured, measured)
    after = per_phase(charger, memory, likely_a(charger, memory, tuning), memory.phases)
    if is_settled(charger, memory, at, tuning):
        return Drawn(after, after)
    before = per_phase(charger, memory, memory.before_a, memory.before_phases)
    pairs = list(zip(before, after, strict=True))
    least, most = [min(pair) for pair in pairs], [max(pair) for pair in pairs]
    return Drawn((least[0], least[1], least[2]), (most[0], most[1], most[2]))


def is_seen(charger: Charger, at: float, tuning: Tuning) -> bool:
    """Whether the charger measured itself at that very moment."""
    return charger.draw is not None and abs(at - charger.draw.at) <= tuning.moment


def is_settled(
    charger: Charger, memory: ChargerMemory, at: float, tuning: Tuning
) -> bool:
    """Whether the car had followed its latest limit by then."""
    if at - memory.since >= memory.settling:
        return True
    draw = charger.draw
    return (
        memory.amps > 0
        and draw is not None
        and at >= draw.at > memory.since + tuning.settle / 2
        and abs(draw.highest - memory.amps * memory.ratio) < IDLE_A
    )


def likely_a(charger: Charger, memory: ChargerMemory, tuning: Tuning) -> float:
    """The current that the car draws once settled: measured if possible, else as usual."""
    if memory.amps == 0:
        return 0.0
    draw = charger.draw
    if draw is not None and is_settled(charger, memory, draw.at, tuning):
        return draw.highest
    return memory.amps * memory.ratio


def per_phase(
    charger: Charger, memory: ChargerMemory, amps: float, phases: int
) -> PerPhase:
    """A current on some of the charger's phases, seen from the grid."""
    used = charger.wiring[: min(phases, memory.car_phases)]
    one, two, three = (amps if phase in used else 0.0 for phase in PHASES)
    return one, two, three


def _measured(
    charger: Charger, memory: ChargerMemory, at: float, tuning: Tuning
) -> PerPhase:
    """What was measured, on phases that can carry anything: some report all alike."""
    phases = memory.phases
    if not is_settled(charger, memory, at, tuning):
        phases = max(phases, memory.before_phases)
    draw = charger.draw.amps if charger.draw is not None else ()
    found = dict(zip(charger.wiring[:phases], draw, strict=False))
    one, two, three = (found.get(phase, 0.0) for phase in PHASES)
    return one, two, three


def learned(charger: Charger, memory: ChargerMemory, tuning: Tuning) -> ChargerMemory:
    """What the latest measurement teaches about the car."""
    draw = charger.draw
    if not _teaches(charger, memory, draw, tuning):
        return memory
    assert draw is not None
    ratio = min(1.0, max(0.5, draw.highest / memory.amps))
    return replace(
        memory,
        ratio=memory.ratio + 0.3 * (ratio - memory.ratio),
        car_phases=draw.phases if draw.phases < memory.phases else memory.car_phases,
    )


def _teaches(
    charger: Charger, memory: ChargerMemory, draw: Draw | None, tuning: Tuning
) -> bool:
    return (
        memory.amps > 0
        and draw is not None
        and draw.highest > 1
        and draw.at - memory.since >= max(memory.settling, tuning.settle)
    )
