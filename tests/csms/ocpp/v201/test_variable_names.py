"""How a variable of the device model is spelled in one line."""

from typing import Any

import pytest

from custom_components.local_ocpp.csms.domain.errors import NotSupported
from custom_components.local_ocpp.csms.ocpp.v201.variable_names import named, spelled

NAMES: dict[str, dict[str, Any]] = {
    "OCPPCommCtrlr/HeartbeatInterval": {
        "component": {"name": "OCPPCommCtrlr"},
        "variable": {"name": "HeartbeatInterval"},
    },
    "DeviceDataCtrlr/ItemsPerMessage[GetVariables]": {
        "component": {"name": "DeviceDataCtrlr"},
        "variable": {"name": "ItemsPerMessage", "instance": "GetVariables"},
    },
    "EVSE#1/Power": {
        "component": {"name": "EVSE", "evse": {"id": 1}},
        "variable": {"name": "Power"},
    },
    "Connector[left/a]#1.2/ConnectorType": {
        "component": {
            "name": "Connector",
            "instance": "left/a",
            "evse": {"id": 1, "connectorId": 2},
        },
        "variable": {"name": "ConnectorType"},
    },
}


@pytest.mark.parametrize("key", NAMES)
def test_there_and_back(key: str) -> None:
    """A key says all that OCPP says in a component and a variable."""
    assert named(key) == NAMES[key]
    assert spelled(NAMES[key]) == key


@pytest.mark.parametrize(
    "key",
    ["HeartbeatInterval", "", "/", "A/", "/B", "A#x/B", "A[]/B", "A/B/C", "A#1./B"],
)
def test_not_a_key(key: str) -> None:
    """What does not name a component and a variable cannot be asked for."""
    with pytest.raises(NotSupported):
        named(key)
