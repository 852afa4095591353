"""Growatt: the THOR wallboxes."""

from .quirk import Quirk
from .sampled import Sampled, is_energy, of_each_moment


def without_the_first_reading(values: list[Sampled]) -> list[Sampled]:
    """Leave out the register's reading of when the session began, if there is a newer one."""
    newer = [sampled for sampled in values if not _of_begin(sampled)]
    return newer if any(is_energy(sampled) for sampled in newer) else values


def _of_begin(sampled: Sampled) -> bool:
    return is_energy(sampled) and sampled.get("context") == "Transaction.Begin"


QUIRKS = (
    Quirk(
        vendor="Growatt*",
        version="1.6",
        because="Repeats in all meter values what the register said when the session "
        "began, after what it says now.",
        repairs={"MeterValues": of_each_moment(without_the_first_reading)},
    ),
)
