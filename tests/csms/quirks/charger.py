"""A charger as its session sees it: what it says is read, what we say is rewritten."""

from typing import Any

from custom_components.local_ocpp.csms.domain.messages import StationCommand
from custom_components.local_ocpp.csms.domain.model.evse import ConnectorRef
from custom_components.local_ocpp.csms.domain.model.learned import Learned
from custom_components.local_ocpp.csms.domain.model.metering import Meter
from custom_components.local_ocpp.csms.domain.model.station import (
    Connector,
    Identity,
    StationId,
    StationState,
)
from custom_components.local_ocpp.csms.domain.station import Station
from custom_components.local_ocpp.csms.ocpp import rpc
from custom_components.local_ocpp.csms.ocpp.rpc import Deviation, Payload
from custom_components.local_ocpp.csms.ocpp.schemas import Schemas
from custom_components.local_ocpp.csms.ocpp.tolerance import mend
from custom_components.local_ocpp.csms.ocpp.v16 import ADAPTER
from custom_components.local_ocpp.csms.quirks import KNOWN, AppliedQuirks
from tests.csms.backoffice import PlainBackoffice

SCHEMAS = Schemas(ADAPTER.subprotocol)


class Charger:
    """One charger that has introduced itself."""

    def __init__(
        self, vendor: str, model: str = "", firmware: str | None = None
    ) -> None:
        """Look at its name plate."""
        identity = Identity(vendor=vendor, model=model, firmware=firmware)
        state = StationState(id=StationId("garage"), adopted=True, identity=identity)
        self._station = Station(state, PlainBackoffice())
        self.deviations: list[Deviation] = []

    @property
    def quirks(self) -> AppliedQuirks:
        """Its quirks."""
        return KNOWN.for_(self.state.identity, ADAPTER.version)

    @property
    def state(self) -> StationState:
        """What we know about it."""
        return self._station.state

    def connector(self, number: int = 1) -> Connector:
        """Return what we know about one of its plugs."""
        return self.state.connector(ConnectorRef(number))

    @property
    def meter(self) -> Meter:
        """What its first plug's meter said."""
        return self.connector().meter

    @property
    def believed(self) -> Learned:
        """What we believe of it before it is asked anything."""
        return self.quirks.believe(Learned())

    async def says(self, frame: str) -> Payload:
        """Take in a frame; return our answer to it."""
        call, deviations = rpc.parse(frame)
        assert isinstance(call, rpc.Call)
        repaired = self.quirks.repair(call.action, call.payload)
        mended = mend(repaired, SCHEMAS.request(call.action), call.action)
        self.deviations += (*deviations, *mended.deviations)
        incoming = ADAPTER.incoming[call.action]
        event = incoming.read(mended.payload)
        return incoming.answer(await self._station.handle(event))

    def hears(self, command: StationCommand[Any]) -> Payload | None:
        """Return what a command looks like on its wire; None if it is kept from it."""
        action, payload, _ = ADAPTER.write(command)
        return self.quirks.rewrite(action, payload)
