"""Injet: the Sonic wallboxes."""

from .quirk import Quirk
from .sampled import Sampled, of_each_moment


def on_the_live_conductor(values: list[Sampled]) -> list[Sampled]:
    """Take the current that comes back for the one that went out, if no other is told."""
    others = [each for each in values if _is_current(each) and not _is_neutral(each)]
    if others:
        return values
    return [
        {**sampled, "phase": "L1"}
        if _is_current(sampled) and _is_neutral(sampled)
        else sampled
        for sampled in values
    ]


def _is_current(sampled: Sampled) -> bool:
    return sampled.get("measurand") == "Current.Import"


def _is_neutral(sampled: Sampled) -> bool:
    return sampled.get("phase") == "N"


QUIRKS = (
    Quirk(
        vendor="*Injet*",
        version="1.6",
        because="Measures the current on the neutral conductor alone.",
        repairs={"MeterValues": of_each_moment(on_the_live_conductor)},
    ),
)
