"""What to do when a station has come, or come back: no more than it needs."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime

from ..domain.configuration import LearnedAbout
from ..domain.errors import NotSupported, Rejected, StationError
from ..domain.model.evse import ConnectorRef
from ..domain.remote_trigger import TriggerMessage
from ..domain.station import Station
from .answers import Believe, understood
from .interview import Wishes, interview, is_due, spelling
from .limit import keep_limit, keep_station_maximum
from .profiles import keep_profiles

_REFUSED = (Rejected, NotSupported)


async def welcome(
    station: Station,
    *,
    rebooted: bool,
    wishes: Wishes,
    believe: Believe,
    now: datetime,
    newcomer: bool = False,
    pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> None:
    """Restore its profiles, ask what we need to know, and what it did not say by itself.

    The limits come first: a fuse may depend on them, and some stations take minutes to answer
    all questions. Of a `newcomer` we have heard nothing since we started ourselves: what we
    remember of its plugs may be out of date. Raises any StationError; refused limits only at
    the end.
    """
    learned = understood(station.state.learned, spelling(station), believe)
    if learned != station.state.learned:
        await station.handle(LearnedAbout(learned=learned))
    if learned.beliefs.quiet_seconds:
        await pause(learned.beliefs.quiet_seconds)
    refused = await _keep_limits(station, now)
    if rebooted or is_due(station.state):
        await interview(station, wishes, believe, now)
    if not rebooted:
        await _catch_up(station, newcomer)
    if refused:
        raise Rejected("; ".join(error.detail for error in refused))


async def _keep_limits(station: Station, now: datetime) -> list[StationError]:
    """Restore the profiles that a restart may have cost; return what was refused."""
    refused: list[StationError] = []
    try:
        await keep_station_maximum(station, now=now)
    except _REFUSED as error:
        refused.append(error)
    for connector in tuple(station.state.connectors):
        try:
            await keep_limit(station, connector, now=now)
        except _REFUSED as error:
            refused.append(error)
    try:
        await keep_profiles(station, now=now)
    except _REFUSED as error:
        refused.append(error)
    return refused


async def _catch_up(station: Station, newcomer: bool) -> None:
    """Have the station say what it will not repeat by itself."""
    if not station.supports(TriggerMessage):
        return
    state = station.state
    silent = [
        ref
        for ref in _connectors(station)
        if newcomer or state.connector(ref).status is None
    ]
    charging = [ref for ref in silent if state.connector(ref).transaction]
    # Where plugs are numbered through, 0 is the station itself.
    if state.learned.number_of_connectors and (newcomer or state.status is None):
        silent.append(ConnectorRef(0))
    await _trigger(station, "StatusNotification", silent)
    await _trigger(station, "MeterValues", charging)


def _connectors(station: Station) -> list[ConnectorRef]:
    count = station.state.learned.number_of_connectors
    numbered = (ConnectorRef(evse) for evse in range(1, (count or 0) + 1))
    return sorted({*numbered, *station.state.connectors})


async def _trigger(
    station: Station, message: str, connectors: Iterable[ConnectorRef]
) -> None:
    """Ask for a message of each plug, until the station refuses."""
    for connector in connectors:
        try:
            await station.execute(TriggerMessage(message=message, connector=connector))
        except _REFUSED:
            return
