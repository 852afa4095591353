"""Adding chargers and RFID tags, and changing them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.data_entry_flow import (
    EVENT_DATA_ENTRY_FLOW_PROGRESSED,
    FlowResultType,
)
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.local_ocpp import subentry_flow
from custom_components.local_ocpp.const import CONF_PASSWORD_HASH, DOMAIN
from tests.conftest import Connect, id_tag_subentry
from tests.watching import feed_of, so

type Result = Any

WIRING = {"max_current": 16, "phases": "3", "enforce_maximum": False}
CARPORT = {"identity": "CARPORT", "name": "Carport", **WIRING}
ANNA = {"id_tag": "04A1B2C3", "name": "Anna"}
KEY = "00112233445566778899aabbccddeeff"


async def begin(
    hass: HomeAssistant, entry: MockConfigEntry, kind: str = "station"
) -> Result:
    return await hass.config_entries.subentries.async_init(
        (entry.entry_id, kind), context={"source": "user"}
    )


async def go_on(hass: HomeAssistant, flow: Result, given: Any = None) -> Result:
    result = await hass.config_entries.subentries.async_configure(
        flow["flow_id"], given
    )
    await hass.async_block_till_done()
    return result


async def add(hass: HomeAssistant, entry: MockConfigEntry, **given: Any) -> Result:
    return await go_on(hass, await begin(hass, entry), {**CARPORT, **given})


def subentry(entry: MockConfigEntry, unique_id: str) -> ConfigSubentry:
    """Return a charger or a tag by its unique id."""
    found: ConfigSubentry = next(
        each for each in entry.subentries.values() if each.unique_id == unique_id
    )
    return found


async def change(
    hass: HomeAssistant, entry: MockConfigEntry, unique_id: str, **given: Any
) -> Result:
    """Change a charger or a tag on its page."""
    flow = await entry.start_subentry_reconfigure_flow(
        hass, subentry(entry, unique_id).subentry_id
    )
    return await go_on(hass, flow, given)


@asynccontextmanager
async def progress(hass: HomeAssistant) -> AsyncIterator[None]:
    """Wait at the end until a page has changed by itself, as the browser does."""
    moved = asyncio.Event()

    @callback
    def move(_event: Event) -> None:
        moved.set()

    stop = hass.bus.async_listen(EVENT_DATA_ENTRY_FLOW_PROGRESSED, move)
    yield
    async with asyncio.timeout(10):
        await moved.wait()
    stop()


async def test_add_beforehand(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> None:
    """A charger can be added before it connects, and is welcome then."""
    result = await add(hass, loaded)
    assert (result["type"], result["title"]) == (
        FlowResultType.CREATE_ENTRY,
        "Carport",
    )
    async with connect(identity="CARPORT") as station:
        await station.booted()
    device = dr.async_get(hass).async_get(feed_of(loaded, "CARPORT").device_id)
    assert isinstance(device, dr.DeviceEntry)
    assert (device.name, device.manufacturer) == ("Carport", "Homebox")


@pytest.mark.parametrize("identity", [" CARPORT ", "/CARPORT", "CARPORT/"])
async def test_pasted_identity(
    hass: HomeAssistant, loaded: MockConfigEntry, identity: str
) -> None:
    """Blanks and slashes around an identity are left out."""
    await add(hass, loaded, identity=identity)
    assert subentry(loaded, "station_CARPORT").data["identity"] == "CARPORT"


async def test_name_of_blanks(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """A charger without a name is called as it calls itself."""
    assert (await add(hass, loaded, name="  "))["title"] == "CARPORT"


@pytest.mark.parametrize("identity", ["", "a/b", "x" * 256, "bell\a"])
async def test_bad_identity(
    hass: HomeAssistant, loaded: MockConfigEntry, identity: str
) -> None:
    """What no charger can be called is refused; something better is taken."""
    refused = await add(hass, loaded, identity=identity)
    assert refused["errors"] == {"identity": "invalid_identity"}
    done = await go_on(hass, refused, CARPORT)
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_same_charger_twice(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """A charger that has been added already is not added again."""
    refused = await add(hass, loaded, identity="GARAGE-1")
    assert refused["errors"] == {"identity": "already_configured"}


async def test_same_charger_at_once(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Of two who add the same charger at the same time, the slower one is told."""
    flows = [await begin(hass, loaded), await begin(hass, loaded)]
    results = [await go_on(hass, flow, CARPORT) for flow in flows]
    assert results[0]["type"] is FlowResultType.CREATE_ENTRY
    assert results[1]["errors"] == {"identity": "already_configured"}


