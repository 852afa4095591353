"""Starting, limiting and stopping, at chargers that answer."""

import asyncio
from collections.abc import Generator
from functools import partial
from typing import Any
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.local_ocpp import charging
from custom_components.local_ocpp.csms.central import CentralSystem
from custom_components.local_ocpp.csms.session import Patience
from tests.acting import act, refused
from tests.conftest import OWN_ID_TAG, id_tag_subentry
from tests.sayings import AVAILABLE, PLUG
from tests.scripted import ScriptedCharger
from tests.simulator import Station
from tests.simulator.faults import dropped, garbled
from tests.watching import feed_of


@pytest.fixture
def hurried() -> Generator[None]:
    """Wait only shortly for answers; to be asked for before `loaded`."""
    quick = partial(CentralSystem, patience=Patience(reply=0.5))
    with patch("custom_components.local_ocpp.CentralSystem", quick):
        yield


def options(hass: HomeAssistant, entry: MockConfigEntry, **options: Any) -> None:
    hass.config_entries.async_update_entry(entry, options=options)


async def test_start(hass: HomeAssistant, station: Station, device_id: str) -> None:
    """Charging starts with a tag of our own, and the session's id is returned once it runs."""
    station.plug_in()
    answer = await act(hass, "start_charging", device_id=device_id)
    session = await station.transaction_started()
    assert answer == {"transaction_id": str(session.id)}
    sent = await station.received("RemoteStartTransaction")
    assert sent == {"connectorId": 1, "idTag": OWN_ID_TAG}


async def test_start_with_tag(
    hass: HomeAssistant, station: Station, device_id: str
) -> None:
    """Charging starts in the name of whose tag it is."""
    station.plug_in()
    await act(hass, "start_charging", device_id=device_id, id_tag="04A1B2C3")
    assert (await station.transaction_started()).tag == "04A1B2C3"


async def test_start_without_waiting(
    hass: HomeAssistant, station: Station, device_id: str
) -> None:
    """Whoever does not wait is told nothing, and charging starts once a car is there."""
    answer = await act(hass, "start_charging", device_id=device_id, wait=False)
    assert answer == {"transaction_id": None}
    station.plug_in()
    await station.transaction_started()


@pytest.mark.parametrize(
    ("tag", "key", "text"),
    [
        (
            {},
            "id_tag_invalid",
            "The RFID tag 04A1 is not known, and only known ones may charge",
        ),
        ({"blocked": True}, "id_tag_blocked", "The RFID tag 04A1 is blocked"),
        (
            {"expiry_date": "2020-01-01"},
            "id_tag_expired",
            "The RFID tag 04A1 has expired",
        ),
    ],
)
async def test_start_with_refused_tag(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    station: Station,
    device_id: str,
    tag: dict[str, Any],
    key: str,
    text: str,
) -> None:
    """With a tag that may not charge, the charger is not even asked."""
    options(hass, loaded, who_may_charge="known_tags")
    if tag:
        known = id_tag_subentry("04A1", "Anna", **tag)
        hass.config_entries.async_add_subentry(loaded, known)
    await hass.async_block_till_done()
    start = {"device_id": device_id, "id_tag": "04A1"}
    assert await refused(hass, "start_charging", **start) == (
        key,
        text,
        ServiceValidationError,
    )


async def test_start_among_known_tags(
    hass: HomeAssistant, loaded: MockConfigEntry, station: Station, device_id: str
) -> None:
    """Our own tag is always accepted, and so are known ones."""
    options(hass, loaded, who_may_charge="known_tags")
    known = id_tag_subentry("04A1B2C3", "Anna")
    hass.config_entries.async_add_subentry(loaded, known)
    await hass.async_block_till_done()
    station.plug_in()
    for tag in ({}, {"id_tag": "04a1b2c3"}):
        await act(hass, "start_charging", device_id=device_id, **tag)
        await act(hass, "stop_charging", device_id=device_id)


async def test_limited_start(
    hass: HomeAssistant, loaded: MockConfigEntry, station: Station, device_id: str
) -> None:
    """A session can start with a limit, which the car does not exceed."""
    station.plug_in()
    await act(hass, "start_charging", device_id=device_id, limit=8)
    sent = await station.received("RemoteStartTransaction")
    schedule = sent["chargingProfile"]["chargingSchedule"]
    assert schedule["chargingSchedulePeriod"] == [{"startPeriod": 0, "limit": 8.0}]
    await station.status("Charging")
    await station.until(lambda: bool(station.connectors[1].offered_a), "an offer")
    assert station.connectors[1].offered_a == 8
    limit = feed_of(loaded).state.connectors[PLUG].limit
    assert limit
    assert limit.limit.amount == 8


