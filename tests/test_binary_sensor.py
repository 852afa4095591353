"""What the binary sensors show."""

from collections.abc import Generator
from unittest.mock import patch

from homeassistant.const import (
    STATE_OFF,
    STATE_ON,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
    Platform,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion

from custom_components.local_ocpp.csms.domain.availability import (
    StationStatusReported,
)
from custom_components.local_ocpp.csms.domain.model.evse import (
    ChargingState,
    ConnectorStatus,
)
from custom_components.local_ocpp.csms.domain.model.station import Fault
from tests.sayings import AVAILABLE, CHARGING, status
from tests.scripted import ScriptedCharger
from tests.waiting import shown


@pytest.fixture(autouse=True)
def binary_sensors_only() -> Generator[None]:
    """Set up no other platform."""
    with patch("custom_components.local_ocpp.PLATFORMS", [Platform.BINARY_SENSOR]):
        yield


async def test_binary_sensors(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    charger: ScriptedCharger,
    snapshot: SnapshotAssertion,
) -> None:
    """A charger has these binary sensors."""
    await charger.say(CHARGING)
    await snapshot_platform(hass, er.async_get(hass), snapshot, loaded.entry_id)


@pytest.mark.parametrize(
    ("plug", "car", "plugged_in", "charging"),
    [
        (ConnectorStatus.AVAILABLE, ChargingState.IDLE, STATE_OFF, STATE_OFF),
        (ConnectorStatus.OCCUPIED, ChargingState.EV_CONNECTED, STATE_ON, STATE_OFF),
        (ConnectorStatus.OCCUPIED, ChargingState.CHARGING, STATE_ON, STATE_ON),
        (ConnectorStatus.OCCUPIED, ChargingState.SUSPENDED_EV, STATE_ON, STATE_OFF),
        (ConnectorStatus.OCCUPIED, ChargingState.FINISHING, STATE_ON, STATE_OFF),
        (ConnectorStatus.UNAVAILABLE, None, STATE_UNKNOWN, STATE_OFF),
    ],
)
async def test_car(
    hass: HomeAssistant,
    charger: ScriptedCharger,
    plug: ConnectorStatus,
    car: ChargingState | None,
    plugged_in: str,
    charging: str,
) -> None:
    """Whether a car is plugged in, and whether it charges."""
    await charger.say(status(plug, car))
    assert shown(hass, "binary_sensor", "1_plugged_in") == plugged_in
    assert shown(hass, "binary_sensor", "1_charging") == charging


async def test_fault_while_charging(
    hass: HomeAssistant, charger: ScriptedCharger
) -> None:
    """A plug that breaks down while a car charges charges no more; the car is still there."""
    await charger.say(CHARGING)
    await charger.say(
        status(ConnectorStatus.FAULTED, fault=Fault(code="PowerSwitchFailure"))
    )
    assert shown(hass, "binary_sensor", "1_charging") == STATE_OFF
    assert shown(hass, "binary_sensor", "1_plugged_in") == STATE_ON
    assert shown(hass, "binary_sensor", "1_problem") == STATE_ON


async def test_warning(hass: HomeAssistant, charger: ScriptedCharger) -> None:
    """An error is a problem, also if the plug still works, until it is over."""
    warning = Fault(code="WeakSignal")
    await charger.say(status(ConnectorStatus.AVAILABLE, ChargingState.IDLE, warning))
    assert shown(hass, "binary_sensor", "1_problem") == STATE_ON
    await charger.say(AVAILABLE)
    assert shown(hass, "binary_sensor", "1_problem") == STATE_OFF


async def test_problem_of_the_station(
    hass: HomeAssistant, charger: ScriptedCharger
) -> None:
    """A station that says no more than that it is faulted has a problem at every plug."""
    await charger.say(AVAILABLE)
    await charger.say(StationStatusReported(status=ConnectorStatus.FAULTED))
    assert shown(hass, "binary_sensor", "1_problem") == STATE_ON


async def test_connected(hass: HomeAssistant, charger: ScriptedCharger) -> None:
    """Of a charger that is away it is known that it is, and nothing else."""
    await charger.say(AVAILABLE)
    assert shown(hass, "binary_sensor", "0_connected") == STATE_ON
    await charger.disconnect()
    assert shown(hass, "binary_sensor", "0_connected") == STATE_OFF
    assert shown(hass, "binary_sensor", "1_plugged_in") == STATE_UNAVAILABLE
