"""Charging profiles, as users set, clear and compare them, at chargers that answer."""

from collections.abc import Generator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.local_ocpp.csms.domain.availability import (
    ConnectorStatusReported,
)
from custom_components.local_ocpp.csms.domain.model.evse import (
    ConnectorRef,
    ConnectorStatus,
)
from tests.conftest import Connect
from tests.garage import ask
from tests.scripted import ScriptedCharger
from tests.simulator import Station
from tests.waiting import until

PLUGGED_OUT = ConnectorStatusReported(
    connector=ConnectorRef(1), status=ConnectorStatus.AVAILABLE
)

STATUS = "sensor.garage_1_status"
STATUS_1 = "sensor.garage_1_connector_1_status"
HOUR = 3600


@pytest.fixture(autouse=True)
def sensors_only() -> Generator[None]:
    """Set up no other platform."""
    with patch("custom_components.local_ocpp.PLATFORMS", [Platform.SENSOR]):
        yield


def hourly(*limits: float) -> list[dict[str, Any]]:
    """Return periods of an hour each."""
    return [
        {"start_period": hour * HOUR, "limit": limit}
        for hour, limit in enumerate(limits)
    ]


def schedule(*limits: float, **more: Any) -> dict[str, Any]:
    """Return the fields of a default profile with another limit every hour, from now on."""
    return {
        "purpose": "tx_default",
        "kind": "absolute",
        "stack_level": 0,
        "charging_rate_unit": "A",
        "schedule_periods": hourly(*limits),
        **more,
    }


async def listed(hass: HomeAssistant, **fields: Any) -> list[Any]:
    """Return the profiles that should be in force."""
    answer = await ask(hass, "get_charging_profiles", **fields)
    profiles: list[Any] = answer["charging_profiles"]
    return profiles


async def charging(station: Station) -> None:
    station.plug_in()
    await station.present_tag("A1B2C3D4")
    await station.transaction_started()


@pytest.mark.parametrize(("model", "place"), [("wallbox11", 1), ("wallbox201", 1)])
async def test_in_every_version(
    hass: HomeAssistant, connect: Connect, model: str, place: int
) -> None:
    """A schedule is set, added up, compared and cleared, whatever the charger speaks."""
    async with connect(model, speed=100) as station:
        await until(hass, STATUS, "available")
        await charging(station)
        start = dt_util.utcnow() - timedelta(minutes=30)
        wanted = schedule(6, 10, start_schedule=start.isoformat())
        number = (await ask(hass, "set_charging_profile", **wanted))["profile_id"]
        answer = await ask(hass, "get_composite_schedule", duration=HOUR)
        assert answer["connector"] == place
        assert [each["limit"] for each in answer["station"]["schedule_periods"]] == [
            6,
            10,
        ]
        assert answer["differences"] == []
        cleared = await ask(hass, "clear_charging_profile", profile_id=number)
        assert cleared == {"cleared": True}
        assert await listed(hass) == []
        assert not station.violations


async def test_where_the_charger_differs(hass: HomeAssistant, connect: Connect) -> None:
    """A charger that lost a profile is told apart from one that has it."""
    async with connect(speed=100) as station:
        await until(hass, STATUS, "available")
        await ask(hass, "set_charging_profile", **schedule(6))
        station.cabinet.profiles.clear(lambda held: True)
        answer = await ask(hass, "get_composite_schedule", duration={"hours": 1})
        assert answer["differences"] == [
            {"start_period": 0, "end_period": HOUR, "computed": 6, "station": 16}
        ]


