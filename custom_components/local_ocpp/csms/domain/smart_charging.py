"""How much a car may draw."""

from dataclasses import dataclass

from .messages import StationCommand
from .model.evse import ConnectorRef
from .model.profile import ChargingProfile, Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class SetChargingProfile(StationCommand[None]):
    """Put a profile into force; without a connector, for the whole station."""

    connector: ConnectorRef | None
    profile: ChargingProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearChargingProfile(StationCommand[bool]):
    """Remove the profiles that match everything given; -> whether any did.

    By id alone, or by the rest; with nothing at all, every profile.
    """

    profile_id: int | None = None
    connector: ConnectorRef | None = None
    purpose: Purpose | None = None
    stack_level: int | None = None
