"""How much a car may draw, as its owner wants it and as the station has it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from .learned import LimitMeans
from .profile import RateUnit
from .transaction import TransactionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most this much: ampere per phase, or watt over all; 0 pauses.

    `phases` None leaves their number to the station, `duration_seconds` None has no end.
    """

    amount: float
    unit: RateUnit = RateUnit.A
    phases: int | None = None
    duration_seconds: int | None = None

    @property
    def pauses(self) -> bool:
        """Whether nothing may be drawn at all."""
        return self.amount <= 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitInForce:
    """A limit, and how the station took it.

    `means` and `rate` (in the unit of the means) are None while it waits for a session.
    """

    limit: Limit
    at: datetime
    means: LimitMeans | None = None
    rate: float | None = None
    transaction_id: TransactionId | None = None

    @property
    def ends_at(self) -> datetime | None:
        """When it ends by itself."""
        if self.limit.duration_seconds is None:
            return None
        return self.at + timedelta(seconds=self.limit.duration_seconds)

    def remaining(self, now: datetime) -> Limit | None:
        """Return the limit for the time it has left; None if it has ended."""
        if self.ends_at is None:
            return self.limit
        left_seconds = int((self.ends_at - now).total_seconds())
        return (
            replace(self.limit, duration_seconds=left_seconds)
            if left_seconds > 0
            else None
        )

    def described(self) -> dict[str, Any]:
        """Return how it is in force, in OCPP's words."""
        if self.means is None:
            return {"in_force": False}
        return {
            "in_force": True,
            "purpose": self.means.purpose.value,
            "kind": "absolute" if self.means.absolute else "relative",
            "stack_level": self.means.stack_level,
            "charging_rate_unit": self.means.rate_unit.value,
            "limit": self.rate,
        }
