"""What the owner wants."""

from dataclasses import dataclass
from enum import StrEnum


class ChargeMode(StrEnum):
    """How a plug charges."""

    OFF = "off"
    SOLAR = "solar"
    MIN_SOLAR = "min_solar"
    FAST = "fast"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the owner wants of one plug.

    `green_share`: 0.5 to 1, the least part of the energy that should come from the sun.
    `interruption_kwh`: the price of an interruption. Charging stops, starts or changes
    its phases when that is worth more than this. Beyond `interruptions` in a session
    it grows with the square of their number.
    `current_limit_a`: the owner's own limit, which always caps. `planned`: the departure
    plan wants this plug to charge now, with this current.
    """

    mode: ChargeMode = ChargeMode.SOLAR
    boost: bool = False
    green_share: float = 0.5
    min_a: float = 6.0
    max_a: float = 32.0
    priority: int = 0
    current_limit_a: float | None = None
    planned_a: float | None = None
    interruption_kwh: float = 0.05
    interruptions: int = 20
    keep_min_when_blind: bool = False

    @property
    def import_weight(self) -> float:
        """How many kWh from the sun make up for one from the grid."""
        share = min(0.99, max(0.5, self.green_share))
        return share / (1 - share)


@dataclass(frozen=True, slots=True, kw_only=True)
class BatteryPolicy:
    """What the home battery is for.

    Below `reserve_soc` it is charged before the car. From `help_soc` on it may feed the
    car with `help_watts`. In between, the car goes first and the battery stays out.
    """

    reserve_soc: float = 0.0
    help_soc: float = 101.0
    help_watts: float = 0.0
    hold_while_fast: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuning:
    """Properties of cars, chargers and meters that the arithmetic relies on.

    Seconds, except `write_wh`: the energy that a new limit must be worth, and
    `negligible_watts`: what is never worth one.
    """

    settle: float = 8.0
    lead: float = 4.0
    moment: float = 1.0
    start: float = 60.0
    raise_after: float = 45.0
    raise_at_most_after: float = 100.0
    trust: float = 2.0
    stale: float = 30.0
    blind: float = 60.0
    turn: float = 1800.0
    write_wh: float = 0.7
    negligible_watts: float = 100.0
