"""The central system starts, stops, and loses nothing."""

import asyncio
from datetime import timedelta
from unittest.mock import patch

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_STOP, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, issue_registry as ir
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.local_ocpp import async_remove_config_entry_device
from custom_components.local_ocpp.const import CONF_HOST, CONF_PORT, DOMAIN
from custom_components.local_ocpp.csms.ledger import Ledger, SessionRecord
from tests.caller import calling
from tests.conftest import IDENTITY, Connect, id_tag_subentry
from tests.sayings import PLUG
from tests.simulator import Station
from tests.troubles import ledger_file, locked, taken
from tests.watching import eventually, feed_of, interviewed, so


async def start(hass: HomeAssistant, entry: MockConfigEntry) -> ConfigEntryState:
    """Start the central system; return what became of it."""
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    state: ConfigEntryState = entry.state
    return state


async def try_again(hass: HomeAssistant, entry: MockConfigEntry) -> ConfigEntryState:
    """Let the time pass after which Home Assistant tries again."""
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(minutes=10))
    await eventually(hass, lambda: entry.state is not ConfigEntryState.SETUP_RETRY)
    await eventually(hass, lambda: not entry.setup_lock.locked())
    state: ConfigEntryState = entry.state
    return state


def issues(hass: HomeAssistant) -> list[str]:
    """Return what the owner is asked to mend."""
    return [
        issue_id for domain, issue_id in ir.async_get(hass).issues if domain == DOMAIN
    ]


async def kept(hass: HomeAssistant) -> list[SessionRecord]:
    """Return the sessions that are on disk."""
    ledger = await Ledger.open(ledger_file(hass))
    sessions = await ledger.sessions()
    await ledger.close()
    return sessions


async def charge(station: Station, entry: MockConfigEntry) -> None:
    """Charge until some energy has flowed."""
    await so(feed_of(entry), interviewed)
    station.plug_in()
    await station.present_tag("04A1B2C3")
    await station.transaction_started()
    await station.sent("MeterValues")
    await station.delivered()


async def test_actions_without_set_up(hass: HomeAssistant) -> None:
    """Actions are there even if nothing is set up, so that automations can be checked."""
    assert await async_setup_component(hass, DOMAIN, {})
    assert hass.services.has_service(DOMAIN, "start_charging")


