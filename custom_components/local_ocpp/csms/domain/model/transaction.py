"""One charging session, from its start to its end."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from .evse import ConnectorRef
from .token import IdToken

TransactionId = NewType("TransactionId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """One charging session; meters in Wh as the station counts, cost in the owner's currency."""

    id: TransactionId
    connector: ConnectorRef
    started_at: datetime
    token: IdToken | None = None
    meter_start_wh: float | None = None
    meter_wh: float | None = None
    ended_at: datetime | None = None
    stop_reason: str | None = None
    cost: float | None = None

    @property
    def energy_wh(self) -> float | None:
        """Energy charged so far, or in all."""
        if self.meter_wh is None or self.meter_start_wh is None:
            return None
        return max(0.0, self.meter_wh - self.meter_start_wh)
