"""Autel MaxiCharger."""

import pytest

from custom_components.local_ocpp.csms.domain.model.evse import ChargingState
from custom_components.local_ocpp.csms.domain.model.profile import Kind, Purpose
from custom_components.local_ocpp.csms.domain.smart_charging import SetChargingProfile

from .charger import Charger
from .commands import limit


@pytest.fixture
def maxi() -> Charger:
    return Charger("Autel", "MaxiChargerAC", "PFA0102|V0.00.00|V1.38.00||2.4.3.0")


async def test_phases_that_are_not_there(maxi: Charger) -> None:
    """The current of a single phase is not watered down by the zeros of the others."""
    await maxi.says(
        '[2,"2026060111461120000003","MeterValues",{"connectorId":1,"transactionId":7,'
        '"meterValue":[{"timestamp":"2026-06-01T11:46:11Z","sampledValue":['
        '{"value":"10.0","measurand":"Current.Import","phase":"L1","unit":"A"},'
        '{"value":"0.0","measurand":"Current.Import","phase":"L2","unit":"A"},'
        '{"value":"0.0","measurand":"Current.Import","phase":"L3","unit":"A"}]}]}]'
    )
    assert maxi.meter.current_a == 10


async def test_a_station_that_is_free_while_its_plug_is_not(maxi: Charger) -> None:
    """That the station as a whole is available says nothing about the plug."""
    await maxi.says(_status(1, "SuspendedEV"))
    await maxi.says(_status(0, "Available"))
    assert maxi.connector().charging is ChargingState.SUSPENDED_EV


def _status(connector: int, status: str) -> str:
    return (
        f'[2,"2026060111461120000002","StatusNotification",{{"connectorId":{connector},'
        f'"status":"{status}","errorCode":"NoError"}}]'
    )


def test_limits_for_the_station_have_a_beginning(maxi: Charger) -> None:
    """A limit for the whole station says from when it holds."""
    heard = maxi.hears(limit(16, purpose=Purpose.STATION_MAX)) or {}
    profile = heard["csChargingProfiles"]
    assert profile["chargingProfileKind"] == "Absolute"
    assert profile["chargingSchedule"]["startSchedule"] == "2020-01-01T00:00:00Z"


@pytest.mark.parametrize(
    "command",
    [limit(16), limit(16, purpose=Purpose.STATION_MAX, kind=Kind.ABSOLUTE)],
)
def test_other_limits_stay_as_they_are(
    maxi: Charger, command: SetChargingProfile
) -> None:
    """Limits for a plug, and those that have a beginning, are not rewritten."""
    honest = Charger("Honest")
    assert maxi.hears(command) == honest.hears(command)
