"""What vendors say beyond the standard, in 1.6: text."""

import pytest

from custom_components.local_ocpp.csms.domain.vendor_data import (
    DataTransferStatus,
    SendVendorData,
    VendorDataReceived,
    VendorReply,
)
from custom_components.local_ocpp.csms.ocpp.v16 import ADAPTER


def test_received() -> None:
    """What a vendor sends is passed on as it is."""
    row = ADAPTER.incoming["DataTransfer"]
    payload = {"vendorId": "acme", "messageId": "lamp", "data": "on"}

    assert row.read(payload) == VendorDataReceived(
        vendor_id="acme", message_id="lamp", content="on"
    )
    assert row.answer(DataTransferStatus.UNKNOWN_VENDOR_ID) == {
        "status": "UnknownVendorId"
    }


@pytest.mark.parametrize(
    ("content", "written"),
    [("on", "on"), ({"on": True}, '{"on":true}'), (5, "5"), ("", "")],
)
def test_sent(content: object, written: str) -> None:
    """What is no text is sent as JSON."""
    command = SendVendorData(vendor_id="acme", content=content)
    action, payload, _ = ADAPTER.write(command)

    assert action == "DataTransfer"
    assert payload == {"vendorId": "acme", "data": written}


def test_reply() -> None:
    """A refusal is an answer like any other."""
    _, _, result = ADAPTER.write(SendVendorData(vendor_id="acme"))

    assert result({"status": "Rejected", "data": "no"}) == VendorReply(
        status=DataTransferStatus.REJECTED, content="no"
    )
