"""What is in a bug report, and what must not be."""

import json
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import AnyDeviceEntry
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.local_ocpp.const import CONF_PASSWORD_HASH, DOMAIN
from custom_components.local_ocpp.csms.domain.security import PasswordHash
from custom_components.local_ocpp.diagnostics import (
    async_get_config_entry_diagnostics,
    async_get_device_diagnostics,
)
from tests.acting import act
from tests.caller import calling
from tests.conftest import IDENTITY, OWN_ID_TAG, Connect, id_tag_subentry
from tests.simulator import Station
from tests.watching import eventually, feed_of, interviewed, so

KEY = "00112233445566778899aabbccddeeff"
TAG = "04A1B2C3"
SERIAL = "SN-0815-4711"


async def report(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, Any]:
    """Return the report on everything, as it is downloaded."""
    downloaded: dict[str, Any] = json.loads(
        json.dumps(await async_get_config_entry_diagnostics(hass, entry))
    )
    return downloaded


async def only_charger(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, Any]:
    """Return what the report says of the only charger."""
    charger: dict[str, Any]
    (charger,) = (await report(hass, entry))["stations"]
    return charger


def device(hass: HomeAssistant, device_id: str) -> AnyDeviceEntry:
    found = dr.async_get(hass).async_get(device_id)
    assert found
    return found


async def test_report(
    hass: HomeAssistant, loaded: MockConfigEntry, station: Station, device_id: str
) -> None:
    """A report says what runs, what was found out, and what was said."""
    await act(hass, "clear_cache", device_id=device_id)
    whole = await report(hass, loaded)
    assert (whole["running"], whole["ledger_trouble"]) == (True, None)
    (charger,) = whole["stations"]
    assert charger["identity"] == IDENTITY
    assert charger["settings"]["phases"] == "3"
    assert charger["connections"] == 1
    learned = charger["state"]["learned"]
    assert learned["variables"]["NumberOfConnectors"] == "1"
    assert learned["interviewed_at"]
    said = [json.loads(text) for _, who, text in charger["frames"] if who == "csms"]
    assert [frame[2] for frame in said if frame[0] == 2][-1] == "ClearCache"


async def test_last_frames(
    hass: HomeAssistant, loaded: MockConfigEntry, station: Station, device_id: str
) -> None:
    """Of all frames, the last 200 are in a report."""
    for _ in range(101):
        await station.data_transfer("Somebody")
    charger = await only_charger(hass, loaded)
    assert len(charger["frames"]) == 200
    assert "ChangeConfiguration" not in str(charger["frames"])


