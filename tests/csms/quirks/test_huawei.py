"""Huawei FusionCharge and SCharger."""

import pytest

from custom_components.local_ocpp.csms.domain.model.learned import Learned
from custom_components.local_ocpp.csms.domain.model.profile import RateUnit

from .charger import Charger


@pytest.fixture
def nameless() -> Charger:
    return Charger("", "ACChargePoint")


@pytest.fixture
def named() -> Charger:
    return Charger("HUAWEI", "SCharger-22KT-S0", "V100R023C10SPC220")


async def test_a_vendor_without_a_name() -> None:
    """A charger that leaves its maker out is welcome, and known by its model."""
    stranger = Charger("?")
    answer = await stranger.says(
        '[2,"6a6705c7000009890980","BootNotification",{"chargePointModel":'
        '"ACChargePoint","chargePointSerialNumber":"0123","chargePointVendor":""}]'
    )
    assert answer["status"] == "Accepted"
    assert stranger.quirks.because


async def test_one_meter_value_where_a_list_belongs(nameless: Charger) -> None:
    """A single meter value is a list of one."""
    await nameless.says(
        '[2,"661e","MeterValues",{"connectorId":1,"transactionId":1,"meterValue":{'
        '"timestamp":"2026-06-01T11:28:55.000Z","sampledValue":[{"value":"269.46",'
        '"context":"Transaction.Begin","measurand":"Energy.Active.Import.Register",'
        '"unit":"kWh"}]}}]'
    )
    assert nameless.meter.register.total_wh == pytest.approx(269460)


async def test_a_session_that_ends_below_its_beginning(named: Charger) -> None:
    """A register that is one lower at the end means that nothing was charged."""
    await named.says(
        '[2,"a","StartTransaction",{"connectorId":1,"idTag":"0A1B2C3D","meterStart":'
        '269456,"timestamp":"2026-06-01T11:00:00Z"}]'
    )
    answer = await named.says(
        '[2,"b","StopTransaction",{"transactionId":1,"meterStop":269455,"timestamp":'
        '"2026-06-01T11:01:00Z","reason":"Remote"}]'
    )
    session = named.connector().last_transaction
    assert answer == {}
    assert session is not None
    assert session.energy_wh == 0


@pytest.mark.parametrize("charger", ["nameless", "named"])
def test_limits_are_in_watt(charger: str, request: pytest.FixtureRequest) -> None:
    """It is limited in watt, and not below what it needs."""
    learned = Learned(rate_units=frozenset({RateUnit.A, RateUnit.W}))
    believed = request.getfixturevalue(charger).quirks.believe(learned)
    assert believed.rate_units == {RateUnit.W}
    assert believed.beliefs.min_power_w == 4200
    assert believed.can_switch_phases is False


def test_it_is_set_to_ask_us(named: Charger) -> None:
    """It is told not to decide itself who may charge, and its old limits are cleared."""
    beliefs = named.believed.beliefs
    assert beliefs.settings["LocalPreAuthorize"] == "false"
    assert beliefs.keeps_profiles
