"""Asking a 2.1 station to say something now."""

from ocpp.v21.enums import MessageTriggerEnumType  # type: ignore[import-untyped, unused-ignore]

from custom_components.local_ocpp.csms.domain.model.evse import ConnectorRef
from custom_components.local_ocpp.csms.domain.remote_trigger import TriggerMessage
from custom_components.local_ocpp.csms.ocpp.v21 import ADAPTER
from custom_components.local_ocpp.csms.ocpp.v21.remote_trigger import STANDARD


def test_standard() -> None:
    """Messages of the standard are asked for by their names."""
    command = TriggerMessage(message="MeterValues", connector=ConnectorRef(1))

    assert ADAPTER.write(command)[1] == {
        "requestedMessage": "MeterValues",
        "evse": {"id": 1},
    }


def test_standard_is_all_of_it() -> None:
    """We know every message that the standard lets us ask for."""
    assert {*STANDARD, "CustomTrigger"} == set(MessageTriggerEnumType)


def test_custom() -> None:
    """What no standard names is the vendor's own."""
    command = TriggerMessage(message="LampStatus", connector=ConnectorRef(1))

    assert ADAPTER.write(command)[1] == {
        "requestedMessage": "CustomTrigger",
        "customTrigger": "LampStatus",
        "evse": {"id": 1},
    }
