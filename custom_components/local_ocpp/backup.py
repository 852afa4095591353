"""Keeps the ledger fit to be copied while Home Assistant makes a backup."""

from homeassistant.core import HomeAssistant

from .const import DOMAIN
from .runtime import LocalOcppConfigEntry


async def async_pre_backup(hass: HomeAssistant) -> None:
    """Leave the file as it is from now on; sessions go on, in its log."""
    await _async_fold(hass, folding=False)


async def async_post_backup(hass: HomeAssistant) -> None:
    """Go on as usual."""
    await _async_fold(hass, folding=True)


async def _async_fold(hass: HomeAssistant, *, folding: bool) -> None:
    entries: list[LocalOcppConfigEntry] = hass.config_entries.async_loaded_entries(
        DOMAIN
    )
    for entry in entries:
        await entry.runtime_data.ledger.fold(folding=folding)
