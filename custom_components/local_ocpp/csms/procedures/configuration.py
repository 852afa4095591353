"""Reads a station's settings, some or all, in whatever OCPP version it speaks."""

import asyncio
from itertools import batched
from random import randrange
from typing import Any

from ..domain.configuration import GetVariables, RequestReport, VariablesReported
from ..domain.errors import NoReply, StationOffline
from ..domain.messages import StationEvent
from ..domain.model.variable import Variable
from ..domain.station import Station

# What no station has been seen to choke on, and what is plenty whatever it claims.
SAFE_PIECE = 3
LARGEST_PIECE = 20

REPORT_SECONDS = 60


def piece_size(max_keys: int | None) -> int:
    """Return how many keys to ask for in one message."""
    return min(max_keys, LARGEST_PIECE) if max_keys else SAFE_PIECE


async def read(station: Station, keys: tuple[str, ...] = ()) -> tuple[Variable, ...]:
    """Read settings by their keys, or all of them; raises any StationError."""
    if not keys:
        return await _read_everything(station)
    found: list[Variable] = []
    size = piece_size(station.state.learned.max_keys)
    for piece in batched(keys, size, strict=False):
        found += await station.execute(GetVariables(keys=piece))
    return tuple(found)


async def _read_everything(station: Station) -> tuple[Variable, ...]:
    if station.supports(RequestReport):
        return await _report(station)
    return await station.execute(GetVariables())


async def _report(station: Station) -> tuple[Variable, ...]:
    """Have everything reported; the parts come as messages of their own."""
    request_id = randrange(1, 2**31)
    parts: list[Variable] = []
    over = asyncio.Event()

    def listen(event: StationEvent[Any] | None, answer: Any) -> None:
        if isinstance(event, VariablesReported) and event.request_id == request_id:
            parts.extend(event.variables)
            if not event.more:
                over.set()
        if not station.state.online:
            over.set()

    stop = station.subscribe(listen)
    try:
        await station.execute(RequestReport(request_id=request_id))
        async with asyncio.timeout(REPORT_SECONDS):
            await over.wait()
    except TimeoutError as error:
        raise NoReply("report") from error
    finally:
        stop()
    if not station.state.online:
        raise StationOffline
    return tuple(parts)
