"""What each plug is given, and what decided it."""

from dataclasses import dataclass
from enum import StrEnum

from .model import ChargerId, CircuitId


class Why(StrEnum):
    """What keeps a car from drawing more."""

    NOT_CONNECTED = "not_connected"
    OFFLINE = "offline"
    OFF = "off"
    CAR_FULL = "car_full"
    METER_LOST = "meter_lost"
    FUSE = "fuse"
    SUN = "sun"
    MINIMUM = "minimum"
    PLAN = "plan"
    USER = "user"
    MAXIMUM = "maximum"
    CAR = "car"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why it is not more; for a fuse, which one and on which phase (0 to 2)."""

    why: Why
    circuit: CircuitId | None = None
    phase: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """The current per phase that a plug may use now, 0 to pause, and on how many phases."""

    charger: ChargerId
    amps: float
    phases: int
    reason: Reason
    changed: bool
    starts: int
