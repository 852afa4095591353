"""What Home Assistant's system page shows."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    get_system_health_info,
)

from custom_components.local_ocpp.const import CONF_PORT, DOMAIN
from tests.conftest import Connect
from tests.watching import feed_of, so


async def health(hass: HomeAssistant) -> dict[str, Any]:
    assert await async_setup_component(hass, "system_health", {})
    await hass.async_block_till_done()
    info: dict[str, Any] = await get_system_health_info(hass, DOMAIN)
    return info


async def test_running(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> None:
    """It shows the port, and how many chargers there are and are connected."""
    port = loaded.data[CONF_PORT]
    expected = {"listening": port, "stations": 1}
    assert await health(hass) == {**expected, "connected": 0}
    async with connect():
        await so(feed_of(loaded), lambda state: state.online)
        assert await health(hass) == {**expected, "connected": 1}


async def test_not_running(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """It shows that nothing runs."""
    await hass.config_entries.async_unload(loaded.entry_id)
    assert await health(hass) == {"listening": False}
