"""Asking a station to say something now, also something only its vendor knows."""

from typing import Any

from ...domain.remote_trigger import TriggerMessage
from ..adapter import Outgoing, Vocabulary
from ..v201.remote_trigger import trigger as standard_trigger

# Spelled out, since the package's enumeration costs 8 MB of its other modules.
STANDARD = frozenset(
    {
        "BootNotification",
        "FirmwareStatusNotification",
        "Heartbeat",
        "LogStatusNotification",
        "MeterValues",
        "PublishFirmwareStatusNotification",
        "SignChargingStationCertificate",
        "SignCombinedCertificate",
        "SignV2G20Certificate",
        "SignV2GCertificate",
        "StatusNotification",
        "TransactionEvent",
    }
)


def trigger(command: TriggerMessage) -> dict[str, Any]:
    """Write a trigger (F06); what no specification names is the vendor's own."""
    written = standard_trigger(command)
    if command.message not in STANDARD:
        written["requestedMessage"] = "CustomTrigger"
        written["customTrigger"] = command.message
    return written


WORDS = Vocabulary(outgoing={TriggerMessage: Outgoing("TriggerMessage", trigger)})
