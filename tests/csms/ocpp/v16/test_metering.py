"""What the meters of a 1.6 station say."""

from typing import Any

import pytest

from custom_components.local_ocpp.csms.domain.metering import MeterValuesReported
from custom_components.local_ocpp.csms.domain.model.evse import ConnectorRef
from custom_components.local_ocpp.csms.domain.model.metering import (
    ENERGY,
    POWER,
    Quantity,
)
from custom_components.local_ocpp.csms.ocpp.v16 import ADAPTER


def read(*sampled: dict[str, Any], **more: Any) -> MeterValuesReported:
    value = {"timestamp": "2026-06-01T12:00:00Z", "sampledValue": list(sampled)}
    event = ADAPTER.incoming["MeterValues"].read(
        {"connectorId": 1, "meterValue": [value], **more}
    )
    assert isinstance(event, MeterValuesReported)
    return event


def test_defaults() -> None:
    """A bare number is the energy that went out, in Wh, as text."""
    event = read({"value": "1500"})

    assert event.connector == ConnectorRef(1)
    assert event.samples[0].readings == {Quantity(ENERGY, "Wh"): 1500}


@pytest.mark.parametrize(
    ("number", "name"),
    [(7, "7"), (-1, "-1"), (2**63 - 1, "9223372036854775807"), (None, None)],
)
def test_transaction(number: int | None, name: str | None) -> None:
    """Whatever a station takes for a transaction is one."""
    assert read({"value": "1"}, transactionId=number).transaction_id == name


@pytest.mark.parametrize(
    ("unit", "watts"), [("W", 7.2), ("kW", 7200), (None, 7.2), ("Wh", 7.2)]
)
def test_units(unit: str | None, watts: float) -> None:
    """Units count, unless they are of something else."""
    event = read({"value": "7.2", "measurand": POWER, "unit": unit})

    assert event.samples[0].value(POWER) == pytest.approx(watts)


def test_main_meter() -> None:
    """Connector 0 is the station's own meter."""
    assert read({"value": "1"}, connectorId=0).connector is None


def test_what_is_no_number() -> None:
    """Signed data and NaN are left out, the rest is read."""
    event = read(
        {"value": "c2lnbmVk", "format": "SignedData"},
        {"value": "NaN", "measurand": POWER},
        {"value": "230.1", "measurand": "Voltage"},
    )

    assert [sample.readings for sample in event.samples] == [
        {Quantity("Voltage", "V"): 230.1}
    ]


def test_nothing_measured() -> None:
    """A meter may have nothing to say."""
    assert read().samples == ()
