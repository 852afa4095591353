"""Asking a 2.0.1 station to say something now."""

import pytest

from custom_components.local_ocpp.csms.domain.errors import NotSupported, Rejected
from custom_components.local_ocpp.csms.domain.model.evse import ConnectorRef
from custom_components.local_ocpp.csms.domain.remote_trigger import TriggerMessage
from custom_components.local_ocpp.csms.ocpp.v201 import ADAPTER


def test_of_the_station() -> None:
    """What the station says as a whole names no EVSE."""
    action, payload, result = ADAPTER.write(TriggerMessage(message="Heartbeat"))

    assert (action, payload) == ("TriggerMessage", {"requestedMessage": "Heartbeat"})
    assert result({"status": "Accepted"}) is None


@pytest.mark.parametrize(
    ("message", "evse"),
    [
        ("StatusNotification", {"id": 2, "connectorId": 1}),
        ("MeterValues", {"id": 2}),
        ("TransactionEvent", {"id": 2}),
    ],
)
def test_of_a_plug(message: str, evse: dict[str, int]) -> None:
    """A plug has a status; meters and sessions belong to its EVSE."""
    command = TriggerMessage(message=message, connector=ConnectorRef(2))
    _, payload, _ = ADAPTER.write(command)

    assert payload == {"requestedMessage": message, "evse": evse}


@pytest.mark.parametrize(
    ("word", "error"), [("Rejected", Rejected), ("NotImplemented", NotSupported)]
)
def test_refused(word: str, error: type[Exception]) -> None:
    """Not now, and never, are two refusals."""
    _, _, result = ADAPTER.write(TriggerMessage(message="Heartbeat"))

    with pytest.raises(error):
        result({"status": word})
