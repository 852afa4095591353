"""Carries what one station says to the entities that show it, and what they ask to it."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
import logging
from typing import Any

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.device_registry import (
    AnyDeviceEntry,
    ChildDeviceInfo,
    DeviceInfo,
)
from homeassistant.helpers.event import async_call_later

from .const import DOMAIN
from .csms.domain.errors import (
    InvalidCall,
    NoReply,
    NotSupported,
    Rejected,
    StationError,
    StationOffline,
    Unintelligible,
)
from .csms.domain.messages import StationCommand, StationEvent
from .csms.domain.model.evse import ConnectorRef
from .csms.domain.model.station import StationId, StationState
from .csms.domain.station import Station

_LOGGER = logging.getLogger(__name__)

# How long a station that does not say how many plugs it has may take to show them all.
SETTLE_SECONDS = 5

TRANSLATION_KEYS: dict[type[StationError], str] = {
    StationOffline: "station_offline",
    NotSupported: "not_supported",
    Rejected: "rejected",
    NoReply: "no_reply",
    Unintelligible: "unintelligible",
    InvalidCall: "invalid_call",
}

# What the user can put right alone.
INVALID = frozenset({InvalidCall})

type Update = Callable[[], None]
type EventListener = Callable[[StationEvent[Any], Any], None]


def connector_key(ref: ConnectorRef | None) -> str:
    """Return how a plug is called in unique ids; the station itself is 0."""
    if ref is None:
        return "0"
    return str(ref.evse) if ref.connector == 1 else f"{ref.evse}.{ref.connector}"


def translated(error: StationError, name: str) -> HomeAssistantError:
    """Return the error in words that the user understands."""
    kind = ServiceValidationError if type(error) in INVALID else HomeAssistantError
    return kind(
        translation_domain=DOMAIN,
        translation_key=TRANSLATION_KEYS[type(error)],
        translation_placeholders={"station": name, "detail": error.detail},
    )


class Feed:
    """One station in Home Assistant: its devices, and who listens to it."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry_id: str,
        subentry_id: str,
        name: str,
        station: Station,
        remind: Callable[[], Awaitable[None]],
    ) -> None:
        """Follow the station; `remind` brings it back in line with its owner's word."""
        self.hass = hass
        self.subentry_id = subentry_id
        self.station = station
        self.name = name
        self.remind = remind
        self._entry_id = entry_id
        self._seen = station.state
        self._settled = False
        self._divided = False
        self._listeners: dict[ConnectorRef | None, list[Update]] = {}
        self._growth_listeners: list[Update] = []
        self._event_listeners: list[EventListener] = []
        self._stop_settling: CALLBACK_TYPE | None = None
        self.device_id = self._register_device()
        self._settle()
        self._stop = station.subscribe(self._on_change)

    @property
    def id(self) -> StationId:
        """The station's identity."""
        return self.station.state.id

    @property
    def state(self) -> StationState:
        """What we know about the station."""
        return self.station.state

    @property
    def connectors(self) -> list[ConnectorRef]:
        """The plugs to show; none before it is clear how many there are."""
        return sorted(self.state.connectors) if self._settled else []

    def close(self) -> None:
        """Follow no more."""
        self._stop()
        if self._stop_settling:
            self._stop_settling()

    def rename(self, name: str) -> None:
        """Take on the name that the owner gave; other settings may have changed, too."""
        self.name = name
        self._register_device()
        self._call(self._growth_listeners)
        self._call(update for updates in self._listeners.values() for update in updates)

    async def execute[ResultT](self, command: StationCommand[ResultT]) -> ResultT:
        """Ask something of the station; errors come in words that the user understands."""
        return await self.ask(self.station.execute(command))

    async def ask[ResultT](self, conversation: Awaitable[ResultT]) -> ResultT:
        """Have a conversation with the station; errors as in `execute`."""
        try:
            return await conversation
        except StationError as error:
            raise translated(error, self.name) from error

    def listen(self, ref: ConnectorRef | None, update: Update) -> Update:
        """Call `update` when that plug, or the station itself, changed; return how to stop."""
        return _added(self._listeners.setdefault(ref, []), update)

    def listen_to_growth(self, update: Update) -> Update:
        """Call `update` when there is something that was not there before."""
        return _added(self._growth_listeners, update)

    def listen_to_events(self, listener: EventListener) -> Update:
        """Call `listener(event, answer)` for everything the station tells us."""
        return _added(self._event_listeners, listener)

    def device_info(self, ref: ConnectorRef | None) -> DeviceInfo | ChildDeviceInfo:
        """Return the device of a plug: the station, or a part of it if it has several."""
        if ref is None or not self._divided:
            return DeviceInfo(identifiers={(DOMAIN, self.id)})
        return ChildDeviceInfo(
            identifiers={(DOMAIN, self._part(ref))},
            parent_device_id=self.device_id,
            translation_key="connector",
            translation_placeholders={"connector": connector_key(ref)},
        )

    def places(self, device: AnyDeviceEntry) -> list[ConnectorRef | None]:
        """Return what a device is: the station (None), one of its plugs, or nothing of it."""
        if device.config_subentry_id != self.subentry_id:
            return []
        places = {self._part(ref): ref for ref in self.state.connectors}
        known: dict[str, ConnectorRef | None] = {self.id: None, **places}
        return [known[name] for _, name in device.identifiers if name in known]

    def _part(self, ref: ConnectorRef) -> str:
        """Return what the device of a plug is known by; no other station is called that."""
        return f"{self.id}/{connector_key(ref)}"

    @callback
    def _on_change(self, event: StationEvent[Any] | None, answer: Any) -> None:
        before, now = self._seen, self.state
        self._seen = now
        if now.online != before.online:
            _LOGGER.info("%s is %s", self.name, "back" if now.online else "gone")
        if now.identity != before.identity:
            self._register_device()
        if _grown(before, now):
            self._settle()
            self._call(self._growth_listeners)
        self._call(self._concerned(before, now))
        if event is not None:
            for listener in tuple(self._event_listeners):
                listener(event, answer)

    def _concerned(self, before: StationState, now: StationState) -> Iterable[Update]:
        """Return whom a change concerns: one plug's entities, the station's, or all."""
        if before.online != now.online or before.learned != now.learned:
            return [update for all_ in self._listeners.values() for update in all_]
        refs: list[ConnectorRef | None] = [
            ref
            for ref, connector in now.connectors.items()
            if before.connectors.get(ref) is not connector
        ]
        if replace(before, connectors=now.connectors) != now:
            refs.append(None)
        return [update for ref in refs for update in self._listeners.get(ref, ())]

    @staticmethod
    def _call(listeners: Iterable[Update]) -> None:
        for update in tuple(listeners):
            update()

    def _settle(self) -> None:
        """Show the plugs once their number is known, or no more are to be expected."""
        expected = self.state.learned.number_of_connectors or 0
        if len(self.state.connectors) > 1 or expected > 1:
            self._divide()
        if self._settled or not self.state.connectors:
            return
        if self.state.learned.interviewed_at:
            self._settled = True
        elif self._stop_settling is None:
            self._stop_settling = async_call_later(
                self.hass, SETTLE_SECONDS, self._settle_anyway
            )

    @callback
    def _settle_anyway(self, _now: Any) -> None:
        self._stop_settling = None
        if not self._settled:
            self._settled = True
            self._call(self._growth_listeners)

    def _divide(self) -> None:
        """Give each plug its own device; entities that exist already move there."""
        if self._divided:
            return
        self._divided = True
        entities = er.async_get(self.hass)
        devices = dr.async_get(self.hass)
        for entity in er.async_entries_for_device(
            entities, self.device_id, include_disabled_entities=True
        ):
            for ref in self.state.connectors:
                if entity.unique_id.startswith(f"{self.id}_{connector_key(ref)}_"):
                    child = devices.async_get_or_create_child(
                        config_entry_id=self._entry_id,
                        config_subentry_id=self.subentry_id,
                        **self.device_info(ref),
                    )
                    entities.async_update_entity(entity.entity_id, device_id=child.id)

    def _register_device(self) -> str:
        identity = self.state.identity
        device = dr.async_get(self.hass).async_get_or_create(
            config_entry_id=self._entry_id,
            config_subentry_id=self.subentry_id,
            identifiers={(DOMAIN, self.id)},
            name=self.name,
            manufacturer=identity.vendor if identity else None,
            model=identity.model if identity else None,
            serial_number=identity.serial if identity else None,
            sw_version=identity.firmware if identity else None,
        )
        return device.id


def _grown(before: StationState, now: StationState) -> bool:
    """Return whether a station shows something that it did not show before."""
    if before.learned is not now.learned or before.identity != now.identity:
        return True
    if len(before.meter.readings) != len(now.meter.readings):
        return True
    return before.connectors is not now.connectors and any(
        ref not in before.connectors
        or len(before.connectors[ref].meter.readings) != len(connector.meter.readings)
        or (before.connectors[ref].session is None) != (connector.session is None)
        for ref, connector in now.connectors.items()
    )


def _added[ListenerT](listeners: list[ListenerT], listener: ListenerT) -> Update:
    listeners.append(listener)
    return lambda: listeners.remove(listener)
