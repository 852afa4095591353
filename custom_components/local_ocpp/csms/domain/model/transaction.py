"""One charging session, from its start to its end."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from .evse import ConnectorRef
from .token import IdToken

TransactionId = NewType("TransactionId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """One charging session; meters in Wh as the station counts, price in the owner's currency."""

    id: TransactionId
    connector: ConnectorRef
    started_at: datetime
    token: IdToken | None = None
    meter_start_wh: float | None = None
    meter_wh: float | None = None
    ended_at: datetime | None = None
    stop_reason: str | None = None
    price_per_kwh: float | None = None

    @property
    def energy_wh(self) -> float | None:
        """Energy charged so far, or in all."""
        if self.meter_wh is None or self.meter_start_wh is None:
            return None
        return max(0.0, self.meter_wh - self.meter_start_wh)

    @property
    def cost(self) -> float | None:
        """What the energy costs, at the price that held when the session began."""
        if self.energy_wh is None or self.price_per_kwh is None:
            return None
        return self.energy_wh / 1000 * self.price_per_kwh
