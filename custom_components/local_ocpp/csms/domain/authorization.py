"""Who may charge."""

from dataclasses import dataclass
from typing import override

from .backoffice import Backoffice
from .messages import StationCommand, StationEvent
from .model.station import StationState
from .model.token import Authorization, IdToken


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenPresented(StationEvent[Authorization]):
    """A driver showed a token."""

    token: IdToken

    @override
    async def decide(
        self, backoffice: Backoffice, state: StationState
    ) -> Authorization:
        return await backoffice.authorize(state.id, self.token)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearCache(StationCommand[None]):
    """Forget which tokens were accepted before."""
