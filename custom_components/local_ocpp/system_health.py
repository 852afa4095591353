"""How the central system is doing, on Home Assistant's system page."""

from typing import Any

from homeassistant.components.system_health import SystemHealthRegistration
from homeassistant.core import HomeAssistant, callback

from .const import CONF_PORT, DOMAIN
from .runtime import LocalOcppConfigEntry


@callback
def async_register(hass: HomeAssistant, register: SystemHealthRegistration) -> None:
    """Register what is shown."""
    register.async_register_info(_async_health)


async def _async_health(hass: HomeAssistant) -> dict[str, Any]:
    entries: list[LocalOcppConfigEntry] = hass.config_entries.async_loaded_entries(
        DOMAIN
    )
    if not entries:
        return {"listening": False}
    runtime = entries[0].runtime_data
    return {
        "listening": entries[0].data[CONF_PORT],
        "stations": len(runtime.feeds),
        "connected": sum(feed.state.online for feed in runtime.feeds.values()),
    }
