"""United Chargers Grizzl-E."""

import pytest

from custom_components.local_ocpp.csms.domain.configuration import GetVariables
from custom_components.local_ocpp.csms.domain.model.learned import Learned
from custom_components.local_ocpp.csms.domain.model.profile import Purpose
from custom_components.local_ocpp.csms.ocpp import rpc

from .charger import Charger
from .commands import limit


@pytest.fixture
def smart() -> Charger:
    return Charger("United Chargers", "Grizzl-E Smart", "05.633:A3A5:2A3C")


async def test_a_current_measured_like_a_voltage(smart: Charger) -> None:
    """A current between phase and neutral is the phase's current."""
    await smart.says(
        '[2,"77","MeterValues",{"connectorId":1,"transactionId":1,"meterValue":['
        '{"timestamp":"2026-06-01T11:00:00.001Z","sampledValue":[{"value":"31.4",'
        '"measurand":"Current.Import","phase":"L1-N","unit":"A"}]}]}]'
    )
    assert smart.meter.current_a == 31.4


def test_a_list_cut_short() -> None:
    """An answer that ends in the middle is understood as far as it goes."""
    message, deviations = rpc.parse('[3,"ab",{"configurationKey":[]')
    assert message == rpc.CallResult("ab", {"configurationKey": []})
    assert deviations


def test_a_refusal_of_four_elements() -> None:
    """A refusal that leaves out the details is a refusal."""
    message, _ = rpc.parse('[4,"ab","FormationViolation",""]')
    assert message == rpc.CallError("ab", "FormationViolation")


def test_it_is_asked_for_everything(smart: Charger) -> None:
    """Whatever we want to know, it is asked for all that it has."""
    assert smart.hears(GetVariables(keys=("HeartbeatInterval",))) == {}


def test_a_limit_that_it_would_ignore_is_not_sent() -> None:
    """One firmware is limited by plug, as it ignores limits for the station."""
    mini = Charger("United Chargers", "Grizzl-E Mini", "GWM-03.09.0")
    assert mini.hears(limit(16, purpose=Purpose.STATION_MAX)) is None
    assert mini.hears(limit(16)) is not None


def test_profiles_go_to_the_bottom_of_the_stack(smart: Charger) -> None:
    """Profiles are put at level 0."""
    assert smart.quirks.believe(Learned(max_stack_level=8)).max_stack_level == 0
