"""Chargers come and go without disturbing each other."""

import asyncio
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.entity_platform import async_get_platforms
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.local_ocpp import settings
from custom_components.local_ocpp.const import (
    CONF_UNKNOWN_STATIONS,
    DOMAIN,
    SUBENTRY_STATION,
)
from custom_components.local_ocpp.csms.domain.model.station import StationId
from tests.conftest import IDENTITY, Connect, id_tag_subentry
from tests.troubles import ledger_file, locked
from tests.watching import eventually, feed_of, interviewed, so


def discovered(hass: HomeAssistant) -> list[Any]:
    return list(hass.config_entries.flow.async_progress_by_handler(DOMAIN))


def treat_unknown(hass: HomeAssistant, entry: MockConfigEntry, policy: str) -> None:
    """Choose what happens to unknown chargers."""
    hass.config_entries.async_update_entry(
        entry, options={CONF_UNKNOWN_STATIONS: policy}
    )


def charger(identity: str) -> ConfigSubentry:
    """Return a charger to add."""
    return ConfigSubentry(
        data=MappingProxyType({"identity": identity}),
        subentry_type=SUBENTRY_STATION,
        title=identity.capitalize(),
        unique_id=f"station_{identity}",
    )


async def add(hass: HomeAssistant, entry: MockConfigEntry, identity: str) -> None:
    """Add a charger."""
    hass.config_entries.async_add_subentry(entry, charger(identity))
    await hass.async_block_till_done()


async def remove(hass: HomeAssistant, entry: MockConfigEntry, identity: str) -> None:
    """Remove a charger."""
    subentry = settings.stations(entry)[StationId(identity)]
    hass.config_entries.async_remove_subentry(entry, subentry.subentry_id)
    await eventually(hass, lambda: identity not in entry.runtime_data.central.stations)
    await hass.async_block_till_done()


def entities(hass: HomeAssistant, entry: MockConfigEntry) -> set[int]:
    """Return the entity objects of the first charger, by their addresses in memory."""
    subentry_id = feed_of(entry).subentry_id
    return {
        id(entity)
        for platform in async_get_platforms(hass, DOMAIN)
        for entity in platform.entities.values()
        if entity.registry_entry
        and entity.registry_entry.config_subentry_id == subentry_id
    }


async def test_leave_others_alone(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> None:
    """Adding, renaming and removing a charger is nothing that another one notices."""
    async with connect() as station:
        await so(feed_of(loaded), interviewed)
        await hass.async_block_till_done()
        before = feed_of(loaded), entities(hass, loaded)
        await add(hass, loaded, "CARPORT")
        subentry = settings.stations(loaded)[StationId("CARPORT")]
        hass.config_entries.async_update_subentry(loaded, subentry, title="New")
        await hass.async_block_till_done()
        await remove(hass, loaded, "CARPORT")
        assert (feed_of(loaded), entities(hass, loaded)) == before
        assert len(before[1]) > 10
        assert (station.online, station.connection.connects) == (True, 1)


async def test_remove(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> None:
    """Removing a charger closes its connection, and removes its devices and entities."""
    await add(hass, loaded, "CARPORT")
    async with connect(identity="CARPORT", reconnect_after_s=100) as station:
        await so(feed_of(loaded, "CARPORT"), interviewed)
        device_id = feed_of(loaded, "CARPORT").device_id
        assert er.async_entries_for_device(er.async_get(hass), device_id)
        await remove(hass, loaded, "CARPORT")
        await station.disconnected()
    assert dr.async_get(hass).async_get(device_id) is None
    assert not er.async_entries_for_device(er.async_get(hass), device_id)
    assert list(loaded.runtime_data.feeds) == [IDENTITY]


async def test_come_back(
    hass: HomeAssistant,
    impatient: None,
    loaded: MockConfigEntry,
    connect: Connect,
) -> None:
    """A charger that was removed is a stranger when it dials again, and can be added again."""
    await add(hass, loaded, "CARPORT")
    async with connect(identity="CARPORT", reconnect_after_s=0.1) as station:
        await so(feed_of(loaded, "CARPORT"), interviewed)
        await remove(hass, loaded, "CARPORT")
        strangers = loaded.runtime_data.central.stations
        await eventually(hass, lambda: "CARPORT" in strangers)
        async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=16))
        await eventually(hass, lambda: discovered(hass))
        remembered = await loaded.runtime_data.ledger.recall(StationId("CARPORT"))
        assert remembered.identity is None
        await add(hass, loaded, "CARPORT")
        await so(feed_of(loaded, "CARPORT"), interviewed)
        assert station.online
        assert not station.violations


async def test_accept(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> None:
    """Where every charger is welcome, those that connect become devices by themselves."""
    treat_unknown(hass, loaded, "accept")
    async with connect(identity="LEFT") as left, connect(identity="RIGHT") as right:
        await asyncio.gather(left.booted(), right.booted())
        for name in ("LEFT", "RIGHT"):
            await so(feed_of(loaded, name), interviewed)
    assert set(settings.stations(loaded)) == {IDENTITY, "LEFT", "RIGHT"}
    assert discovered(hass) == []


async def test_owner_was_faster(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> None:
    """A charger that connects just as its owner adds it is added once."""
    treat_unknown(hass, loaded, "accept")
    await hass.async_block_till_done()
    async with connect(identity="CARPORT", reconnect_after_s=0.1) as station:
        async with loaded.runtime_data.changing:
            hass.config_entries.async_add_subentry(loaded, charger("CARPORT"))
            await station.answered("BootNotification")
        await station.booted()
    assert set(settings.stations(loaded)) == {IDENTITY, "CARPORT"}


async def test_accept_those_who_wait(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> None:
    """Chargers that wait already are welcome as soon as every charger is."""
    async with connect(identity="CARPORT") as station:
        await eventually(hass, lambda: discovered(hass))
        treat_unknown(hass, loaded, "accept")
        await station.booted()
    assert discovered(hass) == []


async def test_refuse(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> None:
    """Where no unknown charger is welcome, it is told that it is not found."""
    treat_unknown(hass, loaded, "refuse")
    async with connect(identity="CARPORT") as station, connect() as known:
        assert await station.refused() == 404
        await known.booted()
    assert discovered(hass) == []


async def test_refuse_those_who_wait(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> None:
    """Chargers that wait are turned away as soon as no unknown one is welcome."""
    async with connect(identity="CARPORT", reconnect_after_s=0.1) as station:
        await eventually(hass, lambda: discovered(hass))
        treat_unknown(hass, loaded, "refuse")
        assert await station.refused() == 404
    assert discovered(hass) == []


async def test_ask_again(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> None:
    """A charger that was refused is announced once its owner wants to be asked."""
    treat_unknown(hass, loaded, "refuse")
    async with connect(identity="CARPORT", reconnect_after_s=0.1) as station:
        await station.refused()
        treat_unknown(hass, loaded, "ask")
        await eventually(hass, lambda: discovered(hass))


async def test_without_ledger(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """While nothing can be written, chargers can still be added and removed."""
    with locked(ledger_file(hass)):
        await add(hass, loaded, "CARPORT")
        await eventually(hass, lambda: "CARPORT" in loaded.runtime_data.feeds)
        await remove(hass, loaded, IDENTITY)
        await eventually(hass, lambda: "could not be noted" in caplog.text)
    tag = id_tag_subentry("04A1B2C3", "Anna")
    hass.config_entries.async_add_subentry(loaded, tag)
    await eventually(hass, lambda: not loaded.runtime_data.changing.locked())
    tags = await loaded.runtime_data.ledger.tags()
    assert [tag.name for tag in tags] == ["Anna"]
