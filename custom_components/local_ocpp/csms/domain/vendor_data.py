"""What vendors say beyond the standard, and what we say beyond our own words."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, override

from .backoffice import Backoffice
from .messages import StationCommand, StationEvent
from .model.station import StationState


class DataTransferStatus(StrEnum):
    """What became of vendor data."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNKNOWN_MESSAGE_ID = "unknown_message_id"
    UNKNOWN_VENDOR_ID = "unknown_vendor_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorDataReceived(StationEvent[DataTransferStatus]):
    """The station sent something only its vendor understands: automations may, we do not."""

    vendor_id: str
    message_id: str | None = None
    content: Any = None

    @override
    async def decide(
        self, backoffice: Backoffice, state: StationState
    ) -> DataTransferStatus:
        return DataTransferStatus.UNKNOWN_VENDOR_ID


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorReply:
    """What the station made of our vendor data."""

    status: DataTransferStatus
    content: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendVendorData(StationCommand[VendorReply]):
    """Send something only the vendor understands."""

    vendor_id: str
    message_id: str | None = None
    content: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendCall(StationCommand[Mapping[str, Any]]):
    """Send any message of the station's OCPP version, as it goes on the wire."""

    action: str
    payload: Mapping[str, Any]
