"""Calling actions about GARAGE-1, as an automation does."""

from typing import Any

from homeassistant.core import HomeAssistant

from custom_components.local_ocpp.const import DOMAIN
from custom_components.local_ocpp.csms.domain.model.station import StationId
from custom_components.local_ocpp.feed import Feed


def feed(hass: HomeAssistant) -> Feed:
    """Return what Home Assistant knows of the charger."""
    (entry,) = hass.config_entries.async_loaded_entries(DOMAIN)
    found: Feed = entry.runtime_data.feeds[StationId("GARAGE-1")]
    return found


async def act(hass: HomeAssistant, action: str, **fields: Any) -> None:
    """Call an action."""
    fields = {"device_id": feed(hass).device_id, **fields}
    await hass.services.async_call(DOMAIN, action, fields, blocking=True)


async def ask(hass: HomeAssistant, action: str, **fields: Any) -> Any:
    """Call an action and return what it answers."""
    fields = {"device_id": feed(hass).device_id, **fields}
    return await hass.services.async_call(
        DOMAIN, action, fields, blocking=True, return_response=True
    )
