"""A station introduces itself, stays in touch, and can be restarted."""

from datetime import datetime

from ...domain.boot import Alive, Booted, Reset, ResetType
from ...domain.model.station import Identity, Registration
from ..adapter import Incoming, Outgoing, Vocabulary, status
from ..rpc import Payload
from ..wire import utc

RESETS = {ResetType.SOFT: "OnIdle", ResetType.HARD: "Immediate"}


def booted(payload: Payload) -> Booted:
    """Read a boot notification (B01)."""
    plate = payload.get("chargingStation") or {}
    modem = plate.get("modem") or {}
    return Booted(
        identity=Identity(
            vendor=plate.get("vendorName") or "",
            model=plate.get("model") or "",
            serial=plate.get("serialNumber") or None,
            firmware=plate.get("firmwareVersion") or None,
            iccid=modem.get("iccid") or None,
            imsi=modem.get("imsi") or None,
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
    """Read a heartbeat (G02)."""
    return Alive()


def the_time(answer: datetime) -> Payload:
    """Write the time."""
    return {"currentTime": utc(answer)}


def reset(command: Reset) -> Payload:
    """Write a reset of the whole station (B11, B12)."""
    return {"type": RESETS[command.type]}


WORDS = Vocabulary(
    incoming={
        "BootNotification": Incoming(booted, registration),
        "Heartbeat": Incoming(alive, the_time),
    },
    outgoing={Reset: Outgoing("Reset", reset, status("Accepted", "Scheduled"))},
)
