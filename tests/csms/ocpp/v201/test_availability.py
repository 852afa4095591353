"""Whether a 2.0.1 station and its plugs can be used."""

from datetime import UTC, datetime

import pytest

from custom_components.local_ocpp.csms.domain.availability import (
    AvailabilityChange,
    ChangeAvailability,
    ConnectorStatusReported,
    StationStatusReported,
    UnlockConnector,
)
from custom_components.local_ocpp.csms.domain.errors import Rejected
from custom_components.local_ocpp.csms.domain.model.evse import (
    ConnectorRef,
    ConnectorStatus,
)
from custom_components.local_ocpp.csms.ocpp.v201 import ADAPTER

read = ADAPTER.incoming["StatusNotification"].read


@pytest.mark.parametrize("status", ConnectorStatus)
def test_status(status: ConnectorStatus) -> None:
    """Every status of a plug has its word; what the car does is said elsewhere."""
    payload = {
        "evseId": 2,
        "connectorId": 3,
        "connectorStatus": status.capitalize(),
        "timestamp": "2026-06-01T12:00:00Z",
    }

    assert read(payload) == ConnectorStatusReported(
        connector=ConnectorRef(2, 3),
        status=status,
        at=datetime(2026, 6, 1, 12, tzinfo=UTC),
    )


def test_status_of_the_station() -> None:
    """EVSE 0 is the station itself, though the standard has no such status."""
    payload = {"evseId": 0, "connectorId": 0, "connectorStatus": "Available"}

    assert read(payload) == StationStatusReported(status=ConnectorStatus.AVAILABLE)


def test_status_of_an_evse() -> None:
    """A status that names no plug is that of the first one."""
    reported = read({"evseId": 1, "connectorId": 0, "connectorStatus": "Occupied"})

    assert isinstance(reported, ConnectorStatusReported)
    assert reported.connector == ConnectorRef(1, 1)


def test_unknown_status() -> None:
    """A status of another version cannot be understood."""
    with pytest.raises(KeyError):
        read({"evseId": 1, "connectorId": 1, "connectorStatus": "Charging"})


def test_close_a_plug() -> None:
    """A single plug is closed by its EVSE and its number there."""
    command = ChangeAvailability(connector=ConnectorRef(2, 1), operative=False)
    action, payload, _ = ADAPTER.write(command)

    assert action == "ChangeAvailability"
    assert payload == {
        "operationalStatus": "Inoperative",
        "evse": {"id": 2, "connectorId": 1},
    }


def test_open_the_station() -> None:
    """Without a plug the whole station is meant."""
    command = ChangeAvailability(connector=None, operative=True)
    _, payload, result = ADAPTER.write(command)

    assert payload == {"operationalStatus": "Operative"}
    assert result({"status": "Accepted"}) is AvailabilityChange.ACCEPTED
    assert result({"status": "Scheduled"}) is AvailabilityChange.SCHEDULED


def test_availability_refused() -> None:
    """A refused change is an error with the station's reason."""
    command = ChangeAvailability(connector=None, operative=True)
    _, _, result = ADAPTER.write(command)

    with pytest.raises(Rejected, match=r"Rejected \(Busy\)"):
        result({"status": "Rejected", "statusInfo": {"reasonCode": "Busy"}})


def test_unlock() -> None:
    """A cable is let go of by EVSE and plug."""
    command = UnlockConnector(connector=ConnectorRef(1, 2))
    action, payload, result = ADAPTER.write(command)

    assert action == "UnlockConnector"
    assert payload == {"evseId": 1, "connectorId": 2}
    assert result({"status": "Unlocked"}) is None


@pytest.mark.parametrize(
    "word", ["UnlockFailed", "OngoingAuthorizedTransaction", "UnknownConnector"]
)
def test_not_unlocked(word: str) -> None:
    """A cable that stays locked is an error that says why."""
    _, _, result = ADAPTER.write(UnlockConnector(connector=ConnectorRef(1)))

    with pytest.raises(Rejected, match=word):
        result({"status": word})
