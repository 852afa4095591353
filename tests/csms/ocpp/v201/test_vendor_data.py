"""What vendors say beyond the standard, in 2.0.1: anything."""

from custom_components.local_ocpp.csms.domain.vendor_data import (
    DataTransferStatus,
    SendVendorData,
    VendorDataReceived,
    VendorReply,
)
from custom_components.local_ocpp.csms.ocpp.v201 import ADAPTER


def test_received() -> None:
    """What a vendor sends need not be text."""
    row = ADAPTER.incoming["DataTransfer"]
    payload = {"vendorId": "acme", "messageId": "lamp", "data": {"on": True}}

    assert row.read(payload) == VendorDataReceived(
        vendor_id="acme", message_id="lamp", content={"on": True}
    )
    assert row.answer(DataTransferStatus.REJECTED) == {"status": "Rejected"}


def test_sent() -> None:
    """Nor need what we send; a refusal is an answer like any other."""
    command = SendVendorData(vendor_id="acme", content={"on": True})
    action, payload, result = ADAPTER.write(command)

    assert action == "DataTransfer"
    assert payload == {"vendorId": "acme", "data": {"on": True}}
    assert result({"status": "UnknownVendorId", "data": 1}) == VendorReply(
        status=DataTransferStatus.UNKNOWN_VENDOR_ID, content=1
    )
