"""Takes chargers in, and lets them go, as their owner says."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
import logging
from types import MappingProxyType
from typing import Any

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant, callback

from . import settings
from .backoffice import UnknownStations
from .const import CONF_IDENTITY, SUBENTRY_STATION
from .csms.domain.boot import Booted
from .csms.domain.configuration import LearnedAbout
from .csms.domain.errors import StationError
from .csms.domain.messages import StationEvent
from .csms.domain.model.station import StationId
from .csms.domain.station import Station
from .csms.ledger import LedgerUnavailable
from .discovery import async_withdraw, station_unique_id
from .feed import Feed
from .runtime import LocalOcppConfigEntry

_LOGGER = logging.getLogger(__name__)

# How long a charger may take to introduce itself again; some promise to, and do not.
REINTRODUCTION_SECONDS = 60

type Reception = Callable[[HomeAssistant, LocalOcppConfigEntry, Station], None]


@callback
def async_receive(
    hass: HomeAssistant, entry: LocalOcppConfigEntry, station: Station
) -> None:
    """Treat a charger that nobody expects as its owner wishes."""
    policy = entry.runtime_data.backoffice.rules.unknown_stations
    RECEPTIONS[policy](hass, entry, station)


async def async_apply(hass: HomeAssistant, entry: LocalOcppConfigEntry) -> None:
    """Put changed settings into force, without disturbing a charger they do not concern."""
    runtime = entry.runtime_data
    if settings.listening(entry) != runtime.server.address:
        hass.config_entries.async_schedule_reload(entry.entry_id)
        return
    async with runtime.changing:
        if not runtime.closed:
            await async_bring_in_line(hass, entry)


async def async_bring_in_line(hass: HomeAssistant, entry: LocalOcppConfigEntry) -> None:
    """Make the chargers that are known, and how they are treated, those of the settings."""
    runtime, wanted = entry.runtime_data, settings.stations(entry)
    policy = runtime.backoffice.rules.unknown_stations
    runtime.backoffice.rules = settings.rules(entry)
    for station_id in runtime.feeds.keys() - wanted.keys():
        await _async_let_go(entry, station_id)
    for station_id in wanted:
        if feed := runtime.feeds.get(station_id):
            _async_change(hass, entry, feed)
        else:
            await _async_take_in(hass, entry, station_id)
    if runtime.backoffice.rules.unknown_stations is not policy:
        _async_receive_those_who_wait(hass, entry)
    _async_wish(hass, entry)
    with _trouble_noted():
        await runtime.ledger.put_tags(settings.tag_records(entry))


async def _async_take_in(
    hass: HomeAssistant, entry: LocalOcppConfigEntry, station_id: StationId
) -> None:
    """Trust a charger, with what is remembered of it."""
    runtime = entry.runtime_data
    subentry = settings.stations(entry)[station_id]
    waiting = runtime.central.stations.get(station_id)
    station = runtime.central.expect(await runtime.ledger.recall(station_id))
    async_withdraw(hass, station_id)
    _async_heed(hass, entry, subentry)
    feed = Feed(
        hass,
        entry.entry_id,
        subentry.subentry_id,
        subentry.title,
        station,
        remind=partial(runtime.central.remind, station_id),
    )
    runtime.add(feed)
    if waiting:
        entry.async_create_background_task(
            hass, _async_reintroduce(hass, entry, station), f"reintroduce {station_id}"
        )


async def _async_reintroduce(
    hass: HomeAssistant, entry: LocalOcppConfigEntry, station: Station
) -> None:
    """Have a charger that was kept waiting introduce itself, or else dial again."""
    done = asyncio.Event()

    def listen(event: StationEvent[Any] | None, answer: Any) -> None:
        if isinstance(event, Booted) or not station.state.online:
            done.set()

    stop_listening = station.subscribe(listen)
    asking = entry.async_create_background_task(
        hass, entry.runtime_data.central.reintroduce(station.state.id), "reintroduce"
    )
    try:
        async with asyncio.timeout(REINTRODUCTION_SECONDS):
            await done.wait()
    except TimeoutError:
        await station.hang_up("taken in: please come back")
    finally:
        asking.cancel()
        stop_listening()


async def _async_let_go(entry: LocalOcppConfigEntry, station_id: StationId) -> None:
    """Close a charger's connection, and forget it; its sessions stay."""
    runtime = entry.runtime_data
    runtime.remove(station_id)
    await runtime.central.dismiss(station_id)
    with _trouble_noted():
        await runtime.ledger.forget(station_id)


