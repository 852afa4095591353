"""Whether a plug can be used, and what follows for what goes on there."""

import pytest

from custom_components.local_ocpp.csms.domain.availability import (
    ConnectorStatusReported,
    StationStatusReported,
)
from custom_components.local_ocpp.csms.domain.model.evse import (
    ChargingState,
    ConnectorRef,
    ConnectorStatus,
)
from custom_components.local_ocpp.csms.domain.model.metering import (
    POWER,
    Meter,
    Quantity,
)
from custom_components.local_ocpp.csms.domain.model.station import (
    MOST_CONNECTORS,
    Fault,
    StationId,
    StationState,
)

PLUG = ConnectorRef(1)
EMPTY = StationState(id=StationId("garage"))
POWERED = Meter(readings={Quantity(POWER, "W"): 7000.0})


def report(
    status: ConnectorStatus, charging: ChargingState | None = None
) -> StationState:
    """Return the state once a charging plug has said this."""
    before = EMPTY.with_connector(PLUG, charging=ChargingState.CHARGING, meter=POWERED)
    reported = ConnectorStatusReported(connector=PLUG, status=status, charging=charging)
    return reported.apply(before, None)


def test_status() -> None:
    """A plug's status is what it says, and nobody else's."""
    state = report(ConnectorStatus.UNAVAILABLE)

    assert state.connector(PLUG).status is ConnectorStatus.UNAVAILABLE
    assert state.connector(ConnectorRef(2)).status is None
    assert state.status is None


def test_available() -> None:
    """Nothing goes on at a plug that is free."""
    plug = report(ConnectorStatus.AVAILABLE).connector(PLUG)

    assert plug.charging is ChargingState.IDLE
    assert plug.plugged_in is False
    assert plug.meter.power_w == 0


def test_occupied() -> None:
    """An occupied plug has a car; what it does there is told elsewhere."""
    plug = report(ConnectorStatus.OCCUPIED).connector(PLUG)
    assert plug.charging is ChargingState.CHARGING
    assert plug.meter.power_w == 7000

    first = ConnectorStatusReported(connector=PLUG, status=ConnectorStatus.OCCUPIED)
    plug = first.apply(EMPTY, None).connector(PLUG)
    assert plug.charging is ChargingState.EV_CONNECTED
    assert plug.plugged_in is True


@pytest.mark.parametrize(
    ("charging", "power_w"),
    [
        (ChargingState.CHARGING, 7000),
        (ChargingState.EV_CONNECTED, 7000),
        (ChargingState.SUSPENDED_EV, 0),
        (ChargingState.SUSPENDED_EVSE, 0),
        (ChargingState.FINISHING, 0),
    ],
)
def test_suspended(charging: ChargingState, power_w: float) -> None:
    """Where nothing flows there is no power, even if the meter does not say so."""
    plug = report(ConnectorStatus.OCCUPIED, charging).connector(PLUG)

    assert plug.charging is charging
    assert plug.meter.power_w == power_w


def test_fault() -> None:
    """A fault is known until the plug says that it is over."""
    fault = Fault(code="GroundFailure")
    faulted = ConnectorStatusReported(
        connector=PLUG, status=ConnectorStatus.FAULTED, fault=fault
    ).apply(EMPTY, None)
    assert faulted.connector(PLUG).fault == fault

    healed = ConnectorStatusReported(connector=PLUG, status=ConnectorStatus.AVAILABLE)
    assert healed.apply(faulted, None).connector(PLUG).fault is None


def test_whole_station() -> None:
    """The station's own status says nothing of its plugs."""
    reported = StationStatusReported(status=ConnectorStatus.UNAVAILABLE)
    state = reported.apply(EMPTY, None)

    assert state.status is ConnectorStatus.UNAVAILABLE
    assert state.connectors == {}


def test_too_many_plugs() -> None:
    """A station that miscounts its plugs does not fill the memory; those known stay heard."""
    state = EMPTY
    for number in (-1, *range(1, 1000)):
        ref = ConnectorRef(number)
        status = ConnectorStatus.AVAILABLE
        state = ConnectorStatusReported(connector=ref, status=status).apply(state, None)
    faulted = ConnectorStatusReported(connector=PLUG, status=ConnectorStatus.FAULTED)
    state = faulted.apply(state, None)

    assert sorted(state.connectors) == [
        ConnectorRef(n + 1) for n in range(MOST_CONNECTORS)
    ]
    assert state.connector(PLUG).status is ConnectorStatus.FAULTED
