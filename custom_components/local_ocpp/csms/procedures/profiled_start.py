"""Starts a session that goes by a schedule of its own."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from ..domain.errors import NoReply, NotSupported, StationError
from ..domain.model.book import BookEntry
from ..domain.model.evse import ConnectorRef
from ..domain.model.profile import (
    ChargingProfile,
    Kind,
    Period,
    Purpose,
    RateUnit,
    Schedule,
)
from ..domain.model.station import StationState
from ..domain.smart_charging import (
    ClearChargingProfile,
    ProfilesCleared,
    ProfileSet,
    SetChargingProfile,
)
from ..domain.station import Station
from ..domain.transactions import RequestStart
from .limit_profile import FOREVER
from .profile_fit import free_number, must_fit
from .profiles import piece_at

# Every station has it, and the limits, which stand above, have the highest.
STACK_LEVEL = 0


async def start_with(station: Station, command: RequestStart, entry: BookEntry) -> None:
    """Start a session that goes by a profile; raises UnfitProfile or any StationError.

    The session may begin before the station has answered, so the profile is entered first.
    """
    if not station.supports(SetChargingProfile):
        raise NotSupported(SetChargingProfile.__name__)
    must_fit(station.state, entry)
    sent, continue_at = piece_at(station.state, entry, entry.told_at)
    waiting = replace(entry, token=command.token, continue_at=continue_at)
    await station.handle(ProfileSet(entry=waiting))
    try:
        await station.execute(replace(command, profile=sent))
    except NoReply:
        raise
    except StationError:
        gone = ClearChargingProfile(profile_id=entry.profile.id)
        await station.handle(ProfilesCleared(command=gone))
        raise


def schedule_to_start_with(
    state: StationState,
    connector: ConnectorRef,
    periods: Iterable[Period],
    now: datetime,
) -> BookEntry:
    """Return a schedule in ampere for a session that does not run yet.

    It counts from the session's start, or from now where a station takes no relative ones.
    """
    proven = state.learned.proven(connector, Purpose.TX)
    absolute = proven is not None and proven.absolute
    start = now.replace(microsecond=0) if absolute else None
    profile = ChargingProfile(
        id=free_number(state, connector, Purpose.TX, STACK_LEVEL),
        purpose=Purpose.TX,
        kind=Kind.ABSOLUTE if absolute else Kind.RELATIVE,
        stack_level=STACK_LEVEL,
        schedule=Schedule(rate_unit=RateUnit.A, periods=tuple(periods), start_at=start),
        valid_from=start,
        valid_to=FOREVER if absolute else None,
    )
    return BookEntry(connector=connector, profile=profile, told_at=now)
