"""The messages that are measured with."""

from custom_components.local_ocpp.csms.ocpp.schemas import Schemas

from . import frames


def test_what_the_stations_say_conforms_to_the_schema() -> None:
    """A message has twelve values, and nothing in it has to be mended."""
    payload = frames.payload(7, transaction=1)
    assert Schemas("ocpp1.6").request("MeterValues")(payload) is None
    assert len(payload["meterValue"][0]["sampledValue"]) == 12


def test_messages_differ() -> None:
    """Some values change from message to message, and never all of them."""
    changed = [frames.changes(sequence) for sequence in range(1, frames.VARIANTS)]
    assert min(changed) >= 3
    assert max(changed) < 12


def test_frames_say_what_the_values_are() -> None:
    """What is made beforehand is what `values` tells."""
    payload = frames.payload(31, transaction=None)
    said = [each["value"] for each in payload["meterValue"][0]["sampledValue"]]
    assert said == list(frames.values(31))
