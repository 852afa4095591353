"""Calling actions about GARAGE-1, as an automation does."""

from typing import Any

from homeassistant.core import HomeAssistant

from custom_components.local_ocpp.const import DOMAIN
from custom_components.local_ocpp.csms.domain.model.station import StationId
from tests import acting


async def ask(hass: HomeAssistant, action: str, /, **fields: Any) -> Any:
    """Call an action; return what it answers."""
    (entry,) = hass.config_entries.async_loaded_entries(DOMAIN)
    device_id = entry.runtime_data.feeds[StationId("GARAGE-1")].device_id
    return await acting.act(hass, action, **{"device_id": device_id, **fields})
