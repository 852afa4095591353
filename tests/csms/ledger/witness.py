"""A process that uses the ledger without pause, and says what it was told is kept."""

import asyncio
from dataclasses import dataclass, replace
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Literal

from custom_components.local_ocpp.csms.domain.model.station import (
    StationId,
    StationState,
)
from custom_components.local_ocpp.csms.domain.model.transaction import Transaction
from custom_components.local_ocpp.csms.ledger import Ledger

from .told import began, ended, metered, minute

STATIONS = 20
SAMPLES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """Something that the ledger has confirmed; `row` is a sample's key."""

    what: Literal["began", "sampled", "ended"]
    station: StationId
    transaction: Transaction
    row: tuple[int, int] | None = None


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
        witness.send(Confirmed(what="began", station=station, transaction=session))
        ledger.remember(StationState(id=station, booted_at=minute(at)))
        for later in range(1, SAMPLES):
            sample = metered(at + later, 1000 + later * 100)
            await ledger.keep_sample(station, session.id, sample)
            witness.send(
                Confirmed(
                    what="sampled",
                    station=station,
                    transaction=replace(session, meter_wh=1000 + later * 100),
                    row=(int(session.id), int(sample.at.timestamp()) * 1_000_000),
                )
            )
        closed = await ledger.close_transaction(
            station, ended(session.id, at + SAMPLES)
        )
        assert closed
        witness.send(Confirmed(what="ended", station=station, transaction=closed))
