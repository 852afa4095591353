"""Switching charging and plugs on and off, at a charger that answers."""

from collections.abc import Generator
from unittest.mock import patch

from homeassistant.components.switch.const import DOMAIN as SWITCH
from homeassistant.const import (
    ATTR_ENTITY_ID,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
    STATE_OFF,
    STATE_ON,
    Platform,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion

from custom_components.local_ocpp import charging
from tests.conftest import IDENTITY, OWN_ID_TAG, Connect
from tests.waiting import until

CHARGING = "switch.garage_1_charging"
AVAILABLE = "switch.garage_1_available"
QUICK = 100


@pytest.fixture(autouse=True)
def switches_only() -> Generator[None]:
    """Set up no other platform."""
    with patch("custom_components.local_ocpp.PLATFORMS", [Platform.SWITCH]):
        yield


async def turn(hass: HomeAssistant, service: str, entity_id: str) -> None:
    await hass.services.async_call(
        SWITCH, service, {ATTR_ENTITY_ID: entity_id}, blocking=True
    )


async def test_switches(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    connect: Connect,
    snapshot: SnapshotAssertion,
) -> None:
    """A charger has these switches."""
    async with connect(speed=QUICK):
        await until(hass, CHARGING, STATE_OFF)
        await until(hass, AVAILABLE, STATE_ON)
        await snapshot_platform(hass, er.async_get(hass), snapshot, loaded.entry_id)


async def test_start_and_stop(hass: HomeAssistant, connect: Connect) -> None:
    """Charging starts with a tag of our own, and the switch follows the session."""
    async with connect(speed=QUICK) as station:
        await until(hass, CHARGING, STATE_OFF)
        station.plug_in()
        await turn(hass, SERVICE_TURN_ON, CHARGING)
        await until(hass, CHARGING, STATE_ON)
        assert (await station.transaction_started()).tag == OWN_ID_TAG
        await turn(hass, SERVICE_TURN_OFF, CHARGING)
        await until(hass, CHARGING, STATE_OFF)
        assert not station.violations


async def test_resume(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> None:
    """Turning on lifts a pause of the running session."""
    async with connect(speed=QUICK) as station:
        await until(hass, CHARGING, STATE_OFF)
        station.plug_in()
        await turn(hass, SERVICE_TURN_ON, CHARGING)
        await until(hass, CHARGING, STATE_ON)
        await station.status("Charging")
        feed = loaded.runtime_data.feeds[IDENTITY]
        await charging.set_limit(feed, feed.connectors[0], 0)
        await station.status("SuspendedEVSE")
        await turn(hass, SERVICE_TURN_ON, CHARGING)
        await station.status("Charging")


async def test_refused_start(hass: HomeAssistant, connect: Connect) -> None:
    """A start that the charger refuses is an error that says so."""
    async with connect(speed=QUICK) as station:
        await until(hass, AVAILABLE, STATE_ON)
        await turn(hass, SERVICE_TURN_OFF, AVAILABLE)
        await until(hass, AVAILABLE, STATE_OFF)
        with pytest.raises(HomeAssistantError) as refusal:
            await turn(hass, SERVICE_TURN_ON, CHARGING)
        assert refusal.value.translation_key == "rejected"
        assert not station.violations


async def test_available(hass: HomeAssistant, connect: Connect) -> None:
    """A plug is closed and opened again."""
    async with connect(speed=QUICK) as station:
        await until(hass, AVAILABLE, STATE_ON)
        await turn(hass, SERVICE_TURN_OFF, AVAILABLE)
        await station.status("Unavailable")
        await until(hass, AVAILABLE, STATE_OFF)
        await turn(hass, SERVICE_TURN_ON, AVAILABLE)
        await until(hass, AVAILABLE, STATE_ON)


async def test_close_while_charging(hass: HomeAssistant, connect: Connect) -> None:
    """Closing a plug while a car charges is no error: it follows when the car is done."""
    async with connect(speed=QUICK) as station:
        await until(hass, CHARGING, STATE_OFF)
        station.plug_in()
        await turn(hass, SERVICE_TURN_ON, CHARGING)
        await until(hass, CHARGING, STATE_ON)
        await turn(hass, SERVICE_TURN_OFF, AVAILABLE)
        await turn(hass, SERVICE_TURN_OFF, CHARGING)
        await until(hass, AVAILABLE, STATE_OFF)
