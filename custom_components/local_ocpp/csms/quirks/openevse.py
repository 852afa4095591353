"""OpenEVSE."""

from typing import Any

from ..ocpp.rpc import Payload
from .quirk import Quirk, Repair
from .sampled import Sampled, is_energy, of_each_moment

WH_PER_KWH = 1000


def counted_in_kwh(values: list[Sampled]) -> list[Sampled]:
    """Say what the energy register really counts."""
    return [
        {**sampled, "unit": "kWh"}
        if is_energy(sampled) and (sampled.get("unit") or "Wh") == "Wh"
        else sampled
        for sampled in values
    ]


def in_wh(key: str) -> Repair:
    """Return a repair that turns a number of kWh into one of Wh."""

    def repair(payload: Payload) -> Payload:
        kwh: Any = payload[key]
        return {**payload, key: round(float(kwh) * WH_PER_KWH)}

    return repair


_in_each_moment = of_each_moment(counted_in_kwh)


def _stopped(payload: Payload) -> Payload:
    return _in_each_moment(in_wh("meterStop")(payload))


QUIRKS = (
    Quirk(
        vendor="OpenEVSE*",
        firmware="*4.2.*",
        version="1.6",
        because="Counts energy in kWh and calls it Wh.",
        repairs={
            "MeterValues": _in_each_moment,
            "StartTransaction": in_wh("meterStart"),
            "StopTransaction": _stopped,
        },
    ),
)
