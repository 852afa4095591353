"""How much a car may draw."""

from dataclasses import dataclass, replace
from typing import ClassVar, override

from .messages import Notice, StationCommand
from .model.evse import ConnectorRef
from .model.limit import LimitInForce
from .model.profile import ChargingProfile, Purpose
from .model.station import StationState

WHOLE_STATION = ConnectorRef(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetChargingProfile(StationCommand[None]):
    """Put a profile into force; without a connector, for the whole station."""

    connector: ConnectorRef | None
    profile: ChargingProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearChargingProfile(StationCommand[bool]):
    """Remove the profiles that match everything given; -> whether any did.

    By id alone, or by the rest; with nothing at all, every profile.
    """

    profile_id: int | None = None
    connector: ConnectorRef | None = None
    purpose: Purpose | None = None
    stack_level: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitSet(Notice):
    """A station took a limit, or will be told of it when a session begins (no means yet).

    `wanted`: it is what the owner allows, not just what holds if we say nothing.
    """

    memorable: ClassVar[bool] = True

    connector: ConnectorRef | None
    limit: LimitInForce
    wanted: bool = True

    @override
    def apply(self, state: StationState, answer: None) -> StationState:
        state = self._with_proof(state)
        if self.connector is None:
            return replace(state, maximum=self.limit)
        connector, means = state.connector(self.connector), self.limit.means
        is_fallback = means is not None and means.purpose is Purpose.TX_DEFAULT
        return state.with_connector(
            self.connector,
            limit=self.limit if self.wanted else connector.limit,
            fallback=self.limit if is_fallback else connector.fallback,
        )

    def _with_proof(self, state: StationState) -> StationState:
        if self.limit.means is None:
            return state
        ref = self.connector or WHOLE_STATION
        return replace(state, learned=state.learned.with_proof(ref, self.limit.means))


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitCleared(Notice):
    """A station was told to forget our limits, on a plug or of the whole station."""

    memorable: ClassVar[bool] = True

    connector: ConnectorRef | None

    @override
    def apply(self, state: StationState, answer: None) -> StationState:
        if self.connector is None:
            return replace(state, maximum=None)
        return state.with_connector(self.connector, limit=None, fallback=None)
