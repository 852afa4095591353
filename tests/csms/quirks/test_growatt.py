"""Growatt THOR."""

import pytest

from custom_components.local_ocpp.csms.domain.model.metering import ENERGY, Quantity

from .charger import Charger


@pytest.fixture
def thor() -> Charger:
    return Charger("Growatt", "THOR_11AS", "THOR_11AS-V5.2.8-20230818-NOVO")


async def test_the_beginning_repeated_in_each_sample(thor: Charger) -> None:
    """What the register said at the beginning does not overwrite what it says now."""
    await thor.says(
        '[2,"3202","MeterValues",{"connectorId":1,"transactionId":3,"meterValue":['
        '{"timestamp":"2026-06-01T13:58:38+02:00","sampledValue":[{"value":"163630",'
        '"context":"Sample.Periodic","format":"Raw","measurand":'
        '"Energy.Active.Import.Register","unit":"Wh"},{"value":"0","context":'
        '"Transaction.Begin","format":"Raw","measurand":'
        '"Energy.Active.Import.Register","unit":"Wh"},{"value":"5.84","context":'
        '"Sample.Periodic","format":"Raw","measurand":"Current.Import","phase":"L1",'
        '"unit":"A"}]}]}]'
    )
    assert thor.meter.register.total_wh == 163630
    assert thor.meter.readings[Quantity(ENERGY, "Wh")] == 163630
    assert thor.meter.current_a == 5.84


async def test_the_beginning_alone_is_kept(thor: Charger) -> None:
    """A sample of the beginning that says nothing newer is what we know."""
    await thor.says(
        '[2,"3201","MeterValues",{"connectorId":1,"transactionId":3,"meterValue":['
        '{"timestamp":"2026-06-01T13:50:00+02:00","sampledValue":[{"value":"157440",'
        '"context":"Transaction.Begin","measurand":"Energy.Active.Import.Register",'
        '"unit":"Wh"}]}]}]'
    )
    assert thor.meter.register.total_wh == 157440


async def test_local_time_without_a_zone(thor: Charger) -> None:
    """Values that seem to come from the future, for want of a zone, hold now."""
    await thor.says(
        '[2,"3203","MeterValues",{"connectorId":1,"meterValue":[{"timestamp":'
        '"2026-06-01T21:59:00","sampledValue":[{"value":"12"}]}]}]'
    )
    assert thor.meter.at is not None
    assert thor.meter.at.hour == 12
