"""OCPP 2.0.1: one file per functional block, each ending in its table of words."""

from ..adapter import Adapter
from . import (
    authorization,
    availability,
    boot,
    configuration,
    metering,
    remote_trigger,
    smart_charging,
    transactions,
    vendor_data,
)

ADAPTER = Adapter(
    "ocpp2.0.1",
    boot.WORDS,
    availability.WORDS,
    authorization.WORDS,
    transactions.WORDS,
    metering.WORDS,
    configuration.WORDS,
    smart_charging.WORDS,
    remote_trigger.WORDS,
    vendor_data.WORDS,
)
