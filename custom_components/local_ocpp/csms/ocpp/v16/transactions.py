"""Charging sessions: two messages, and we name the transaction."""

from typing import Any

from ...domain.model.evse import ConnectorRef
from ...domain.model.token import Authorization, AuthorizationStatus, IdToken
from ...domain.transactions import (
    Receipt,
    RequestStart,
    RequestStop,
    TransactionEnded,
    TransactionStarted,
)
from ..adapter import Incoming, Outgoing, Vocabulary
from ..rpc import Payload
from ..sampled_values import readable
from ..wire import moment
from . import transaction_numbers
from .authorization import id_tag_info
from .metering import samples
from .smart_charging import charging_profile

_ACCEPTED = Authorization(status=AuthorizationStatus.ACCEPTED)


def started(payload: Payload) -> TransactionStarted:
    """Read the start of a session (4.8); it must be answered even if half of it is missing."""
    return TransactionStarted(
        connector=ConnectorRef(int(payload["connectorId"])),
        at=moment(payload.get("timestamp")),
        token=IdToken(payload.get("idTag") or ""),
        meter_wh=_wh(payload.get("meterStart")),
    )


def start_receipt(answer: Receipt) -> Payload:
    """Write the name we gave the transaction; it has one even if the tag is refused."""
    assert answer.transaction is not None
    return {
        "transactionId": transaction_numbers.write(answer.transaction.id),
        **id_tag_info(answer.authorization or _ACCEPTED),
    }


def ended(payload: Payload) -> TransactionEnded:
    """Read the end of a session (4.10); it must be answered even if half of it is missing."""
    token = payload.get("idTag")
    return TransactionEnded(
        transaction_id=transaction_numbers.read(payload["transactionId"]),
        at=moment(payload.get("timestamp")),
        token=IdToken(token) if token else None,
        meter_wh=_wh(payload.get("meterStop")),
        reason=payload.get("reason") or "Local",
        samples=readable(payload.get("transactionData"), samples),
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
    return {"transactionId": transaction_numbers.write(command.transaction_id)}


def _wh(meter: Any) -> float | None:
    return None if meter is None else float(meter)


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
