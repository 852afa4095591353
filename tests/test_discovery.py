"""Chargers that connect and that nobody expects."""

import asyncio
from datetime import timedelta
from typing import Any

from homeassistant.config_entries import (
    SOURCE_IGNORE,
    SOURCE_INTEGRATION_DISCOVERY,
    ConfigEntryState,
)
from homeassistant.const import CONF_NAME
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.local_ocpp import adoption, settings
from custom_components.local_ocpp.const import CONF_PORT, DOMAIN
from custom_components.local_ocpp.csms.domain.model.station import StationId
from custom_components.local_ocpp.discovery import MOST_ANNOUNCED
from tests.caller import calling
from tests.conftest import Connect
from tests.simulator import fleet
from tests.watching import eventually, feed_of, interviewed, so

type Flow = Any

WIRING = {"max_current": 32, "phases": "1", "enforce_maximum": False}


def discovered(hass: HomeAssistant) -> list[Flow]:
    """Return what is shown among the discovered devices."""
    return list(hass.config_entries.flow.async_progress_by_handler(DOMAIN))


async def announced(hass: HomeAssistant, count: int = 1) -> list[Flow]:
    """Wait until so many chargers are shown; return them."""
    await eventually(hass, lambda: len(discovered(hass)) >= count)
    return discovered(hass)


async def confirm(hass: HomeAssistant, flow: Flow, name: str = "Carport") -> Flow:
    return await hass.config_entries.flow.async_configure(
        flow["flow_id"], {CONF_NAME: name, **WIRING}
    )


def address(entry: MockConfigEntry) -> str:
    return f"ws://127.0.0.1:{entry.data[CONF_PORT]}/"


