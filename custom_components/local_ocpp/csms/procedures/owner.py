"""Puts into force what only the owner of a station can say about it."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from ..domain.configuration import LearnedAbout
from ..domain.errors import NotSupported, Rejected
from ..domain.model.limit import Limit
from ..domain.model.profile import Purpose
from ..domain.station import Station
from .limit import clear_station_maximum, set_fallback, set_station_maximum


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnersWord:
    """How many phases a station is wired to, and what its plugs may draw at most.

    `per_plug` holds in each session of which nothing else was said. `maximum` is stored in the
    station for good and holds without us, so only where the owner says so.
    """

    phases: int | None = None
    per_plug: Limit | None = None
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
    if word.per_plug is not None:
        await _keep_plugs_below(station, word.per_plug, now)


async def _keep_plugs_below(station: Station, limit: Limit, now: datetime) -> None:
    """Have every plug fall back to what the wiring bears; once, if the station refuses."""
    for ref, plug in tuple(station.state.connectors.items()):
        refused = station.state.learned.refused_purposes.get(ref, frozenset())
        is_so = plug.fallback is not None and plug.fallback.limit == limit
        if plug.limit is None and not is_so and Purpose.TX_DEFAULT not in refused:
            with suppress(Rejected, NotSupported):
                await set_fallback(station, ref, limit, now=now)
