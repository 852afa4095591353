"""What the meters say."""

from collections.abc import Iterable

from ...domain.metering import MeterValuesReported
from ...domain.model.evse import ConnectorRef
from ...domain.model.metering import Quantity, Sample
from ...domain.model.variable import Setting
from ..adapter import Incoming, Vocabulary
from ..rpc import Payload
from ..sampled_values import named, readable, samples as read_samples
from . import transaction_numbers


def samples(meter_values: Iterable[Payload]) -> tuple[Sample, ...]:
    """Read meter values (7.33)."""
    return read_samples(meter_values, _quantity)


def _quantity(sampled: Payload) -> tuple[Quantity, float]:
    return named(
        sampled.get("measurand"),
        sampled.get("unit"),
        sampled.get("phase"),
        sampled.get("location"),
    )


def meter_values(payload: Payload) -> MeterValuesReported:
    """Read meter values; connector 0 is the station's main meter (4.7)."""
    number, transaction = int(payload["connectorId"]), payload.get("transactionId")
    return MeterValuesReported(
        connector=ConnectorRef(number) if number else None,
        transaction_id=None
        if transaction is None
        else transaction_numbers.read(transaction),
        samples=readable(payload["meterValue"], samples),
    )


WORDS = Vocabulary(
    incoming={"MeterValues": Incoming(meter_values)},
    settings={
        Setting.SAMPLED_MEASURANDS: "MeterValuesSampledData",
        Setting.MAX_SAMPLED_MEASURANDS: "MeterValuesSampledDataMaxLength",
        Setting.SAMPLE_INTERVAL: "MeterValueSampleInterval",
        Setting.ALIGNED_MEASURANDS: "MeterValuesAlignedData",
        Setting.ALIGNED_INTERVAL: "ClockAlignedDataInterval",
    },
)