async def test_too_high_start(
    hass: HomeAssistant, station: Station, device_id: str
) -> None:
    """A session does not start with more than the installer allows."""
    start = {"device_id": device_id, "limit": 17}
    refusal = await refused(hass, "start_charging", **start)
    assert refusal.key == "limit_too_high"


async def test_start_that_cannot_be_limited(
    hass: HomeAssistant, charger: ScriptedCharger, device_id: str
) -> None:
    """A charger that knows no limits does not start with one."""
    await charger.learn(
        interviewed_at=charger.state.learned.interviewed_at,
        unsupported=frozenset({"SetChargingProfile"}),
    )
    await charger.say(AVAILABLE)
    start = {"device_id": device_id, "limit": 8}
    refusal = await refused(hass, "start_charging", **start)
    assert refusal[:2] == (
        "not_supported",
        "Garage-1 cannot do this: SetChargingProfile",
    )


async def test_refused_start_leaves_no_limit(
    hass: HomeAssistant, charger: ScriptedCharger, device_id: str
) -> None:
    """A limit for a session that does not start limits no later one."""
    await charger.say(AVAILABLE)
    start = {"device_id": device_id, "limit": 8}
    assert (await refused(hass, "start_charging", **start)).key == "rejected"
    assert charger.state.connectors[PLUG].limit is None


async def test_refused_start(
    hass: HomeAssistant, station: Station, device_id: str
) -> None:
    """A start that the charger refuses is told in its words."""
    await act(hass, "change_availability", device_id=device_id, available=False)
    refusal = await refused(hass, "start_charging", device_id=device_id)
    assert refusal == ("rejected", "Garage-1 refused: Rejected", HomeAssistantError)


