"""What a 2.0.1 station lets us read and set about itself."""

from typing import Any

import pytest

from custom_components.local_ocpp.csms.domain.configuration import (
    GetVariables,
    RequestReport,
    SetVariable,
    VariableChange,
    VariablesReported,
)
from custom_components.local_ocpp.csms.domain.errors import (
    NotSupported,
    Rejected,
    StationError,
)
from custom_components.local_ocpp.csms.domain.model.variable import Variable
from custom_components.local_ocpp.csms.ocpp.v201 import ADAPTER

HEARTBEAT = {
    "component": {"name": "OCPPCommCtrlr"},
    "variable": {"name": "HeartbeatInterval"},
}
KEY = "OCPPCommCtrlr/HeartbeatInterval"


def test_get() -> None:
    """Variables are asked for by their keys."""
    action, payload, _ = ADAPTER.write(GetVariables(keys=(KEY,)))

    assert (action, payload) == ("GetVariables", {"getVariableData": [HEARTBEAT]})


def test_get_all() -> None:
    """To read everything a report must be asked for."""
    with pytest.raises(NotSupported):
        ADAPTER.write(GetVariables())


@pytest.mark.parametrize(
    ("result", "variable"),
    [
        (
            {"attributeStatus": "Accepted", "attributeValue": "300"},
            Variable(key=KEY, value="300"),
        ),
        ({"attributeStatus": "Rejected"}, Variable(key=KEY)),
        ({"attributeStatus": "UnknownComponent"}, Variable(key=KEY, known=False)),
        ({"attributeStatus": "UnknownVariable"}, Variable(key=KEY, known=False)),
    ],
)
def test_got(result: dict[str, str], variable: Variable) -> None:
    """A value, a secret and a variable that does not exist are told apart."""
    _, _, read = ADAPTER.write(GetVariables(keys=(KEY,)))

    assert read({"getVariableResult": [HEARTBEAT | result]}) == (variable,)


def test_set() -> None:
    """Values are text."""
    action, payload, _ = ADAPTER.write(SetVariable(key=KEY, value="300"))

    assert action == "SetVariables"
    assert payload == {"setVariableData": [HEARTBEAT | {"attributeValue": "300"}]}


@pytest.mark.parametrize(
    ("word", "change"),
    [
        ("Accepted", VariableChange.ACCEPTED),
        ("RebootRequired", VariableChange.REBOOT_REQUIRED),
    ],
)
def test_was_set(word: str, change: VariableChange) -> None:
    """A new value is in force, or waits for a restart."""
    _, _, read = ADAPTER.write(SetVariable(key=KEY, value="300"))

    assert read({"setVariableResult": [{"attributeStatus": word}]}) is change


@pytest.mark.parametrize(
    ("word", "error"),
    [
        ("Rejected", Rejected),
        ("UnknownComponent", NotSupported),
        ("UnknownVariable", NotSupported),
        ("NotSupportedAttributeType", NotSupported),
    ],
)
def test_was_not_set(word: str, error: type[StationError]) -> None:
    """Not this value, and no such variable, are two refusals."""
    _, _, read = ADAPTER.write(SetVariable(key=KEY, value="300"))
    reason = {"reasonCode": "ValueTooHigh"}
    result = {"attributeStatus": word, "attributeStatusInfo": reason}

    with pytest.raises(error, match=rf"{word} \(ValueTooHigh\)"):
        read({"setVariableResult": [result]})


def test_request_report() -> None:
    """Everything the station knows about itself comes as a report."""
    action, payload, result = ADAPTER.write(RequestReport(request_id=5))

    assert action == "GetBaseReport"
    assert payload == {"requestId": 5, "reportBase": "FullInventory"}
    assert result({"status": "Accepted"}) is None


def report(*attributes: dict[str, Any]) -> VariablesReported:
    entry = HEARTBEAT | {"variableAttribute": list(attributes)}
    event = ADAPTER.incoming["NotifyReport"].read(
        {"requestId": 5, "seqNo": 0, "tbc": True, "reportData": [entry]}
    )
    assert isinstance(event, VariablesReported)
    return event


def test_report() -> None:
    """A part of a report says to which it belongs, and whether more follows."""
    assert report({"value": "300", "mutability": "ReadOnly"}) == VariablesReported(
        request_id=5,
        variables=(Variable(key=KEY, value="300", readonly=True),),
        more=True,
    )


def test_report_of_targets() -> None:
    """What is aimed at is not what is."""
    event = report({"type": "Target", "value": "1"}, {"type": "Actual", "value": "2"})

    assert event.variables[0].value == "2"


def test_empty_report() -> None:
    """A report may have nothing to say."""
    event = ADAPTER.incoming["NotifyReport"].read({"requestId": 5, "seqNo": 0})

    assert event == VariablesReported(request_id=5, variables=(), more=False)