@callback
def _async_change(hass: HomeAssistant, entry: LocalOcppConfigEntry, feed: Feed) -> None:
    subentry = settings.stations(entry)[feed.id]
    feed.rename(subentry.title)
    _async_heed(hass, entry, subentry)


@callback
def _async_heed(
    hass: HomeAssistant, entry: LocalOcppConfigEntry, subentry: ConfigSubentry
) -> None:
    """Go by what the owner says of a charger."""
    station_id = StationId(subentry.data[CONF_IDENTITY])
    heeding = entry.runtime_data.central.heed(
        station_id, settings.owners_word(subentry)
    )
    entry.async_create_background_task(hass, heeding, f"heed the owner of {station_id}")


@callback
def _async_wish(hass: HomeAssistant, entry: LocalOcppConfigEntry) -> None:
    """Have chargers set up anew if that is to be done in another way."""
    runtime, wishes = entry.runtime_data, settings.wishes(entry)
    if wishes == runtime.central.wishes:
        return
    runtime.central.wishes = wishes
    for feed in runtime.feeds.values():
        entry.async_create_background_task(
            hass, _async_set_up(entry, feed), f"set up {feed.id}"
        )


async def _async_set_up(entry: LocalOcppConfigEntry, feed: Feed) -> None:
    """Set a charger up anew: now, or when it is back."""
    station = feed.station
    due = replace(station.state.learned, interviewed_at=None)
    await station.handle(LearnedAbout(learned=due))
    if station.state.online:
        with suppress(StationError):
            await entry.runtime_data.central.welcome(station, rebooted=True)


@callback
def _async_receive_those_who_wait(
    hass: HomeAssistant, entry: LocalOcppConfigEntry
) -> None:
    """Treat those who are at the door already like those who come."""
    for station in tuple(entry.runtime_data.central.stations.values()):
        if not station.state.adopted:
            async_receive(hass, entry, station)


@callback
def _async_announce(
    hass: HomeAssistant, entry: LocalOcppConfigEntry, station: Station
) -> None:
    entry.runtime_data.announcements.announce(station)


@callback
def _async_accept(
    hass: HomeAssistant, entry: LocalOcppConfigEntry, station: Station
) -> None:
    station_id = station.state.id
    if station_id in settings.stations(entry):
        return  # its owner was faster
    hass.config_entries.async_add_subentry(
        entry,
        ConfigSubentry(
            data=MappingProxyType({CONF_IDENTITY: station_id}),
            subentry_type=SUBENTRY_STATION,
            title=station_id,
            unique_id=station_unique_id(station_id),
        ),
    )


@callback
def _async_refuse(
    hass: HomeAssistant, entry: LocalOcppConfigEntry, station: Station
) -> None:
    station_id = station.state.id
    async_withdraw(hass, station_id)
    entry.async_create_background_task(
        hass, entry.runtime_data.central.dismiss(station_id), f"dismiss {station_id}"
    )


RECEPTIONS: dict[UnknownStations, Reception] = {
    UnknownStations.ASK: _async_announce,
    UnknownStations.ACCEPT: _async_accept,
    UnknownStations.REFUSE: _async_refuse,
}


@contextmanager
def _trouble_noted() -> Iterator[None]:
    """Go on without a ledger: what it cannot keep now is kept by the settings as well."""
    try:
        yield
    except LedgerUnavailable as error:
        _LOGGER.warning("Changed settings could not be noted: %s", error)
