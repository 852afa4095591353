"""Brings a current limit into force by the best means that a station has.

In a session a limit goes into a TxProfile, which ends with the session and wears out no
memory. Without one it goes into a TxDefaultProfile, which the next session starts with, and
which stays as the fallback for when we are away. Once we know how a station takes limits, each
change is one message. What the owner allows outlives the session: the next one is told again
when it begins, unless it starts with the same limit anyway. A pause never stays behind as
fallback once it is over, or later sessions would not start. The whole station's maximum, which
some stations write to flash, is only for the installer. (docs/adr/005-limits.md)
"""

from contextlib import suppress
from datetime import UTC, datetime

from ..domain.errors import Rejected, StationError
from ..domain.model.evse import ConnectorRef
from ..domain.model.limit import Limit, LimitInForce
from ..domain.model.profile import ChargingProfile, Purpose
from ..domain.model.station import Connector, StationState
from ..domain.smart_charging import (
    ClearChargingProfile,
    LimitCleared,
    LimitSet,
    SetChargingProfile,
)
from ..domain.station import Station
from .limit_ladder import apply, bring
from .limit_means import rungs
from .limit_profile import profile, profile_id, rate
from .profile_book import clear


async def set_limit(
    station: Station,
    connector: ConnectorRef,
    limit: Limit,
    *,
    force: bool = False,
    now: datetime | None = None,
) -> LimitInForce:
    """Limit a plug; nothing is sent if that is so already, unless forced.

    Where only a running session can be limited, the limit waits for one. Raises Rejected with
    all the station's words if it refused every means; on silence no other means is tried.
    """
    now = now or datetime.now(UTC)
    plug = station.state.connector(connector)
    if plug.limit and not force and _is_so(station.state, plug, plug.limit, limit):
        return plug.limit
    purposes = [Purpose.TX_DEFAULT]
    if plug.transaction:
        purposes.insert(0, Purpose.TX)
    try:
        in_force = await bring(station, connector, limit, purposes, now)
    except Rejected:
        proven = station.state.learned.proven(connector, Purpose.TX)
        if plug.transaction or not proven:
            raise
        in_force = LimitInForce(limit=limit, at=now)
    await station.handle(LimitSet(connector=connector, limit=in_force))
    await _lift_pause(station, connector, in_force, now)
    return in_force


async def set_next_limit(
    station: Station,
    connector: ConnectorRef,
    limit: Limit,
    *,
    now: datetime | None = None,
) -> None:
    """Have the next session on a plug limited as soon as it begins (`follow_session`)."""
    waiting = LimitInForce(limit=limit, at=now or datetime.now(UTC))
    await station.handle(LimitSet(connector=connector, limit=waiting))


def profile_to_start_with(
    state: StationState,
    connector: ConnectorRef,
    limit: Limit,
    *,
    now: datetime | None = None,
) -> ChargingProfile | None:
    """Return the profile for a remote start; None if the station knows no profiles."""
    if SetChargingProfile.__name__ in state.learned.unsupported:
        return None
    means = next(rungs(state.learned, connector, Purpose.TX, limit))
    return profile(
        limit,
        means,
        connector,
        rate=rate(limit, means.rate_unit, state, connector),
        transaction_id=None,
        now=now or datetime.now(UTC),
    )


async def set_fallback(
    station: Station,
    connector: ConnectorRef,
    limit: Limit,
    *,
    now: datetime | None = None,
) -> LimitInForce:
    """Set what a session goes by of which we say nothing; errors as in `set_limit`."""
    now = now or datetime.now(UTC)
    before = station.state.connector(connector).fallback
    if before and before.limit == limit and not _is_lost(station.state, before):
        return before
    in_force = await bring(station, connector, limit, [Purpose.TX_DEFAULT], now)
    await station.handle(LimitSet(connector=connector, limit=in_force, wanted=False))
    await keep_limit(station, connector, now=now)
    return in_force


async def clear_limit(station: Station, connector: ConnectorRef) -> None:
    """Lift all our limits from a plug, or all there are if none is ours; any StationError."""
    plug = station.state.connector(connector)
    ours = []
    if plug.transaction and _is_of_session(plug):
        ours.append(Purpose.TX)
    if plug.fallback:
        ours.append(Purpose.TX_DEFAULT)
    for purpose in ours:
        number = profile_id(purpose, connector)
        await clear(station, ClearChargingProfile(profile_id=number))
    if plug.limit is None and not ours and not _has_schedules(station, connector):
        await clear(station, ClearChargingProfile(connector=connector))
    await station.handle(LimitCleared(connector=connector))


