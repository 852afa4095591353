"""Alfen: the Eve and Twin lines, which call themselves NG9xx."""

from collections.abc import Iterator, Mapping

from ..ocpp.rpc import Payload
from .quirk import Quirk
from .rewrites import never_trigger

MAX_MEASURANDS = 9

PHASES: Mapping[str, tuple[str, ...]] = {
    "Current.Import": ("L1", "L2", "L3"),
    "Voltage": ("L1-N", "L2-N", "L3-N"),
}

_MEASURANDS = ("MeterValuesSampledData", "MeterValuesAlignedData")


def phase_by_phase(payload: Payload) -> Payload:
    """Name each phase of what is to be measured, and no more names than it takes."""
    if payload["key"] not in _MEASURANDS:
        return payload
    names = list(_named(payload["value"]))
    return {**payload, "value": ",".join(names[:MAX_MEASURANDS])}


def _named(measurands: str) -> Iterator[str]:
    """Name what has no phases first: if something must go, then the last phases."""
    asked = [name.strip() for name in measurands.split(",")]
    yield from (name for name in asked if name not in PHASES)
    for name in asked:
        yield from (f"{name}.{phase}" for phase in PHASES.get(name, ()))


QUIRKS = (
    Quirk(
        vendor="Alfen*",
        version="1.6",
        because="Starts all over when asked to introduce itself once more.",
        rewrites={"TriggerMessage": never_trigger("BootNotification")},
    ),
    Quirk(
        vendor="Alfen*",
        version="1.6",
        because="Measures only those phases that are asked for by name, as in "
        "Voltage.L1-N, and takes nine names at most.",
        rewrites={"ChangeConfiguration": phase_by_phase},
    ),
)
