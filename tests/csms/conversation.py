"""A conversation with a session over an in-memory connection: the test plays the station."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from itertools import count
import json
from typing import Any, override

from custom_components.local_ocpp.csms.domain.messages import StationCommand
from custom_components.local_ocpp.csms.domain.model.evse import ConnectorRef
from custom_components.local_ocpp.csms.domain.model.station import (
    StationId,
    StationState,
)
from custom_components.local_ocpp.csms.domain.station import Station
from custom_components.local_ocpp.csms.journal import Journal
from custom_components.local_ocpp.csms.ocpp.adapter import Adapter
from custom_components.local_ocpp.csms.ocpp.schemas import Schemas
from custom_components.local_ocpp.csms.ocpp.v16 import ADAPTER as OCPP16
from custom_components.local_ocpp.csms.quirks import KNOWN
from custom_components.local_ocpp.csms.session import Patience, Procedures, Session
from tests.csms.backoffice import ACCEPTED, PlainBackoffice
from tests.simulator.pipe import Pipe

# Longer than anything here takes; a test that waits for nothing fails after it.
SECONDS = 5

BOOT = {"chargePointVendor": "ACME", "chargePointModel": "One"}
BOOT_20 = {
    "reason": "PowerUp",
    "chargingStation": {"vendorName": "ACME", "model": "One"},
}

_numbers = count(1)


@cache
def schemas(adapter: Adapter) -> Schemas:
    """Return the compiled schemas of one version."""
    return Schemas(adapter.subprotocol)


class Silence(Procedures):
    """Procedures that ask nothing, and tell what they were started for."""

    def __init__(self) -> None:
        self.started: asyncio.Queue[str] = asyncio.Queue()

    @override
    async def welcome(self, station: Station, *, rebooted: bool) -> None:
        await self.started.put("boot" if rebooted else "return")

    @override
    async def attend(self, station: Station) -> None:
        """Have nothing fall due."""

    @override
    async def follow_session(self, station: Station, connector: ConnectorRef) -> None:
        await self.started.put(f"session on {connector.evse}")


class Deaf(Pipe):
    """A connection whose other end never answers our farewell."""

    @override
    async def close(self, code: int = 1000, reason: str = "") -> None:
        await self._closed.wait()


class Caller:
    """The station's end of one connection."""

    def __init__(self, pipe: Pipe) -> None:
        self.pipe = pipe

    async def send(self, *elements: Any) -> None:
        """Send a message."""
        await self.send_text(json.dumps(elements))

    async def send_text(self, frame: str | bytes) -> None:
        """Send a frame that need not be a message."""
        async with asyncio.timeout(SECONDS):
            await self.pipe.send(frame)

    async def hear(self) -> list[Any]:
        """Return the next message; raise ConnectionError if the connection is closed."""
        async with asyncio.timeout(SECONDS):
            message: list[Any] = json.loads(await self.pipe.recv())
            return message

    async def call(
        self, action: str, payload: Any = None, *, id: str | None = None
    ) -> list[Any]:
        """Send a call; return the next message, which should be our answer."""
        await self.send(2, id or f"s{next(_numbers)}", action, payload or {})
        return await self.hear()

    async def heard_so_far(self) -> list[list[Any]]:
        """Return all that came, up to the answer to a heartbeat sent now."""
        id_ = f"s{next(_numbers)}"
        await self.send(2, id_, "Heartbeat", {})
        heard = []
        while (message := await self.hear())[1] != id_:
            heard.append(message)
        return heard

    def vanish(self) -> None:
        """Lose the connection."""
        self.pipe.hang_up()


class Conversation:
    """One station, adopted unless said otherwise, and whoever connects as it."""

    def __init__(
        self,
        adapter: Adapter = OCPP16,
        *,
        adopted: bool = True,
        patience: Patience | None = None,
        backoffice: PlainBackoffice | None = None,
    ) -> None:
        self.adapter = adapter
        self.backoffice = backoffice or PlainBackoffice()
        self.backoffice.tags["card"] = ACCEPTED
        state = StationState(id=StationId("garage"), adopted=adopted)
        self.station = Station(state, self.backoffice)
        self.journal = Journal()
        self.procedures = Silence()
        self.patience = patience or Patience(boot=0)

    @asynccontextmanager
    async def caller(self, pipe: Pipe | None = None) -> AsyncIterator[Caller]:
        """Connect; hang up at the end, unless that has happened."""
        ours, theirs = Pipe.pair() if pipe is None else (pipe, pipe.other)
        running = await self._attached(self.session(ours))
        caller = Caller(theirs)
        async with asyncio.timeout(2 * SECONDS):
            try:
                yield caller
            finally:
                caller.vanish()
                await running

    def session(self, pipe: Pipe) -> Session:
        """Return a session over one end of a pipe, which does not run yet."""
        return Session(
            self.station,
            self.adapter,
            pipe,
            schemas=schemas(self.adapter),
            quirks=KNOWN,
            journal=self.journal,
            procedures=self.procedures,
            patience=self.patience,
        )

    def ask[ResultT](self, command: StationCommand[ResultT]) -> asyncio.Task[ResultT]:
        """Start to ask the station something."""
        return asyncio.create_task(self._execute(command))

    async def _execute[ResultT](self, command: StationCommand[ResultT]) -> ResultT:
        async with asyncio.timeout(SECONDS):
            return await self.station.execute(command)

    async def _attached(self, session: Session) -> asyncio.Task[None]:
        """Run a session; return once the station is online through it."""
        attached = asyncio.Event()
        unsubscribe = self.station.subscribe(lambda *_: attached.set())
        running = asyncio.create_task(session.run())
        await attached.wait()
        unsubscribe()
        return running
