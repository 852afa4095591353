"""A charger without a wire: it says what tests tell it to, and refuses all it is asked."""

from typing import Any

from homeassistant.core import HomeAssistant

from custom_components.local_ocpp.csms.domain.configuration import LearnedAbout
from custom_components.local_ocpp.csms.domain.errors import Rejected
from custom_components.local_ocpp.csms.domain.messages import (
    StationCommand,
    StationEvent,
)
from custom_components.local_ocpp.csms.domain.model.learned import Learned
from custom_components.local_ocpp.csms.domain.model.station import StationState
from custom_components.local_ocpp.csms.domain.model.variable import Setting
from custom_components.local_ocpp.feed import Feed


class ScriptedCharger:
    """A charger that says what it is told to, and refuses whatever it is asked."""

    ocpp_version = "1.6"

    def __init__(self, hass: HomeAssistant, feed: Feed) -> None:
        """Bind to the feed that hears it."""
        self._hass = hass
        self.feed = feed

    @property
    def state(self) -> StationState:
        return self.feed.state

    async def connect(self) -> None:
        """Come online."""
        self.feed.station.attach(self)
        await self._hass.async_block_till_done()

    async def disconnect(self) -> None:
        """Go offline."""
        self.feed.station.detach(self)
        await self._hass.async_block_till_done()

    async def learn(self, **learned: Any) -> None:
        """Let an interview have found this out."""
        await self.say(LearnedAbout(learned=Learned(**learned)))

    async def say(self, *events: StationEvent[Any]) -> None:
        """Say something."""
        for event in events:
            await self.feed.station.handle(event)
        await self._hass.async_block_till_done()

    # What the central system does with a connection.

    async def execute[ResultT](self, command: StationCommand[ResultT]) -> ResultT:
        raise Rejected("Rejected")

    def supports(self, command: type[StationCommand[Any]]) -> bool:
        return True

    def spell(self, setting: Setting) -> str | None:
        return None

    async def hang_up(self, reason: str) -> None:
        await self.disconnect()
