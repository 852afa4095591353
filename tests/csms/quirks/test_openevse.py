"""OpenEVSE."""

import pytest

from .charger import Charger


@pytest.fixture
def open_evse() -> Charger:
    return Charger("OpenEVSE", "Advanced Series", "4.2.2")


async def test_kwh_called_wh(open_evse: Charger) -> None:
    """A session's energy is right, though all its registers count in kWh."""
    await open_evse.says(_started(361))
    await open_evse.says(_metered(365))
    await open_evse.says(
        '[2,"3","StopTransaction",{"transactionId":1,"meterStop":368,"timestamp":'
        '"2026-06-01T11:50:00.000Z"}]'
    )
    session = open_evse.connector().last_transaction
    assert session is not None
    assert session.energy_wh == 7000
    assert open_evse.meter.register.total_wh == 368000


async def test_newer_firmware_counts_right() -> None:
    """Firmware that really counts in Wh is taken at its word."""
    newer = Charger("OpenEVSE", "Advanced Series", "5.1.0")
    await newer.says(_metered(361000))
    assert newer.meter.register.total_wh == 361000


async def test_numbers_for_words(open_evse: Charger) -> None:
    """A value that is a number rather than text is a value."""
    await open_evse.says(_metered(361).replace('"361"', "361"))
    assert open_evse.meter.register.total_wh == 361000
    assert open_evse.deviations


def _started(register: int) -> str:
    return (
        '[2,"1","StartTransaction",{"connectorId":1,"idTag":"A0","meterStart":'
        f'{register},"timestamp":"2026-06-01T11:00:00.000Z"}}]'
    )


def _metered(register: int) -> str:
    return (
        '[2,"2","MeterValues",{"connectorId":1,"transactionId":1,"meterValue":[{'
        '"timestamp":"2026-06-01T11:45:30.000Z","sampledValue":[{"value":"9451",'
        '"context":"Sample.Periodic","measurand":"Power.Active.Import","unit":"W"},'
        f'{{"value":"{register}","context":"Sample.Periodic","measurand":'
        '"Energy.Active.Import.Register","unit":"Wh"}]}]}]'
    )
