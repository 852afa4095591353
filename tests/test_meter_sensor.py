"""What the sensors of meters show, and when they write it."""

from collections.abc import Generator, Mapping
from typing import Any
from unittest.mock import patch

from homeassistant.const import (
    EVENT_STATE_CHANGED,
    EVENT_STATE_REPORTED,
    STATE_UNKNOWN,
    Platform,
)
from homeassistant.core import Event, HomeAssistant, State, callback
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    mock_restore_cache_with_extra_data,
)

from custom_components.local_ocpp.const import DOMAIN
from custom_components.local_ocpp.csms.domain.model.evse import (
    ChargingState,
    ConnectorStatus,
)
from custom_components.local_ocpp.csms.domain.model.metering import Quantity
from tests.sayings import AVAILABLE, CHARGING, ENERGY, NOON, POWER, metered, status
from tests.scripted import ScriptedCharger
from tests.waiting import shown


@pytest.fixture(autouse=True)
def sensors_only() -> Generator[None]:
    """Set up no other platform."""
    with patch("custom_components.local_ocpp.PLATFORMS", [Platform.SENSOR]):
        yield


async def test_derived_power(hass: HomeAssistant, charger: ScriptedCharger) -> None:
    """Power is how fast the register counts, where the charger does not say it."""
    await charger.say(CHARGING, metered({ENERGY: 1000}))
    assert shown(hass, "sensor", "1_power") == STATE_UNKNOWN
    await charger.say(metered({ENERGY: 1100}, minutes=1))
    assert shown(hass, "sensor", "1_power") == "6000"
    await charger.say(status(ConnectorStatus.OCCUPIED, ChargingState.SUSPENDED_EV))
    assert shown(hass, "sensor", "1_power") == "0"


async def test_only_what_was_seen(
    hass: HomeAssistant, charger: ScriptedCharger
) -> None:
    """A measurand that the charger does not send has no sensor until it does."""
    await charger.say(AVAILABLE)
    assert shown(hass, "sensor", "1_power") == STATE_UNKNOWN
    assert shown(hass, "sensor", "1_soc") is None
    await charger.say(metered({Quantity("SoC", "%", None, "EV"): 48}))
    assert shown(hass, "sensor", "1_soc") == "48"


async def test_seen_once_stays(
    hass: HomeAssistant, loaded: MockConfigEntry, charger: ScriptedCharger
) -> None:
    """A sensor that was there before a restart is there after it, its value still unknown."""
    await charger.say(AVAILABLE, metered({Quantity("Frequency", "Hz"): 50}))
    await charger.disconnect()
    assert await hass.config_entries.async_reload(loaded.entry_id)
    feed = next(iter(loaded.runtime_data.feeds.values()))
    again = ScriptedCharger(hass, feed)
    await again.connect()
    assert shown(hass, "sensor", "1_frequency") == STATE_UNKNOWN


async def test_a_flood_of_measurands(
    hass: HomeAssistant, loaded: MockConfigEntry, charger: ScriptedCharger
) -> None:
    """A charger that invents measurands for ever does not fill the registry."""
    registry = er.async_get(hass)
    await charger.say(AVAILABLE)
    before = len(er.async_entries_for_config_entry(registry, loaded.entry_id))
    await charger.say(metered({Quantity(f"Made.Up.{n}", "W"): n for n in range(1000)}))
    after = er.async_entries_for_config_entry(registry, loaded.entry_id)
    assert len(after) - before == 40


async def test_a_vendors_own_measurand(
    hass: HomeAssistant, charger: ScriptedCharger
) -> None:
    """What only a vendor measures has a sensor in its words, for whoever enables it."""
    await charger.say(AVAILABLE, metered({Quantity("Humidity", "%", None, "Body"): 40}))
    registry = er.async_get(hass)
    unique_id = "GARAGE-1_1_reading_humidity_body"
    entity_id = registry.async_get_entity_id("sensor", DOMAIN, unique_id)
    assert entity_id
    entity = registry.async_get(entity_id)
    assert entity
    assert entity.disabled_by is er.RegistryEntryDisabler.INTEGRATION
    assert entity.original_name == "Humidity Body"


async def test_main_meter(hass: HomeAssistant, charger: ScriptedCharger) -> None:
    """A meter of the station's own appears when it is first heard of."""
    await charger.say(AVAILABLE)
    assert shown(hass, "sensor", "0_main_meter_power") is None
    await charger.say(metered({POWER: 500, ENERGY: 1000}, plug=None))
    assert shown(hass, "sensor", "0_main_meter_power") == "500"
    assert shown(hass, "sensor", "0_main_meter_energy") == "1.0"


async def test_restored_energy(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """The register is what it was before, until the meter is heard of."""
    stored = {"native_value": 42.5, "native_unit_of_measurement": "kWh"}
    mock_restore_cache_with_extra_data(
        hass, [(State("sensor.garage_1_energy", "42.5"), stored)]
    )
    assert await hass.config_entries.async_setup(entry.entry_id)
    charger = ScriptedCharger(hass, next(iter(entry.runtime_data.feeds.values())))
    await charger.connect()
    await charger.learn(interviewed_at=NOON, number_of_connectors=1)
    await charger.say(AVAILABLE)
    assert shown(hass, "sensor", "1_energy") == "42.5"
    await charger.say(metered({ENERGY: 43_000}))
    assert shown(hass, "sensor", "1_energy") == "43.0"
    await hass.config_entries.async_unload(entry.entry_id)


async def test_only_changes_are_written(
    hass: HomeAssistant, charger: ScriptedCharger
) -> None:
    """A message writes each changed sensor once, and none that only trembles."""
    await charger.say(CHARGING, metered({POWER: 7000, Quantity("Voltage", "V"): 230}))
    written: list[str] = []

    @callback
    def note(event: Event[Any]) -> None:
        written.append(event.data["entity_id"])

    @callback
    def all_of_them(_data: Mapping[str, Any]) -> bool:
        return True

    hass.bus.async_listen(EVENT_STATE_CHANGED, note)
    hass.bus.async_listen(EVENT_STATE_REPORTED, note, event_filter=all_of_them)
    trembling = {POWER: 7000.4, Quantity("Voltage", "V"): 230.03}
    await charger.say(metered(trembling, minutes=1))
    assert written == []
    await charger.say(metered({POWER: 8000, ENERGY: 500}, minutes=2))
    assert sorted(written) == ["sensor.garage_1_energy", "sensor.garage_1_power"]
