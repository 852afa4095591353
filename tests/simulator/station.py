"""A charging station as people and tests meet it: sockets, a reader and a plug."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from websockets.asyncio.client import ClientConnection

from .authority import Authority
from .cabinet import Cabinet
from .car import Car
from .charging import Charging
from .connection import Connection
from .connector import Connector
from .flow import Flow
from .installation import Installation
from .journal import Direction, Frame, Kind
from .model import StationModel
from .outbox import Outbox
from .speech import Speech
from .transaction import Transaction
from .words import NO_ERROR, BootReason, Key, Reason, Status

PATIENCE_S = 10.0
"""Real seconds after which a test that waits for something fails."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A version of OCPP: what it calls the settings, and who speaks it."""

    key_names: Mapping[Key, str]
    open_line: Callable[[Station, ClientConnection], Speech]


class Station:
    """One simulated charging station.

    Waiting methods take `patience_s` real seconds and raise TimeoutError after
    them. `violations` lists what the CSMS did against the standard or against
    the limits of this model, and is empty if all went well.
    """

    def __init__(
        self, model: StationModel, installation: Installation, language: Language
    ) -> None:
        self.cabinet = Cabinet(model, installation, language.key_names)
        self.outbox = Outbox(self.cabinet)
        self.authority = Authority(self.cabinet)
        self.flow = Flow(self.cabinet, self.outbox)
        self.charging = Charging(self.cabinet, self.outbox, self.authority, self.flow)
        self.connection = Connection(
            self.cabinet,
            self.outbox,
            self.flow,
            lambda websocket: language.open_line(self, websocket),
        )

    @property
    def identity(self) -> str:
        return self.cabinet.installation.identity

    @property
    def model(self) -> StationModel:
        return self.cabinet.model

    @property
    def connectors(self) -> dict[int, Connector]:
        return self.cabinet.connectors

    @property
    def violations(self) -> list[str]:
        return self.cabinet.violations

    @property
    def frames(self) -> deque[Frame]:
        return self.cabinet.journal.frames

    @property
    def online(self) -> bool:
        return self.cabinet.online

    def start(self) -> None:
        """Switch it on; it needs a running event loop."""
        self.cabinet.spawn(self.connection.run())
        self.cabinet.spawn(self.outbox.run())
        self.charging.start()

    async def close(self) -> None:
        """Switch it off for good; raise what went wrong inside the simulator."""
        await self.cabinet.close()
        if self.cabinet.bugs:
            raise self.cabinet.bugs[0]

    # What people do at a station

    def plug_in(self, connector: int = 1, car: Car | None = None) -> Car:
        """Plug a car in, a common one if none is given; return it."""
        plugged = car or Car()
        self.charging.plug_in(connector, plugged)
        return plugged

    def unplug(self, connector: int = 1) -> None:
        self.charging.unplug(connector)

    async def present_tag(self, tag: str, connector: int | None = None) -> str:
        """Hold a tag to the reader; return what the station makes of it.

        Raises ValueError at a station that wants its connector chosen first.
        """
        if connector is None and self.model.behaviour.selects_connector_first:
            message = f"{self.model.name} wants a connector selected before the tag"
            raise ValueError(message)
        verdict = await self.charging.present_tag(
            tag, connector or self._obvious_connector(tag)
        )
        return verdict.status

    async def fault(self, connector: int, error_code: str) -> None:
        """Break something; a session there ends. 0 is the station as a whole."""
        if connector == 0:
            self.cabinet.station_fault = error_code
            self.flow.report_station()
        else:
            broken = self.connectors[connector]
            self.charging.stop(broken, Reason.OTHER)
            broken.faulted, broken.error_code = True, error_code
            self.flow.settle()
        await self.delivered()

    async def repair(self, connector: int) -> None:
        """Mend what `fault` or `warn` did."""
        if connector == 0:
            self.cabinet.station_fault = None
            self.flow.report_station()
        else:
            mended = self.connectors[connector]
            mended.faulted, mended.error_code = False, NO_ERROR
            self.flow.settle()
        await self.delivered()

    async def warn(self, connector: int, error_code: str) -> None:
        """Report an error that does not keep the connector from working."""
        self.connectors[connector].error_code = error_code
        self.flow.settle()
        await self.delivered()

    def power_loss(self, seconds: float = 10.0) -> None:
        """Go dark without a word; come back by itself after simulated seconds.

        Sessions end at once, and are reported with reason PowerLoss afterwards.
        """
        self.cabinet.spawn(self._lose_power(seconds))

    def lose_sessions(self) -> None:
        """End all sessions as a power failure does."""
        self.charging.stop_all(Reason.POWER_LOSS)
        for connector in self.connectors.values():
            connector.permission = None

    async def data_transfer(
        self, vendor_id: str, message_id: str | None = None, content: str | None = None
    ) -> tuple[str, str | None]:
        """Send DataTransfer; return status and content of the answer."""
        await self.booted()
        speech = self.cabinet.speech
        if speech is None:
            message = "not connected"
            raise ConnectionError(message)
        return await speech.data_transfer(vendor_id, message_id, content)

    # What a test waits for

    async def until(
        self, condition: Callable[[], bool], what: str, patience_s: float = PATIENCE_S
    ) -> None:
        """Wait until something is so; it is looked at after each thing that happens."""
        await self._wait(self.cabinet.journal.until(condition), what, patience_s)

    async def booted(self, patience_s: float = PATIENCE_S) -> None:
        """Wait until the CSMS has accepted this station and it is connected."""
        await self.until(lambda: self.online, "an accepted boot", patience_s)

    async def disconnected(self, patience_s: float = PATIENCE_S) -> None:
        await self.until(
            lambda: self.cabinet.speech is None, "a closed connection", patience_s
        )

    async def refused(self, patience_s: float = PATIENCE_S) -> int:
        """Wait until the CSMS turns the connection down; return the HTTP status."""
        await self.until(
            lambda: self.connection.refused is not None, "a refusal", patience_s
        )
        assert self.connection.refused is not None
        return self.connection.refused

    async def delivered(self, patience_s: float = PATIENCE_S) -> None:
        """Wait until the CSMS has been told everything, if it can be told."""
        await self.until(
            lambda: not len(self.outbox) or not self.connection.powered,
            "an empty queue",
            patience_s,
        )

    async def status(
        self, status: Status | str, connector: int = 1, patience_s: float = PATIENCE_S
    ) -> None:
        """Wait until a connector has a status, in the words of OCPP 1.6."""
        place = self.connectors[connector]
        await self.until(
            lambda: place.status == status,
            f"connector {connector} {status}",
            patience_s,
        )

    async def transaction_started(
        self, connector: int = 1, patience_s: float = PATIENCE_S
    ) -> Transaction:
        """Wait until a session runs and the CSMS has confirmed it."""
        place = self.connectors[connector]

        def running() -> bool:
            return place.transaction is not None and place.transaction.acknowledged

        await self.until(running, f"a transaction on connector {connector}", patience_s)
        assert place.transaction is not None
        return place.transaction

    async def transaction_stopped(
        self, connector: int = 1, patience_s: float = PATIENCE_S
    ) -> None:
        """Wait until no session runs and the CSMS knows."""
        place = self.connectors[connector]
        await self.until(
            lambda: place.transaction is None and not len(self.outbox),
            f"the end of the transaction on connector {connector}",
            patience_s,
        )

    async def received(
        self, action: str, patience_s: float = PATIENCE_S, **expected: object
    ) -> Any:
        """Return the payload of the next CALL of the CSMS for this action.

        The next one is the first since the last that was returned here for this
        action, also if it has come already; `expected` are values that it has.
        """
        return await self._take(
            Direction.RECEIVED, Kind.CALL, action, patience_s, expected
        )

    async def sent(
        self, action: str, patience_s: float = PATIENCE_S, **expected: object
    ) -> Any:
        """Return the payload of the next CALL that the station sends, likewise.

        It has been written by then, not yet received: see `answered`.
        """
        return await self._take(Direction.SENT, Kind.CALL, action, patience_s, expected)

    async def answered(
        self, action: str, patience_s: float = PATIENCE_S, **expected: object
    ) -> Any:
        """Return the payload of the next result that the station was given."""
        return await self._take(
            Direction.RECEIVED, Kind.RESULT, action, patience_s, expected
        )

    async def replied(
        self, action: str, patience_s: float = PATIENCE_S, **expected: object
    ) -> Any:
        """Return the payload of the next result that the station gave."""
        return await self._take(
            Direction.SENT, Kind.RESULT, action, patience_s, expected
        )

    async def _take(
        self,
        direction: Direction,
        kind: Kind,
        action: str,
        patience_s: float,
        expected: dict[str, object],
    ) -> Any:
        taking = self.cabinet.journal.take(direction, kind, action, expected)
        frame = await self._wait(taking, f"{direction} {action} {expected}", patience_s)
        return frame.payload

    async def _wait[T](self, awaited: Awaitable[T], what: str, patience_s: float) -> T:
        try:
            async with asyncio.timeout(patience_s):
                return await awaited
        except TimeoutError as error:
            last = [f"{frame.direction} {frame.text[:200]}" for frame in self.frames]
            message = "\n".join([f"{self.identity}: no {what}, only:", *last[-12:]])
            raise TimeoutError(message) from error

    async def _lose_power(self, seconds: float) -> None:
        await self.connection.go_dark(abruptly=True)
        self.lose_sessions()
        self.connection.start_afresh(BootReason.POWER_UP)
        await self.cabinet.clock.sleep(seconds)
        self.connection.come_back()

    def _obvious_connector(self, tag: str) -> int:
        """Return where a tag belongs: its own session, a waiting car, a free socket."""
        places = list(self.connectors.values())
        rules: tuple[Callable[[Connector], bool], ...] = (
            lambda place: (
                place.transaction is not None
                and self.authority.same_owner(place.transaction.tag, tag)
            ),
            lambda place: place.car is not None and place.free,
            lambda place: place.free,
        )
        for rule in rules:
            if (found := next(filter(rule, places), None)) is not None:
                return found.number
        return places[0].number
