"""The central system: the composition root of everything without Home Assistant."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import override

from .domain.backoffice import Backoffice
from .domain.errors import StationError, StationOffline
from .domain.model.evse import ConnectorRef
from .domain.model.station import StationId, StationState
from .domain.remote_trigger import TriggerMessage
from .domain.station import Station
from .journal import Journal
from .ocpp.adapter import Adapter
from .ocpp.schemas import Schemas
from .ocpp.v16 import ADAPTER as OCPP16
from .ocpp.v21 import ADAPTER as OCPP21
from .ocpp.v201 import ADAPTER as OCPP201
from .procedures.interview import Wishes
from .procedures.limit import follow_session
from .procedures.owner import OwnersWord, obey
from .procedures.profiles import attend
from .procedures.welcome import welcome
from .quirks import KNOWN, Quirks
from .session import Patience, Procedures, Session, Transport

# In the order we prefer them: 1.6 is the one we speak completely.
ADAPTERS: dict[str, Adapter] = {a.subprotocol: a for a in (OCPP16, OCPP201, OCPP21)}


class CentralSystem(Procedures):
    """Knows every station; starts a session for each that connects."""

    def __init__(
        self,
        backoffice: Backoffice,
        *,
        on_stranger: Callable[[Station], None] = lambda station: None,
        wishes: Wishes | None = None,
        patience: Patience | None = None,
        quirks: Quirks = KNOWN,
    ) -> None:
        """Start with no stations; `on_stranger` hears of each that nobody expected."""
        self.stations: dict[StationId, Station] = {}
        self.journals: dict[StationId, Journal] = {}
        self.wishes = wishes or Wishes()
        self._backoffice = backoffice
        self._on_stranger = on_stranger
        self._patience = patience or Patience()
        self._quirks = quirks
        self._beginning = asyncio.Lock()
        self._schemas: dict[str, Schemas] = {}
        self._words: dict[StationId, OwnersWord] = {}

    async def start(self) -> None:
        """Compile what every station will need, off the event loop."""
        await asyncio.to_thread(self._compile)

    def expect(self, state: StationState) -> Station:
        """Take a station in, with what is remembered of it; one that waits is trusted at once."""
        if station := self.stations.get(state.id):
            self.journals[state.id].keep_more()
            station.adopt()
            return station
        return self._add(replace(state, adopted=True))

    async def heed(self, station_id: StationId, word: OwnersWord) -> None:
        """Go by what the owner says of a station, from now on."""
        if self._words.get(station_id) == word:
            return
        self._words[station_id] = word
        await self.remind(station_id)

    async def remind(self, station_id: StationId) -> None:
        """Bring a station back in line with what its owner says of it."""
        word = self._words.get(station_id)
        if word and (station := self.stations.get(station_id)):
            with suppress(StationError):  # it is told again when it comes back
                await obey(station, word, now=self._backoffice.now())

    async def reintroduce(self, station_id: StationId) -> None:
        """Have a station that was kept waiting boot again, now that it is taken in.

        One that cannot be asked to dials again when it is hung up on.
        """
        if station := self.stations.get(station_id):
            try:
                await station.execute(TriggerMessage(message="BootNotification"))
            except StationOffline:
                return
            except StationError:
                await station.hang_up("taken in: please come back")

    async def dismiss(self, station_id: StationId) -> None:
        """Forget a station and close its connection."""
        self._words.pop(station_id, None)
        station = self.stations.pop(station_id, None)
        self.journals.pop(station_id, None)
        if station:
            await station.hang_up("removed by its owner")

    async def hang_up(self) -> None:
        """Close every connection."""
        await asyncio.gather(
            *(station.hang_up("closing down") for station in self.stations.values())
        )

    @override
    async def welcome(self, station: Station, *, rebooted: bool) -> None:
        async with self._beginning:  # a crowd that returns would block the event loop
            await asyncio.sleep(0)
        state = station.state
        quirks = self._quirks.for_(state.identity, state.ocpp_version)
        now = self._backoffice.now()
        await welcome(
            station,
            rebooted=rebooted,
            newcomer=self.journals[state.id].connections == 1,
            wishes=self.wishes,
            believe=quirks.believe,
            now=now,
        )
        await obey(station, self._words.get(state.id, OwnersWord()), now=now)

    @override
    async def attend(self, station: Station) -> None:
        await attend(station, self._backoffice.now)

    @override
    async def follow_session(self, station: Station, connector: ConnectorRef) -> None:
        await follow_session(station, connector, now=self._backoffice.now())

    async def converse(
        self, station_id: StationId, subprotocol: str, transport: Transport
    ) -> None:
        """Talk with a station until it hangs up."""
        station = self.stations.get(station_id)
        if station is None:
            station = self._add(StationState(id=station_id))
            self._on_stranger(station)
        journal = self.journals[station_id]
        journal.connections += 1
        session = Session(
            station,
            ADAPTERS[subprotocol],
            transport,
            schemas=self._schemas[subprotocol],
            quirks=self._quirks,
            journal=journal,
            procedures=self,
            patience=self._patience,
        )
        try:
            await session.run()
        finally:
            self._forget_stranger(station)

    def _add(self, state: StationState) -> Station:
        station = self.stations[state.id] = Station(state, self._backoffice)
        self.journals[state.id] = Journal() if state.adopted else Journal.of_stranger()
        return station

    def _forget_stranger(self, station: Station) -> None:
        """Keep nothing of a station that came and went without being taken in."""
        state = station.state
        known = self.stations.get(state.id)
        if known is station and not state.adopted and not state.online:
            del self.stations[state.id], self.journals[state.id]

    def _compile(self) -> None:
        for subprotocol in ADAPTERS:
            self._schemas[subprotocol] = schemas = Schemas(subprotocol)
            schemas.compile()
