"""Whether a station and its plugs can be used."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, override

from .messages import Notice, StationCommand
from .model.evse import (
    NOTHING_FLOWS,
    ChargingState,
    ConnectorRef,
    ConnectorStatus,
)
from .model.station import Fault, StationState


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectorStatusReported(Notice):
    """A plug changed status.

    `charging` None: the station's version does not say it here (2.x), so it follows from
    the status and from the session.
    """

    memorable: ClassVar[bool] = True

    connector: ConnectorRef
    status: ConnectorStatus
    charging: ChargingState | None = None
    fault: Fault | None = None
    at: datetime | None = None

    @override
    def apply(self, state: StationState, answer: None) -> StationState:
        connector = state.connector(self.connector)
        charging = self.charging or self._implied(connector.charging)
        return state.with_connector(
            self.connector,
            status=self.status,
            charging=charging,
            fault=self.fault,
            meter=connector.meter.idle()
            if charging in NOTHING_FLOWS
            else connector.meter,
        )

    def _implied(self, before: ChargingState | None) -> ChargingState | None:
        if self.status is ConnectorStatus.AVAILABLE:
            return ChargingState.IDLE
        if self.status is ConnectorStatus.OCCUPIED and before in (
            None,
            ChargingState.IDLE,
        ):
            return ChargingState.EV_CONNECTED
        return before


@dataclass(frozen=True, slots=True, kw_only=True)
class StationStatusReported(Notice):
    """The station as a whole changed status."""

    status: ConnectorStatus
    fault: Fault | None = None
    at: datetime | None = None

    @override
    def apply(self, state: StationState, answer: None) -> StationState:
        return replace(state, status=self.status, fault=self.fault)


class AvailabilityChange(StrEnum):
    """Whether the change is in force, or follows at the end of the session."""

    ACCEPTED = "accepted"
    SCHEDULED = "scheduled"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeAvailability(StationCommand[AvailabilityChange]):
    """Open or close a plug for charging; without one, the whole station."""

    connector: ConnectorRef | None
    operative: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlockConnector(StationCommand[None]):
    """Let go of the cable."""

    connector: ConnectorRef
