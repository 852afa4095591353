"""Chargers whose oddities need no quirk, because everybody's are forgiven."""

import pytest

from .charger import Charger

AT = '"timestamp":"2026-06-01T11:45:00Z"'


async def test_a_serial_number_that_is_too_long() -> None:
    """Schneider EVlink: 32 characters of serial number do not keep it out."""
    answer = await Charger("?").says(
        '[2,"1","BootNotification",{"chargeBoxSerialNumber":'
        '"EVB01234567890123456789012345678","chargePointModel":"EVlink Smart Wallbox",'
        '"chargePointVendor":"Schneider Electric","firmwareVersion":"3.3.0.12"}]'
    )
    assert answer["status"] == "Accepted"


async def test_an_error_of_its_own() -> None:
    """Legrand GreenUp: an error code that OCPP does not have is told as it is."""
    green_up = Charger("Legrand", "GreenUp")
    await green_up.says(
        '[2,"1","StatusNotification",{"connectorId":1,"errorCode":"Error","status":'
        '"Faulted"}]'
    )
    fault = green_up.connector().fault
    assert fault is not None
    assert fault.code == "Error"


@pytest.mark.parametrize(
    "sampled",
    [
        pytest.param("[]", id="Vestel: nothing at all"),
        pytest.param('[{"value":""}]', id="an empty value"),
        pytest.param('[{"value":"5.1","phase":null,"unit":null}]', id="nulls"),
        pytest.param('[{"value":5.1}]', id="numbers for words"),
    ],
)
async def test_samples_with_little_in_them(sampled: str) -> None:
    """A sample that says little is answered like any other."""
    answer = await Charger("Vestel", "EVC04").says(
        f'[2,"1","MeterValues",{{"connectorId":1,"transactionId":null,"meterValue":'
        f'[{{{AT},"sampledValue":{sampled}}}]}}]'
    )
    assert answer == {}


async def test_power_in_watt_hours() -> None:
    """A power that is said to be in Wh is in watt."""
    charger = Charger("Somebody")
    await charger.says(
        f'[2,"1","MeterValues",{{"connectorId":1,"meterValue":[{{{AT},"sampledValue":'
        '[{"value":"7200","measurand":"Power.Active.Import","unit":"Wh"}]}]}]'
    )
    assert charger.meter.power_w == 7200