async def test_deviations(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """How a charger departs from the standard is counted."""
    address = f"ws://127.0.0.1:{loaded.data['port']}/"
    async with calling(address, IDENTITY) as charger:
        await charger.boot()
        for _ in range(2):
            await charger.call("Authorize", {"idTag": TAG, "mood": "good"})
    told = (await only_charger(hass, loaded))["deviations"]
    assert {"action": "Authorize", "path": "mood", "seen": 2}.items() <= told[0].items()


async def test_quirks(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> None:
    """What we know of a vendor's ways is in the report."""
    address = f"ws://127.0.0.1:{loaded.data['port']}/"
    plate = {"chargePointVendor": "Alfen BV", "chargePointModel": "NG910-60023"}
    async with calling(address, IDENTITY) as charger:
        await charger.call("BootNotification", plate)
        quirks = (await only_charger(hass, loaded))["quirks"]
    assert quirks
    assert all(isinstance(quirk, str) for quirk in quirks)


async def test_nothing_private(
    hass: HomeAssistant, loaded: MockConfigEntry, station: Station, device_id: str
) -> None:
    """No tag, serial number, password or key is anywhere in a report."""
    tag = id_tag_subentry(TAG, "Anna", note="blue fob", parent_id_tag="FAMILY-1")
    hass.config_entries.async_add_subentry(loaded, tag)
    await hass.async_block_till_done()
    station.plug_in()
    assert await station.present_tag(TAG.lower()) == "Accepted"
    await station.transaction_started()
    await act(hass, "stop_charging", device_id=device_id)
    await act(hass, "start_charging", device_id=device_id)
    hashed = await hass.async_add_executor_job(PasswordHash.of, "right horse")
    (subentry,) = loaded.get_subentries_of_type("station")
    data = {**subentry.data, CONF_PASSWORD_HASH: hashed.dump()}
    hass.config_entries.async_update_subentry(loaded, subentry, data=data)
    key = {"device_id": device_id, "key": "AuthorizationKey", "value": KEY}
    await act(hass, "change_configuration", **key)
    text = json.dumps(await report(hass, loaded)).lower()
    plate = feed_of(loaded).state.identity
    assert plate
    private = [TAG, "FAMILY-1", OWN_ID_TAG, KEY, "Anna", "blue fob", hashed.dump()]
    for secret in [*private, *filter(None, (plate.serial, plate.meter_serial))]:
        assert secret.lower() not in text


async def test_serial_number_as_name(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """A charger that is called by its serial number is not named."""
    address = f"ws://127.0.0.1:{loaded.data['port']}/"
    plate = {
        "chargePointVendor": "Homebox",
        "chargePointModel": "HB-11",
        "chargePointSerialNumber": IDENTITY,
    }
    async with calling(address, IDENTITY) as charger:
        await charger.call("BootNotification", plate)
        await so(feed_of(loaded), lambda state: state.identity)
        assert IDENTITY not in json.dumps(await report(hass, loaded))


async def test_cut_frame(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """A frame that was too long to keep gives nobody away either."""
    address = f"ws://127.0.0.1:{loaded.data['port']}/"
    async with calling(address, IDENTITY) as charger:
        await charger.boot()
        long = {"vendorId": "a" * 4002, "messageId": "b", "data": "c"}
        await charger.call("DataTransfer", {**long, "idTag": SERIAL})
        frames = (await only_charger(hass, loaded))["frames"]
    (cut,) = [text for _, _, text in frames if "DataTransfer" in text]
    assert cut.endswith('"data": "c", "idTag": "**REDACTED**"')


async def test_strangers(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> None:
    """Who waits at the door is named, and nothing more is said of them."""
    async with connect(identity="CARPORT") as station:
        await station.answered("BootNotification")
        whole = await report(hass, loaded)
    assert whole["strangers"] == ["CARPORT"]
    assert [charger["identity"] for charger in whole["stations"]] == [IDENTITY]


async def test_one_charger(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect, device_id: str
) -> None:
    """The report on a charger, or a connector of it, is on that charger alone."""
    async with connect("evsis", speed=100):
        await so(feed_of(loaded), interviewed)
        await eventually(hass, lambda: len(feed_of(loaded).connectors) == 2)
        await hass.async_block_till_done()
    second = dr.async_get(hass).async_get_child_device_by_identifier(
        (DOMAIN, f"{IDENTITY}/2"), loaded.entry_id
    )
    assert second
    for each in (device(hass, device_id), second):
        told = await async_get_device_diagnostics(hass, loaded, each)
        assert (told["identity"], told["connections"]) == (IDENTITY, 1)


async def test_unknown_device(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """Of a device that is no charger any more, nothing is known."""
    old = dr.async_get(hass).async_get_or_create(
        config_entry_id=loaded.entry_id, identifiers={(DOMAIN, "OLD")}
    )
    assert await async_get_device_diagnostics(hass, loaded, old) == {"known": False}


@pytest.mark.parametrize("loaded_first", [True, False])
async def test_not_running(
    hass: HomeAssistant, entry: MockConfigEntry, loaded_first: bool
) -> None:
    """A report can be had while nothing runs: that may be what it is about."""
    if loaded_first:
        await hass.config_entries.async_setup(entry.entry_id)
        await hass.config_entries.async_unload(entry.entry_id)
    assert entry.state is ConfigEntryState.NOT_LOADED
    whole = await report(hass, entry)
    assert (whole["running"], whole["entry"]["data"]["own_id_tag"]) == (
        False,
        "**REDACTED**",
    )
    anything = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={(DOMAIN, "OLD")}
    )
    told = await async_get_device_diagnostics(hass, entry, anything)
    assert told == {"running": False}