async def test_discovered(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> None:
    """An unknown charger is shown with its name plate, and told to wait."""
    async with connect(identity="CARPORT") as station:
        (flow,) = await announced(hass)
        form = await hass.config_entries.flow.async_configure(flow["flow_id"])
        shown = "CARPORT (Homebox HB-11)"
        assert flow["context"]["title_placeholders"] == {"name": shown}
        assert (form["step_id"], form["description_placeholders"]) == (
            "confirm",
            {"name": shown},
        )
        answer = await station.answered("BootNotification")
        assert (answer["status"], answer["interval"]) == ("Pending", 30)


async def test_confirmed(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> None:
    """Once confirmed, it is a device within seconds."""
    async with connect(identity="CARPORT") as station:
        (flow,) = await announced(hass)
        done = await confirm(hass, flow, " Carport ")
        assert (done["type"], done["reason"], done["description_placeholders"]) == (
            FlowResultType.ABORT,
            "station_added",
            {"name": "Carport"},
        )
        await station.booted()
        await so(feed_of(loaded, "CARPORT"), interviewed)
        assert not station.violations
    feed = feed_of(loaded, "CARPORT")
    device = dr.async_get(hass).async_get(feed.device_id)
    assert isinstance(device, dr.DeviceEntry)
    assert (device.name, device.model) == ("Carport", "HB-11")
    subentry = settings.stations(loaded)[feed.id]
    assert dict(subentry.data) == {"identity": "CARPORT", **WIRING}
    assert discovered(hass) == []


async def test_two_at_once(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> None:
    """Of two chargers that are confirmed at the same time, both become devices."""
    async with connect(identity="LEFT") as left, connect(identity="RIGHT") as right:
        flows = await announced(hass, 2)
        assert len({flow["context"]["unique_id"] for flow in flows}) == 2
        await asyncio.gather(*(confirm(hass, flow) for flow in flows))
        await asyncio.gather(left.booted(), right.booted())
        for name in ("LEFT", "RIGHT"):
            await so(feed_of(loaded, name), interviewed)


async def test_ignored(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> None:
    """A charger that its owner ignores is not shown again, and others still are."""
    async with connect(identity="NEIGHBOUR"):
        (flow,) = await announced(hass)
        await hass.config_entries.flow.async_init(
            DOMAIN,
            context={"source": SOURCE_IGNORE},
            data={"unique_id": flow["context"]["unique_id"], "title": "Neighbour"},
        )
    async with connect(identity="NEIGHBOUR") as station:
        await station.answered("BootNotification")
        async with connect(identity="CARPORT"):
            (other,) = await announced(hass)
        assert other["context"]["unique_id"] == "station_CARPORT"
    assert loaded.state is ConfigEntryState.LOADED


async def test_comes_again(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> None:
    """A charger that connects again while it is shown is not shown twice."""
    for _ in range(3):
        async with connect(identity="CARPORT") as station:
            await station.answered("BootNotification")
            await hass.async_block_till_done()
    assert len(discovered(hass)) == 1


async def test_boots_again(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """A charger whose notice was put away is shown again when it introduces itself again."""
    async with calling(address(loaded), "CARPORT") as charger:
        await charger.boot()
        (flow,) = await announced(hass)
        hass.config_entries.flow.async_abort(flow["flow_id"])
        await charger.boot()
        await announced(hass)


async def test_flood(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """Whoever makes up names does not flood the owner."""
    count = MOST_ANNOUNCED + 5
    async with fleet(
        "wallbox11", address(loaded), count=count, checks_schemas=False
    ) as stations:
        for station in stations:
            await station.answered("BootNotification")
        await hass.async_block_till_done()
        assert len(discovered(hass)) == MOST_ANNOUNCED


async def test_says_nothing(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """A charger that does not introduce itself is shown by its name alone, after a while."""
    async with calling(address(loaded), "CARPORT") as charger:
        await charger.call("Heartbeat", {})
        assert discovered(hass) == []
        async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=16))
        (flow,) = await announced(hass)
    assert flow["context"]["title_placeholders"] == {"name": "CARPORT"}


async def test_gone_before_it_said_anything(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """A charger that is gone again before it introduced itself is not shown."""
    async with calling(address(loaded), "CARPORT") as charger:
        await charger.call("Heartbeat", {})
    stations = loaded.runtime_data.central.stations
    await eventually(hass, lambda: "CARPORT" not in stations)
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=16))
    await hass.async_block_till_done()
    assert discovered(hass) == []


async def test_stopped_before_it_said_anything(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Once Local OCPP is stopped, nobody is shown who had not introduced themselves."""
    await hass.config_entries.async_setup(entry.entry_id)
    async with calling(address(entry), "CARPORT") as charger:
        await charger.call("Heartbeat", {})
        await hass.config_entries.async_unload(entry.entry_id)
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=16))
    await hass.async_block_till_done()
    assert discovered(hass) == []


async def test_not_trusted(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """Until it is confirmed, nothing counts that a charger says, and nothing is kept of it."""
    start = {
        "connectorId": 1,
        "idTag": "04A1B2C3",
        "meterStart": 0,
        "timestamp": "2026-11-21T10:00:00Z",
    }
    runtime = loaded.runtime_data
    async with calling(address(loaded), "CARPORT") as charger:
        assert await charger.boot() == "Pending"
        for action, payload in (
            ("StartTransaction", start),
            ("Authorize", {"idTag": "04A1B2C3"}),
            ("Heartbeat", {}),
        ):
            assert (await charger.call(action, payload))[2] == "SecurityError"
    await announced(hass)
    assert await runtime.ledger.sessions() == []
    assert await runtime.ledger.tags() == []
    kept = await runtime.ledger.recall(StationId("CARPORT"))
    assert kept.identity is None
    await eventually(hass, lambda: "CARPORT" not in runtime.central.stations)


async def test_refuses_to_boot_again(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """A confirmed charger that cannot be asked to introduce itself is made to dial again."""
    async with calling(address(loaded), "CARPORT") as charger:
        await charger.boot()
        await confirm(hass, (await announced(hass))[0])
        question = await charger.asked("TriggerMessage")
        await charger.reply(question, {"status": "NotImplemented"})
        await charger.hung_up_on()
    async with calling(address(loaded), "CARPORT") as charger:
        assert await charger.boot() == "Accepted"


async def test_never_boots_again(
    hass: HomeAssistant, impatient: None, loaded: MockConfigEntry
) -> None:
    """A charger that has only reconnected, and never boots, is asked what it is all the same."""
    async with calling(address(loaded), "CARPORT") as charger:
        await charger.call("Heartbeat", {})
        async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=16))
        await confirm(hass, (await announced(hass))[0])
        question = await charger.asked("TriggerMessage")
        await charger.reply(question, {"status": "Rejected"})
        await charger.hung_up_on()
    async with calling(address(loaded), "CARPORT") as charger:
        await charger.asked("GetConfiguration")
        assert "currentTime" in (await charger.call("Heartbeat", {}))[2]


async def test_promises_to_boot(
    hass: HomeAssistant, loaded: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A confirmed charger that promises to introduce itself, and does not, has to dial again."""
    monkeypatch.setattr(adoption, "REINTRODUCTION_SECONDS", 0.5)
    async with calling(address(loaded), "CARPORT") as charger:
        await charger.boot()
        await confirm(hass, (await announced(hass))[0])
        question = await charger.asked("TriggerMessage")
        await charger.reply(question, {"status": "Accepted"})
        await charger.hung_up_on()


async def test_boots_anyway(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """A charger that boots again by itself is accepted, whatever it was asked."""
    async with calling(address(loaded), "CARPORT") as charger:
        await charger.boot()
        await confirm(hass, (await announced(hass))[0])
        await eventually(hass, lambda: "CARPORT" in loaded.runtime_data.feeds)
        assert await charger.boot() == "Accepted"


async def test_added_by_hand(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> None:
    """A charger that is shown and then added by hand is shown no longer."""
    async with connect(identity="CARPORT") as station:
        await announced(hass)
        await add_by_hand(hass, loaded)
        await station.booted()
    assert discovered(hass) == []


async def add_by_hand(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    flow = await hass.config_entries.subentries.async_init(
        (entry.entry_id, "station"), context={"source": "user"}
    )
    given = {"identity": "CARPORT", "name": "Carport", **WIRING}
    await hass.config_entries.subentries.async_configure(flow["flow_id"], given)
    await hass.async_block_till_done()


async def test_not_set_up(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """A charger cannot be added to what is not there."""
    await hass.config_entries.async_remove(entry.entry_id)
    found = {"identity": "CARPORT", "vendor": "", "model": ""}
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_INTEGRATION_DISCOVERY}, data=found
    )
    assert result["reason"] == "not_set_up"


async def test_known_meanwhile(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """A charger that was added just before it is announced is not shown."""
    found = {"identity": "GARAGE-1", "vendor": "", "model": ""}
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_INTEGRATION_DISCOVERY}, data=found
    )
    assert result["reason"] == "already_configured"


async def test_removed(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """With Local OCPP, its discovered chargers go."""
    await hass.config_entries.async_setup(entry.entry_id)
    async with calling(address(entry), "CARPORT") as charger:
        await charger.boot()
        await announced(hass)
        await hass.config_entries.async_remove(entry.entry_id)
        await charger.hung_up_on()
    assert discovered(hass) == []
