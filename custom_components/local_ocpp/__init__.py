"""Local OCPP: your charger's backend, inside Home Assistant."""

import logging
from pathlib import Path

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_STOP, Platform
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryNotReady
from homeassistant.helpers import config_validation as cv, issue_registry as ir
from homeassistant.helpers.device_registry import AnyDeviceEntry
from homeassistant.helpers.typing import ConfigType

from . import settings
from .adoption import async_apply, async_bring_in_line, async_receive
from .backoffice import HomeBackoffice
from .const import DOMAIN
from .csms.central import CentralSystem
from .csms.domain.station import Station
from .csms.ledger import Ledger, LedgerUnavailable
from .csms.server import Server
from .discovery import Announcements, async_withdraw
from .ledger_trouble import LEDGER_FILE, explanation
from .listening import Obstacle, async_find_obstacle, obstacle
from .runtime import LocalOcppConfigEntry, Runtime
from .services import async_setup_services

_LOGGER = logging.getLogger(__name__)

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)

PLATFORMS = [
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.EVENT,
    Platform.NUMBER,
    Platform.SENSOR,
    Platform.SWITCH,
]


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Register the actions."""
    async_setup_services(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: LocalOcppConfigEntry) -> bool:
    """Start the central system."""
    if found := await async_find_obstacle(hass, *settings.listening(entry)):
        raise _cannot_listen(hass, entry, found)
    try:
        ledger = await Ledger.open(Path(hass.config.path(LEDGER_FILE)))
    except LedgerUnavailable as error:
        raise ConfigEntryNotReady(**explanation(error)) from error
    runtime = entry.runtime_data = _build(hass, entry, ledger)
    try:
        await _async_start(hass, entry)
    except LedgerUnavailable as error:
        await _async_close(runtime)
        raise ConfigEntryNotReady(**explanation(error)) from error
    except OSError as error:
        await _async_close(runtime)
        raise _cannot_listen(hass, entry, obstacle(error)) from error
    _async_forget_obstacles(hass)

    async def stop(_event: Event) -> None:
        await _async_close(runtime)

    entry.async_on_unload(hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, stop))
    return True


async def async_unload_entry(hass: HomeAssistant, entry: LocalOcppConfigEntry) -> bool:
    """Close every connection, and what is kept."""
    if not await hass.config_entries.async_unload_platforms(entry, PLATFORMS):
        return False
    await _async_close(entry.runtime_data)
    return True


async def async_remove_entry(hass: HomeAssistant, entry: LocalOcppConfigEntry) -> None:
    """Leave nothing behind but the charging sessions."""
    _async_forget_obstacles(hass)
    async_withdraw(hass)


async def async_remove_config_entry_device(
    hass: HomeAssistant, entry: LocalOcppConfigEntry, device: AnyDeviceEntry
) -> bool:
    """Let go of a connector that its charger does not have any more."""
    loaded = entry.state is ConfigEntryState.LOADED
    return loaded and entry.runtime_data.find(device) is None


def _build(hass: HomeAssistant, entry: LocalOcppConfigEntry, ledger: Ledger) -> Runtime:
    """Put the parts together."""

    @callback
    def receive(station: Station) -> None:
        async_receive(hass, entry, station)

    backoffice = HomeBackoffice(
        settings.rules(entry),
        ledger,
        running=lambda: (
            (station.state.id, connector.transaction)
            for station in central.stations.values()
            for connector in station.state.connectors.values()
            if connector.transaction
        ),
    )
    central = CentralSystem(
        backoffice, on_stranger=receive, wishes=settings.wishes(entry)
    )
    port, host = settings.listening(entry)
    return Runtime(
        central=central,
        server=Server(central, backoffice.admit, host=host, port=port),
        ledger=ledger,
        backoffice=backoffice,
        announcements=Announcements(hass),
    )


async def _async_start(hass: HomeAssistant, entry: LocalOcppConfigEntry) -> None:
    """Let chargers in, once all is ready that hears what they say first.

    Raises LedgerUnavailable, and OSError if another program was faster.
    """
    runtime = entry.runtime_data
    await runtime.central.start()
    async with runtime.changing:
        entry.async_on_unload(entry.add_update_listener(async_apply))
        await async_bring_in_line(hass, entry)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    try:
        await runtime.server.start()
    except OSError:
        await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
        raise


async def _async_close(runtime: Runtime) -> None:
    """Close every connection first, so that what they said last is still kept."""
    async with runtime.changing:
        if runtime.closed:
            return
        runtime.closed = True
        runtime.announcements.close()
        await runtime.server.stop()
        for station_id in tuple(runtime.feeds):
            runtime.remove(station_id)
        try:
            await runtime.ledger.close()
        except LedgerUnavailable as error:
            _LOGGER.error("What chargers said last could not be kept: %s", error)


@callback
def _cannot_listen(
    hass: HomeAssistant, entry: LocalOcppConfigEntry, found: Obstacle
) -> ConfigEntryNotReady:
    """Tell the owner what to mend; return what to raise."""
    _async_forget_obstacles(hass)
    port, host = settings.listening(entry)
    placeholders = {"port": str(port), "host": host or ""}
    ir.async_create_issue(
        hass,
        DOMAIN,
        found,
        is_fixable=False,
        severity=ir.IssueSeverity.ERROR,
        translation_key=found,
        translation_placeholders=placeholders,
    )
    return ConfigEntryNotReady(
        translation_domain=DOMAIN,
        translation_key=found,
        translation_placeholders=placeholders,
    )


@callback
def _async_forget_obstacles(hass: HomeAssistant) -> None:
    for each in Obstacle:
        ir.async_delete_issue(hass, DOMAIN, each)
