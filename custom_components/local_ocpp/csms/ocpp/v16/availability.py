"""Whether a station and its plugs can be used."""

from ...domain.availability import (
    AvailabilityChange,
    ChangeAvailability,
    ConnectorStatusReported,
    StationStatusReported,
    UnlockConnector,
)
from ...domain.model.evse import (
    ChargingState as Charging,
    ConnectorRef,
    ConnectorStatus as Status,
)
from ...domain.model.station import Fault
from ..adapter import Incoming, Outgoing, Vocabulary, refusal, status
from ..rpc import Payload
from ..wire import timestamp

# OCPP 1.6 says in one word what later versions say in two (4.9).
STATUS: dict[str, tuple[Status, Charging | None]] = {
    "Available": (Status.AVAILABLE, Charging.IDLE),
    "Preparing": (Status.OCCUPIED, Charging.EV_CONNECTED),
    "Charging": (Status.OCCUPIED, Charging.CHARGING),
    "SuspendedEV": (Status.OCCUPIED, Charging.SUSPENDED_EV),
    "SuspendedEVSE": (Status.OCCUPIED, Charging.SUSPENDED_EVSE),
    "Finishing": (Status.OCCUPIED, Charging.FINISHING),
    "Reserved": (Status.RESERVED, Charging.IDLE),
    "Unavailable": (Status.UNAVAILABLE, None),
    "Faulted": (Status.FAULTED, None),
}


def status_reported(
    payload: Payload,
) -> ConnectorStatusReported | StationStatusReported:
    """Read a status notification; connector 0 is the station itself."""
    plug, charging = STATUS[payload["status"]]
    at = timestamp(payload["timestamp"]) if payload.get("timestamp") else None
    if not (number := int(payload["connectorId"])):
        return StationStatusReported(status=plug, fault=_fault(payload), at=at)
    return ConnectorStatusReported(
        connector=ConnectorRef(number),
        status=plug,
        charging=charging,
        fault=_fault(payload),
        at=at,
    )


def _fault(payload: Payload) -> Fault | None:
    code = payload.get("errorCode") or "NoError"
    text, vendor_code = payload.get("info"), payload.get("vendorErrorCode")
    if code == "NoError" and payload["status"] != "Faulted":
        return None
    return Fault(code=code, text=text or None, vendor_code=vendor_code or None)


def change_availability(command: ChangeAvailability) -> Payload:
    """Write a change of availability (5.2)."""
    return {
        "connectorId": command.connector.evse if command.connector else 0,
        "type": "Operative" if command.operative else "Inoperative",
    }


def availability_changed(payload: Payload) -> AvailabilityChange:
    """Read whether the change is in force."""
    try:
        return AvailabilityChange(payload["status"].lower())
    except ValueError as error:
        raise refusal(payload["status"]) from error


def unlock(command: UnlockConnector) -> Payload:
    """Write an unlock (5.18)."""
    return {"connectorId": command.connector.evse}


WORDS = Vocabulary(
    incoming={"StatusNotification": Incoming(status_reported)},
    outgoing={
        ChangeAvailability: Outgoing(
            "ChangeAvailability", change_availability, availability_changed
        ),
        UnlockConnector: Outgoing("UnlockConnector", unlock, status("Unlocked")),
    },
)
