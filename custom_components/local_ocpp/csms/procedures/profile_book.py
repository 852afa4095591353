"""Sends and clears charging profiles, and keeps our book of them in step."""

from ..domain.model.book import BookEntry
from ..domain.model.evse import ConnectorRef
from ..domain.model.profile import ChargingProfile
from ..domain.smart_charging import (
    WHOLE_STATION,
    ClearChargingProfile,
    ProfilesCleared,
    ProfileSet,
    SetChargingProfile,
)
from ..domain.station import Station


async def send(
    station: Station, entry: BookEntry, profile: ChargingProfile | None = None
) -> None:
    """Send a profile, or as much of it as `profile` is, and enter it; any StationError."""
    connector = plug_of(entry)
    sent = profile or entry.profile
    await station.execute(SetChargingProfile(connector=connector, profile=sent))
    await station.handle(ProfileSet(entry=entry))


async def clear(station: Station, command: ClearChargingProfile) -> bool:
    """Clear profiles; return whether there were any; any StationError."""
    matched = await station.execute(command)
    await station.handle(ProfilesCleared(command=command))
    return matched


def plug_of(entry: BookEntry) -> ConnectorRef | None:
    """Return the plug that a profile is set on; None for the whole station."""
    return None if entry.connector == WHOLE_STATION else entry.connector
