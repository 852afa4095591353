"""What the meters say."""

from collections.abc import Iterable

from ...domain.metering import MeterValuesReported
from ...domain.model.evse import ConnectorRef
from ...domain.model.metering import Quantity, Sample
from ...domain.model.variable import Setting
from ..adapter import Incoming, Vocabulary
from ..rpc import Payload
from ..sampled_values import named, readable, samples as read_samples, scaled


def samples(meter_values: Iterable[Payload]) -> tuple[Sample, ...]:
    """Read a list of MeterValueType."""
    return read_samples(meter_values, _quantity)


def _quantity(sampled: Payload) -> tuple[Quantity, float]:
    unit = sampled.get("unitOfMeasure") or {}
    return scaled(
        named(
            sampled.get("measurand"),
            unit.get("unit"),
            sampled.get("phase"),
            sampled.get("location"),
        ),
        unit.get("multiplier"),
    )


def meter_values(payload: Payload) -> MeterValuesReported:
    """Read meter values outside of a session (J01); EVSE 0 is the station's main meter."""
    number = int(payload["evseId"])
    return MeterValuesReported(
        connector=ConnectorRef(number) if number else None,
        samples=readable(payload["meterValue"], samples),
    )


# How many measurands fit into a list is no variable of its own, but the list's limit.
WORDS = Vocabulary(
    incoming={"MeterValues": Incoming(meter_values)},
    settings={
        Setting.SAMPLED_MEASURANDS: "SampledDataCtrlr/TxUpdatedMeasurands",
        Setting.SAMPLE_INTERVAL: "SampledDataCtrlr/TxUpdatedInterval",
        Setting.ALIGNED_MEASURANDS: "AlignedDataCtrlr/Measurands",
        Setting.ALIGNED_INTERVAL: "AlignedDataCtrlr/Interval",
    },
)
