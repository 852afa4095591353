"""Whether a 1.6 station and its plugs can be used."""

from datetime import UTC, datetime
from typing import Any

import pytest

from custom_components.local_ocpp.csms.domain.availability import (
    AvailabilityChange,
    ChangeAvailability,
    ConnectorStatusReported,
    StationStatusReported,
    UnlockConnector,
)
from custom_components.local_ocpp.csms.domain.errors import NotSupported, Rejected
from custom_components.local_ocpp.csms.domain.model.evse import (
    ChargingState,
    ConnectorRef,
    ConnectorStatus,
)
from custom_components.local_ocpp.csms.domain.model.station import Fault
from custom_components.local_ocpp.csms.ocpp.v16 import ADAPTER


def read(**payload: Any) -> Any:
    payload = {"connectorId": 1, "errorCode": "NoError", **payload}
    return ADAPTER.incoming["StatusNotification"].read(payload)


@pytest.mark.parametrize(
    ("word", "status", "charging"),
    [
        ("Available", ConnectorStatus.AVAILABLE, ChargingState.IDLE),
        ("Preparing", ConnectorStatus.OCCUPIED, ChargingState.EV_CONNECTED),
        ("Charging", ConnectorStatus.OCCUPIED, ChargingState.CHARGING),
        ("SuspendedEV", ConnectorStatus.OCCUPIED, ChargingState.SUSPENDED_EV),
        ("SuspendedEVSE", ConnectorStatus.OCCUPIED, ChargingState.SUSPENDED_EVSE),
        ("Finishing", ConnectorStatus.OCCUPIED, ChargingState.FINISHING),
        ("Reserved", ConnectorStatus.RESERVED, ChargingState.IDLE),
        ("Unavailable", ConnectorStatus.UNAVAILABLE, None),
    ],
)
def test_status(
    word: str, status: ConnectorStatus, charging: ChargingState | None
) -> None:
    """One word says how the plug is and what the car does."""
    assert read(status=word) == ConnectorStatusReported(
        connector=ConnectorRef(1), status=status, charging=charging
    )


def test_status_of_the_station() -> None:
    """Connector 0 is the station itself."""
    reported = read(
        connectorId=0, status="Unavailable", timestamp="2026-06-01T12:00:00Z"
    )

    assert reported == StationStatusReported(
        status=ConnectorStatus.UNAVAILABLE, at=datetime(2026, 6, 1, 12, tzinfo=UTC)
    )


@pytest.mark.parametrize("code", ["GroundFailure", "Error"])
def test_fault(code: str) -> None:
    """A fault has a code, whether the standard knows it or not, and the vendor's words."""
    reported = read(status="Faulted", errorCode=code, info="wet", vendorErrorCode="E7")

    assert reported.status is ConnectorStatus.FAULTED
    assert reported.fault == Fault(code=code, text="wet", vendor_code="E7")


def test_warning() -> None:
    """A plug with an error code that works all the same has a fault as well."""
    assert read(status="Charging", errorCode="WeakSignal").fault.code == "WeakSignal"


def test_no_error_code() -> None:
    """A station that leaves out the error code has none."""
    assert read(status="Available", errorCode=None).fault is None


def test_unknown_status() -> None:
    """A status of another version cannot be understood."""
    with pytest.raises(KeyError):
        read(status="Occupied")


def test_close_a_plug() -> None:
    """A plug is closed by its number, the station by 0."""
    plug = ChangeAvailability(connector=ConnectorRef(2), operative=False)
    station = ChangeAvailability(connector=None, operative=True)

    assert ADAPTER.write(plug)[:2] == (
        "ChangeAvailability",
        {"connectorId": 2, "type": "Inoperative"},
    )
    assert ADAPTER.write(station)[1] == {"connectorId": 0, "type": "Operative"}


def test_availability_changed() -> None:
    """A change is in force, or waits for the end of a session, or is refused."""
    _, _, result = ADAPTER.write(ChangeAvailability(connector=None, operative=True))

    assert result({"status": "Accepted"}) is AvailabilityChange.ACCEPTED
    assert result({"status": "Scheduled"}) is AvailabilityChange.SCHEDULED
    with pytest.raises(Rejected):
        result({"status": "Rejected"})


def test_unlock() -> None:
    """A cable is let go of by the number of its plug."""
    action, payload, result = ADAPTER.write(UnlockConnector(connector=ConnectorRef(2)))

    assert (action, payload) == ("UnlockConnector", {"connectorId": 2})
    assert result({"status": "Unlocked"}) is None


@pytest.mark.parametrize(
    ("word", "error"), [("UnlockFailed", Rejected), ("NotSupported", NotSupported)]
)
def test_not_unlocked(word: str, error: type[Exception]) -> None:
    """A cable that is stuck and one that is fixed are told apart."""
    _, _, result = ADAPTER.write(UnlockConnector(connector=ConnectorRef(2)))

    with pytest.raises(error, match=word):
        result({"status": word})
