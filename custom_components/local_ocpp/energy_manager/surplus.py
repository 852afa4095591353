"""How much the house has left over, and how much it will have by the time a car reacts."""

import math

from .memory import NEVER, SunMemory
from .model import BatteryReading
from .policy import BatteryPolicy, Tuning

# What a reading from before is worth when learning how surpluses move.
FORGETTING = 0.97
# Seconds after which a reading has nothing to do with the one before.
LONGEST_STEP = 300.0


def surplus(
    grid_watts: float,
    cars_watts: float,
    battery: BatteryReading | None,
    policy: BatteryPolicy,
) -> float:
    """The power (W) that could go into cars and would neither be bought nor missed.

    Worked out from what flows, not from what the grid meter shows, because a home battery
    keeps that at zero.
    """
    left = cars_watts - grid_watts
    if battery is None:
        return left
    if battery.soc < policy.reserve_soc:
        return left - max(0.0, battery.watts)
    helping = policy.help_watts if battery.soc >= policy.help_soc else 0.0
    return left - battery.watts + helping


def observed(memory: SunMemory, at: float, watts: float) -> SunMemory:
    """The memory after a surplus (W) was seen."""
    seconds = at - memory.at
    if memory.at == NEVER or seconds > LONGEST_STEP:
        return SunMemory(at=at, watts=watts)
    slope = (watts - memory.watts) / seconds
    missed = abs(watts - memory.watts - memory.slope * seconds * _trend(memory))
    return SunMemory(
        at=at,
        watts=watts,
        slope=slope,
        squares=FORGETTING * memory.squares + memory.slope**2,
        products=FORGETTING * memory.products + memory.slope * slope,
        error=memory.error + (1 - FORGETTING) * (missed - memory.error),
    )


def expected(
    memory: SunMemory, period: float, import_weight: float, tuning: Tuning
) -> float:
    """The surplus (W) to aim at while a limit set now will hold.

    Clouds move on as they began, kettles do not: how much of the last change goes on is
    learned from the changes before. Where energy from the grid counts for more than energy
    from the sun, it is the surplus that is exceeded so much more often than missed (errors
    taken to be Laplace distributed).
    """
    trend = _trend(memory)
    steps = (tuning.lead + period / 2) / period
    reach = trend * (1 - math.pow(trend, steps)) / (1 - trend)
    caution = memory.error * math.log((1 + import_weight) / 2)
    return memory.watts + memory.slope * period * reach - caution


def _trend(memory: SunMemory) -> float:
    if not memory.squares:
        return 0.0
    return min(0.9, max(0.0, memory.products / memory.squares))
