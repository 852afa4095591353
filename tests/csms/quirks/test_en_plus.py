"""EN+ and those who sell its chargers."""

import pytest

from custom_components.local_ocpp.csms.domain.remote_trigger import TriggerMessage

from .charger import Charger


@pytest.fixture
def caro() -> Charger:
    return Charger("EN+", "AC7000-AE-45", "V43.0.552")


async def test_a_meter_without_a_session(caro: Charger) -> None:
    """Meter values that it was triggered for are read, session or not."""
    await caro.says(
        '[2,"3335","MeterValues",{"connectorId":1,"meterValue":[{"timestamp":'
        '"2026-06-01T11:45:03Z","sampledValue":[{"measurand":"Current.Offered","unit":'
        '"A","value":"32.0","context":"Trigger"},{"measurand":"Current.Import","unit":'
        '"A","phase":"L1","value":"7.5"},{"measurand":"Voltage","unit":"V","phase":"L1",'
        '"value":"244.8","context":"Trigger"},{"measurand":'
        '"Energy.Active.Import.Register","unit":"Wh","value":"741.0","context":'
        '"Trigger"}]}]}]'
    )
    assert caro.meter.current_a == 7.5
    assert caro.meter.register.total_wh == 741


async def test_a_fault_in_its_own_words(caro: Charger) -> None:
    """A fault comes with the vendor's own code and text."""
    await caro.says(
        '[2,"10","StatusNotification",{"connectorId":1,"status":"Faulted","errorCode":'
        '"OtherError","timestamp":"2026-06-01T11:42:22Z","vendorId":"EN+","info":'
        '"{\\"reason\\":\\"faults\\",\\"cpv\\":0,\\"rv\\":0}","vendorErrorCode":'
        '"00001000000000000000000000000000"}]'
    )
    fault = caro.connector().fault
    assert fault is not None
    assert fault.vendor_code == "00001000000000000000000000000000"


async def test_vendor_data_is_answered(caro: Charger) -> None:
    """What only its maker understands is answered all the same."""
    answer = await caro.says(
        '[2,"7067","DataTransfer",{"vendorId":"EN+","messageId":"gatewayInfo","data":'
        '"{\\"gateCode\\":107,\\"maxCurr\\":320,\\"phase\\":1}"}]'
    )
    assert answer == {"status": "UnknownVendorId"}


def test_it_is_not_asked_to_repeat_its_status(caro: Charger) -> None:
    """It is asked for meter values, but for no status."""
    assert caro.hears(TriggerMessage(message="StatusNotification")) is None
    assert caro.hears(TriggerMessage(message="MeterValues")) is not None


@pytest.mark.parametrize(
    "label", ["EN+", "EN-Plustech", "EVchargo", "cord", "EV Switch"]
)
def test_every_label_is_left_alone_at_first(label: str) -> None:
    """Whoever sells it, it gets time after it started."""
    assert Charger(label, "Caro").believed.beliefs.quiet_seconds >= 10
