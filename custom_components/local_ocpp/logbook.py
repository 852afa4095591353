"""Logbook: what happened at the charger, in plain words."""

from collections.abc import Callable, Mapping
from typing import Any

from homeassistant.components.logbook.const import (
    LOGBOOK_ENTRY_ENTITY_ID,
    LOGBOOK_ENTRY_MESSAGE,
    LOGBOOK_ENTRY_NAME,
)
from homeassistant.const import ATTR_DEVICE_ID, ATTR_ENTITY_ID
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr

from .const import DOMAIN, EVENT_ID_TAG, EVENT_SESSION

type Words = Callable[[Mapping[str, Any]], str]

# The reasons that say more than that it is over.
REASONS = {
    "de_authorized": "the RFID tag was refused",
    "emergency_stop": "the emergency stop was pressed",
    "ev_disconnected": "the cable was unplugged",
    "power_loss": "the power failed",
    "reboot": "the charger restarted",
    "soft_reset": "the charger was restarted",
    "hard_reset": "the charger was restarted",
    "stopped_by_ev": "the car stopped it",
}
STATUSES = {
    "blocked": "it is blocked",
    "expired": "it has expired",
    "invalid": "it is not known",
    "concurrent_tx": "it is charging elsewhere",
}


def _started(data: Mapping[str, Any]) -> str:
    if name := data.get("name"):
        return f"started charging for {name}"
    tag = data.get("id_tag")
    return f"started charging with RFID tag {tag}" if tag else "started charging"


def _ended(data: Mapping[str, Any]) -> str:
    energy, why = data.get("energy"), REASONS.get(data.get("reason") or "")
    words = "finished charging" if energy is None else f"charged {energy:.2f} kWh"
    return f"{words} until {why}" if why else words


def _accepted(data: Mapping[str, Any]) -> str:
    return f"accepted RFID tag {_tag(data)}"


def _refused(data: Mapping[str, Any]) -> str:
    why = STATUSES.get(data.get("status") or "")
    return f"refused RFID tag {_tag(data)}" + (f": {why}" if why else "")


def _tag(data: Mapping[str, Any]) -> str:
    return data.get("name") or data.get("id_tag") or ""


MESSAGES: Mapping[tuple[str, str], Words] = {
    (EVENT_SESSION, "started"): _started,
    (EVENT_SESSION, "ended"): _ended,
    (EVENT_ID_TAG, "accepted"): _accepted,
    (EVENT_ID_TAG, "refused"): _refused,
}


@callback
def async_describe_events(
    hass: HomeAssistant,
    async_describe_event: Callable[
        [str, str, Callable[[Event], Mapping[str, Any]]], None
    ],
) -> None:
    """Say how our events read."""

    @callback
    def describe(event: Event) -> Mapping[str, Any]:
        return {
            LOGBOOK_ENTRY_NAME: _name(hass, event.data.get(ATTR_DEVICE_ID)),
            LOGBOOK_ENTRY_MESSAGE: MESSAGES[str(event.event_type), event.data["type"]](
                event.data
            ),
            LOGBOOK_ENTRY_ENTITY_ID: event.data.get(ATTR_ENTITY_ID),
        }

    for event_type in (EVENT_SESSION, EVENT_ID_TAG):
        async_describe_event(DOMAIN, event_type, describe)


def _name(hass: HomeAssistant, device_id: str | None) -> str:
    device = dr.async_get(hass).async_get(device_id) if device_id else None
    return (device and (device.name_by_user or device.name)) or "Charger"