async def test_a_long_schedule(hass: HomeAssistant, connect: Connect) -> None:
    """A schedule with too many periods is sent in pieces, each before it is due."""
    limits = [{"start_period": each, "limit": 6 + each} for each in range(3)]
    short = {"ChargingScheduleMaxPeriods": "2"}
    async with connect(speed=100, settings=short) as station:
        await until(hass, STATUS, "available")
        wanted = schedule(schedule_periods=limits)
        await ask(hass, "set_charging_profile", **wanted)
        (held,) = await listed(hass)
        assert [each["limit"] for each in held["schedule_periods"]] == [6, 7, 8]
        pieces = [await station.received("SetChargingProfile") for _ in range(2)]
        assert [
            [
                each["limit"]
                for each in piece["csChargingProfiles"]["chargingSchedule"][
                    "chargingSchedulePeriod"
                ]
            ]
            for piece in pieces
        ] == [[6, 7], [7, 8]]
        assert not station.violations


async def test_remembered(
    hass: HomeAssistant, connect: Connect, loaded: MockConfigEntry
) -> None:
    """A restart of Home Assistant forgets no profile."""
    async with connect(speed=100) as station:
        await until(hass, STATUS, "available")
        await ask(hass, "set_charging_profile", **schedule(6))
        before = await listed(hass)
        await station.replied("SetChargingProfile")
        await hass.config_entries.async_reload(loaded.entry_id)
        assert await listed(hass) == before


async def test_every_day(hass: HomeAssistant, connect: Connect) -> None:
    """A schedule that recurs starts at midnight at home, unless told otherwise."""
    await hass.config.async_set_time_zone("Europe/Berlin")
    async with connect(speed=100) as station:
        await until(hass, STATUS, "available")
        await ask(hass, "set_charging_profile", **schedule(6, kind="recurring"))
        sent = (await station.received("SetChargingProfile"))["csChargingProfiles"]
        assert sent["recurrencyKind"] == "Daily"
        start = dt_util.parse_datetime(sent["chargingSchedule"]["startSchedule"])
        assert start == dt_util.start_of_local_day()
        assert not station.violations


async def test_two_connectors(hass: HomeAssistant, connect: Connect) -> None:
    """A default for all connectors, or for the one that is named."""
    async with connect("evsis", speed=200, time_scale=0) as station:
        await until(hass, STATUS_1, "available")
        await ask(hass, "set_charging_profile", **schedule(6))
        await ask(hass, "set_charging_profile", **schedule(8, connector=2))
        sent = [await station.received("SetChargingProfile") for _ in range(2)]
        assert [each["connectorId"] for each in sent] == [0, 2]
        assert [each["connector"] for each in await listed(hass, connector=2)] == [2]
        with pytest.raises(ServiceValidationError) as error:
            await ask(hass, "set_charging_profile", **schedule(6, purpose="tx"))
        assert error.value.translation_key == "connector_needed"


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"kind": "relative", "start_schedule": "2026-01-01"}, "fields_contradict"),
        ({"recurrency_kind": "daily"}, "fields_contradict"),
        ({"transaction_id": 5}, "fields_contradict"),
        ({"purpose": "tx"}, "no_session"),
        ({"profile_id": 2001}, "profile_id_reserved"),
        ({"stack_level": 8}, "stack_level_too_high"),
        ({"schedule_periods": hourly(17)}, "limit_too_high"),
    ],
)
async def test_refused_by_us(
    hass: HomeAssistant, charger: ScriptedCharger, fields: dict[str, Any], key: str
) -> None:
    """What makes no sense, or does not fit, is not sent, and said in plain words."""
    await charger.learn(max_stack_level=8)
    await charger.say(PLUGGED_OUT)
    with pytest.raises(ServiceValidationError) as error:
        await ask(hass, "set_charging_profile", **schedule(6, **fields))
    assert error.value.translation_key == key


@pytest.mark.parametrize(
    "periods",
    [
        [],
        [{"start_period": 60, "limit": 6}],
        [{"start_period": 0, "limit": 6}, {"start_period": 0, "limit": 8}],
        [{"start_period": 0, "limit": -1}],
    ],
)
async def test_periods_in_order(
    hass: HomeAssistant, charger: ScriptedCharger, periods: list[Any]
) -> None:
    """A schedule begins at once, and goes on in order."""
    with pytest.raises(vol.Invalid):
        await ask(hass, "set_charging_profile", **schedule(schedule_periods=periods))


