"""A station introduces itself, stays in touch, and can be restarted."""

from datetime import datetime

from ...domain.boot import Alive, Booted, Reset
from ...domain.model.station import Identity, Registration
from ..adapter import Incoming, Outgoing, Vocabulary
from ..rpc import Payload
from ..wire import utc


def booted(payload: Payload) -> Booted:
    """Read a boot notification (4.2)."""
    return Booted(
        identity=Identity(
            vendor=payload.get("chargePointVendor") or "",
            model=payload.get("chargePointModel") or "",
            serial=payload.get("chargePointSerialNumber")
            or payload.get("chargeBoxSerialNumber")
            or None,
            firmware=payload.get("firmwareVersion") or None,
            meter_type=payload.get("meterType") or None,
            meter_serial=payload.get("meterSerialNumber") or None,
            iccid=payload.get("iccid") or None,
            imsi=payload.get("imsi") or None,
        )
    )


def registration(answer: Registration) -> Payload:
    """Write our welcome."""
    return {
        "currentTime": utc(answer.now),
        "interval": answer.interval_seconds,
        "status": answer.status.capitalize(),
    }


def alive(payload: Payload) -> Alive:
    """Read a heartbeat (4.6)."""
    return Alive()


def the_time(answer: datetime) -> Payload:
    """Write the time."""
    return {"currentTime": utc(answer)}


def reset(command: Reset) -> Payload:
    """Write a reset (5.14)."""
    return {"type": command.type.capitalize()}


WORDS = Vocabulary(
    incoming={
        "BootNotification": Incoming(booted, registration),
        "Heartbeat": Incoming(alive, the_time),
    },
    outgoing={Reset: Outgoing("Reset", reset)},
)
