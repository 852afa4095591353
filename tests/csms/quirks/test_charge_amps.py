"""Charge Amps Halo."""

import pytest

from custom_components.local_ocpp.csms.domain.model.metering import Quantity
from custom_components.local_ocpp.csms.domain.model.profile import Purpose

from .charger import Charger
from .commands import limit


@pytest.fixture
def halo() -> Charger:
    return Charger("Charge Amps", "HALO", "180")


async def test_hertz_and_no_transaction(halo: Charger) -> None:
    """A unit that OCPP 1.6 does not have, and the transaction -1, are understood."""
    await halo.says(
        '[2, "671510120-17", "MeterValues", {"connectorId":1,"transactionId":-1,'
        '"meterValue":[{"timestamp":"2026-06-01T11:31:13Z","sampledValue":[{"value":'
        '"49.98","context":"Sample.Periodic","measurand":"Frequency","unit":"Hz"},'
        '{"value":"81230","context":"Sample.Periodic","measurand":'
        '"Energy.Active.Import.Register","unit":"Wh"}]}]}]'
    )
    assert halo.meter.readings[Quantity("Frequency", "Hz")] == 49.98
    assert halo.meter.register.total_wh == 81230
    assert halo.connector().transaction is None


def test_it_cannot_be_unlocked(halo: Charger) -> None:
    """There is no unlocking it."""
    assert halo.quirks.refuses == {"UnlockConnector"}


def test_it_is_not_limited_as_a_whole(halo: Charger) -> None:
    """Limits are put to its plug, never to the station."""
    assert halo.hears(limit(10, purpose=Purpose.STATION_MAX)) is None
    assert halo.hears(limit(10)) is not None


def test_it_is_asked_for_what_it_measures(halo: Charger) -> None:
    """It is asked for no more than its seven measurands."""
    assert len(halo.believed.beliefs.measurands or ()) == 7
