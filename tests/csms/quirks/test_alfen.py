"""Alfen Eve and Twin."""

import pytest

from custom_components.local_ocpp.csms.domain.configuration import SetVariable
from custom_components.local_ocpp.csms.domain.remote_trigger import TriggerMessage

from .charger import Charger

IDLE = 9223372036854775807


@pytest.fixture
def eve() -> Charger:
    return Charger("Alfen BV", "NG910-60023", "6.5.0-4217")


async def test_the_transaction_of_an_idle_charger(eve: Charger) -> None:
    """Meter values of a transaction that cannot be are those of an idle plug."""
    await eve.says(
        f'[2,"5236","MeterValues",{{"connectorId":1,"transactionId":{IDLE},"meterValue":'
        '[{"timestamp":"2026-06-01T11:19:09Z","sampledValue":[{"value":"5995441.000",'
        '"context":"Sample.Periodic","measurand":"Energy.Active.Import.Register",'
        '"location":"Outlet","unit":"Wh"},{"value":"0.000","context":"Sample.Periodic",'
        '"measurand":"Current.Import","location":"Outlet","unit":"A","phase":"L1"},'
        '{"value":"232.670","context":"Sample.Periodic","measurand":"Voltage",'
        '"location":"Outlet","unit":"V","phase":"L1-N"}]}]}]'
    )
    assert eve.meter.register.total_wh == 5995441
    assert eve.connector().transaction is None


async def test_the_end_of_a_transaction_that_never_was(eve: Charger) -> None:
    """A stop of that transaction is answered: else it would be repeated for ever."""
    answer = await eve.says(
        f'[2,"9","StopTransaction",{{"transactionId":{IDLE},"timestamp":'
        '"2026-06-01T11:20:00Z","meterStop":5995441,"reason":"PowerLoss"}]'
    )
    assert answer == {}


async def test_history_told_late_changes_nothing(eve: Charger) -> None:
    """What it stored and tells after it reconnected is not what holds now."""
    await eve.says(_metered("2026-06-01T11:00:00Z", 900))
    await eve.says(_metered("2026-05-12T11:00:00Z", 100))
    assert eve.meter.register.total_wh == 900


def _metered(at: str, energy_wh: int) -> str:
    return (
        '[2,"3","MeterValues",{"connectorId":1,"meterValue":[{"timestamp":'
        f'"{at}","sampledValue":[{{"value":"{energy_wh}"}}]}}]}}]'
    )


def test_it_introduces_itself_once(eve: Charger) -> None:
    """It is not asked to introduce itself again, and other messages it is."""
    assert eve.hears(TriggerMessage(message="BootNotification")) is None
    assert eve.hears(TriggerMessage(message="MeterValues")) is not None


def test_each_phase_is_asked_for(eve: Charger) -> None:
    """Currents and voltages are asked for phase by phase, nine names at most."""
    asked = "Energy.Active.Import.Register,Current.Import,Voltage,Temperature"
    heard = eve.hears(SetVariable(key="MeterValuesSampledData", value=asked)) or {}
    names = heard["value"].split(",")
    assert names[:2] == ["Energy.Active.Import.Register", "Temperature"]
    assert names[2:5] == [f"Current.Import.{phase}" for phase in ("L1", "L2", "L3")]
    assert names[5:] == ["Voltage.L1-N", "Voltage.L2-N", "Voltage.L3-N"]


def test_phases_go_first_when_names_are_too_many(eve: Charger) -> None:
    """With more than nine names, the last phases of the last measurand are dropped."""
    asked = "Current.Import,Voltage,Energy.Active.Import.Register,SoC,Frequency,Power"
    heard = eve.hears(SetVariable(key="MeterValuesSampledData", value=asked)) or {}
    assert heard["value"].count(",") == 8
    assert heard["value"].endswith("Voltage.L2-N")


def test_other_settings_are_set_as_they_are(eve: Charger) -> None:
    """Nothing but lists of measurands is rewritten."""
    heard = eve.hears(SetVariable(key="Voltage", value="Voltage"))
    assert heard == {"key": "Voltage", "value": "Voltage"}
