"""Switches: start and stop charging, open and close a plug."""

from collections.abc import Iterator
from typing import Any, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import charging
from .backoffice import HomeBackoffice
from .csms.domain.availability import ChangeAvailability
from .csms.domain.model.evse import ConnectorRef, ConnectorStatus
from .entity import ConnectorEntity, StationEntity, async_add_what_is_there
from .feed import Feed
from .runtime import LocalOcppConfigEntry
from .skills import may_ask

PARALLEL_UPDATES = 0  # each station is asked one thing at a time anyway

CHARGING = SwitchEntityDescription(key="charging")
# Whoever switches off everything in the garage does not mean to close the charger.
AVAILABLE = SwitchEntityDescription(
    key="available", entity_category=EntityCategory.CONFIG
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: LocalOcppConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the switches of every station."""
    backoffice = entry.runtime_data.backoffice

    def offer(feed: Feed) -> Iterator[StationEntity[Any]]:
        for ref in feed.connectors:
            yield ChargingSwitch(feed, ref, backoffice)
            if may_ask(feed, ChangeAvailability):
                yield AvailableSwitch(feed, AVAILABLE, ref)

    async_add_what_is_there(entry, async_add_entities, offer)


class ChargingSwitch(ConnectorEntity[bool], SwitchEntity):
    """Starts or resumes charging, and stops it; it is on while a session runs."""

    def __init__(
        self, feed: Feed, ref: ConnectorRef, backoffice: HomeBackoffice
    ) -> None:
        """Bind to the plug; the backoffice knows the tag that we charge with."""
        super().__init__(feed, CHARGING, ref)
        self._backoffice = backoffice

    @override
    def read(self) -> bool:
        return self.connector.transaction is not None

    @property
    @override
    def is_on(self) -> bool | None:
        return self.current

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        limit = self.connector.limit
        if limit and limit.limit.pauses:
            await charging.clear_limit(self.feed, self._ref)
        if not self.read():
            own = self._backoffice.rules.own_token.value
            await charging.start(self.feed, self._ref, own, limit_a=None, wait=False)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        if self.read():
            await charging.stop(self.feed, self._ref, wait=False)


class AvailableSwitch(ConnectorEntity[bool | None], SwitchEntity):
    """Opens and closes a plug for charging; while a car charges, from its end on."""

    @override
    def read(self) -> bool | None:
        status = self.connector.status
        return None if status is None else status is not ConnectorStatus.UNAVAILABLE

    @property
    @override
    def is_on(self) -> bool | None:
        return self.current

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        await self._change(operative=True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        await self._change(operative=False)

    async def _change(self, *, operative: bool) -> None:
        await self.feed.execute(
            ChangeAvailability(connector=self._ref, operative=operative)
        )
