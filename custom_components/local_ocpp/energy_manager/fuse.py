"""How much the chargers may use together on each phase of each fuse."""

from dataclasses import replace

from .circuits import below
from .draws import Drawn, drawn
from .memory import NEVER, Memory, PhaseRoom
from .model import PHASES, Charger, Circuit, MeterReading, PerPhase, Readings, Site
from .policy import Tuning

# Seconds between readings until we have seen two.
UNKNOWN_PERIOD = 60.0


def guarded(
    site: Site,
    readings: Readings,
    chargers: tuple[Charger, ...],
    memory: Memory,
    tuning: Tuning,
) -> Memory:
    """The rooms after these readings: lowered at once, raised when room has lasted."""
    rooms: list[PhaseRoom] = []
    read_at = dict(memory.read_at)
    for circuit in site.circuits:
        hanging = below(site, circuit.id, chargers)
        reading = readings.meters.get(circuit.id)
        if reading is None or readings.now - reading.at > stale_after(memory, tuning):
            head = _blind_head(circuit, hanging)
            rooms += [
                _filtered(memory, circuit, phase, head, readings.now, tuning)
                for phase in PHASES
            ]
        elif reading.at > read_at.get(circuit.id, NEVER):
            read_at[circuit.id] = reading.at
            rooms += _seen(site, circuit, reading, hanging, memory, tuning)
        else:
            rooms += [r for r in memory.rooms if r.circuit == circuit.id]
    return replace(memory, rooms=tuple(rooms), read_at=read_at)


def stale_after(memory: Memory, tuning: Tuning) -> float:
    """The age, in seconds, from which a meter is not believed any more."""
    return max(3 * (memory.period or UNKNOWN_PERIOD), tuning.stale)


def _seen(
    site: Site,
    circuit: Circuit,
    reading: MeterReading,
    hanging: list[Charger],
    memory: Memory,
    tuning: Tuning,
) -> list[PhaseRoom]:
    draws = [
        drawn(charger, memory.charger(charger.id), reading.at, tuning)
        for charger in hanging
    ]
    free = circuit.limit_a - circuit.margin_a
    rooms = []
    for phase in PHASES:
        others = _others(site, reading, draws, phase)
        hidden = _unreachable_a(hanging, phase)
        useful = sum(each.max_a for each in hanging if phase in each.wiring)
        least, most = (min(useful, free - flow - hidden) for flow in others)
        head = least, most
        rooms.append(_filtered(memory, circuit, phase, head, reading.at, tuning))
    return rooms


def _others(
    site: Site, reading: MeterReading, draws: list[Drawn], phase: int
) -> tuple[float, float]:
    """What everything but the chargers draws on a phase: at most, at least."""
    if reading.amps is not None:
        amps = reading.amps[phase]
        return (
            amps - sum(draw.least[phase] for draw in draws),
            amps - sum(draw.most[phase] for draw in draws),
        )
    total = reading.watts / site.voltage
    return (
        max(0.0, total - sum(_sum(draw.least) for draw in draws)),
        max(0.0, total - sum(_sum(draw.most) for draw in draws)),
    )


def _sum(amps: PerPhase) -> float:
    return amps[0] + amps[1] + amps[2]


def _unreachable_a(hanging: list[Charger], phase: int) -> float:
    return sum(
        charger.may_draw_a
        for charger in hanging
        if not charger.online and phase in charger.wiring
    )


def _blind_head(circuit: Circuit, hanging: list[Charger]) -> tuple[float, float]:
    hidden = max(_unreachable_a(hanging, phase) for phase in PHASES)
    head = circuit.limit_a - circuit.margin_a - circuit.unseen_a - hidden
    return head, head


def _filtered(
    memory: Memory,
    circuit: Circuit,
    phase: int,
    head: tuple[float, float],
    at: float,
    tuning: Tuning,
) -> PhaseRoom:
    """One phase after a reading by which there is `head` room, at least and at most."""
    least, most = head
    room = memory.room(circuit.id, phase)
    if room is None:
        return PhaseRoom(
            circuit=circuit.id, phase=phase, amps=least, wait=tuning.raise_after
        )
    if most <= room.amps:
        return _lowered(room, most, at, tuning)
    if least <= room.amps:
        return room
    return _improved(room, least, at)


def _lowered(room: PhaseRoom, amps: float, at: float, tuning: Tuning) -> PhaseRoom:
    """Less at once; a raise that did not last makes the next one wait twice as long."""
    if amps >= room.amps:
        return replace(room, better_a=None)
    lasted = at - room.raised_at >= tuning.trust * room.wait
    wait = tuning.raise_after if lasted else 2 * room.wait
    return replace(
        room,
        amps=amps,
        better_a=None,
        raised_at=NEVER,
        wait=min(wait, tuning.raise_at_most_after)
        if room.raised_at != NEVER
        else room.wait,
    )


def _improved(room: PhaseRoom, amps: float, at: float) -> PhaseRoom:
    if room.better_a is None:
        return replace(room, better_a=amps, better_since=at)
    better = min(room.better_a, amps)
    if at - room.better_since < room.wait:
        return replace(room, better_a=better)
    return replace(room, amps=better, better_a=None, raised_at=at)
