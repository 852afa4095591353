"""Binary sensors: what is so, or not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.binary_sensor import (
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.components.binary_sensor.const import BinarySensorDeviceClass
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .csms.domain.model.station import Connector
from .entity import ConnectorEntity, StationEntity, async_add_what_is_there
from .faults import FaultEntity
from .feed import Feed
from .runtime import LocalOcppConfigEntry
from .states import status

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class ConnectorBinarySensorDescription(BinarySensorEntityDescription):
    """A binary sensor of a plug; None is not known."""

    is_on: Callable[[Connector], bool | None]


def _charging(plug: Connector) -> bool | None:
    word = status(plug)
    return None if word is None else word == "charging"


CONNECTED = BinarySensorEntityDescription(
    key="connected",
    device_class=BinarySensorDeviceClass.CONNECTIVITY,
    entity_category=EntityCategory.DIAGNOSTIC,
)
PROBLEM = BinarySensorEntityDescription(
    key="problem", device_class=BinarySensorDeviceClass.PROBLEM
)
CONNECTOR_BINARY_SENSORS = (
    ConnectorBinarySensorDescription(
        key="plugged_in",
        device_class=BinarySensorDeviceClass.PLUG,
        is_on=lambda plug: plug.plugged_in,
    ),
    ConnectorBinarySensorDescription(
        key="charging",
        device_class=BinarySensorDeviceClass.BATTERY_CHARGING,
        is_on=_charging,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: LocalOcppConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the binary sensors of every station."""
    async_add_what_is_there(entry, async_add_entities, _offer)


def _offer(feed: Feed) -> Iterator[StationEntity[Any]]:
    yield ConnectedSensor(feed, CONNECTED)
    for ref in feed.connectors:
        yield ProblemSensor(feed, PROBLEM, ref)
        for description in CONNECTOR_BINARY_SENSORS:
            yield ConnectorBinarySensor(feed, description, ref)


class ConnectedSensor(StationEntity[bool], BinarySensorEntity):
    """Whether a station is connected; the one thing that is known when it is not."""

    @property
    @override
    def available(self) -> bool:
        return True

    @override
    def read(self) -> bool:
        return self.feed.state.online

    @property
    @override
    def is_on(self) -> bool | None:
        return self.current


class ConnectorBinarySensor(ConnectorEntity[bool | None], BinarySensorEntity):
    """A binary sensor of a plug."""

    entity_description: ConnectorBinarySensorDescription

    @override
    def read(self) -> bool | None:
        return self.entity_description.is_on(self.connector)

    @property
    @override
    def is_on(self) -> bool | None:
        return self.current


class ProblemSensor(FaultEntity[bool], BinarySensorEntity):
    """Whether something is wrong."""

    @override
    def read(self) -> bool:
        return self.fault is not None

    @property
    @override
    def is_on(self) -> bool | None:
        return self.current
