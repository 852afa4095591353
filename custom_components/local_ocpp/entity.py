"""What all our entities share: they listen to one plug, and write only what changed."""

from abc import abstractmethod
from collections.abc import Callable, Iterable
from typing import Any, override

from homeassistant.core import callback
from homeassistant.helpers.entity import Entity, EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .csms.domain.model.evse import ConnectorRef
from .csms.domain.model.station import Connector
from .feed import Feed, connector_key
from .runtime import LocalOcppConfigEntry

type Offer = Callable[[Feed], Iterable[StationEntity[Any]]]


@callback
def async_add_what_is_there(
    entry: LocalOcppConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    offer: Offer,
) -> None:
    """Add what a platform offers for each station: now, and when there is something new."""

    @callback
    def follow(feed: Feed) -> None:
        added: set[str | None] = set()

        @callback
        def add() -> None:
            if new := [each for each in offer(feed) if each.unique_id not in added]:
                added.update(each.unique_id for each in new)
                async_add_entities(new, config_subentry_id=feed.subentry_id)

        feed.listen_to_growth(add)
        add()

    entry.runtime_data.follow(follow)


class StationEntity[ShownT](Entity):
    """Something about a station, or about one of its plugs, that shows a `ShownT`."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(
        self,
        feed: Feed,
        description: EntityDescription,
        ref: ConnectorRef | None = None,
    ) -> None:
        """Bind to the station, and to a plug."""
        self.feed = feed
        self.entity_description = description
        self._ref = ref
        self._shown: tuple[bool, ShownT] | None = None
        self._attr_translation_key = description.key
        self._attr_unique_id = f"{feed.id}_{connector_key(ref)}_{description.key}"
        self._attr_device_info = feed.device_info(ref)

    @property
    @override
    def available(self) -> bool:
        return self.feed.state.online

    @property
    def current(self) -> ShownT:
        """What is shown now."""
        return self._shown[1] if self._shown else self.read()

    @abstractmethod
    def read(self) -> ShownT:
        """Return what is to be shown: a value that can be compared."""

    @override
    async def async_added_to_hass(self) -> None:
        self._shown = self.available, self.read()
        self.async_on_remove(self.feed.listen(self._ref, self._on_change))

    @callback
    def async_entity_id_changed(self) -> None:
        """Nothing here depends on the entity id."""

    @callback
    def _on_change(self) -> None:
        if (shown := (self.available, self.read())) != self._shown:
            self._shown = shown
            self.async_write_ha_state()


class ConnectorEntity[ShownT](StationEntity[ShownT]):
    """Something about one plug."""

    _ref: ConnectorRef

    def __init__(
        self, feed: Feed, description: EntityDescription, ref: ConnectorRef
    ) -> None:
        """Bind to the plug."""
        super().__init__(feed, description, ref)

    @property
    def connector(self) -> Connector:
        """What we know about the plug."""
        return self.feed.state.connector(self._ref)
