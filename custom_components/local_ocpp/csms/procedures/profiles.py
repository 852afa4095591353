"""Puts charging profiles into force as their owner wants them, and keeps them there.

What a station cannot hold in one piece it is told in pieces, and what it may have forgotten in a
restart it is told again. Limits look after themselves (limit.py).
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from ..domain.errors import NotSupported, Rejected, StationError
from ..domain.messages import StationEvent
from ..domain.model.book import BookEntry
from ..domain.model.profile import Purpose
from ..domain.model.station import StationState
from ..domain.smart_charging import (
    ClearChargingProfile,
    ProfilesCleared,
    ProfileSet,
)
from ..domain.station import Station
from ..domain.transactions import TransactionStarted, TransactionUpdated
from . import profile_book
from .limit import keep_limit, set_station_maximum
from .profile_book import plug_of
from .profile_fit import circuit_of, in_unit_of, must_fit
from .schedule_pieces import Piece, piece

# How long to leave a station alone that would not take the next piece of a schedule.
RETRY_SECONDS = 300


async def set_profile(station: Station, entry: BookEntry) -> None:
    """Put a profile into force; raises UnfitProfile or any StationError.

    What the owner allows now still stands above it.
    """
    must_fit(station.state, entry)
    await _tell(station, entry, entry.told_at)
    if entry.profile.purpose is Purpose.TX:
        await keep_limit(station, entry.connector, now=entry.told_at)


async def clear_profiles(
    station: Station, command: ClearChargingProfile, *, now: datetime
) -> bool:
    """Clear profiles, and return whether there were any; any StationError.

    The installer's maximum is no profile among others: it is there again at once.
    """
    maximum = station.state.maximum
    matched = await profile_book.clear(station, command)
    if maximum and station.state.maximum is None:
        await set_station_maximum(station, maximum.limit, now=now)
    return matched


async def keep_profiles(station: Station, *, now: datetime) -> None:
    """Tell a station what it may have forgotten, and what is due; any StationError.

    What it refuses keeps no other profile from being told, and is raised at the end.
    """
    refused: list[str] = []
    for entry in station.state.book:
        if not _is_due(station.state, entry, now):
            continue
        try:
            await _tell(station, entry, now)
        except (Rejected, NotSupported) as error:
            refused.append(error.detail)
    if refused:
        raise Rejected("; ".join(refused))


async def attend(station: Station, now: Callable[[], datetime]) -> None:
    """Continue schedules in time, for as long as this is not cancelled."""
    changed = asyncio.Event()

    def look(event: StationEvent[Any] | None, answer: Any) -> None:
        if isinstance(event, _CHANGES):
            changed.set()

    stop = station.subscribe(look)
    try:
        while True:
            changed.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(_seconds_to_due(station.state, now())):
                    await changed.wait()
            try:
                await keep_profiles(station, now=now())
            except StationError:
                await asyncio.sleep(RETRY_SECONDS)
    finally:
        stop()


def piece_at(state: StationState, entry: BookEntry, now: datetime) -> Piece:
    """Return what a station can be told of a profile at a moment."""
    plug = plug_of(entry)
    session = state.connector(plug).transaction if plug else None
    fitting = in_unit_of(entry.profile, state.learned, circuit_of(state, plug))
    begin = session.started_at if session and entry.profile.transaction_id else None
    return piece(fitting, state.learned.max_periods, now, begin)


_CHANGES = (ProfileSet, ProfilesCleared, TransactionStarted, TransactionUpdated)


async def _tell(station: Station, entry: BookEntry, now: datetime) -> None:
    sent, continue_at = piece_at(station.state, entry, now)
    told = replace(entry, told_at=now, continue_at=continue_at)
    await profile_book.send(station, told, sent)


def _is_ours(entry: BookEntry) -> bool:
    """Return whether a profile is ours to look after, and not just waiting for its session."""
    return not entry.is_limit and entry.token is None


def _is_due(state: StationState, entry: BookEntry, now: datetime) -> bool:
    if not _is_ours(entry) or entry not in state.book or entry.is_over(now):
        return False
    if state.booted_at and entry.told_at < state.booted_at:
        return True
    return entry.continue_at is not None and entry.continue_at <= now


def _seconds_to_due(state: StationState, now: datetime) -> float | None:
    due = [
        each.continue_at
        for each in state.book
        if _is_ours(each) and each.continue_at and not each.is_over(now)
    ]
    return max(0.0, (min(due) - now).total_seconds()) if due else None
