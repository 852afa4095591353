"""Charging sessions: one message for all that happens, and the station names the transaction."""

from collections.abc import Callable
from typing import Any
from zlib import crc32

from ...domain.messages import StationEvent
from ...domain.model.evse import ChargingState, ConnectorRef
from ...domain.model.metering import ENERGY, Sample
from ...domain.model.token import IdToken
from ...domain.model.transaction import TransactionId
from ...domain.transactions import (
    Receipt,
    RequestStart,
    RequestStop,
    TransactionEnded,
    TransactionStarted,
    TransactionUpdated,
)
from ..adapter import Incoming, Outgoing, Vocabulary
from ..rpc import Payload
from ..sampled_values import readable
from ..wire import moment
from .authorization import id_token, id_token_info, token
from .evse import connector
from .metering import samples
from .smart_charging import charging_profile

CHARGING = {
    "Idle": ChargingState.IDLE,
    "EVConnected": ChargingState.EV_CONNECTED,
    "Charging": ChargingState.CHARGING,
    "SuspendedEV": ChargingState.SUSPENDED_EV,
    "SuspendedEVSE": ChargingState.SUSPENDED_EVSE,
}

# A session may begin before it is known where, if the driver shows a token first (J08).
# A wallbox has one EVSE.
_SOMEWHERE = ConnectorRef(1)


def started(payload: Payload) -> TransactionStarted:
    """Read the start of a session (E01, E02)."""
    said = readable(payload.get("meterValue"), samples)
    return TransactionStarted(
        connector=_connector(payload) or _SOMEWHERE,
        at=moment(payload.get("timestamp")),
        transaction_id=_transaction_id(payload),
        token=_token(payload),
        meter_wh=_energy_wh(said, "Transaction.Begin"),
        charging=_charging(payload),
        samples=said,
    )


def updated(payload: Payload) -> TransactionUpdated:
    """Read what happened during a session."""
    return TransactionUpdated(
        transaction_id=_transaction_id(payload),
        at=moment(payload.get("timestamp")),
        connector=_connector(payload),
        token=_token(payload),
        charging=_charging(payload),
        samples=readable(payload.get("meterValue"), samples),
    )


def ended(payload: Payload) -> TransactionEnded:
    """Read the end of a session (E06); a reason is only left out if it is Local."""
    said = readable(payload.get("meterValue"), samples)
    return TransactionEnded(
        transaction_id=_transaction_id(payload),
        at=moment(payload.get("timestamp")),
        connector=_connector(payload),
        token=_token(payload),
        meter_wh=_energy_wh(said[::-1], "Transaction.End"),
        reason=payload["transactionInfo"].get("stoppedReason") or "Local",
        samples=said,
    )


EVENTS: dict[str, Callable[[Payload], StationEvent[Receipt]]] = {
    "Started": started,
    "Updated": updated,
    "Ended": ended,
}


def transaction_event(payload: Payload) -> StationEvent[Receipt]:
    """Read a step in the life of a session."""
    return EVENTS[payload["eventType"]](payload)


def receipt(answer: Receipt) -> Payload:
    """Write our answer: about the token, if one was shown."""
    return id_token_info(answer.authorization) if answer.authorization else {}


def request_start(command: RequestStart) -> Payload:
    """Write a remote start (F01, F02)."""
    written: dict[str, Any] = {
        "remoteStartId": _remote_start_id(command),
        "evseId": command.connector.evse,
        "idToken": id_token(command.token),
    }
    if command.profile:
        written["chargingProfile"] = charging_profile(command.profile)
    return written


def request_stop(command: RequestStop) -> Payload:
    """Write a remote stop (F03)."""
    return {"transactionId": command.transaction_id}


def _remote_start_id(command: RequestStart) -> int:
    """Return a number that only requests for the same token on the same plug share."""
    asked = (
        f"{command.connector.evse} {command.connector.connector} {command.token.key}"
    )
    return crc32(asked.encode()) & 0x7FFF_FFFF


def _transaction_id(payload: Payload) -> TransactionId:
    return TransactionId(str(payload["transactionInfo"]["transactionId"]))


def _connector(payload: Payload) -> ConnectorRef | None:
    evse = payload.get("evse")
    return connector(evse) if evse else None


def _token(payload: Payload) -> IdToken | None:
    """Read the token shown; a station that starts at the push of a button says that too."""
    shown = payload.get("idToken")
    if not shown or shown.get("type") == "NoAuthorization":
        return None
    return token(shown)


def _charging(payload: Payload) -> ChargingState | None:
    """Read what car and station do; a word we do not know must not hold up the session."""
    return CHARGING.get(payload["transactionInfo"].get("chargingState"))


def _energy_wh(samples: tuple[Sample, ...], context: str) -> float | None:
    """Return the first energy of a context, else the first of any."""
    energies = [
        (sample.context, energy_wh)
        for sample in samples
        if (energy_wh := sample.value(ENERGY)) is not None
    ]
    return next(
        (energy_wh for said, energy_wh in energies if said == context),
        energies[0][1] if energies else None,
    )


WORDS = Vocabulary(
    incoming={"TransactionEvent": Incoming(transaction_event, receipt)},
    outgoing={
        RequestStart: Outgoing("RequestStartTransaction", request_start),
        RequestStop: Outgoing("RequestStopTransaction", request_stop),
    },
)
