"""A process that uses the ledger without pause, and says what it was told is kept."""

import asyncio
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Literal, NamedTuple

from custom_components.local_ocpp.csms.domain.model.station import (
    StationId,
    StationState,
)
from custom_components.local_ocpp.csms.domain.model.transaction import TransactionId
from custom_components.local_ocpp.csms.ledger import Ledger

from .told import began, ended, metered, minute

STATIONS = 20
SAMPLES = 8


class Confirmed(NamedTuple):
    """Something that the ledger has confirmed of a session, and how far its meter was."""

    what: Literal["began", "sampled", "ended"]
    station: StationId
    session: TransactionId
    minute: int
    meter_wh: float


def keep_telling(path: Path, run: int, witness: Connection) -> None:
    """Charge at twenty stations until killed; later runs tell of later times."""
    asyncio.run(_charge_everywhere(path, run * 100_000, witness))


async def _charge_everywhere(path: Path, start: int, witness: Connection) -> None:
    ledger = await Ledger.open(path)
    async with asyncio.TaskGroup() as stations:
        for number in range(STATIONS):
            station = StationId(f"station {number}")
            stations.create_task(_charge(ledger, station, start, witness))


async def _charge(
    ledger: Ledger, station: StationId, start: int, witness: Connection
) -> None:
    for at in count(start, SAMPLES + 1):
        session = await ledger.open_transaction(station, began(at), named=False)
        witness.send(Confirmed("began", station, session.id, at, 1000))
        ledger.remember(StationState(id=station, booted_at=minute(at)))
        for later in range(1, SAMPLES):
            meter_wh = 1000 + later * 100
            sample = metered(at + later, meter_wh)
            await ledger.keep_sample(station, session.id, sample)
            witness.send(
                Confirmed("sampled", station, session.id, at + later, meter_wh)
            )
        end = at + SAMPLES
        await ledger.close_transaction(station, ended(session.id, end))
        witness.send(Confirmed("ended", station, session.id, end, 8000))
