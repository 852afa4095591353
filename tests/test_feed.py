"""One charger in Home Assistant: its devices, and who hears of it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
import logging

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.local_ocpp.const import DOMAIN
from custom_components.local_ocpp.csms.domain.availability import StationStatusReported
from custom_components.local_ocpp.csms.domain.boot import Booted
from custom_components.local_ocpp.csms.domain.errors import StationError
from custom_components.local_ocpp.csms.domain.model.evse import (
    ChargingState,
    ConnectorRef,
    ConnectorStatus,
)
from custom_components.local_ocpp.csms.domain.model.station import Identity, StationId
from custom_components.local_ocpp.feed import TRANSLATION_KEYS, Feed, connector_key
from tests.conftest import IDENTITY, station_subentry
from tests.sayings import AVAILABLE, PLUG, PLUGGED_IN, status
from tests.scripted import ScriptedCharger
from tests.watching import feed_of

SECOND = ConnectorRef(2)
SECOND_AVAILABLE = status(ConnectorStatus.AVAILABLE, ChargingState.IDLE, plug=SECOND)
SECOND_UNAVAILABLE = status(ConnectorStatus.UNAVAILABLE, plug=SECOND)
STATION_FAULTED = StationStatusReported(status=ConnectorStatus.FAULTED)
PLATE = Identity(vendor="Homebox", model="HB-11", serial="1", firmware="3.4.1")


@pytest.fixture
async def newcomer(hass: HomeAssistant, loaded: MockConfigEntry) -> ScriptedCharger:
    """Return a charger that is online, and of which nothing is known yet."""
    newcomer = ScriptedCharger(hass, feed_of(loaded))
    await newcomer.connect()
    return newcomer


def device(hass: HomeAssistant, feed: Feed) -> dr.DeviceEntry:
    found = dr.async_get(hass).async_get(feed.device_id)
    assert isinstance(found, dr.DeviceEntry)
    return found


def children(hass: HomeAssistant, entry: MockConfigEntry) -> list[str | None]:
    """Return the names of the devices of connectors."""
    registry = dr.async_get(hass)
    found = (
        registry.async_get_child_device_by_identifier(
            (DOMAIN, f"{IDENTITY}/{number}"), entry.entry_id
        )
        for number in (1, 2)
    )
    return [child.name for child in found if child]


async def test_name_plate(hass: HomeAssistant, newcomer: ScriptedCharger) -> None:
    """A charger's device is called as its owner wants, and shows its name plate."""
    await newcomer.say(Booted(identity=PLATE))
    shown = device(hass, newcomer.feed)
    assert (shown.name, shown.manufacturer, shown.model) == (
        "Garage-1",
        "Homebox",
        "HB-11",
    )
    assert (shown.serial_number, shown.sw_version) == ("1", "3.4.1")


async def test_new_firmware(hass: HomeAssistant, newcomer: ScriptedCharger) -> None:
    """After an update, its device shows the new firmware."""
    await newcomer.say(Booted(identity=PLATE))
    await newcomer.say(Booted(identity=replace(PLATE, firmware="3.5.0")))
    assert device(hass, newcomer.feed).sw_version == "3.5.0"


async def test_renamed_by_user(hass: HomeAssistant, newcomer: ScriptedCharger) -> None:
    """A name that the user gave the device stays."""
    feed = newcomer.feed
    dr.async_get(hass).async_update_device(feed.device_id, name_by_user="Mine")
    feed.rename("Barn")
    shown = device(hass, feed)
    assert (shown.name, shown.name_by_user) == ("Barn", "Mine")


async def test_plugs_after_the_interview(newcomer: ScriptedCharger) -> None:
    """Plugs are shown once it is known how many there are."""
    await newcomer.say(AVAILABLE)
    assert newcomer.feed.connectors == []
    await newcomer.learn(
        interviewed_at=datetime(2026, 11, 21, tzinfo=UTC), number_of_connectors=1
    )
    assert newcomer.feed.connectors == [PLUG]


async def test_plugs_without_interview(
    hass: HomeAssistant, newcomer: ScriptedCharger
) -> None:
    """A charger that does not say how many it has may take a moment to show them all."""
    await newcomer.say(AVAILABLE, SECOND_AVAILABLE)
    assert newcomer.feed.connectors == []
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=6))
    await hass.async_block_till_done()
    assert newcomer.feed.connectors == [PLUG, SECOND]


async def test_closed_while_settling(
    hass: HomeAssistant, loaded: MockConfigEntry, newcomer: ScriptedCharger
) -> None:
    """Nothing more is shown of a charger that was let go meanwhile."""
    await newcomer.say(AVAILABLE)
    newcomer.feed.close()
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=6))
    await hass.async_block_till_done()
    assert newcomer.feed.connectors == []
    loaded.runtime_data.feeds.clear()


async def test_one_plug_is_the_charger(
    hass: HomeAssistant, loaded: MockConfigEntry, charger: ScriptedCharger
) -> None:
    """Where there is one plug, all is shown with the charger."""
    await charger.say(AVAILABLE)
    assert children(hass, loaded) == []
    entities = er.async_entries_for_device(er.async_get(hass), charger.feed.device_id)
    assert any("_1_" in entity.unique_id for entity in entities)


