"""The whole core with its real ledger, without Home Assistant."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
import sqlite3
from tempfile import TemporaryDirectory
from time import monotonic_ns
from typing import override

from custom_components.local_ocpp.csms.central import CentralSystem
from custom_components.local_ocpp.csms.domain.model.evse import ConnectorRef
from custom_components.local_ocpp.csms.domain.model.limit import Limit
from custom_components.local_ocpp.csms.domain.model.metering import Sample
from custom_components.local_ocpp.csms.domain.model.station import (
    StationId,
    StationState,
)
from custom_components.local_ocpp.csms.domain.model.token import (
    Authorization,
    AuthorizationStatus,
    IdToken,
)
from custom_components.local_ocpp.csms.domain.model.transaction import (
    Transaction,
    TransactionId,
)
from custom_components.local_ocpp.csms.ledger import Ledger
from custom_components.local_ocpp.csms.procedures.limit import set_limit
from custom_components.local_ocpp.csms.server import Server
from custom_components.local_ocpp.csms.visitor import Visitor
from tests.csms.backoffice import PlainBackoffice

from .sockets import CAPS
from .subject import Subject

PLUG = ConnectorRef(1)


class Core(Subject):
    """Server, central system, sessions and ledger."""

    def __init__(self, server: Server, central: CentralSystem, ledger: Path) -> None:
        """Bind the parts."""
        super().__init__(server.port)
        self._central = central
        self._ledger = ledger

    async def settle(self) -> None:
        """Return once every station has been asked all there is to ask."""
        async with asyncio.timeout(60):
            while not all(  # noqa: ASYNC110 - the end of a conversation is no event
                station.state.learned.interviewed_at
                for station in self._central.stations.values()
            ):
                await asyncio.sleep(0.05)

    async def limit(self, times: int) -> list[int]:
        """Limit one station again and again; return when it was asked to (monotonic ns)."""
        station = self._central.stations[StationId("S0")]
        asked_at = []
        for number in range(times):
            asked_at.append(monotonic_ns())
            await set_limit(station, PLUG, Limit(amount=6 + number % 10))
        return asked_at

    def kept(self) -> int:
        """Return how many samples are in the ledger."""
        return samples_kept(self._ledger)


@asynccontextmanager
async def core(folder: str, count: int) -> AsyncIterator[Core]:
    """Run it; it expects `count` stations and keeps its ledger below a folder."""
    with TemporaryDirectory(dir=folder) as own:
        path = Path(own) / "ledger.db"
        ledger = await Ledger.open(path)
        central = CentralSystem(_Backoffice(ledger))
        await central.start()
        for number in range(count):
            central.expect(StationState(id=StationId(f"S{number}")))
        server = Server(central, _admit, host="127.0.0.1", port=0, caps=CAPS)
        await server.start()
        yield Core(server, central, path)
        await server.stop()
        await ledger.close()


def samples_kept(ledger: Path) -> int:
    """Return how many samples a ledger holds on disk."""
    connection = sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)
    (count,) = connection.execute("SELECT count(*) FROM sample_v1").fetchone()
    connection.close()
    return int(count)


async def _admit(visitor: Visitor) -> StationId:
    return StationId(visitor.identity)


class _Backoffice(PlainBackoffice):
    """Accepts everybody, and keeps in the ledger."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__()
        self._ledger = ledger

    @override
    def now(self) -> datetime:
        return datetime.now(UTC)

    @override
    async def authorize(
        self,
        station: StationId,
        token: IdToken,
        transaction: TransactionId | None = None,
    ) -> Authorization:
        return Authorization(status=AuthorizationStatus.ACCEPTED)

    @override
    async def open_transaction(
        self, station: StationId, opened: Transaction, *, named: bool
    ) -> Transaction:
        return await self._ledger.open_transaction(station, opened, named=named)

    @override
    async def close_transaction(
        self, station: StationId, closed: Transaction
    ) -> Transaction | None:
        return await self._ledger.close_transaction(station, closed)

    @override
    async def keep_samples(
        self,
        station: StationId,
        transaction: TransactionId,
        samples: Sequence[Sample],
    ) -> None:
        await self._ledger.keep_samples(station, transaction, samples)

    @override
    def remember(self, state: StationState) -> None:
        self._ledger.remember(state)
