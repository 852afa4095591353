"""Pressing buttons, at a charger that answers."""

from collections.abc import Generator
from unittest.mock import patch

from homeassistant.components.button.const import DOMAIN as BUTTON, SERVICE_PRESS
from homeassistant.const import ATTR_ENTITY_ID, STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion

from tests.conftest import Connect
from tests.scripted import ScriptedCharger
from tests.waiting import until

RESTART = "button.garage_1_restart"
REFRESH = "button.garage_1_refresh"
UNLOCK = "button.garage_1_unlock"


@pytest.fixture(autouse=True)
def buttons_only() -> Generator[None]:
    """Set up no other platform."""
    with patch("custom_components.local_ocpp.PLATFORMS", [Platform.BUTTON]):
        yield


async def press(hass: HomeAssistant, entity_id: str) -> None:
    data = {ATTR_ENTITY_ID: entity_id}
    await hass.services.async_call(BUTTON, SERVICE_PRESS, data, blocking=True)


async def test_buttons(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    connect: Connect,
    snapshot: SnapshotAssertion,
) -> None:
    """A charger has these buttons."""
    async with connect(speed=100):
        await until(hass, UNLOCK, STATE_UNKNOWN)
        await snapshot_platform(hass, er.async_get(hass), snapshot, loaded.entry_id)


async def test_restart(hass: HomeAssistant, connect: Connect) -> None:
    """The charger restarts, sessions first."""
    async with connect(speed=100) as station:
        await until(hass, RESTART, STATE_UNKNOWN)
        await station.sent("BootNotification")
        await press(hass, RESTART)
        await station.received("Reset", type="Soft")
        await station.sent("BootNotification")


async def test_unlock(hass: HomeAssistant, connect: Connect) -> None:
    """The charger lets go of the cable."""
    async with connect(speed=100) as station:
        await until(hass, UNLOCK, STATE_UNKNOWN)
        await press(hass, UNLOCK)
        await station.received("UnlockConnector", connectorId=1)


async def test_refresh(hass: HomeAssistant, connect: Connect) -> None:
    """The charger is asked again what it can, and how its plugs and meters are doing."""
    async with connect(speed=100) as station:
        await until(hass, UNLOCK, STATE_UNKNOWN)
        await press(hass, REFRESH)
        await station.received("GetConfiguration")
        await station.received("TriggerMessage", requestedMessage="StatusNotification")
        await station.received("TriggerMessage", requestedMessage="MeterValues")
        assert not station.violations


async def test_refusal(hass: HomeAssistant, charger: ScriptedCharger) -> None:
    """A restart that the charger refuses is an error that says so."""
    with pytest.raises(HomeAssistantError) as refusal:
        await press(hass, RESTART)
    assert refusal.value.translation_key == "rejected"


async def test_what_it_cannot_do(hass: HomeAssistant, charger: ScriptedCharger) -> None:
    """A charger that cannot unlock its cable has no button for it."""
    await charger.learn(
        interviewed_at=charger.state.learned.interviewed_at,
        unsupported=frozenset({"UnlockConnector"}),
    )
    assert hass.states.get(UNLOCK) is None
