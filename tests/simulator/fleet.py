"""Switch on one station, or many."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from .installation import Installation
from .model import load
from .speaks16 import OCPP_16
from .speaks201 import OCPP_201
from .station import Language, Station

LANGUAGES: Mapping[str, Language] = {"1.6": OCPP_16, "2.0.1": OCPP_201}


def station(model: str, installation: Installation) -> Station:
    """Return a station that is not switched on yet."""
    sheet = load(model)
    return Station(sheet, installation, LANGUAGES[sheet.ocpp])


@asynccontextmanager
async def simulated(
    model: str, address: str, *, identity: str = "STATION-1", **place: Any
) -> AsyncIterator[Station]:
    """Run one station; `place` are fields of Installation.

    It dials `address` with its identity appended, and is switched off at the end.
    """
    running = station(model, Installation(address=address, identity=identity, **place))
    running.start()
    try:
        yield running
    finally:
        await running.close()


@asynccontextmanager
async def fleet(
    model: str,
    address: str,
    *,
    count: int,
    identity: str = "STATION-{:04}",
    **place: Any,
) -> AsyncIterator[list[Station]]:
    """Run many stations of one model; `identity` is a format for their number."""
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(
                simulated(model, address, identity=identity.format(number), **place)
            )
            for number in range(1, count + 1)
        ]
