"""Tries one way of limiting a station after the other until it takes one."""

from collections.abc import Iterable
from datetime import datetime

from ..domain.configuration import LearnedAbout
from ..domain.errors import NotSupported, Rejected
from ..domain.model.book import BookEntry
from ..domain.model.evse import ConnectorRef
from ..domain.model.learned import LimitMeans
from ..domain.model.limit import Limit, LimitInForce
from ..domain.model.profile import Purpose
from ..domain.model.station import StationState
from ..domain.smart_charging import WHOLE_STATION, SetChargingProfile
from ..domain.station import Station
from . import profile_book
from .limit_means import purposes_in_order, rungs
from .limit_profile import profile, rate


async def bring(
    station: Station,
    connector: ConnectorRef | None,
    limit: Limit,
    purposes: Iterable[Purpose],
    now: datetime,
) -> LimitInForce:
    """Return how the station took a limit; nothing of it is remembered yet.

    Raises Rejected with all its words if it took none. A station that says that it does not
    support a purpose is not asked for it in other ways; silence ends everything.
    """
    if station.state.online and not station.supports(SetChargingProfile):
        raise NotSupported(SetChargingProfile.__name__)
    ref, learned = connector or WHOLE_STATION, station.state.learned
    words: dict[str, None] = {}
    for purpose in purposes_in_order(learned, ref, purposes):
        for means in rungs(learned, ref, purpose, limit):
            if not _is_possible(station, ref, purpose):
                break
            if _is_taken(station.state, ref, means):
                continue
            try:
                return await apply(station, connector, limit, means, now)
            except Rejected as error:
                words[error.detail] = None
            except NotSupported as error:
                words[error.detail] = None
                break
        await _note_refusal(station, ref, purpose)
    raise Rejected("; ".join(words))


async def apply(
    station: Station,
    connector: ConnectorRef | None,
    limit: Limit,
    means: LimitMeans,
    now: datetime,
) -> LimitInForce:
    """Send one profile; any StationError."""
    state = station.state
    running = state.connector(connector).transaction if connector else None
    held = LimitInForce(
        limit=limit,
        at=now,
        means=means,
        rate=rate(limit, means.rate_unit, state, connector),
        transaction_id=running.id if running and means.purpose is Purpose.TX else None,
    )
    wanted = profile(
        limit,
        means,
        connector,
        rate=held.rate or 0,
        transaction_id=held.transaction_id,
        now=now,
    )
    place = connector or WHOLE_STATION
    entry = BookEntry(connector=place, profile=wanted, told_at=now, is_limit=True)
    await profile_book.send(station, entry)
    return held


def _is_taken(state: StationState, connector: ConnectorRef, means: LimitMeans) -> bool:
    """Return whether a schedule has the place that a limit might have, one among others."""
    place = connector, means.purpose, means.stack_level
    known = state.learned.limit_means.get(connector, ())
    return (
        bool(state.learned.max_stack_level)
        and means not in known
        and any(each.place == place and not each.is_limit for each in state.book)
    )


def _is_possible(station: Station, connector: ConnectorRef, purpose: Purpose) -> bool:
    """Return whether a purpose makes sense: the session may have ended meanwhile."""
    running = station.state.connector(connector).transaction
    return purpose is not Purpose.TX or running is not None


async def _note_refusal(
    station: Station, connector: ConnectorRef, purpose: Purpose
) -> None:
    """Remember a purpose that was refused, unless only because the session was over."""
    if not _is_possible(station, connector, purpose):
        return
    learned = station.state.learned.with_refused(connector, purpose)
    if learned != station.state.learned:
        await station.handle(LearnedAbout(learned=learned))
