"""Injet Sonic."""

import pytest

from custom_components.local_ocpp.csms.domain.model.metering import CURRENT, per_phase

from .charger import Charger


@pytest.fixture
def sonic() -> Charger:
    return Charger("INJET", "Sonic 7.5kW")


async def test_current_on_the_neutral_conductor(sonic: Charger) -> None:
    """The current that comes back on the neutral conductor is the phase's current."""
    await sonic.says(
        _metered('{"measurand":"Current.Import","phase":"N","value":"15.6"}')
    )
    assert sonic.meter.current_a == 15.6
    assert per_phase(sonic.meter.readings, CURRENT) == {"L1": 15.6}


async def test_neutral_beside_a_phase_is_left_alone(sonic: Charger) -> None:
    """Where a phase is told as well, the neutral conductor's current is its own."""
    await sonic.says(
        _metered(
            '{"measurand":"Current.Import","phase":"N","value":"3.0"},'
            '{"measurand":"Current.Import","phase":"L1","value":"9.0"}'
        )
    )
    assert sonic.meter.current_a == 9


def _metered(current: str) -> str:
    return (
        '[2,"121416101","MeterValues",{"connectorId":1,"transactionId":12,"meterValue":'
        '[{"timestamp":"2026-06-01T11:41:59.333Z","sampledValue":[{"measurand":'
        '"Power.Active.Import","unit":"kW","value":"3.5"},{"measurand":"Voltage",'
        f'"phase":"L1-N","unit":"V","value":"231.1"}},{current}]}}]}}]'
    )
