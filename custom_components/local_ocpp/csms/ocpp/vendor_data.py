"""What vendors say beyond the standard, which every OCPP version spells alike."""

from collections.abc import Mapping
from typing import Any

import orjson

from ..domain.messages import StationCommand
from ..domain.vendor_data import (
    DataTransferStatus,
    SendVendorData,
    VendorDataReceived,
    VendorReply,
)
from .adapter import Incoming, Outgoing
from .rpc import Payload

STATUS = {
    "Accepted": DataTransferStatus.ACCEPTED,
    "Rejected": DataTransferStatus.REJECTED,
    "UnknownMessageId": DataTransferStatus.UNKNOWN_MESSAGE_ID,
    "UnknownVendorId": DataTransferStatus.UNKNOWN_VENDOR_ID,
}
WORDS = {status: word for word, status in STATUS.items()}


def received(payload: Payload) -> VendorDataReceived:
    """Read a station's data transfer."""
    return VendorDataReceived(
        vendor_id=payload["vendorId"],
        message_id=payload.get("messageId"),
        content=payload.get("data"),
    )


def verdict(answer: DataTransferStatus) -> Payload:
    """Write what became of it."""
    return {"status": WORDS[answer]}


def reply(payload: Payload) -> VendorReply:
    """Read what the station made of ours; that it refused is its answer, not our error."""
    return VendorReply(status=STATUS[payload["status"]], content=payload.get("data"))


def incoming() -> Mapping[str, Incoming[Any]]:
    """Return the row for what stations send."""
    return {"DataTransfer": Incoming(received, verdict)}


def outgoing(*, as_text: bool) -> Mapping[type[StationCommand[Any]], Outgoing[Any]]:
    """Return the row for what we send; 1.6 knows text alone, 2.x anything."""

    def write(command: SendVendorData) -> Payload:
        content = command.content
        if as_text and content is not None and not isinstance(content, str):
            content = orjson.dumps(content).decode()
        written = {
            "vendorId": command.vendor_id,
            "messageId": command.message_id,
            "data": content,
        }
        return {key: value for key, value in written.items() if value is not None}

    return {SendVendorData: Outgoing("DataTransfer", write, reply)}
