"""The ledger on its own, told of many sessions at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from custom_components.local_ocpp.csms.domain.model.evse import ConnectorRef
from custom_components.local_ocpp.csms.domain.model.metering import (
    ENERGY,
    POWER,
    Quantity,
    Sample,
)
from custom_components.local_ocpp.csms.domain.model.station import StationId
from custom_components.local_ocpp.csms.domain.model.transaction import (
    Transaction,
    TransactionId,
)
from custom_components.local_ocpp.csms.ledger import Ledger

_ENERGY, _POWER = Quantity(ENERGY, "Wh"), Quantity(POWER, "W")


class Keeper:
    """A ledger with a session at each of its stations."""

    def __init__(
        self, ledger: Ledger, sessions: list[tuple[StationId, TransactionId]]
    ) -> None:
        """Bind to both."""
        self._ledger = ledger
        self._sessions = sessions
        self._began_at = datetime.now(UTC)
        self._numbers = count()

    async def rate(self, seconds: float) -> tuple[float, float]:
        """Keep something of all sessions all the time; return events/s, CPU µs per event."""
        began, cpu = perf_counter(), process_time()
        until = began + seconds

        async def tell(station: StationId, session: TransactionId) -> int:
            told = 0
            while perf_counter() < until:
                await self._ledger.keep_samples(station, session, (self._sample(),))
                told += 1
            return told

        told = sum(await asyncio.gather(*(tell(*each) for each in self._sessions)))
        took = perf_counter() - began
        return told / took, (process_time() - cpu) / told * 1e6

    async def latency_ms(self, times: int) -> float:
        """Keep one thing after the other; return the median of how long one takes."""
        station, session = self._sessions[0]
        took = []
        for _ in range(times):
            began = perf_counter()
            await self._ledger.keep_samples(station, session, (self._sample(),))
            took.append(perf_counter() - began)
        return median(took) * 1000

    def _sample(self) -> Sample:
        number = next(self._numbers)
        return Sample(
            at=self._began_at + timedelta(milliseconds=number),
            readings={_ENERGY: 1_000_000.0 + number, _POWER: 11_000.0},
        )


@asynccontextmanager
async def keeper(folder: str, sessions: int) -> AsyncIterator[Keeper]:
    """Run it, with so many sessions, below a folder."""
    with TemporaryDirectory(dir=folder) as own:
        ledger = await Ledger.open(Path(own) / "ledger.db")
        begun = [
            await _begin(ledger, StationId(f"S{number}")) for number in range(sessions)
        ]
        yield Keeper(ledger, begun)
        await ledger.close()


async def _begin(ledger: Ledger, station: StationId) -> tuple[StationId, TransactionId]:
    session = Transaction(
        id=TransactionId(""),
        connector=ConnectorRef(1),
        started_at=datetime.now(UTC),
        meter_start_wh=1_000_000,
    )
    opened = await ledger.open_transaction(station, session, named=False)
    return station, opened.id
