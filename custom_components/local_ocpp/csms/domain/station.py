"""One station: remembers what it told us, passes on what we ask."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

from .backoffice import Backoffice
from .errors import StationOffline
from .messages import StationCommand, StationEvent
from .model.station import StationState
from .model.variable import Setting

type Listener = Callable[[StationEvent[Any] | None, Any], None]


class Link(Protocol):
    """A live connection to the station."""

    ocpp_version: str

    async def execute[ResultT](self, command: StationCommand[ResultT]) -> ResultT:
        """Send a command and wait for its result."""

    def supports(self, command: type[StationCommand[Any]]) -> bool:
        """Return whether the station's OCPP version has words for a command."""

    def spell(self, setting: Setting) -> str | None:
        """Return the key of a setting in the station's OCPP version."""

    async def hang_up(self, reason: str) -> None:
        """Close the connection."""


class Station:
    """One charging station; it outlives its connections."""

    def __init__(self, state: StationState, backoffice: Backoffice) -> None:
        """Start with what is remembered."""
        self.state = state
        self._backoffice = backoffice
        self._link: Link | None = None
        self._listeners: list[Listener] = []

    async def handle[AnswerT](self, event: StationEvent[AnswerT]) -> AnswerT:
        """Take in what the station tells us, and answer it."""
        answer = await event.decide(self._backoffice, self.state)
        self._become(event.apply(self.state, answer), event, answer)
        if event.memorable:
            self._backoffice.remember(self.state)
        return answer

    async def execute[ResultT](self, command: StationCommand[ResultT]) -> ResultT:
        """Ask something of the station.

        Raises any `StationError`, and always ends: result, refusal, silence or hang-up.
        """
        if self._link is None:
            raise StationOffline
        return await self._link.execute(command)

    def supports(self, command: type[StationCommand[Any]]) -> bool:
        """Return whether the station can be asked this: its version has the word, it the skill."""
        return (
            self._link is not None
            and self._link.supports(command)
            and command.__name__ not in self.state.learned.unsupported
        )

    def spell(self, setting: Setting) -> str | None:
        """Return the key of a setting in the station's OCPP version; None if offline or unknown."""
        return self._link.spell(setting) if self._link else None

    def adopt(self) -> None:
        """Trust the station from now on: its owner took it in."""
        self._become(replace(self.state, adopted=True))

    def attach(self, link: Link) -> Link | None:
        """Come online; return the older connection that this one replaces."""
        before, self._link = self._link, link
        self._become(replace(self.state, online=True, ocpp_version=link.ocpp_version))
        return before

    def detach(self, link: Link) -> None:
        """Go offline, unless a newer connection took over."""
        if self._link is link:
            self._link = None
            self._become(replace(self.state, online=False))

    async def hang_up(self, reason: str) -> None:
        """Close the connection, if there is one."""
        if self._link:
            await self._link.hang_up(reason)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener(event, answer)` after every change; return how to stop.

        The event is None when the station came, went or was adopted.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _become(
        self,
        state: StationState,
        because: StationEvent[Any] | None = None,
        answer: Any = None,
    ) -> None:
        self.state = state
        for listener in tuple(self._listeners):
            listener(because, answer)
