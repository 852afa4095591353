"""Repairs of what meters say: change the sampled values, leave the rest of the payload."""

from collections.abc import Callable, Mapping
from typing import Any

from ..domain.model.metering import ENERGY
from ..ocpp.rpc import Payload
from .quirk import Repair

type Sampled = Mapping[str, Any]
type Change = Callable[[list[Sampled]], list[Sampled]]

# Where OCPP 1.6 has them: in MeterValues, and in StopTransaction.
_MOMENTS = ("meterValue", "transactionData")


def of_each_moment(change: Change) -> Repair:
    """Return a repair that changes the sampled values that belong to one moment."""

    def repair(payload: Payload) -> Payload:
        moments = {
            key: [_changed(moment, change) for moment in payload[key]]
            for key in _MOMENTS
            if isinstance(payload.get(key), list)
        }
        return {**payload, **moments}

    return repair


def is_energy(sampled: Sampled) -> bool:
    """Return whether a sampled value is of the energy register, as it is if it does not say."""
    return (sampled.get("measurand") or ENERGY) == ENERGY


def _changed(moment: Any, change: Change) -> Any:
    return {**moment, "sampledValue": change(moment["sampledValue"])}
