"""Asking a station to say something now."""

from typing import Any

from ...domain.remote_trigger import TriggerMessage
from ..adapter import Outgoing, Vocabulary
from ..rpc import Payload


def trigger(command: TriggerMessage) -> Payload:
    """Write a trigger (5.17)."""
    written: dict[str, Any] = {"requestedMessage": command.message}
    if command.connector:
        written["connectorId"] = command.connector.evse
    return written


WORDS = Vocabulary(outgoing={TriggerMessage: Outgoing("TriggerMessage", trigger)})
