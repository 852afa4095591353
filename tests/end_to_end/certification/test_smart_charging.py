"""Smart Charging: profiles of each purpose are set, added up and cleared (OCPP 1.6)."""

from collections.abc import AsyncIterator, Generator
from typing import Any
from unittest.mock import patch

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
import pytest

from tests.conftest import Connect
from tests.garage import ask
from tests.simulator import Station
from tests.waiting import until

STATUS = "sensor.garage_1_status"

PERIODS = [{"start_period": 0, "limit": 6.0, "number_phases": 3}]
PROFILE = {
    "kind": "absolute",
    "charging_rate_unit": "A",
    "schedule_periods": PERIODS,
    "duration": 86_400,
}


@pytest.fixture(autouse=True)
def sensors_only() -> Generator[None]:
    """Set up no other platform."""
    with patch("custom_components.local_ocpp.PLATFORMS", [Platform.SENSOR]):
        yield


@pytest.fixture
async def station(hass: HomeAssistant, connect: Connect) -> AsyncIterator[Station]:
    """Return a charger that is booted, and against which no rule was broken at the end."""
    async with connect(speed=100) as station:
        await until(hass, STATUS, "available")
        yield station
        assert station.violations == []


async def charging(station: Station) -> int | str | None:
    """Plug in and start by tag; return the transaction's number."""
    station.plug_in()
    await station.present_tag("A1B2C3D4")
    return (await station.transaction_started()).id


async def set_profile(station: Station) -> tuple[int, Any]:
    """Return connector and profile of the next SetChargingProfile, which was accepted."""
    sent = await station.received("SetChargingProfile")
    await station.replied("SetChargingProfile", status="Accepted")
    return sent["connectorId"], sent["csChargingProfiles"]


async def test_tc_056_tx_default_profile(hass: HomeAssistant, station: Station) -> None:
    """A default profile: absolute, valid from and to, with start and duration, for no session."""
    answer = await ask(
        hass, "set_charging_profile", purpose="tx_default", stack_level=0, **PROFILE
    )
    connector, profile = await set_profile(station)
    schedule = profile["chargingSchedule"]

    assert connector == 1
    assert profile["chargingProfileId"] == answer["profile_id"]
    assert profile["chargingProfilePurpose"] == "TxDefaultProfile"
    assert profile["chargingProfileKind"] == "Absolute"
    assert {"validFrom", "validTo"} <= profile.keys()
    assert not {"transactionId", "recurrencyKind"} & profile.keys()
    assert schedule["startSchedule"]
    assert schedule["duration"] == 86_400
    assert schedule["chargingSchedulePeriod"] == [
        {"startPeriod": 0, "limit": 6.0, "numberPhases": 3}
    ]


async def test_tc_057_tx_profile(hass: HomeAssistant, station: Station) -> None:
    """A profile for the running session carries its number, and holds there."""
    number = await charging(station)
    await ask(hass, "set_charging_profile", purpose="tx", stack_level=0, **PROFILE)
    connector, profile = await set_profile(station)

    assert connector == 1
    assert profile["chargingProfilePurpose"] == "TxProfile"
    assert profile["transactionId"] == number
    assert {"validFrom", "validTo"} <= profile.keys()
    assert {"startSchedule", "duration"} <= profile["chargingSchedule"].keys()
    assert "recurrencyKind" not in profile
    assert station.connectors[1].offered_a == 6


async def test_tc_057_tx_profile_relative(
    hass: HomeAssistant, station: Station
) -> None:
    """A profile that counts from the session's start says no start of its own."""
    await charging(station)
    relative = {**PROFILE, "kind": "relative"}
    await ask(hass, "set_charging_profile", purpose="tx", stack_level=0, **relative)
    _, profile = await set_profile(station)

    assert profile["chargingProfileKind"] == "Relative"
    assert "startSchedule" not in profile["chargingSchedule"]


async def test_tc_059_remote_start_with_profile(
    hass: HomeAssistant, station: Station
) -> None:
    """A session started with a schedule goes by it; its number is not known before."""
    station.plug_in()
    started = await ask(hass, "start_charging", schedule_periods=PERIODS)
    sent = await station.received("RemoteStartTransaction")
    profile = sent["chargingProfile"]

    assert profile["chargingProfilePurpose"] == "TxProfile"
    assert "transactionId" not in profile
    assert profile["chargingProfileKind"] == "Relative"
    assert "startSchedule" not in profile["chargingSchedule"]
    assert profile["chargingSchedule"]["chargingSchedulePeriod"][0]["startPeriod"] == 0
    assert station.connectors[1].offered_a == 6
    (held,) = (await ask(hass, "get_charging_profiles"))["charging_profiles"]
    assert held["transaction_id"] == started["transaction_id"]


async def test_tc_066_get_composite_schedule(
    hass: HomeAssistant, station: Station
) -> None:
    """The charger is asked to add up its profiles, and agrees with what we expect."""
    await ask(
        hass, "set_charging_profile", purpose="tx_default", stack_level=0, **PROFILE
    )
    answer = await ask(
        hass, "get_composite_schedule", duration=300, charging_rate_unit="A"
    )
    await station.received(
        "GetCompositeSchedule", connectorId=1, duration=300, chargingRateUnit="A"
    )
    assert answer["station"]["schedule_periods"] == [{"start_period": 0, "limit": 6.0}]
    assert answer["computed"]["schedule_periods"] == PERIODS
    assert answer["differences"] == []


async def test_tc_067_clear_charging_profile(
    hass: HomeAssistant, station: Station
) -> None:
    """Profiles are cleared by number alone, by what they are, and all together."""
    await charging(station)
    numbers = []
    for level, purpose in enumerate(("station_max", "tx_default", "tx")):
        named = {"purpose": purpose, "stack_level": level, **PROFILE}
        answer = await ask(hass, "set_charging_profile", **named)
        numbers.append(answer["profile_id"])
    assert len(set(numbers)) == 3

    await ask(hass, "clear_charging_profile", profile_id=numbers[0])
    await ask(hass, "clear_charging_profile", purpose="tx_default", stack_level=1)
    assert len((await ask(hass, "get_charging_profiles"))["charging_profiles"]) == 1
    await ask(hass, "clear_charging_profile")
    answer = await ask(hass, "clear_charging_profile")
    sent = [await station.received("ClearChargingProfile") for _ in range(3)]
    assert sent == [
        {"id": numbers[0]},
        {
            "connectorId": 1,
            "chargingProfilePurpose": "TxDefaultProfile",
            "stackLevel": 1,
        },
        {},
    ]
    assert answer == {"cleared": False}
