"""What is told of sessions and tags, and told once."""

from collections.abc import Generator
from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.tag.const import EVENT_TAG_SCANNED
from homeassistant.const import STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion

from custom_components.local_ocpp.const import EVENT_ID_TAG, EVENT_SESSION
from custom_components.local_ocpp.csms.domain.authorization import TokenPresented
from custom_components.local_ocpp.csms.domain.availability import (
    ConnectorStatusReported,
)
from custom_components.local_ocpp.csms.domain.model.evse import (
    ChargingState,
    ConnectorRef,
    ConnectorStatus,
)
from custom_components.local_ocpp.csms.domain.model.token import IdToken
from custom_components.local_ocpp.csms.domain.model.transaction import TransactionId
from custom_components.local_ocpp.csms.domain.transactions import (
    TransactionEnded,
)
from tests.conftest import OWN_ID_TAG, Connect, id_tag_subentry
from tests.sayings import AVAILABLE, NOON, PLUG, PLUGGED_IN, began, status
from tests.scripted import ScriptedCharger
from tests.waiting import until

SESSION = "event.garage_1_session"
ID_TAG = "event.garage_1_rfid_tag"
OTHER_PLUG = ConnectorRef(2)
FREE_TOO = status(ConnectorStatus.AVAILABLE, ChargingState.IDLE, plug=OTHER_PLUG)
PLUGGED_IN_TOO = status(
    ConnectorStatus.OCCUPIED, ChargingState.EV_CONNECTED, plug=OTHER_PLUG
)
ANNAS = IdToken("04A1B2C3")


@pytest.fixture(autouse=True)
def events_only() -> Generator[None]:
    """Set up no other platform."""
    with patch("custom_components.local_ocpp.PLATFORMS", [Platform.EVENT]):
        yield


@pytest.fixture(autouse=True)
def noon(freezer: FrozenDateTimeFactory) -> None:
    """Stop the clock."""
    freezer.move_to(NOON)


@pytest.fixture
async def double(charger: ScriptedCharger) -> ScriptedCharger:
    """Return a charger with two plugs."""
    await charger.learn(interviewed_at=NOON, number_of_connectors=2)
    return charger


def over(charger: ScriptedCharger, meter_wh: float = 8500) -> TransactionEnded:
    session = charger.state.connector(PLUG).session
    assert session
    return TransactionEnded(
        transaction_id=session.id,
        at=session.started_at + timedelta(hours=1),
        meter_wh=meter_wh,
        reason="EVDisconnected",
    )


def happened(hass: HomeAssistant, entity_id: str) -> State:
    state = hass.states.get(entity_id)
    assert state
    return state


async def test_events(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    charger: ScriptedCharger,
    snapshot: SnapshotAssertion,
) -> None:
    """A charger has these events."""
    session = replace(began(), transaction_id=TransactionId("4711"))
    await charger.say(PLUGGED_IN, TokenPresented(token=ANNAS), session)
    await charger.say(over(charger))
    await snapshot_platform(hass, er.async_get(hass), snapshot, loaded.entry_id)


async def test_session(hass: HomeAssistant, charger: ScriptedCharger) -> None:
    """A session begins, and ends with what it was."""
    await charger.say(PLUGGED_IN)
    told = async_capture_events(hass, EVENT_SESSION)
    await charger.say(began())
    assert happened(hass, SESSION).attributes["event_type"] == "started"
    assert happened(hass, SESSION).attributes["id_tag"] == "04A1B2C3"
    await charger.say(over(charger))
    ended = happened(hass, SESSION).attributes
    assert (ended["event_type"], ended["energy"]) == ("ended", 7.5)
    assert ended["reason"] == "ev_disconnected"
    assert [event.data["type"] for event in told] == ["started", "ended"]


@pytest.mark.parametrize(
    ("token", "name"),
    [("04a1b2c3", "Anna"), (OWN_ID_TAG, "Home Assistant"), ("04FFFFFF", None)],
)
async def test_whose_session_it_is(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    charger: ScriptedCharger,
    token: str,
    name: str | None,
) -> None:
    """A session is told with the name of its tag, or as Home Assistant's own."""
    hass.config_entries.async_add_subentry(loaded, id_tag_subentry("04A1B2C3", "Anna"))
    await hass.async_block_till_done()
    await charger.say(PLUGGED_IN, replace(began(), token=IdToken(token)))
    assert happened(hass, SESSION).attributes["name"] == name


async def test_said_twice(hass: HomeAssistant, charger: ScriptedCharger) -> None:
    """What a charger repeats, during the session or after it, does not happen again."""
    await charger.say(PLUGGED_IN)
    told = async_capture_events(hass, EVENT_SESSION)
    await charger.say(began(), began())
    await charger.say(over(charger), over(charger), began())
    assert [event.data["type"] for event in told] == ["started", "ended"]


async def test_not_of_this_plug(hass: HomeAssistant, double: ScriptedCharger) -> None:
    """A session of one plug is no event of the other."""
    await double.say(AVAILABLE, FREE_TOO, began())
    assert happened(hass, "event.garage_1_connector_1_session").state != STATE_UNKNOWN
    assert happened(hass, "event.garage_1_connector_2_session").state == STATE_UNKNOWN


