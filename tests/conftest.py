"""A Home Assistant with Local OCPP set up, and real chargers that connect to it."""

from collections.abc import AsyncIterator, Callable, Generator
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from datetime import UTC, datetime
from functools import partial
import socket
from types import MappingProxyType
from typing import Any
from unittest.mock import PropertyMock, patch

from homeassistant.config_entries import ConfigSubentry, ConfigSubentryData
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.syrupy import HomeAssistantSnapshotExtension
from syrupy.assertion import SnapshotAssertion

from custom_components.local_ocpp.const import (
    CONF_HOST,
    CONF_ID_TAG,
    CONF_IDENTITY,
    CONF_OWN_ID_TAG,
    CONF_PHASES,
    CONF_PORT,
    DOMAIN,
    SUBENTRY_ID_TAG,
    SUBENTRY_STATION,
)
from custom_components.local_ocpp.csms.central import CentralSystem
from custom_components.local_ocpp.csms.domain.model.station import StationId
from custom_components.local_ocpp.csms.session import Patience
from tests.scripted import ScriptedCharger
from tests.simulator import Station, simulated
from tests.watching import eventually, feed_of, interviewed, so

type Connect = Callable[..., AbstractAsyncContextManager[Station]]

OWN_ID_TAG = "0A0B0C0D"
IDENTITY = "GARAGE-1"


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations(request: pytest.FixtureRequest) -> None:
    """Have Home Assistant find the integration, in the tests that have one."""
    if "hass" in request.fixturenames:
        request.getfixturevalue("enable_custom_integrations")


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Return snapshots as Home Assistant's own tests write them."""
    return snapshot.use_extension(HomeAssistantSnapshotExtension)


@pytest.fixture
def entity_registry_enabled_by_default() -> Generator[None]:
    """Enable the entities that are disabled by default."""
    with patch(
        "homeassistant.helpers.entity.Entity.entity_registry_enabled_default",
        PropertyMock(return_value=True),
    ):
        yield


@pytest.fixture
def free_port(socket_enabled: None) -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def station_subentry(identity: str = IDENTITY, **data: Any) -> ConfigSubentryData:
    """Return a charger that its owner has taken in, and of whose wiring nothing was said."""
    return ConfigSubentryData(
        data=MappingProxyType({CONF_IDENTITY: identity, CONF_PHASES: "3", **data}),
        subentry_type=SUBENTRY_STATION,
        title=identity.capitalize(),
        unique_id=f"{SUBENTRY_STATION}_{identity}",
    )


def id_tag_subentry(id_tag: str, name: str, **data: Any) -> ConfigSubentry:
    """Return an RFID tag that its owner knows."""
    return ConfigSubentry(
        data=MappingProxyType({CONF_ID_TAG: id_tag, **data}),
        subentry_type=SUBENTRY_ID_TAG,
        title=name,
        unique_id=f"{SUBENTRY_ID_TAG}_{id_tag.casefold()}",
    )


@pytest.fixture
def entry(hass: HomeAssistant, free_port: int, tmp_path: Any) -> MockConfigEntry:
    """Return a central system on a free port, with one charger, not yet running."""
    hass.config.config_dir = str(tmp_path)
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Local OCPP",
        data={
            CONF_PORT: free_port,
            CONF_HOST: "127.0.0.1",
            CONF_OWN_ID_TAG: OWN_ID_TAG,
        },
        subentries_data=[station_subentry()],
    )
    entry.add_to_hass(hass)
    return entry


@pytest.fixture
def impatient() -> Generator[None]:
    """Wait only shortly for a boot; to be asked for before `loaded`."""
    quick = partial(CentralSystem, patience=Patience(boot=0.1))
    with patch("custom_components.local_ocpp.CentralSystem", quick):
        yield


@pytest.fixture
async def loaded(
    hass: HomeAssistant, entry: MockConfigEntry
) -> AsyncIterator[MockConfigEntry]:
    """Return the running central system."""
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    yield entry
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.fixture
async def connect(loaded: MockConfigEntry) -> AsyncIterator[Connect]:
    """Return how a simulated charger connects: as a context, given its model."""
    async with AsyncExitStack():
        address = f"ws://127.0.0.1:{loaded.data[CONF_PORT]}/"

        def connected(
            model: str = "wallbox11", identity: str = IDENTITY, **place: Any
        ) -> AbstractAsyncContextManager[Station]:
            return simulated(model, address, identity=identity, **place)

        yield connected


@pytest.fixture
async def station(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> AsyncIterator[Station]:
    """Return a simulated charger with one plug, that has been asked all there is to ask."""
    async with connect(speed=100) as station:
        await so(feed_of(loaded), interviewed)
        await eventually(hass, lambda: feed_of(loaded).connectors)
        yield station
        assert not station.violations


@pytest.fixture
def device_id(loaded: MockConfigEntry) -> str:
    """Return the device of the first charger."""
    return feed_of(loaded).device_id


@pytest.fixture
async def charger(hass: HomeAssistant, loaded: MockConfigEntry) -> ScriptedCharger:
    """Return a charger with one plug that is online and says what it is told to."""
    charger = ScriptedCharger(hass, loaded.runtime_data.feeds[StationId(IDENTITY)])
    await charger.connect()
    await charger.learn(
        interviewed_at=datetime(2026, 11, 21, 9, tzinfo=UTC), number_of_connectors=1
    )
    return charger
