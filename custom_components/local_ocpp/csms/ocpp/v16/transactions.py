"""Charging sessions: two messages, and we name the transaction."""

from ...domain.model.evse import ConnectorRef
from ...domain.model.token import Authorization, AuthorizationStatus, IdToken
from ...domain.model.transaction import TransactionId
from ...domain.transactions import (
    Receipt,
    RequestStart,
    RequestStop,
    TransactionEnded,
    TransactionStarted,
)
from ..adapter import Incoming, Outgoing, Vocabulary
from ..rpc import Payload
from ..wire import timestamp
from .authorization import id_tag_info
from .metering import samples
from .smart_charging import charging_profile

_ACCEPTED = Authorization(status=AuthorizationStatus.ACCEPTED)


def started(payload: Payload) -> TransactionStarted:
    """Read the start of a session (4.8)."""
    return TransactionStarted(
        connector=ConnectorRef(int(payload["connectorId"])),
        at=timestamp(payload["timestamp"]),
        token=IdToken(payload["idTag"]),
        meter_wh=float(payload["meterStart"]),
    )


def start_receipt(answer: Receipt) -> Payload:
    """Write the name we gave the transaction; it has one even if the tag is refused."""
    assert answer.transaction is not None
    return {
        "transactionId": int(answer.transaction.id),
        **id_tag_info(answer.authorization or _ACCEPTED),
    }


def ended(payload: Payload) -> TransactionEnded:
    """Read the end of a session (4.10)."""
    token = payload.get("idTag")
    return TransactionEnded(
        transaction_id=TransactionId(str(payload["transactionId"])),
        at=timestamp(payload["timestamp"]),
        token=IdToken(token) if token else None,
        meter_wh=float(payload["meterStop"]),
        reason=payload.get("reason") or "Local",
        samples=samples(payload.get("transactionData") or ()),
    )


def stop_receipt(answer: Receipt) -> Payload:
    """Write our answer: about the tag, if one was shown."""
    return id_tag_info(answer.authorization) if answer.authorization else {}


def remote_start(command: RequestStart) -> Payload:
    """Write a remote start (5.11)."""
    written: dict[str, object] = {
        "connectorId": command.connector.evse,
        "idTag": command.token.value,
    }
    if command.profile:
        written["chargingProfile"] = charging_profile(command.profile)
    return written


def remote_stop(command: RequestStop) -> Payload:
    """Write a remote stop (5.12)."""
    return {"transactionId": int(command.transaction_id)}


WORDS = Vocabulary(
    incoming={
        "StartTransaction": Incoming(started, start_receipt),
        "StopTransaction": Incoming(ended, stop_receipt),
    },
    outgoing={
        RequestStart: Outgoing("RemoteStartTransaction", remote_start),
        RequestStop: Outgoing("RemoteStopTransaction", remote_stop),
    },
)
