"""Huawei: the FusionCharge and SCharger wallboxes."""

from dataclasses import replace

from ..domain.model.learned import Beliefs, Learned
from ..domain.model.profile import RateUnit
from .quirk import Quirk

# Vendor and model; some firmwares leave the vendor out.
NAMES = (("*Huawei*", "*"), ("", "ACChargePoint"))

LOWEST_POWER_W = 4200
SETTINGS = {"LocalPreAuthorize": "false", "LocalAuthorizeOffline": "false"}


def only_power(learned: Learned) -> Learned:
    """Put every limit in watt, over all phases."""
    return replace(learned, rate_units=frozenset({RateUnit.W}), can_switch_phases=False)


QUIRKS = tuple(
    quirk
    for vendor, model in NAMES
    for quirk in (
        Quirk(
            vendor=vendor,
            model=model,
            version="1.6",
            because="Takes limits in watt only, from 4200 W, and switches no phases.",
            beliefs=Beliefs(min_power_w=LOWEST_POWER_W),
            believe=only_power,
        ),
        Quirk(
            vendor=vendor,
            model=model,
            version="1.6",
            because="Keeps a limit of zero beyond its session, and starts no other.",
            beliefs=Beliefs(keeps_profiles=True),
        ),
        Quirk(
            vendor=vendor,
            model=model,
            version="1.6",
            because="Starts nothing that we ask for while it authorizes on its own.",
            beliefs=Beliefs(settings=SETTINGS),
        ),
    )
)
