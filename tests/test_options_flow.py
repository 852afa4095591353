"""Changing how stations and drivers are treated, while it runs."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.conftest import Connect
from tests.watching import feed_of, interviewed, so

USUAL = {
    "who_may_charge": "anyone",
    "unknown_stations": "ask",
    "meter_interval": 10,
    "aligned_interval": 0,
}


async def change(
    hass: HomeAssistant, entry: MockConfigEntry, **options: Any
) -> dict[str, Any]:
    """Change options on their page; return what they are then."""
    flow = await hass.config_entries.options.async_init(entry.entry_id)
    await hass.config_entries.options.async_configure(
        flow["flow_id"], {**USUAL, **options}
    )
    await hass.async_block_till_done()
    return dict(entry.options)


async def test_page(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """The page shows what holds now, and keeps what is changed."""
    assert (await change(hass, loaded, session_price=0.3))["session_price"] == 0.3
    flow = await hass.config_entries.options.async_init(loaded.entry_id)
    assert flow["data_schema"]
    price = next(key for key in flow["data_schema"].schema if key == "session_price")
    assert price.description == {"suggested_value": 0.3}


async def test_emptied_field(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """A price that is taken out of its field is none any more."""
    await change(hass, loaded, session_price=0.3)
    assert "session_price" not in await change(hass, loaded)


async def test_who_may_charge(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> None:
    """Who may charge is in force at once, without a reload."""
    async with connect(speed=100) as station:
        await station.booted()
        assert await station.present_tag("04A1B2C3") == "Accepted"
        await change(hass, loaded, who_may_charge="known_tags")
        assert await station.present_tag("04D5E6F7") == "Invalid"
        assert station.connection.connects == 1


async def test_meter_interval(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> None:
    """A connected charger is told of another meter interval at once."""
    async with connect() as station:
        await station.received(
            "ChangeConfiguration", key="MeterValueSampleInterval", value="10"
        )
        await change(hass, loaded, meter_interval=30)
        await station.received(
            "ChangeConfiguration", key="MeterValueSampleInterval", value="30"
        )
        assert not station.violations


async def test_meter_interval_while_away(
    hass: HomeAssistant,
    impatient: None,
    loaded: MockConfigEntry,
    connect: Connect,
) -> None:
    """A charger that is away is told when it is back, though it did not restart."""
    async with connect() as station:
        await station.received("ChangeConfiguration", key="MeterValueSampleInterval")
        await station.connection.go_dark(abruptly=False)
        await change(hass, loaded, meter_interval=30)
        station.connection.come_back()
        await station.received(
            "ChangeConfiguration",
            key="MeterValueSampleInterval",
            value="30",
        )


@pytest.mark.parametrize("options", [{}, {"session_price": 0.25}])
async def test_same_wishes(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    connect: Connect,
    options: dict[str, Any],
) -> None:
    """Chargers are left alone by options that are none of their business."""
    async with connect() as station:
        await so(feed_of(loaded), interviewed)
        await station.delivered()
        before = len(station.frames)
        await change(hass, loaded, **options)
        await station.data_transfer("Somebody")
        told = [frame.action for frame in list(station.frames)[before:] if frame.action]
        assert set(told) <= {"DataTransfer", "StatusNotification", "MeterValues"}
