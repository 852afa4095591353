"""Which charger, and which connector of it, an action is about."""

from collections.abc import AsyncIterator

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.local_ocpp.const import DOMAIN
from tests.acting import act, refused
from tests.conftest import IDENTITY, Connect
from tests.simulator import Station
from tests.watching import eventually, feed_of, interviewed, so

FAST = 100


@pytest.fixture
async def double(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> AsyncIterator[Station]:
    """Return a charger with two connectors."""
    async with connect("evsis", speed=FAST) as station:
        await so(feed_of(loaded), interviewed)
        await eventually(hass, lambda: len(feed_of(loaded).connectors) == 2)
        yield station
        assert not station.violations


def connector(hass: HomeAssistant, entry: MockConfigEntry, number: int) -> str:
    """Return a connector's device."""
    device = dr.async_get(hass).async_get_child_device_by_identifier(
        (DOMAIN, f"{IDENTITY}/{number}"), entry.entry_id
    )
    assert device
    return device.id


async def test_connectors_device(
    hass: HomeAssistant, loaded: MockConfigEntry, double: Station
) -> None:
    """A connector's device stands for that connector."""
    device_id = connector(hass, loaded, 2)
    closing = {"device_id": device_id, "available": False}
    await act(hass, "change_availability", **closing)
    await double.received("ChangeAvailability", connectorId=2)


async def test_number_of_connector(
    hass: HomeAssistant, device_id: str, double: Station
) -> None:
    """A charger and the number of a connector stand for that connector."""
    closing = {"device_id": device_id, "connector": 2, "available": False}
    await act(hass, "change_availability", **closing)
    await double.received("ChangeAvailability", connectorId=2)


async def test_station_by_connectors_device(
    hass: HomeAssistant, loaded: MockConfigEntry, double: Station
) -> None:
    """What is about the whole charger can be asked at a connector, too."""
    await act(hass, "clear_cache", device_id=connector(hass, loaded, 1))
    await double.received("ClearCache")


async def test_which_connector(
    hass: HomeAssistant, device_id: str, double: Station
) -> None:
    """Of several connectors, one has to be named."""
    refusal = await refused(hass, "unlock_connector", device_id=device_id)
    assert refusal == (
        "connector_needed",
        "Garage-1 has several connectors: say which one is meant",
        ServiceValidationError,
    )


async def test_no_such_connector(
    hass: HomeAssistant, device_id: str, double: Station
) -> None:
    """A connector that the charger does not have is told."""
    where = {"device_id": device_id, "connector": 3}
    refusal = await refused(hass, "unlock_connector", **where)
    assert refusal[:2] == ("no_such_connector", "Garage-1 has no connector 3")


async def test_no_connector_yet(hass: HomeAssistant, device_id: str) -> None:
    """A charger that was never connected has no connectors yet."""
    refusal = await refused(hass, "unlock_connector", device_id=device_id)
    assert refusal[:2] == (
        "no_connector",
        "Garage-1 has not told yet which connectors it has",
    )


async def test_stale_connector(
    hass: HomeAssistant, loaded: MockConfigEntry, device_id: str
) -> None:
    """A device of a connector that is gone stands for nothing."""
    stale = dr.async_get(hass).async_get_or_create_child(
        config_entry_id=loaded.entry_id,
        config_subentry_id=feed_of(loaded).subentry_id,
        identifiers={(DOMAIN, f"{IDENTITY}/3")},
        parent_device_id=device_id,
        name="Connector 3",
    )
    refusal = await refused(hass, "unlock_connector", device_id=stale.id)
    assert refusal[:2] == (
        "no_such_station",
        "Connector 3 is not a charger that is set up here",
    )


async def test_wrong_device(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """Another integration's device is refused."""
    other = MockConfigEntry(domain="other")
    other.add_to_hass(hass)
    lamp = dr.async_get(hass).async_get_or_create(
        config_entry_id=other.entry_id, identifiers={("other", "lamp")}, name="Lamp"
    )
    refusal = await refused(hass, "clear_cache", device_id=lamp.id)
    assert refusal.key == "service_device_wrong_domain"
    refusal = await refused(hass, "clear_cache", device_id="nonsense")
    assert refusal.key == "service_device_not_found"


async def test_not_running(
    hass: HomeAssistant, loaded: MockConfigEntry, device_id: str
) -> None:
    """While Local OCPP is not running, that is said."""
    await hass.config_entries.async_unload(loaded.entry_id)
    refusal = await refused(hass, "clear_cache", device_id=device_id)
    assert refusal.key == "service_config_entry_not_loaded"
    assert await hass.config_entries.async_setup(loaded.entry_id)