async def test_refused_by_the_charger(
    hass: HomeAssistant, charger: ScriptedCharger
) -> None:
    """A charger's refusal is told, and nothing of it is kept."""
    with pytest.raises(HomeAssistantError) as error:
        await ask(hass, "set_charging_profile", **schedule(6))
    assert error.value.translation_key == "rejected"
    assert await listed(hass) == []


async def test_start_refused(hass: HomeAssistant, charger: ScriptedCharger) -> None:
    """A start that is refused leaves no schedule behind."""
    with pytest.raises(HomeAssistantError):
        await ask(hass, "start_charging", connector=1, schedule_periods=hourly(6))
    assert await listed(hass) == []


async def test_start_with_schedule_below_a_limit(
    hass: HomeAssistant, connect: Connect
) -> None:
    """A schedule to start with allows no more than the limit beside it."""
    async with connect(speed=100) as station:
        await until(hass, STATUS, "available")
        station.plug_in()
        await ask(hass, "start_charging", limit=8, schedule_periods=hourly(6, 10))
        sent = await station.received("RemoteStartTransaction")
        periods = sent["chargingProfile"]["chargingSchedule"]["chargingSchedulePeriod"]
        assert [each["limit"] for each in periods] == [6, 8]
        assert not station.violations


@pytest.mark.parametrize(
    ("model", "status"),
    [
        ("ecarplug", STATUS),
        ("evsis", STATUS_1),
        ("koolsign", STATUS),
        ("cstechnology", STATUS_1),
    ],
)
async def test_within_the_limits_of_certified_chargers(
    hass: HomeAssistant, connect: Connect, model: str, status: str
) -> None:
    """Whatever is asked for, a charger gets what it can hold, in its own unit."""
    async with connect(model, speed=200, time_scale=0) as station:
        await until(hass, status, "available")
        fine = [{"start_period": each * 900, "limit": 9000} for each in range(40)]
        wanted = schedule(schedule_periods=fine, charging_rate_unit="W")
        await ask(hass, "set_charging_profile", connector=1, **wanted)
        await station.replied("SetChargingProfile", status="Accepted")
        answer = await ask(
            hass,
            "get_composite_schedule",
            connector=1,
            duration=HOUR,
            charging_rate_unit="W",
        )
        assert answer["computed"]["charging_rate_unit"] == "A"
        assert answer["differences"] == []
        with pytest.raises(ServiceValidationError):
            await ask(hass, "set_charging_profile", **schedule(6, stack_level=11))
        assert not station.violations


@pytest.mark.parametrize("model", ["wallbox11", "wallbox201"])
async def test_start_with_schedule(
    hass: HomeAssistant, connect: Connect, model: str
) -> None:
    """The schedule of a start belongs to its session, and is gone with it."""
    async with connect(model, speed=100) as station:
        await until(hass, STATUS, "available")
        station.plug_in()
        answer = await ask(hass, "start_charging", schedule_periods=hourly(6))
        await station.until(lambda: station.connectors[1].offered_a == 6, "6 A")
        (held,) = await listed(hass)
        assert held["transaction_id"] == answer["transaction_id"]
        await ask(hass, "stop_charging")
        assert await listed(hass) == []
        assert not station.violations


@pytest.mark.parametrize("spelled", ["TxDefaultProfile", "tx_default_profile"])
async def test_words_of_ocpp(
    hass: HomeAssistant, connect: Connect, spelled: str
) -> None:
    """Whoever knows OCPP may use its own words."""
    async with connect(speed=100) as station:
        await until(hass, STATUS, "available")
        wanted = schedule(6, purpose=spelled, kind="Absolute")
        await ask(hass, "set_charging_profile", **wanted)
        await station.received("SetChargingProfile")
        assert [each["purpose"] for each in await listed(hass)] == ["tx_default"]