@pytest.mark.parametrize("wrong", [None, "wrong", b"\xff\xfe"])
async def test_wrong_password(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    connect: Connect,
    wrong: str | bytes | None,
) -> None:
    """A charger with a password is turned away without it, or with another one."""
    await add(hass, loaded, password="correct horse")
    async with connect(identity="CARPORT", password=wrong) as station:
        assert await station.refused() == 401


@pytest.mark.parametrize(
    ("set_to", "sent"),
    [
        ("correct horse", "correct horse"),
        ("Straße", "Straße"),
        (KEY, bytes.fromhex(KEY)),
        (KEY, KEY.upper()),
    ],
)
async def test_right_password(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    connect: Connect,
    set_to: str,
    sent: str | bytes,
) -> None:
    """A charger with its password is let in, whether it sends a key as text or as bytes."""
    await add(hass, loaded, password=set_to)
    async with connect(identity="CARPORT", password=sent) as station:
        await station.booted()
    kept = subentry(loaded, "station_CARPORT").data
    assert set_to not in str(kept)


async def test_another_chargers_password(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> None:
    """The right password under another name is the wrong one."""
    await add(hass, loaded, password="correct horse")
    secret = "correct horse"
    async with connect(identity="CARPORT", user="GARAGE", password=secret) as station:
        assert await station.refused() == 401


async def test_change_password(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> None:
    """After another password was set, the old one is wrong; it stays while none is entered."""
    await add(hass, loaded, password="old horse")
    await change(hass, loaded, "station_CARPORT", name="C", password="new", **WIRING)
    await change(hass, loaded, "station_CARPORT", name="Carport", **WIRING)
    async with connect(identity="CARPORT", password="old horse") as station:
        assert await station.refused() == 401
    async with connect(identity="CARPORT", password="new") as station:
        await station.booted()


async def test_remove_password(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> None:
    """A charger whose password was removed needs none, and may still send one."""
    await add(hass, loaded, password="old horse")
    await change(
        hass,
        loaded,
        "station_CARPORT",
        **{"name": "Carport", "remove_password": True, **WIRING},
    )
    assert CONF_PASSWORD_HASH not in subentry(loaded, "station_CARPORT").data
    for password in (None, "old horse"):
        async with connect(identity="CARPORT", password=password) as station:
            await station.booted()


async def test_password_while_connected(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> None:
    """A new password does not drop the connection by which the charger is told of it."""
    async with connect() as station:
        await station.booted()
        await change(
            hass, loaded, "station_GARAGE-1", name="G", password="new", **WIRING
        )
        assert (station.online, station.connection.connects) == (True, 1)


async def test_rename(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> None:
    """A charger's new name is its device's, and costs no connection."""
    async with connect() as station:
        await station.booted()
        result = await change(
            hass, loaded, "station_GARAGE-1", name="Barn", **{**WIRING, "phases": "1"}
        )
        assert result["reason"] == "reconfigure_successful"
        feed = feed_of(loaded)
        device = dr.async_get(hass).async_get(feed.device_id)
        assert device
        assert (device.name, feed.name) == ("Barn", "Barn")
        await so(feed, lambda state: state.learned.phases == 1)
        assert station.connection.connects == 1


async def test_store_maximum(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> None:
    """A maximum that the charger is to keep to by itself is sent to it."""
    async with connect() as station:
        await station.booted()
        await change(
            hass,
            loaded,
            "station_GARAGE-1",
            **{**WIRING, "name": "Garage", "max_current": 10, "enforce_maximum": True},
        )
        sent = await station.received("SetChargingProfile", connectorId=0)
        profile = sent["csChargingProfiles"]
        assert profile["chargingProfilePurpose"] == "ChargePointMaxProfile"
        assert profile["chargingSchedule"]["chargingSchedulePeriod"][0]["limit"] == 10


# RFID tags


async def test_tag_by_number(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """A tag can be added by its number, and may charge at once."""
    menu = await begin(hass, loaded, "id_tag")
    assert menu["menu_options"] == ["learn", "tag"]
    form = await go_on(hass, menu, {"next_step_id": "tag"})
    done = await go_on(hass, form, {**ANNA, "note": "blue fob", "blocked": False})
    assert (done["type"], done["title"]) == (FlowResultType.CREATE_ENTRY, "Anna")
    assert loaded.runtime_data.backoffice.rules.tags["04a1b2c3"].name == "Anna"


@pytest.mark.parametrize(
    ("id_tag", "error"),
    [
        ("04a1B2C3", "already_configured"),
        (" 04A1B2C3 ", "already_configured"),
        ("0a0b0c0d", "already_configured"),
        ("", "invalid_id_tag"),
        ("0" * 37, "invalid_id_tag"),
    ],
)
async def test_bad_tag(
    hass: HomeAssistant, loaded: MockConfigEntry, id_tag: str, error: str
) -> None:
    """A tag that is known, in whatever case, or that is none is refused."""
    hass.config_entries.async_add_subentry(loaded, id_tag_subentry("04A1B2C3", "Anna"))
    menu = await begin(hass, loaded, "id_tag")
    form = await go_on(hass, menu, {"next_step_id": "tag"})
    refused = await go_on(hass, form, {**ANNA, "id_tag": id_tag})
    assert refused["errors"] == {"id_tag": error}
    other = {**ANNA, "id_tag": "04FFFFFF"}
    assert (await go_on(hass, refused, other))["title"] == "Anna"


@pytest.mark.parametrize("policy", ["anyone", "known_tags"])
async def test_learn(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect, policy: str
) -> None:
    """A tag held to a charger shows its number by itself, whether it may charge or not."""
    hass.config_entries.async_update_entry(loaded, options={"who_may_charge": policy})
    async with connect(speed=100) as station:
        await station.booted()
        menu = await begin(hass, loaded, "id_tag")
        waiting = await go_on(hass, menu, {"next_step_id": "learn"})
        assert waiting["type"] is FlowResultType.SHOW_PROGRESS
        async with progress(hass):
            await station.present_tag("04D5E6F7")
    form = await go_on(hass, menu)
    field = next(key for key in form["data_schema"].schema if key == "id_tag")
    assert field.description == {"suggested_value": "04D5E6F7"}
    assert (await go_on(hass, form, {**ANNA, "id_tag": "04D5E6F7"}))["title"] == "Anna"


async def test_learn_nothing(
    hass: HomeAssistant, loaded: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If no tag is held to a charger in time, it can be tried again, or entered."""
    monkeypatch.setattr(subentry_flow, "LEARN_SECONDS", 0)
    menu = await begin(hass, loaded, "id_tag")
    async with progress(hass):
        await go_on(hass, menu, {"next_step_id": "learn"})
    missed = await go_on(hass, menu)
    assert (missed["step_id"], missed["menu_options"]) == (
        "nothing_learned",
        ["learn", "tag"],
    )
    monkeypatch.undo()
    again = await go_on(hass, missed, {"next_step_id": "learn"})
    assert again["type"] is FlowResultType.SHOW_PROGRESS


async def test_learn_own_tag(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> None:
    """A start by Home Assistant is no tag that somebody holds to a charger."""
    async with connect(speed=100) as station:
        await so(feed_of(loaded), lambda state: state.connectors)
        station.plug_in()
        menu = await begin(hass, loaded, "id_tag")
        await go_on(hass, menu, {"next_step_id": "learn"})
        start = {"device_id": feed_of(loaded).device_id}
        await hass.services.async_call(DOMAIN, "start_charging", start, blocking=True)
        assert (await go_on(hass, menu))["type"] is FlowResultType.SHOW_PROGRESS


async def test_learn_while_not_running(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """No tag can be learned while no charger can connect."""
    menu = await begin(hass, entry, "id_tag")
    aborted = await go_on(hass, menu, {"next_step_id": "learn"})
    assert aborted["reason"] == "not_loaded"


async def test_stopped_while_learning(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """If Local OCPP stops meanwhile, nothing waits on; the number can still be entered."""
    menu = await begin(hass, loaded, "id_tag")
    await go_on(hass, menu, {"next_step_id": "learn"})
    async with progress(hass):
        await hass.config_entries.async_unload(loaded.entry_id)
    assert (await go_on(hass, menu))["step_id"] == "nothing_learned"


async def test_change_tag(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """Everything of a tag can be changed but its number; what is emptied is gone."""
    tag = id_tag_subentry("04A1B2C3", "Anna", note="blue", parent_id_tag="FAMILY")
    hass.config_entries.async_add_subentry(loaded, tag)
    result = await change(
        hass,
        loaded,
        "id_tag_04a1b2c3",
        name="Anna B.",
        blocked=True,
        expiry_date="2027-01-01 00:00:00",
    )
    assert result["reason"] == "reconfigure_successful"
    kept = subentry(loaded, "id_tag_04a1b2c3")
    assert (kept.title, dict(kept.data)) == (
        "Anna B.",
        {
            "id_tag": "04A1B2C3",
            "blocked": True,
            "expiry_date": "2027-01-01 00:00:00",
        },
    )