async def test_late_start(
    hass: HomeAssistant,
    station: Station,
    device_id: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A start that nothing follows, as no car is there, is told after a while."""
    monkeypatch.setattr(charging, "FOLLOW_UP_SECONDS", 0.2)
    refusal = await refused(hass, "start_charging", device_id=device_id)
    assert refusal[:2] == (
        "start_timeout",
        "Garage-1 accepted the start, but the car did not begin to charge"
        " within a minute",
    )


async def test_stop(hass: HomeAssistant, station: Station, device_id: str) -> None:
    """Charging stops, and the session's id is returned once it has ended."""
    station.plug_in()
    started = await act(hass, "start_charging", device_id=device_id)
    assert await act(hass, "stop_charging", device_id=device_id) == started
    await station.transaction_stopped()


async def test_stop_without_waiting(
    hass: HomeAssistant, station: Station, device_id: str
) -> None:
    """The session's id is known before it has ended."""
    station.plug_in()
    started = await act(hass, "start_charging", device_id=device_id)
    stop = {"device_id": device_id, "wait": False}
    assert await act(hass, "stop_charging", **stop) == started
    await station.transaction_stopped()


async def test_nothing_to_stop(
    hass: HomeAssistant, station: Station, device_id: str
) -> None:
    """Where no car charges, nothing can be stopped."""
    refusal = await refused(hass, "stop_charging", device_id=device_id)
    assert refusal == (
        "no_session",
        "No car is charging at Garage-1",
        ServiceValidationError,
    )


async def test_late_stop(
    hass: HomeAssistant,
    station: Station,
    device_id: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A stop that nothing follows is told after a while."""
    station.plug_in()
    await act(hass, "start_charging", device_id=device_id)
    monkeypatch.setattr(charging, "FOLLOW_UP_SECONDS", 0.2)
    with dropped(station, "StopTransaction"):
        refusal = await refused(hass, "stop_charging", device_id=device_id)
    assert refusal[:2] == (
        "stop_timeout",
        "Garage-1 accepted the stop, but did not end the session within a minute",
    )


# Limits


async def test_limit(
    hass: HomeAssistant, loaded: MockConfigEntry, station: Station, device_id: str
) -> None:
    """A limit is in force at once, and how is told; lifting it gives all again."""
    station.plug_in()
    await act(hass, "start_charging", device_id=device_id)
    limit = {"device_id": device_id, "limit": 7.5}
    assert await act(hass, "set_current_limit", **limit) == {
        "in_force": True,
        "purpose": "tx",
        "kind": "relative",
        "stack_level": 8,
        "charging_rate_unit": "A",
        "limit": 7.5,
    }
    await station.until(lambda: station.connectors[1].offered_a == 7.5, "the limit")
    await act(hass, "clear_current_limit", device_id=device_id)
    await station.until(lambda: station.connectors[1].offered_a == 16, "no limit")


async def test_limit_without_session(
    hass: HomeAssistant, station: Station, device_id: str
) -> None:
    """Without a session, a limit holds for the next ones; it can end by itself."""
    limit = {"device_id": device_id, "limit": 10, "duration": {"minutes": 30}}
    answer = await act(hass, "set_current_limit", **limit)
    assert answer["purpose"] == "tx_default"
    sent = await station.received("SetChargingProfile")
    schedule = sent["csChargingProfiles"]["chargingSchedule"]
    assert schedule["duration"] >= 1800


async def test_limit_in_watt(
    hass: HomeAssistant, station: Station, device_id: str
) -> None:
    """A limit in watt is for all phases together."""
    limit = {"device_id": device_id, "limit": 7360, "unit": "W", "phases": 3}
    answer = await act(hass, "set_current_limit", **limit)
    assert (answer["charging_rate_unit"], answer["limit"]) == ("W", 7360)


async def test_pause(hass: HomeAssistant, station: Station, device_id: str) -> None:
    """A limit of nothing pauses."""
    station.plug_in()
    await act(hass, "start_charging", device_id=device_id)
    await act(hass, "set_current_limit", device_id=device_id, limit=0)
    await station.status("SuspendedEVSE")


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        ({"limit": 16.5}, "16.5 A"),
        ({"limit": 12000, "unit": "W"}, "12000 W"),
        ({"limit": 4000, "unit": "W", "phases": 1}, "4000 W"),
    ],
)
async def test_too_high_limit(
    hass: HomeAssistant,
    station: Station,
    device_id: str,
    limit: dict[str, Any],
    text: str,
) -> None:
    """More than the installer allows is refused, in whatever unit."""
    refusal = await refused(hass, "set_current_limit", device_id=device_id, **limit)
    assert refusal == (
        "limit_too_high",
        f"{text} is more than the 16 A that the installer of Garage-1 allows",
        ServiceValidationError,
    )


@pytest.mark.parametrize("limit", [{"limit": 16}, {"limit": 11040, "unit": "W"}])
async def test_highest_limit(
    hass: HomeAssistant, station: Station, device_id: str, limit: dict[str, Any]
) -> None:
    """All that the installer allows can be allowed."""
    assert await act(hass, "set_current_limit", device_id=device_id, **limit)


async def test_refused_limit(
    hass: HomeAssistant, charger: ScriptedCharger, device_id: str
) -> None:
    """A limit that the charger takes in no way is told in its words."""
    await charger.say(AVAILABLE)
    limit = {"device_id": device_id, "limit": 10}
    refusal = await refused(hass, "set_current_limit", **limit)
    assert refusal[:2] == ("rejected", "Garage-1 refused: Rejected")


# A charger that does not answer, or makes no sense


async def test_silence(
    hass: HomeAssistant, hurried: None, station: Station, device_id: str
) -> None:
    """A charger that does not answer is told."""
    with dropped(station, "UnlockConnector"):
        refusal = await refused(hass, "unlock_connector", device_id=device_id)
    assert refusal[:2] == (
        "no_reply",
        "Garage-1 did not answer UnlockConnector within 60 seconds",
    )


async def test_gibberish(hass: HomeAssistant, station: Station, device_id: str) -> None:
    """An answer that cannot be read is told."""

    def nonsense(text: str) -> str:
        return text.replace('{"status":"Unlocked"}', "{}")

    with garbled(station, nonsense, "UnlockConnector"):
        refusal = await refused(hass, "unlock_connector", device_id=device_id)
    assert refusal[:2] == (
        "unintelligible",
        "Garage-1 answered UnlockConnector in a way that makes no sense",
    )


async def test_gone_in_the_middle(
    hass: HomeAssistant, station: Station, device_id: str
) -> None:
    """A charger that goes away before it answers is told at once."""
    with dropped(station, "UnlockConnector"):
        asking = hass.async_create_task(
            refused(hass, "unlock_connector", device_id=device_id)
        )
        await station.received("UnlockConnector")
        await station.connection.go_dark(abruptly=True)
        async with asyncio.timeout(5):
            assert (await asking).key == "station_offline"
