"""What the meters of a 2.0.1 station say."""

from typing import Any

import pytest

from custom_components.local_ocpp.csms.domain.metering import MeterValuesReported
from custom_components.local_ocpp.csms.domain.model.evse import ConnectorRef
from custom_components.local_ocpp.csms.domain.model.metering import (
    ENERGY,
    POWER,
    Quantity,
)
from custom_components.local_ocpp.csms.ocpp.v201 import ADAPTER


def read(evse: int, *sampled: dict[str, Any]) -> MeterValuesReported:
    value = {"timestamp": "2026-06-01T12:00:00Z", "sampledValue": list(sampled)}
    event = ADAPTER.incoming["MeterValues"].read(
        {"evseId": evse, "meterValue": [value]}
    )
    assert isinstance(event, MeterValuesReported)
    return event


def test_defaults() -> None:
    """A bare number is the energy that went out, in Wh."""
    event = read(2, {"value": 1500})

    assert event.connector == ConnectorRef(2)
    assert event.transaction_id is None
    assert event.samples[0].readings == {Quantity(ENERGY, "Wh"): 1500}


@pytest.mark.parametrize(
    ("unit", "watts"),
    [
        ({"unit": "W"}, 7.2),
        ({"unit": "kW"}, 7200),
        ({"unit": "W", "multiplier": 3}, 7200),
        ({"unit": "kW", "multiplier": -3}, 7.2),
        (None, 7.2),
    ],
)
def test_units(unit: dict[str, Any] | None, watts: float) -> None:
    """A unit and a power of ten both count."""
    event = read(1, {"value": 7.2, "measurand": POWER, "unitOfMeasure": unit})

    assert event.samples[0].value(POWER) == pytest.approx(watts)


def test_phases() -> None:
    """Phases stay apart and add up."""
    event = read(
        1,
        {"value": 2300, "measurand": POWER, "phase": "L1"},
        {"value": 2200, "measurand": POWER, "phase": "L2"},
    )

    assert event.samples[0].readings[Quantity(POWER, "W", "L2")] == 2200
    assert event.samples[0].value(POWER) == 4500


def test_main_meter() -> None:
    """EVSE 0 is the station's own meter."""
    assert read(0, {"value": 1}).connector is None