async def test_unload(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> None:
    """Unloading closes every connection and frees the port."""
    async with connect(reconnect_after_s=100) as station:
        await station.booted()
        assert await hass.config_entries.async_unload(loaded.entry_id)
        await station.disconnected()
        with taken(loaded.data[CONF_PORT]):
            assert loaded.state is ConfigEntryState.NOT_LOADED


async def test_unload_in_the_middle(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> None:
    """The end of a session that a charger tells just before is kept."""
    async with connect(speed=100, reconnect_after_s=1000) as station:
        await charge(station, loaded)
        station.unplug()
        await station.sent("StopTransaction")
        await hass.config_entries.async_unload(loaded.entry_id)
    (session,) = await kept(hass)
    assert session.transaction.stop_reason == "EVDisconnected"
    assert session.transaction.energy_wh


async def test_unload_with_a_silent_peer(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Whoever holds a connection and says nothing does not hold us up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", loaded.data[CONF_PORT])
    async with asyncio.timeout(10):
        assert await hass.config_entries.async_unload(loaded.entry_id)
    assert await reader.read() == b""
    writer.close()


async def test_reload(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> None:
    """A session goes on over a reload, with its energy."""
    async with connect(speed=100, reconnect_after_s=10) as station:
        await charge(station, loaded)
        before = feed_of(loaded).state.connectors[PLUG].transaction
        assert before
        await hass.config_entries.async_reload(loaded.entry_id)
        await so(feed_of(loaded), lambda state: state.online)
        after = feed_of(loaded).state.connectors[PLUG].transaction
        assert after
        assert before.energy_wh
        assert after.energy_wh
        assert (after.id, after.meter_start_wh) == (before.id, before.meter_start_wh)
        assert after.energy_wh >= before.energy_wh
        station.unplug()
        await station.transaction_stopped()
    (session,) = await loaded.runtime_data.ledger.sessions()
    assert session.transaction.id == before.id


async def test_stop(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> None:
    """When Home Assistant stops, connections are closed, and what was said is kept."""
    async with connect(speed=100, reconnect_after_s=1000) as station:
        await charge(station, loaded)
        station.unplug()
        await station.sent("StopTransaction")
        hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
        await station.disconnected()
        await eventually(hass, lambda: loaded.runtime_data.closed)
        await eventually(hass, lambda: not loaded.runtime_data.changing.locked())
        (session,) = await kept(hass)
        assert session.transaction.stop_reason == "EVDisconnected"
        with taken(loaded.data[CONF_PORT]):
            pass


async def test_change_after_stop(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """What is changed while Home Assistant stops is for its next start."""
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await eventually(hass, lambda: loaded.runtime_data.closed)
    tag = id_tag_subentry("04A1B2C3", "Anna")
    hass.config_entries.async_add_subentry(loaded, tag)
    await hass.async_block_till_done()
    assert "04a1b2c3" not in loaded.runtime_data.backoffice.rules.tags


async def test_port_taken(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """A port that is taken is told, and tried again until it is free."""
    with taken(entry.data[CONF_PORT]):
        assert await start(hass, entry) is ConfigEntryState.SETUP_RETRY
        assert issues(hass) == ["port_taken"]
        assert entry.error_reason_translation_key == "port_taken"
    assert await try_again(hass, entry) is ConfigEntryState.LOADED
    assert issues(hass) == []
    await hass.config_entries.async_unload(entry.entry_id)


async def test_port_taken_just_now(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Another program that takes the port at the last moment is told of, too."""
    found = "custom_components.local_ocpp.async_find_obstacle"
    with taken(entry.data[CONF_PORT]), patch(found, return_value=None):
        assert await start(hass, entry) is ConfigEntryState.SETUP_RETRY
    assert issues(hass) == ["port_taken"]
    assert await try_again(hass, entry) is ConfigEntryState.LOADED
    await hass.config_entries.async_unload(entry.entry_id)


async def test_address_gone(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """An address that this machine has lost is told, instead of what was wrong before."""
    with taken(entry.data[CONF_PORT]):
        await start(hass, entry)
    moved = {**entry.data, CONF_HOST: "192.0.2.1"}
    hass.config_entries.async_update_entry(entry, data=moved)
    await hass.config_entries.async_reload(entry.entry_id)
    assert issues(hass) == ["foreign_address"]
    assert entry.error_reason_translation_placeholders == {
        "port": str(entry.data[CONF_PORT]),
        "host": "192.0.2.1",
    }


async def test_remove(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Removing it leaves no complaint behind, and the charging sessions."""
    await start(hass, entry)
    await hass.config_entries.async_unload(entry.entry_id)
    with taken(entry.data[CONF_PORT]):
        await start(hass, entry)
    await hass.config_entries.async_remove(entry.entry_id)
    assert issues(hass) == []
    assert ledger_file(hass).exists()


async def test_damaged_ledger(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """A damaged file of sessions is told, and a new one begun once it is out of the way."""
    ledger_file(hass).write_text("Dear diary" * 1000)
    assert await start(hass, entry) is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "ledger_corrupt"
    assert ledger_file(hass).read_text().startswith("Dear diary")
    ledger_file(hass).unlink()
    assert await try_again(hass, entry) is ConfigEntryState.LOADED
    await hass.config_entries.async_unload(entry.entry_id)


async def test_locked_ledger(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """A file of sessions that another program uses is told, and tried again."""
    with locked(ledger_file(hass), "EXCLUSIVE"):
        assert await start(hass, entry) is ConfigEntryState.SETUP_RETRY
        assert entry.error_reason_translation_key == "ledger_locked"
    assert await try_again(hass, entry) is ConfigEntryState.LOADED
    await hass.config_entries.async_unload(entry.entry_id)


async def test_unreadable_ledger(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Trouble that shows only when the first charger is looked up is told, too."""
    await start(hass, entry)
    await hass.config_entries.async_unload(entry.entry_id)
    with patch.object(Ledger, "recall", side_effect=(await trouble(hass))):
        assert await start(hass, entry) is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "ledger_unavailable"
    assert await try_again(hass, entry) is ConfigEntryState.LOADED
    await hass.config_entries.async_unload(entry.entry_id)


async def trouble(hass: HomeAssistant) -> Exception:
    """Return what a ledger says that was closed too early."""
    ledger = await Ledger.open(ledger_file(hass))
    await ledger.close()
    with pytest.raises(Exception, match="closed") as refusal:
        await ledger.tags()
    return refusal.value


async def test_cannot_keep_the_last(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    connect: Connect,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """If the last that was said cannot be kept, that is told, and the rest still stops."""
    async with connect(reconnect_after_s=100) as station:
        await so(feed_of(loaded), interviewed)
        with locked(ledger_file(hass)):
            await station.fault(1, "HighTemperature")
            assert await hass.config_entries.async_unload(loaded.entry_id)
    assert "What chargers said last could not be kept" in caplog.text


async def test_change_while_starting(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """A tag that is added while the central system starts is known when it runs."""
    go_on = hass.config_entries.async_forward_entry_setups

    async def meanwhile(entry: MockConfigEntry, platforms: list[Platform]) -> None:
        tag = id_tag_subentry("04A1B2C3", "Anna")
        hass.config_entries.async_add_subentry(entry, tag)
        await go_on(entry, platforms)

    with patch.object(hass.config_entries, "async_forward_entry_setups", meanwhile):
        await start(hass, entry)
    assert "04a1b2c3" in entry.runtime_data.backoffice.rules.tags
    await hass.config_entries.async_unload(entry.entry_id)


async def test_stuck_platform(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """If entities cannot be unloaded, chargers stay connected."""
    unload = "homeassistant.config_entries.ConfigEntries.async_unload_platforms"
    with patch(unload, return_value=False):
        assert not await hass.config_entries.async_unload(loaded.entry_id)
    async with calling(address(loaded), IDENTITY) as charger:
        assert await charger.boot() == "Accepted"
    loaded.mock_state(hass, ConfigEntryState.LOADED)  # for the test to clean up


def address(entry: MockConfigEntry) -> str:
    return f"ws://127.0.0.1:{entry.data[CONF_PORT]}/"


async def test_remove_device(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> None:
    """A connector's device can be deleted once its charger does not have it any more."""
    async with connect("evsis", speed=100):
        await so(feed_of(loaded), interviewed)
        feed = feed_of(loaded)
        await eventually(hass, lambda: len(feed.connectors) == 2)
        await hass.async_block_till_done()
    registry = dr.async_get(hass)
    stale = registry.async_get_or_create_child(
        config_entry_id=loaded.entry_id,
        config_subentry_id=feed.subentry_id,
        identifiers={(DOMAIN, f"{IDENTITY}/3")},
        parent_device_id=feed.device_id,
        name="Connector 3",
    )
    second = registry.async_get_child_device_by_identifier(
        (DOMAIN, f"{IDENTITY}/2"), loaded.entry_id
    )
    station = registry.async_get(feed.device_id)
    may_go = [
        device and await async_remove_config_entry_device(hass, loaded, device)
        for device in (stale, second, station)
    ]
    assert may_go == [True, False, False]
