"""Puts into force what only the owner of a station can say about it."""

from dataclasses import dataclass, replace
from datetime import datetime

from ..domain.configuration import LearnedAbout
from ..domain.model.limit import Limit
from ..domain.station import Station
from .limit import clear_station_maximum, set_station_maximum


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnersWord:
    """How many phases a station is wired to, and what it may draw in all, if that is its to keep.

    The maximum is stored in the station and holds without us, so only on the owner's word.
    """

    phases: int | None = None
    maximum: Limit | None = None


async def obey(station: Station, word: OwnersWord, *, now: datetime) -> None:
    """Bring a station in line with its owner's word; any StationError."""
    state = station.state
    if word.phases is not None and word.phases != state.learned.phases:
        learned = replace(state.learned, phases=word.phases)
        await station.handle(LearnedAbout(learned=learned))
    if not state.online:
        return
    if word.maximum is not None:
        await set_station_maximum(station, word.maximum, now=now)
    elif state.maximum is not None:
        await clear_station_maximum(station)
