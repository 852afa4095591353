"""Buttons: unlock the cable, restart the charger, ask it everything again."""

from collections.abc import Iterator
from typing import Any, override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.components.button.const import ButtonDeviceClass
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .csms.central import CentralSystem
from .csms.domain.availability import UnlockConnector
from .csms.domain.boot import Reset, ResetType
from .csms.procedures.refresh import refresh
from .entity import ConnectorEntity, StationEntity, async_add_what_is_there
from .feed import Feed
from .runtime import LocalOcppConfigEntry
from .skills import may_ask

PARALLEL_UPDATES = 0  # each station is asked one thing at a time anyway

RESTART = ButtonEntityDescription(
    key="restart",
    device_class=ButtonDeviceClass.RESTART,
    entity_category=EntityCategory.CONFIG,
)
REFRESH = ButtonEntityDescription(
    key="refresh", entity_category=EntityCategory.DIAGNOSTIC
)
UNLOCK = ButtonEntityDescription(key="unlock")


async def async_setup_entry(
    hass: HomeAssistant,
    entry: LocalOcppConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the buttons of every station."""
    central = entry.runtime_data.central

    def offer(feed: Feed) -> Iterator[StationEntity[Any]]:
        yield RefreshButton(feed, central)
        if may_ask(feed, Reset):
            yield RestartButton(feed, RESTART)
        if may_ask(feed, UnlockConnector):
            for ref in feed.connectors:
                yield UnlockButton(feed, UNLOCK, ref)

    async_add_what_is_there(entry, async_add_entities, offer)


class RestartButton(StationEntity[None], ButtonEntity):
    """Restarts the station; sessions end in good order first."""

    @override
    def read(self) -> None:
        """A button shows nothing."""

    @override
    async def async_press(self) -> None:
        await self.feed.execute(Reset(type=ResetType.SOFT))


class RefreshButton(StationEntity[None], ButtonEntity):
    """Asks the station what it is and can, and how it is doing."""

    def __init__(self, feed: Feed, central: CentralSystem) -> None:
        """Bind to the station; the central system knows what to ask."""
        super().__init__(feed, REFRESH)
        self._central = central

    @override
    def read(self) -> None:
        """A button shows nothing."""

    @override
    async def async_press(self) -> None:
        station = self.feed.station
        await self.feed.ask(self._central.welcome(station, rebooted=True))
        await self.feed.ask(refresh(station))


class UnlockButton(ConnectorEntity[None], ButtonEntity):
    """Lets go of the cable."""

    @override
    def read(self) -> None:
        """A button shows nothing."""

    @override
    async def async_press(self) -> None:
        await self.feed.execute(UnlockConnector(connector=self._ref))
