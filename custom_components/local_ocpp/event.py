"""Events: a session begins or ends, a tag is held to the charger."""

from collections import deque
from collections.abc import Iterator
from typing import Any, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.components.tag import async_scan_tag
from homeassistant.const import ATTR_DEVICE_ID, ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .backoffice import HomeBackoffice
from .const import EVENT_ID_TAG, EVENT_SESSION
from .csms.domain.messages import StationEvent
from .csms.domain.model.evse import ConnectorRef
from .csms.domain.model.station import StationId
from .csms.domain.model.transaction import Transaction, TransactionId
from .csms.domain.transactions import TransactionEnded, TransactionStarted
from .entity import ConnectorEntity, StationEntity, async_add_what_is_there
from .feed import Feed
from .readings import SCALES
from .runtime import LocalOcppConfigEntry
from .states import stop_reason
from .tag_reader import TagPresented, TagReader

PARALLEL_UPDATES = 0

# How many of a plug's sessions are remembered, so that none is told twice.
SESSIONS_REMEMBERED = 50

SESSION = EventEntityDescription(key="session", event_types=["started", "ended"])
ID_TAG = EventEntityDescription(key="id_tag", event_types=["accepted", "refused"])


async def async_setup_entry(
    hass: HomeAssistant,
    entry: LocalOcppConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the events of every station; a tag presented is also a tag scan."""
    readers: dict[StationId, TagReader] = {}

    @callback
    def follow(feed: Feed) -> None:
        @callback
        def scan(tag: TagPresented) -> None:
            scanning = async_scan_tag(hass, tag.id_tag, feed.device_id)
            entry.async_create_task(hass, scanning, f"scan {tag.id_tag}")

        readers[feed.id] = TagReader(feed, entry.runtime_data.backoffice)
        readers[feed.id].listen(scan)

    def offer(feed: Feed) -> Iterator[StationEntity[Any]]:
        for ref in feed.connectors:
            yield SessionEvent(feed, ref, entry.runtime_data.backoffice)
            yield IdTagEvent(feed, ref, readers[feed.id])

    entry.runtime_data.follow(follow)
    async_add_what_is_there(entry, async_add_entities, offer)


class ConnectorEvent(ConnectorEntity[None], EventEntity):
    """Something that happens at a plug; also fired on the bus, for the logbook."""

    _bus_event: str

    @override
    def read(self) -> None:
        """What happened is shown when it happens."""

    @callback
    def _happen(self, event_type: str, attributes: dict[str, Any]) -> None:
        self._trigger_event(event_type, attributes)
        self.async_write_ha_state()
        device_id = self.device_entry.id if self.device_entry else None
        self.hass.bus.async_fire(
            self._bus_event,
            {
                ATTR_ENTITY_ID: self.entity_id,
                ATTR_DEVICE_ID: device_id,
                "type": event_type,
                **attributes,
            },
            context=self._context,
        )


class SessionEvent(ConnectorEvent):
    """A session began or ended; what a station says twice happens once."""

    _bus_event = EVENT_SESSION

    def __init__(
        self, feed: Feed, ref: ConnectorRef, backoffice: HomeBackoffice
    ) -> None:
        """Remember the sessions that are no news; the backoffice knows whose tags there are."""
        super().__init__(feed, SESSION, ref)
        self._backoffice = backoffice
        plug = self.connector
        began = [each.id for each in (plug.last_transaction, plug.transaction) if each]
        ended = [plug.last_transaction.id] if plug.last_transaction else []
        self._began = deque[TransactionId](began, SESSIONS_REMEMBERED)
        self._ended = deque[TransactionId](ended, SESSIONS_REMEMBERED)

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(self.feed.listen_to_events(self._on_event))

    @callback
    def _on_event(self, event: StationEvent[Any], answer: Any) -> None:
        if not isinstance(event, TransactionStarted | TransactionEnded):
            return
        session = answer.transaction
        if session is None or session.connector != self._ref:
            return
        if isinstance(event, TransactionEnded):
            self._end(session)
        elif session.ended_at is None:
            self._begin(session)

    def _begin(self, session: Transaction) -> None:
        if session.id not in self._began:
            self._began.append(session.id)
            self._happen("started", self._described(session))

    def _end(self, session: Transaction) -> None:
        if session.id not in self._ended:
            self._ended.append(session.id)
            reason = stop_reason(session.stop_reason) if session.stop_reason else None
            energy = SCALES["Wh"].show(session.energy_wh)
            self._happen(
                "ended",
                {**self._described(session), "energy": energy, "reason": reason},
            )

    def _described(self, session: Transaction) -> dict[str, Any]:
        token = session.token
        return {
            "transaction_id": session.id,
            "id_tag": token.value if token else None,
            "name": self._backoffice.holder(token) if token else None,
        }


class IdTagEvent(ConnectorEvent):
    """A tag was held to the charger."""

    _bus_event = EVENT_ID_TAG

    def __init__(self, feed: Feed, ref: ConnectorRef, reader: TagReader) -> None:
        """Bind to the plug, and to the station's reader."""
        super().__init__(feed, ID_TAG, ref)
        self._reader = reader

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(self._reader.listen(self._on_tag))

    @callback
    def _on_tag(self, tag: TagPresented) -> None:
        if self._ref in tag.connectors:
            self._happen(
                "accepted" if tag.accepted else "refused",
                {"id_tag": tag.id_tag, "name": tag.name, "status": tag.status.value},
            )
