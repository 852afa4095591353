"""Known deviations from the standard: one file per vendor."""

from . import (
    abb,
    alfen,
    autel,
    charge_amps,
    delta,
    en_plus,
    grizzl_e,
    growatt,
    huawei,
    injet,
    openevse,
    syncev,
    wallbox,
)
from .quirk import AppliedQuirks, Quirk, Quirks

_VENDORS = (
    abb,
    alfen,
    autel,
    charge_amps,
    delta,
    en_plus,
    grizzl_e,
    growatt,
    huawei,
    injet,
    openevse,
    syncev,
    wallbox,
)

KNOWN = Quirks([quirk for vendor in _VENDORS for quirk in vendor.QUIRKS])

__all__ = ["KNOWN", "AppliedQuirks", "Quirk", "Quirks"]