async def set_station_maximum(
    station: Station, limit: Limit, *, now: datetime | None = None
) -> LimitInForce:
    """Set what all plugs may draw together; errors as in `set_limit`."""
    now = now or datetime.now(UTC)
    before = station.state.maximum
    if before and before.limit == limit and not _is_lost(station.state, before):
        return before
    in_force = await bring(station, None, limit, [Purpose.STATION_MAX], now)
    await station.handle(LimitSet(connector=None, limit=in_force))
    return in_force


async def clear_station_maximum(station: Station) -> None:
    """Let all plugs together draw what the station can; any StationError."""
    number = profile_id(Purpose.STATION_MAX, None)
    await clear(station, ClearChargingProfile(profile_id=number))
    await station.handle(LimitCleared(connector=None))


async def follow_session(
    station: Station, connector: ConnectorRef, *, now: datetime | None = None
) -> None:
    """Do what a session calls for that just began or ended on a plug; any StationError.

    To be called once the station has the answer to its message about the session.
    """
    plug = station.state.connector(connector)
    if plug.transaction:
        await keep_limit(station, connector, now=now)
    elif station.state.learned.beliefs.keeps_profiles and _is_of_session(plug):
        number = profile_id(Purpose.TX, connector)
        await clear(station, ClearChargingProfile(profile_id=number))


async def keep_limit(
    station: Station, connector: ConnectorRef, *, now: datetime | None = None
) -> None:
    """Tell a station again what it may have forgotten or was never told; any StationError."""
    now = now or datetime.now(UTC)
    plug = station.state.connector(connector)
    if plug.transaction and (left := _untold(station.state, plug, now)):
        await set_limit(station, connector, left, force=True, now=now)
    before = station.state.connector(connector).fallback
    if not before or not _is_lost(station.state, before):
        return
    if left := before.remaining(now):
        again = await bring(station, connector, left, [Purpose.TX_DEFAULT], now)
        wanted = plug.limit == before
        await station.handle(LimitSet(connector=connector, limit=again, wanted=wanted))


async def keep_station_maximum(
    station: Station, *, now: datetime | None = None
) -> None:
    """Tell a station its maximum again if it restarted since; any StationError."""
    maximum = station.state.maximum
    if maximum and _is_lost(station.state, maximum):
        await set_station_maximum(station, maximum.limit, now=now)


def _is_so(
    state: StationState, plug: Connector, held: LimitInForce, limit: Limit
) -> bool:
    return (
        held.limit == limit
        and limit.duration_seconds is None
        and _holds(state, plug, held)
    )


def _holds(state: StationState, plug: Connector, held: LimitInForce) -> bool:
    if held.means is None or _is_lost(state, held):
        return False
    if held.means.purpose is Purpose.TX:
        running = plug.transaction
        return running is not None and running.id == held.transaction_id
    return held == plug.fallback and not _is_overruled(state, plug)


def _is_overruled(state: StationState, plug: Connector) -> bool:
    """Return whether a schedule for the running session outdoes what it started with."""
    running = plug.transaction
    return running is not None and any(
        each.profile.purpose is Purpose.TX
        and each.connector == running.connector
        and not each.is_limit
        for each in state.book
    )


def _has_schedules(station: Station, connector: ConnectorRef) -> bool:
    return any(each.connector == connector for each in station.state.book)


def _is_lost(state: StationState, held: LimitInForce) -> bool:
    """Return whether the station restarted since, and may have forgotten."""
    return state.booted_at is not None and held.at < state.booted_at


def _is_of_session(plug: Connector) -> bool:
    """Return whether the running session, or else the last one, was limited."""
    held, session = plug.limit, plug.session
    return bool(held and session and held.transaction_id == session.id)


def _untold(state: StationState, plug: Connector, now: datetime) -> Limit | None:
    """Return the limit that a running session must still be told, if any."""
    wanted, fallback = plug.limit, plug.fallback
    overruled = _is_overruled(state, plug)
    if wanted is None or (wanted == fallback and not overruled):
        return None
    if _holds(state, plug, wanted):
        return None
    left = wanted.remaining(now)
    starts_so = (
        fallback
        and fallback.limit == left
        and not overruled
        and not _is_lost(state, fallback)
    )
    return None if starts_so else left


async def _lift_pause(
    station: Station, connector: ConnectorRef, in_force: LimitInForce, now: datetime
) -> None:
    """Let no pause stay behind as fallback; what matters now is in force already."""
    fallback = station.state.connector(connector).fallback
    limit = in_force.limit
    if limit.pauses or limit.duration_seconds is not None:
        return
    if fallback and fallback.limit.pauses and fallback.means:
        with suppress(StationError):
            lifted = await apply(station, connector, limit, fallback.means, now)
            await station.handle(
                LimitSet(connector=connector, limit=lifted, wanted=False)
            )