async def test_a_session_of_nobody(
    hass: HomeAssistant, charger: ScriptedCharger
) -> None:
    """The end of a session that nobody knows of is no event."""
    await charger.say(AVAILABLE)
    await charger.say(
        TransactionEnded(transaction_id=TransactionId("4711"), at=NOON, meter_wh=1)
    )
    assert happened(hass, SESSION).state == STATE_UNKNOWN


async def test_known_tag(
    hass: HomeAssistant, loaded: MockConfigEntry, charger: ScriptedCharger
) -> None:
    """A tag that its owner named is told by its name, however the charger spells it."""
    hass.config_entries.async_add_subentry(loaded, id_tag_subentry("04A1B2C3", "Anna"))
    await charger.say(PLUGGED_IN, TokenPresented(token=IdToken("04a1b2c3")))
    tag = happened(hass, ID_TAG).attributes
    assert (tag["event_type"], tag["id_tag"]) == ("accepted", "04A1B2C3")
    assert (tag["name"], tag["status"]) == ("Anna", "accepted")


async def test_refused_tag(
    hass: HomeAssistant, loaded: MockConfigEntry, charger: ScriptedCharger
) -> None:
    """A tag that may not charge is refused."""
    subentry = id_tag_subentry("04A1B2C3", "Anna", blocked=True)
    hass.config_entries.async_add_subentry(loaded, subentry)
    await charger.say(PLUGGED_IN, TokenPresented(token=ANNAS))
    tag = happened(hass, ID_TAG).attributes
    assert (tag["event_type"], tag["status"]) == ("refused", "blocked")


async def test_tag_scan(hass: HomeAssistant, charger: ScriptedCharger) -> None:
    """A tag held to a charger is a tag scanned by it; saying so again is not."""
    scans = async_capture_events(hass, EVENT_TAG_SCANNED)
    await charger.say(PLUGGED_IN, TokenPresented(token=ANNAS), began())
    assert [scan.data["tag_id"] for scan in scans] == ["04A1B2C3"]
    assert scans[0].data["device_id"] == charger.feed.device_id


async def test_session_without_asking(
    hass: HomeAssistant, charger: ScriptedCharger
) -> None:
    """A charger that starts before it asks about the tag tells of it with the session."""
    told = async_capture_events(hass, EVENT_ID_TAG)
    await charger.say(PLUGGED_IN, began())
    assert [event.data["id_tag"] for event in told] == ["04A1B2C3"]


async def test_story_from_the_past(
    hass: HomeAssistant, charger: ScriptedCharger
) -> None:
    """A session from when the charger was offline is told, but nobody holds a tag now."""
    told = async_capture_events(hass, EVENT_ID_TAG)
    await charger.say(AVAILABLE, began(at=NOON - timedelta(days=2)))
    assert happened(hass, SESSION).attributes["event_type"] == "started"
    assert told == []


async def test_own_tag(hass: HomeAssistant, charger: ScriptedCharger) -> None:
    """The tag that Home Assistant starts with is none that anybody holds."""
    scans = async_capture_events(hass, EVENT_TAG_SCANNED)
    ours = IdToken(OWN_ID_TAG.lower())
    await charger.say(PLUGGED_IN, TokenPresented(token=ours), began(token=ours.value))
    assert happened(hass, ID_TAG).state == STATE_UNKNOWN
    assert scans == []


@pytest.mark.parametrize(
    ("statuses", "told"),
    [
        ([PLUGGED_IN, FREE_TOO], [1]),
        ([AVAILABLE, PLUGGED_IN_TOO], [2]),
        ([AVAILABLE, FREE_TOO], [1, 2]),
        ([PLUGGED_IN, PLUGGED_IN_TOO], [1, 2]),
    ],
)
async def test_which_plug(
    hass: HomeAssistant,
    double: ScriptedCharger,
    statuses: list[ConnectorStatusReported],
    told: list[int],
) -> None:
    """A tag is for the plug where a car waits; for any if that is not clear."""
    await double.say(*statuses, TokenPresented(token=ANNAS))
    plugs = [
        number
        for number in (1, 2)
        if happened(hass, f"event.garage_1_connector_{number}_rfid_tag").state
        != STATE_UNKNOWN
    ]
    assert plugs == told


@pytest.mark.parametrize("model", ["wallbox11", "wallbox201"])
async def test_real_charger(hass: HomeAssistant, connect: Connect, model: str) -> None:
    """A tag held to a real charger starts a session, and both are told."""
    async with connect(model, speed=100) as station:
        await until(hass, SESSION, STATE_UNKNOWN)
        station.plug_in()
        await station.present_tag("04A1B2C3")
        await station.transaction_started()
        await hass.async_block_till_done()
        assert happened(hass, ID_TAG).attributes["event_type"] == "accepted"
        assert happened(hass, SESSION).attributes["event_type"] == "started"
