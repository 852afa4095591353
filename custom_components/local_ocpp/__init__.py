"""Local OCPP: your charger's backend, inside Home Assistant."""

from pathlib import Path
from types import MappingProxyType

from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import EVENT_HOMEASSISTANT_STOP, Platform
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryNotReady
from homeassistant.helpers import config_validation as cv, issue_registry as ir
from homeassistant.helpers.typing import ConfigType

from . import settings
from .backoffice import HomeBackoffice, UnknownStations
from .const import CONF_HOST, CONF_IDENTITY, CONF_PORT, DOMAIN, SUBENTRY_STATION
from .csms.central import CentralSystem
from .csms.domain.model.station import StationId
from .csms.domain.station import Station
from .csms.ledger import Ledger, LedgerUnavailable
from .csms.server import Server
from .discovery import async_announce_stranger
from .feed import Feed
from .runtime import LocalOcppConfigEntry, Runtime
from .services import async_setup_services

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)

PLATFORMS = [
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.EVENT,
    Platform.NUMBER,
    Platform.SENSOR,
    Platform.SWITCH,
]

LEDGER_FILE = f"{DOMAIN}.db"


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Register the actions."""
    async_setup_services(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: LocalOcppConfigEntry) -> bool:
    """Start the central system."""
    try:
        ledger = await Ledger.open(Path(hass.config.path(LEDGER_FILE)))
    except LedgerUnavailable as error:
        raise ConfigEntryNotReady(
            translation_domain=DOMAIN,
            translation_key="ledger_unavailable",
            translation_placeholders={"reason": str(error)},
        ) from error
    runtime = entry.runtime_data = _build(hass, entry, ledger)
    await runtime.central.start()
    await ledger.put_tags(settings.tag_records(entry))
    for station_id in settings.stations(entry):
        await _async_take_in(hass, entry, station_id)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    try:
        await runtime.server.start()
    except OSError as error:
        await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
        await _async_close(runtime)
        port = {"port": str(entry.data[CONF_PORT])}
        ir.async_create_issue(
            hass,
            DOMAIN,
            "port_taken",
            is_fixable=False,
            severity=ir.IssueSeverity.ERROR,
            translation_key="port_taken",
            translation_placeholders=port,
        )
        raise ConfigEntryNotReady(
            translation_domain=DOMAIN,
            translation_key="port_taken",
            translation_placeholders=port,
        ) from error
    ir.async_delete_issue(hass, DOMAIN, "port_taken")

    async def stop(_event: Event) -> None:
        await _async_close(runtime)

    entry.async_on_unload(hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, stop))
    entry.async_on_unload(entry.add_update_listener(_async_apply))
    return True


async def async_unload_entry(hass: HomeAssistant, entry: LocalOcppConfigEntry) -> bool:
    """Close every connection, and what is kept."""
    if not await hass.config_entries.async_unload_platforms(entry, PLATFORMS):
        return False
    await _async_close(entry.runtime_data)
    return True


def _build(hass: HomeAssistant, entry: LocalOcppConfigEntry, ledger: Ledger) -> Runtime:
    """Put the parts together."""

    @callback
    def on_stranger(station: Station) -> None:
        if backoffice.rules.unknown_stations is UnknownStations.ACCEPT:
            _async_accept(hass, entry, station.state.id)
        else:
            async_announce_stranger(hass, station)

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
        backoffice, on_stranger=on_stranger, wishes=settings.wishes(entry)
    )
    server = Server(
        central,
        backoffice.admit,
        host=entry.data.get(CONF_HOST) or None,
        port=entry.data[CONF_PORT],
    )
    return Runtime(central=central, server=server, ledger=ledger, backoffice=backoffice)


async def _async_take_in(
    hass: HomeAssistant, entry: LocalOcppConfigEntry, station_id: StationId
) -> None:
    """Trust a station, with what is remembered of it."""
    runtime = entry.runtime_data
    subentry = settings.stations(entry)[station_id]
    waiting = runtime.central.stations.get(station_id)
    remembered = await runtime.ledger.recall(station_id)
    station = runtime.central.expect(remembered)
    word = settings.owners_word(subentry)
    entry.async_create_background_task(
        hass, runtime.central.heed(station_id, word), f"heed the owner of {station_id}"
    )
    feed = Feed(hass, entry.entry_id, subentry.subentry_id, subentry.title, station)
    runtime.add(feed)
    if waiting:
        entry.async_create_background_task(
            hass, runtime.central.reintroduce(station_id), f"reintroduce {station_id}"
        )


async def _async_apply(hass: HomeAssistant, entry: LocalOcppConfigEntry) -> None:
    """Put changed settings into force, without disturbing a station they do not concern."""
    runtime = entry.runtime_data
    listening = (entry.data[CONF_PORT], entry.data.get(CONF_HOST) or None)
    if listening != runtime.server.address:
        hass.config_entries.async_schedule_reload(entry.entry_id)
        return
    async with runtime.changing:
        runtime.backoffice.rules = settings.rules(entry)
        await runtime.ledger.put_tags(settings.tag_records(entry))
        runtime.central.wishes = settings.wishes(entry)
        wanted = settings.stations(entry)
        for station_id in runtime.feeds.keys() - wanted.keys():
            runtime.remove(station_id)
            await runtime.central.dismiss(station_id)
            await runtime.ledger.forget(station_id)
        for station_id, subentry in wanted.items():
            if feed := runtime.feeds.get(station_id):
                feed.rename(subentry.title)
                word = settings.owners_word(subentry)
                entry.async_create_background_task(
                    hass, runtime.central.heed(station_id, word), f"heed {station_id}"
                )
            else:
                await _async_take_in(hass, entry, station_id)


@callback
def _async_accept(
    hass: HomeAssistant, entry: LocalOcppConfigEntry, station_id: StationId
) -> None:
    """Take in a station that nobody expected, because the owner said to take in all."""
    hass.config_entries.async_add_subentry(
        entry,
        ConfigSubentry(
            data=MappingProxyType({CONF_IDENTITY: station_id}),
            subentry_type=SUBENTRY_STATION,
            title=station_id,
            unique_id=f"{SUBENTRY_STATION}_{station_id}",
        ),
    )


async def _async_close(runtime: Runtime) -> None:
    """Close every connection first, so that what they said last is still kept."""
    await runtime.server.stop()
    for station_id in tuple(runtime.feeds):
        runtime.remove(station_id)
    await runtime.ledger.close()
