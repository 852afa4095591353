"""Asking a station to say something now."""

from typing import Any

from ...domain.remote_trigger import TriggerMessage
from ..adapter import Outgoing, Vocabulary
from .evse import evse

# What a plug says; everything else is asked of its EVSE.
_OF_A_PLUG = frozenset({"StatusNotification"})


def trigger(command: TriggerMessage) -> dict[str, Any]:
    """Write a trigger (F06)."""
    written: dict[str, Any] = {"requestedMessage": command.message}
    if command.connector and command.message in _OF_A_PLUG:
        written["evse"] = evse(command.connector)
    elif command.connector:
        written["evse"] = {"id": command.connector.evse}
    return written


WORDS = Vocabulary(outgoing={TriggerMessage: Outgoing("TriggerMessage", trigger)})
