"""What a 1.6 station lets us read and set about itself."""

import pytest

from custom_components.local_ocpp.csms.domain.configuration import (
    GetVariables,
    SetVariable,
    VariableChange,
)
from custom_components.local_ocpp.csms.domain.errors import NotSupported, Rejected
from custom_components.local_ocpp.csms.domain.model.variable import Variable
from custom_components.local_ocpp.csms.ocpp.v16 import ADAPTER


def test_get() -> None:
    """Some keys are asked for by name, all of them by none."""
    some = ADAPTER.write(GetVariables(keys=("HeartbeatInterval",)))
    everything = ADAPTER.write(GetVariables())

    assert some[:2] == ("GetConfiguration", {"key": ["HeartbeatInterval"]})
    assert everything[1] == {}


def test_got() -> None:
    """A value, a secret and a key that does not exist are told apart."""
    _, _, read = ADAPTER.write(GetVariables())
    payload = {
        "configurationKey": [
            {"key": "HeartbeatInterval", "readonly": False, "value": "300"},
            {"key": "AuthorizationKey", "readonly": True},
        ],
        "unknownKey": ["Foo"],
    }

    assert read(payload) == (
        Variable(key="HeartbeatInterval", value="300"),
        Variable(key="AuthorizationKey", readonly=True),
        Variable(key="Foo", known=False),
    )


def test_got_nothing() -> None:
    """A station may have nothing to say."""
    _, _, read = ADAPTER.write(GetVariables())

    assert read({}) == ()
    assert read({"configurationKey": None, "unknownKey": None}) == ()


def test_set() -> None:
    """Values are text; a new one is in force, or waits for a restart."""
    command = SetVariable(key="HeartbeatInterval", value="300")
    action, payload, read = ADAPTER.write(command)

    assert action == "ChangeConfiguration"
    assert payload == {"key": "HeartbeatInterval", "value": "300"}
    assert read({"status": "Accepted"}) is VariableChange.ACCEPTED
    assert read({"status": "RebootRequired"}) is VariableChange.REBOOT_REQUIRED


@pytest.mark.parametrize(
    ("word", "error"), [("Rejected", Rejected), ("NotSupported", NotSupported)]
)
def test_was_not_set(word: str, error: type[Exception]) -> None:
    """Not this value, and no such key, are two refusals."""
    _, _, read = ADAPTER.write(SetVariable(key="Foo", value="1"))

    with pytest.raises(error, match=word):
        read({"status": word})
