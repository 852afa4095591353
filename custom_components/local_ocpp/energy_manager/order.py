"""What one cycle works on, and what comes out of it."""

from dataclasses import dataclass

from .memory import Memory
from .model import Charger, ChargerId, Readings, Site
from .policy import BatteryPolicy, Policy, Tuning
from .reason import Allocation


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Everything that is known, and everything that is wanted."""

    site: Site
    readings: Readings
    chargers: tuple[Charger, ...]
    policies: dict[ChargerId, Policy]
    battery: BatteryPolicy = BatteryPolicy()
    tuning: Tuning = Tuning()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """What was decided, and what must be remembered.

    `surplus_watts`: what cars may take from the sun, as last seen. `blind`: the grid meter
    has fallen silent. `hold_battery`: the home battery should not discharge now.
    """

    allocations: tuple[Allocation, ...]
    memory: Memory
    surplus_watts: float
    blind: bool
    hold_battery: bool
