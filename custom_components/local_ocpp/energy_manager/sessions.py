"""What is remembered of a plug while a car is at it."""

from dataclasses import replace

from .draws import learned
from .memory import ChargerMemory
from .model import Charger
from .policy import Tuning
from .reason import Allocation


def begun(charger: Charger, memory: ChargerMemory, tuning: Tuning) -> ChargerMemory:
    """The memory at the start of a cycle: empty without a car, else with what it shows."""
    if not charger.connected:
        return ChargerMemory(id=charger.id, wired_phases=memory.wired_phases)
    if memory.amps == 0 and memory.starts == 0:
        memory = replace(memory, car_phases=charger.most_phases)
    return learned(charger, memory, tuning)


def told(
    memory: ChargerMemory, allocation: Allocation, now: float, tuning: Tuning
) -> ChargerMemory:
    """The memory after the charger was told its new limit."""
    amps, phases = allocation.amps, allocation.phases if allocation.amps else 0
    if (amps, phases) == (memory.amps, memory.phases):
        return memory
    restarts = bool(amps) and phases != memory.phases
    return replace(
        memory,
        amps=amps,
        phases=phases,
        wired_phases=phases or memory.wired_phases,
        since=now,
        before_a=memory.amps,
        before_phases=memory.phases,
        settling=tuning.start if restarts else _settling(memory, now, tuning),
        starts=allocation.starts,
        regret_wh=0.0,
    )


def _settling(memory: ChargerMemory, now: float, tuning: Tuning) -> float:
    """A new limit does not make a car start sooner."""
    return max(tuning.settle, memory.since + memory.settling - now)
