"""Limits in other units, given what the meter says."""

import pytest

from custom_components.local_ocpp.csms.domain.model.evse import ConnectorRef
from custom_components.local_ocpp.csms.domain.model.learned import Learned
from custom_components.local_ocpp.csms.domain.model.limit import Limit
from custom_components.local_ocpp.csms.domain.model.metering import Meter, Quantity
from custom_components.local_ocpp.csms.domain.model.profile import RateUnit
from custom_components.local_ocpp.csms.domain.model.station import (
    StationId,
    StationState,
)
from custom_components.local_ocpp.csms.procedures.limit_profile import rate

PLUG = ConnectorRef(1)
TEN_AMPERE = Limit(amount=10)


def current(phase: str) -> Quantity:
    return Quantity("Current.Import", "A", phase)


def voltage(phase: str | None) -> Quantity:
    return Quantity("Voltage", "V", phase)


def metered(
    readings: dict[Quantity, float], *, phases: int | None = None
) -> StationState:
    state = StationState(id=StationId("paper"), learned=Learned(phases=phases))
    return state.with_connector(PLUG, meter=Meter(readings=readings))


@pytest.mark.parametrize(
    ("state", "watt"),
    [
        (metered({}), 6900),
        (metered({}, phases=1), 2300),
        (metered({current("L1"): 9.5, current("L2"): 0, current("L3"): 0}), 2300),
        (metered({voltage("L1-N"): 236, voltage("L2-N"): 240}, phases=3), 7140),
        (metered({voltage("L1"): 229, voltage("L2"): 0, voltage("L3"): 0}), 6870),
        (metered({voltage(None): 120}, phases=1), 1200),
    ],
    ids=["unknown", "wired", "in use", "measured", "one phase dead", "stated"],
)
def test_ampere_become_watt(state: StationState, watt: float) -> None:
    """Phases are those wired, else those in use, else three; volts those measured."""
    assert rate(TEN_AMPERE, RateUnit.W, state, PLUG) == watt


def test_watt_become_no_more_ampere_than_allowed() -> None:
    """What does not come out even is rounded down."""
    limit = Limit(amount=5000, unit=RateUnit.W)
    assert rate(limit, RateUnit.A, metered({}), PLUG) == 7.2


def test_direct_current_has_no_phases() -> None:
    """A charger that feeds the battery counts by the battery's own voltage."""
    state = metered({voltage(None): 400, Quantity("SoC", "Percent", location="EV"): 55})
    limit = Limit(amount=20000, unit=RateUnit.W)
    assert rate(limit, RateUnit.A, state, PLUG) == 50


def test_a_pause_is_zero_in_any_unit() -> None:
    """Nothing is nothing."""
    assert rate(Limit(amount=0), RateUnit.W, metered({}), PLUG) == 0
