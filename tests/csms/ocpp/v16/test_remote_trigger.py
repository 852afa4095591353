"""Asking a 1.6 station to say something now."""

import pytest

from custom_components.local_ocpp.csms.domain.errors import NotSupported, Rejected
from custom_components.local_ocpp.csms.domain.model.evse import ConnectorRef
from custom_components.local_ocpp.csms.domain.remote_trigger import TriggerMessage
from custom_components.local_ocpp.csms.ocpp.v16 import ADAPTER


def test_trigger() -> None:
    """A message is asked for of the station, or of a plug."""
    station = ADAPTER.write(TriggerMessage(message="Heartbeat"))
    plug = ADAPTER.write(
        TriggerMessage(message="MeterValues", connector=ConnectorRef(2))
    )

    assert station[:2] == ("TriggerMessage", {"requestedMessage": "Heartbeat"})
    assert plug[1] == {"requestedMessage": "MeterValues", "connectorId": 2}


@pytest.mark.parametrize(
    ("word", "error"), [("Rejected", Rejected), ("NotImplemented", NotSupported)]
)
def test_refused(word: str, error: type[Exception]) -> None:
    """Not now, and never, are two refusals."""
    _, _, result = ADAPTER.write(TriggerMessage(message="Heartbeat"))

    with pytest.raises(error):
        result({"status": word})
