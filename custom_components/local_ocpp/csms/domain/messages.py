"""The two things that cross the boundary: events come in, commands go out."""

from abc import ABC, abstractmethod
from typing import ClassVar, override

from .backoffice import Backoffice
from .model.station import StationState


class StationEvent[AnswerT](ABC):
    """Something a station tells us; `AnswerT` is what it waits to hear back.

    `memorable` events change what must be known again after a restart.
    """

    __slots__ = ()
    memorable: ClassVar[bool] = False

    @abstractmethod
    async def decide(self, backoffice: Backoffice, state: StationState) -> AnswerT:
        """Return our answer; what must be on disk before it leaves is awaited here."""

    def apply(self, state: StationState, answer: AnswerT) -> StationState:
        """Return what we know once this happened."""
        return state


class Notice(StationEvent[None]):
    """A fact that needs no answer."""

    __slots__ = ()

    @override
    async def decide(self, backoffice: Backoffice, state: StationState) -> None:
        """Take note."""


class StationCommand[ResultT]:
    """Something we ask of a station; `ResultT` is what we hear back."""

    __slots__ = ()
