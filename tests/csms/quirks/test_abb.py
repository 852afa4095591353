"""ABB Terra AC."""

import pytest

from custom_components.local_ocpp.csms.domain.configuration import GetVariables
from custom_components.local_ocpp.csms.domain.model.learned import Learned
from custom_components.local_ocpp.csms.domain.model.metering import CURRENT, ENERGY

from .charger import Charger


@pytest.fixture
def terra() -> Charger:
    return Charger("ABB", "CDT_TACW11::NET_WIFI", "TAC3Z9119006710273::V1.8.21")


async def test_the_life_of_the_charger_is_no_session(terra: Charger) -> None:
    """Energy told outside of a session counts another thing, and is left out."""
    await terra.says(
        '[2, "4471", "MeterValues", {"connectorId": 1, "meterValue": [{"timestamp": '
        '"2026-06-01T11:00:00.000Z", "sampledValue": [{"value": "512340", "context": '
        '"Sample.Clock", "format": "Raw", "measurand": '
        '"Energy.Active.Import.Register", "unit": "Wh"}, {"value": "0.00", "context": '
        '"Sample.Clock", "format": "Raw", "measurand": "Current.Import", "unit": "A"}]}]}]'
    )
    assert terra.meter.register.total_wh is None
    assert terra.meter.current_a == 0


async def test_energy_adds_up_over_sessions(terra: Charger) -> None:
    """A register that begins anew with each session still only ever counts up."""
    for hour, energy_wh in ((8, 4000), (10, 1500)):
        await terra.says(_started(hour))
        await terra.says(_metered(hour, energy_wh))
        await terra.says(_metered(hour + 1, 512340, session=False))
    assert terra.meter.register.total_wh == 5500


def _started(hour: int) -> str:
    return (
        '[2, "1", "StartTransaction", {"connectorId": 1, "idTag": "04A1", "meterStart": '
        f'0, "timestamp": "2026-06-01T{hour:02}:00:00.000Z"}}]'
    )


def _metered(hour: int, energy_wh: int, *, session: bool = True) -> str:
    transaction = '"transactionId": 1, ' if session else ""
    return (
        f'[2, "2", "MeterValues", {{"connectorId": 1, {transaction}"meterValue": '
        f'[{{"timestamp": "2026-06-01T{hour:02}:30:00.000Z", "sampledValue": '
        f'[{{"value": "{energy_wh}", "measurand": "{ENERGY}", "unit": "Wh"}}]}}]}}]'
    )


def test_it_is_never_asked_what_it_sends(terra: Charger) -> None:
    """The one key that makes it restart is left out of what we ask for."""
    asked = GetVariables(keys=("HeartbeatInterval", "MeterValuesSampledData"))
    assert terra.hears(asked) == {"key": ["HeartbeatInterval"]}
    assert terra.hears(GetVariables(keys=("MeterValuesSampledData",))) is None
    assert terra.hears(GetVariables()) == {}


def test_it_is_asked_for_what_it_measures(terra: Charger) -> None:
    """Only the five measurands that it really has are asked for."""
    measurands = terra.believed.beliefs.measurands or ()
    assert {ENERGY, CURRENT} < set(measurands)
    assert len(measurands) == 5


def test_profiles_go_to_the_bottom_of_the_stack(terra: Charger) -> None:
    """Whatever stack levels it claims to know, profiles are put at level 0."""
    believed = terra.quirks.believe(Learned(max_stack_level=3))
    assert believed.max_stack_level == 0
    assert believed.beliefs.keeps_profiles


def test_the_big_chargers_of_abb_are_others() -> None:
    """A Terra for direct current has none of this."""
    assert Charger("ABB", "Terra 54 CJG").quirks.because == ()
