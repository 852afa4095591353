"""A station introduces itself, stays in touch, and can be restarted."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, override

from .backoffice import Backoffice
from .messages import StationCommand, StationEvent
from .model.station import Identity, Registration, StationState


@dataclass(frozen=True, slots=True, kw_only=True)
class Booted(StationEvent[Registration]):
    """The station started and says who it is."""

    memorable: ClassVar[bool] = True

    identity: Identity

    @override
    async def decide(self, backoffice: Backoffice, state: StationState) -> Registration:
        return await backoffice.register(state, self.identity)

    @override
    def apply(self, state: StationState, answer: Registration) -> StationState:
        return replace(state, identity=self.identity, booted_at=answer.now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alive(StationEvent[datetime]):
    """The station is still there, and would like to know the time."""

    @override
    async def decide(self, backoffice: Backoffice, state: StationState) -> datetime:
        return backoffice.now()


class ResetType(StrEnum):
    """Soft ends sessions in good order first; hard just restarts."""

    SOFT = "soft"
    HARD = "hard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reset(StationCommand[None]):
    """Restart the station."""

    type: ResetType