async def test_second_plug(
    hass: HomeAssistant, loaded: MockConfigEntry, charger: ScriptedCharger
) -> None:
    """With a second plug, each gets its device; what there was moves, and is not lost."""
    await charger.say(AVAILABLE)
    registry = er.async_get(hass)
    before = {
        entity.entity_id
        for entity in er.async_entries_for_device(registry, charger.feed.device_id)
        if entity.unique_id.startswith(f"{IDENTITY}_1_")
    }
    await charger.say(SECOND_AVAILABLE)
    assert children(hass, loaded) == ["Connector 1", "Connector 2"]
    first = dr.async_get(hass).async_get_child_device_by_identifier(
        (DOMAIN, f"{IDENTITY}/1"), loaded.entry_id
    )
    assert first
    assert {
        entity.entity_id for entity in er.async_entries_for_device(registry, first.id)
    } == before


async def test_names_that_look_like_plugs(
    hass: HomeAssistant, loaded: MockConfigEntry, charger: ScriptedCharger
) -> None:
    """A charger whose name looks like a plug of another one has a device of its own."""
    twin = station_subentry(f"{IDENTITY}_1")
    other = MockConfigEntry(subentries_data=[twin])
    for subentry in other.subentries.values():
        hass.config_entries.async_add_subentry(loaded, subentry)
    await charger.say(AVAILABLE, SECOND_AVAILABLE)
    runtime = loaded.runtime_data
    twins_device = device(hass, runtime.feeds[StationId(f"{IDENTITY}_1")])
    assert twins_device.name == "Garage-1_1"
    found = runtime.find(twins_device)
    assert found
    assert (found[0].id, found[1]) == (f"{IDENTITY}_1", None)
    assert children(hass, loaded) == ["Connector 1", "Connector 2"]


async def test_coming_and_going(
    charger: ScriptedCharger, caplog: pytest.LogCaptureFixture
) -> None:
    """That a charger is gone, or back, is logged once, and as no error."""
    caplog.set_level(logging.INFO)
    caplog.clear()
    await charger.say(AVAILABLE)
    await charger.disconnect()
    await charger.connect()
    await charger.say(PLUGGED_IN)
    ours = [r for r in caplog.records if r.name.endswith("local_ocpp.feed")]
    assert [(record.levelname, record.message) for record in ours] == [
        ("INFO", "Garage-1 is gone"),
        ("INFO", "Garage-1 is back"),
    ]


class Ear:
    """Counts what it hears."""

    def __init__(self) -> None:
        self.heard = 0

    def __call__(self) -> None:
        self.heard += 1


@pytest.mark.parametrize(
    ("happens", "heard"),
    [
        (lambda charger: charger.say(PLUGGED_IN), [1, 0, 0]),
        (lambda charger: charger.say(SECOND_UNAVAILABLE), [0, 1, 0]),
        (lambda charger: charger.say(Booted(identity=PLATE)), [0, 0, 1]),
        (lambda charger: charger.disconnect(), [1, 1, 1]),
        (lambda charger: charger.say(STATION_FAULTED), [0, 0, 1]),
    ],
)
async def test_who_hears(
    charger: ScriptedCharger,
    happens: Callable[[ScriptedCharger], Awaitable[None]],
    heard: list[int],
) -> None:
    """Who shows a plug hears of that plug alone, and of the charger's coming and going."""
    await charger.say(AVAILABLE, SECOND_AVAILABLE)
    ears = [Ear(), Ear(), Ear()]
    for ref, ear in zip((PLUG, SECOND, None), ears, strict=True):
        charger.feed.listen(ref, ear)
    await happens(charger)
    assert [min(ear.heard, 1) for ear in ears] == heard


async def test_stop_listening(charger: ScriptedCharger) -> None:
    """Who stops to listen hears nothing more."""
    ear = Ear()
    stops = [
        charger.feed.listen(PLUG, ear),
        charger.feed.listen_to_growth(ear),
        charger.feed.listen_to_events(lambda event, answer: ear()),
    ]
    for stop in stops:
        stop()
    await charger.say(PLUGGED_IN, SECOND_AVAILABLE)
    assert ear.heard == 0


async def test_growth(charger: ScriptedCharger) -> None:
    """That there is something new is told, and not what is merely different."""
    await charger.say(AVAILABLE)
    ear = Ear()
    charger.feed.listen_to_growth(ear)
    await charger.say(PLUGGED_IN, AVAILABLE)
    assert ear.heard == 0
    await charger.say(SECOND_AVAILABLE)
    assert ear.heard == 1


def test_every_error_has_a_text() -> None:
    """Whatever may go wrong with a charger can be told in the user's words."""
    assert set(TRANSLATION_KEYS) == set(StationError.__subclasses__())


@pytest.mark.parametrize(
    ("ref", "key"),
    [(None, "0"), (ConnectorRef(3), "3"), (ConnectorRef(3, 2), "3.2")],
)
def test_connector_key(ref: ConnectorRef | None, key: str) -> None:
    """A plug is called by its number; the second of a charging point is told apart."""
    assert connector_key(ref) == key
