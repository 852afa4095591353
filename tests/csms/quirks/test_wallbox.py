"""Wallbox Pulsar, Copper and Commander."""

import pytest

from custom_components.local_ocpp.csms.domain.model.evse import ConnectorRef
from custom_components.local_ocpp.csms.domain.model.profile import RateUnit
from custom_components.local_ocpp.csms.domain.model.token import IdToken
from custom_components.local_ocpp.csms.domain.transactions import RequestStart

from .charger import Charger
from .commands import limit


@pytest.fixture
def pulsar() -> Charger:
    return Charger("Wall Box Chargers", "PLP1-0-2-4", "6.7.38")


async def test_samples_of_a_session_that_is_none(pulsar: Charger) -> None:
    """The regular samples of an idle charger start no session, whatever they say."""
    await pulsar.says(
        '[2,"859018158","MeterValues",{"connectorId": 1,"transactionId": 1804289383,'
        '"meterValue": [{"timestamp": "2026-06-01T11:45:00Z","sampledValue": [{"format": '
        '"Raw","location": "Outlet","context": "Sample.Clock","measurand": '
        '"Energy.Active.Import.Register","unit": "Wh","value": "598772.0"}]}]}]'
    )
    assert pulsar.connector().transaction is None
    assert pulsar.meter.register.total_wh == 598772


async def test_the_meter_of_the_whole_station(pulsar: Charger) -> None:
    """Meter values of connector 0 are the station's own, not the plug's."""
    await pulsar.says(
        '[2,"5","MeterValues",{"connectorId": 0,"meterValue": [{"timestamp": '
        '"2026-06-01T11:45:00Z","sampledValue": [{"value": "42"}]}]}]'
    )
    assert pulsar.state.meter.register.total_wh == 42
    assert pulsar.meter.register.total_wh is None


@pytest.mark.parametrize(("wanted", "told"), [(8.8, 8), (16, 16), (6.9, 6), (0, 0)])
def test_limits_are_whole_amperes(pulsar: Charger, wanted: float, told: int) -> None:
    """A limit is rounded down, as it charges at full current otherwise."""
    heard = pulsar.hears(limit(wanted)) or {}
    schedule = heard["csChargingProfiles"]["chargingSchedule"]
    assert [period["limit"] for period in schedule["chargingSchedulePeriod"]] == [told]


def test_a_limit_at_the_start_is_rounded_too(pulsar: Charger) -> None:
    """A limit that comes with the start of a session is rounded down as well."""
    start = RequestStart(
        connector=ConnectorRef(1), token=IdToken("A1"), profile=limit(9.9).profile
    )
    heard = pulsar.hears(start) or {}
    schedule = heard["chargingProfile"]["chargingSchedule"]
    assert schedule["chargingSchedulePeriod"][0]["limit"] == 9


def test_watts_are_not_rounded(pulsar: Charger) -> None:
    """A limit in watt is sent as it is."""
    heard = pulsar.hears(limit(4140.5, rate_unit=RateUnit.W)) or {}
    schedule = heard["csChargingProfiles"]["chargingSchedule"]
    assert schedule["chargingSchedulePeriod"][0]["limit"] == 4140.5
