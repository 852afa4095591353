"""Numbers: how much a car may draw."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, override

from homeassistant.components.number import (
    NumberDeviceClass,
    NumberEntity,
    NumberEntityDescription,
)
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import UnitOfElectricCurrent
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.event import async_track_point_in_utc_time
from homeassistant.util import dt as dt_util

from . import charging
from .const import CONF_MAX_CURRENT, DEFAULT_MAX_CURRENT
from .csms.domain.model.evse import ConnectorRef
from .csms.domain.model.limit import LimitInForce
from .csms.domain.model.profile import RateUnit
from .csms.domain.smart_charging import SetChargingProfile
from .entity import ConnectorEntity, StationEntity, async_add_what_is_there
from .feed import Feed
from .runtime import LocalOcppConfigEntry, Runtime
from .skills import may_ask

PARALLEL_UPDATES = 0  # each station is asked one thing at a time anyway

CURRENT_LIMIT = NumberEntityDescription(
    key="current_limit",
    device_class=NumberDeviceClass.CURRENT,
    native_unit_of_measurement=UnitOfElectricCurrent.AMPERE,
    native_min_value=0,
    native_step=1,
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: LocalOcppConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the numbers of every station."""

    def offer(feed: Feed) -> Iterator[StationEntity[Any]]:
        if may_ask(feed, SetChargingProfile):
            for ref in feed.connectors:
                yield CurrentLimit(feed, ref, entry)

    async_add_what_is_there(entry, async_add_entities, offer)


class CurrentLimit(ConnectorEntity[float | None], NumberEntity):
    """The current that the owner allows now, per phase; without a limit, the most there is."""

    _stop_waiting: CALLBACK_TYPE | None = None

    def __init__(
        self, feed: Feed, ref: ConnectorRef, entry: ConfigEntry[Runtime]
    ) -> None:
        """Bind to the plug; the entry knows what the installer allows."""
        super().__init__(feed, CURRENT_LIMIT, ref)
        self._entry = entry

    @property
    @override
    def native_max_value(self) -> float:
        station = self._entry.subentries[self.feed.subentry_id].data
        return float(station.get(CONF_MAX_CURRENT) or DEFAULT_MAX_CURRENT)

    @override
    def read(self) -> float | None:
        limit = self.connector.limit
        if limit is None or limit.remaining(dt_util.utcnow()) is None:
            return self.native_max_value
        return _ampere(limit)

    @property
    @override
    def native_value(self) -> float | None:
        return self.current

    @override
    async def async_set_native_value(self, value: float) -> None:
        await charging.set_limit(self.feed, self._ref, value)

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self._await_end()

    @override
    async def async_will_remove_from_hass(self) -> None:
        self._await_nothing()

    @callback
    @override
    def _on_change(self) -> None:
        self._await_end()
        super()._on_change()

    @callback
    def _await_end(self) -> None:
        """Look again when the limit ends by itself; the station does not tell."""
        self._await_nothing()
        limit = self.connector.limit
        if limit and limit.ends_at and limit.ends_at > dt_util.utcnow():
            self._stop_waiting = async_track_point_in_utc_time(
                self.hass, self._on_end, limit.ends_at
            )

    @callback
    def _await_nothing(self) -> None:
        if self._stop_waiting:
            self._stop_waiting()
            self._stop_waiting = None

    @callback
    def _on_end(self, _now: datetime) -> None:
        self._stop_waiting = None
        self._on_change()


def _ampere(limit: LimitInForce) -> float | None:
    """Return a limit in ampere; None if it was given, and is in force, in watt."""
    if limit.limit.unit is RateUnit.A:
        return limit.limit.amount
    in_ampere = limit.means and limit.means.rate_unit is RateUnit.A
    return limit.rate if in_ampere else None
