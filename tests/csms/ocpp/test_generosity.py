"""What a station gets wrong must cost neither time nor a session."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.local_ocpp.csms.domain.metering import MeterValuesReported
from custom_components.local_ocpp.csms.domain.transactions import TransactionEnded
from custom_components.local_ocpp.csms.ocpp.adapter import Adapter
from custom_components.local_ocpp.csms.ocpp.v16 import ADAPTER as OCPP16
from custom_components.local_ocpp.csms.ocpp.v201 import ADAPTER as OCPP201
from custom_components.local_ocpp.discovery import LONGEST_SHOWN, plain

GOOD = {"timestamp": "2026-06-01T12:00:00Z", "sampledValue": [{"value": "5"}]}
BAD = {"timestamp": "garbage", "sampledValue": [{"value": "6"}]}


@pytest.mark.parametrize("multiplier", [8_000_000, -8_000_000, 2**31])
def test_a_power_of_millions(multiplier: int) -> None:
    """No power of ten keeps us busy."""
    sampled = {"value": 1, "unitOfMeasure": {"multiplier": multiplier}}
    value = {"timestamp": "2026-06-01T12:00:00Z", "sampledValue": [sampled]}
    event = OCPP201.incoming["MeterValues"].read({"evseId": 1, "meterValue": [value]})
    assert isinstance(event, MeterValuesReported)
    assert len(event.samples) == 1


@pytest.mark.parametrize("timestamp", [None, "", "0000-00-00T00:00:00Z", "yesterday"])
def test_the_end_of_a_session_without_a_time(timestamp: str | None) -> None:
    """What ended is over all the same: now, for want of better knowledge."""
    payload = {"transactionId": 1, "meterStop": 10, "timestamp": timestamp}
    event = OCPP16.incoming["StopTransaction"].read(payload)
    assert isinstance(event, TransactionEnded)
    assert datetime.now(UTC) - event.at < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("adapter", "place"), [(OCPP16, "connectorId"), (OCPP201, "evseId")]
)
def test_one_bad_reading_among_good_ones(adapter: Adapter, place: str) -> None:
    """A reading that makes no sense does not take the others with it."""
    event = adapter.incoming["MeterValues"].read({place: 1, "meterValue": [GOOD, BAD]})
    assert isinstance(event, MeterValuesReported)
    assert [sample.at.hour for sample in event.samples] == [12]


def test_what_strangers_say_is_only_text() -> None:
    """Nobody at the door writes links or pictures into the owner's forms."""
    said = "![p](http://10.0.0.66/p.png) <img src=x> `ACME` " + "x" * 300
    shown = plain(said)
    assert not set(shown) & set("[]()<>!`")
    assert len(shown) <= LONGEST_SHOWN
