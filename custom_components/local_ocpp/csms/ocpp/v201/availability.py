"""Whether a station and its plugs can be used."""

from typing import Any

from ...domain.availability import (
    AvailabilityChange,
    ChangeAvailability,
    ConnectorStatusReported,
    StationStatusReported,
    UnlockConnector,
)
from ...domain.model.evse import ConnectorRef, ConnectorStatus
from ..adapter import Incoming, Outgoing, Vocabulary, status
from ..rpc import Payload
from ..wire import timestamp
from .evse import evse

STATUS = {
    "Available": ConnectorStatus.AVAILABLE,
    "Occupied": ConnectorStatus.OCCUPIED,
    "Reserved": ConnectorStatus.RESERVED,
    "Unavailable": ConnectorStatus.UNAVAILABLE,
    "Faulted": ConnectorStatus.FAULTED,
}

CHANGES = {
    "Accepted": AvailabilityChange.ACCEPTED,
    "Scheduled": AvailabilityChange.SCHEDULED,
}
_not_refused = status(*CHANGES)


def status_reported(
    payload: Payload,
) -> ConnectorStatusReported | StationStatusReported:
    """Read a status notification (G01); some stations call themselves EVSE 0."""
    plug = STATUS[payload["connectorStatus"]]
    at = timestamp(payload["timestamp"]) if payload.get("timestamp") else None
    if not (number := int(payload["evseId"])):
        return StationStatusReported(status=plug, at=at)
    return ConnectorStatusReported(
        connector=ConnectorRef(number, int(payload.get("connectorId") or 1)),
        status=plug,
        at=at,
    )


def change_availability(command: ChangeAvailability) -> Payload:
    """Write a change of availability (G03, G04)."""
    written: dict[str, Any] = {
        "operationalStatus": "Operative" if command.operative else "Inoperative"
    }
    if command.connector:
        written["evse"] = evse(command.connector)
    return written


def availability_changed(payload: Payload) -> AvailabilityChange:
    """Read whether the change is in force."""
    _not_refused(payload)
    return CHANGES[payload["status"]]


def unlock(command: UnlockConnector) -> Payload:
    """Write an unlock (F05)."""
    number, plug = command.connector
    return {"evseId": number, "connectorId": plug}


WORDS = Vocabulary(
    incoming={"StatusNotification": Incoming(status_reported)},
    outgoing={
        ChangeAvailability: Outgoing(
            "ChangeAvailability", change_availability, availability_changed
        ),
        UnlockConnector: Outgoing("UnlockConnector", unlock, status("Unlocked")),
    },
)
