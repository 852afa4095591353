"""ABB: the Terra AC wallboxes."""

from dataclasses import replace

from ..domain.model.learned import Beliefs, Learned
from ..ocpp.rpc import Payload
from .quirk import Quirk
from .rewrites import never_read
from .sampled import Sampled, is_energy, of_each_moment

# It calls itself CDT_TACW22::NET_WIFI, say.
TERRA_AC = "*TAC*"

MEASURANDS = (
    "Current.Import",
    "Current.Offered",
    "Energy.Active.Import.Register",
    "Power.Active.Import",
    "Voltage",
)


def lowest_stack_level(learned: Learned) -> Learned:
    """Put every profile at the bottom of the stack."""
    return replace(learned, max_stack_level=0)


def without_lifetime_energy(payload: Payload) -> Payload:
    """Leave the energy register out of meter values that belong to no session."""
    return payload if payload.get("transactionId") is not None else _no_energy(payload)


def _all_but_energy(values: list[Sampled]) -> list[Sampled]:
    return [sampled for sampled in values if not is_energy(sampled)]


_no_energy = of_each_moment(_all_but_energy)


QUIRKS = (
    Quirk(
        vendor="ABB*",
        model=TERRA_AC,
        version="1.6",
        because="Accepts every measurand, then restarts when it is asked which ones it "
        "sends, again and again.",
        rewrites={"GetConfiguration": never_read("MeterValuesSampledData")},
        beliefs=Beliefs(measurands=MEASURANDS),
    ),
    Quirk(
        vendor="ABB*",
        model=TERRA_AC,
        version="1.6",
        because="Reports the energy of the session in meter values of a session, and "
        "that of its whole life in all others, under one name.",
        repairs={"MeterValues": without_lifetime_energy},
    ),
    Quirk(
        vendor="ABB*",
        model=TERRA_AC,
        version="1.6",
        because="Claims to know stack levels up to 3 or 16, and obeys level 0 alone.",
        believe=lowest_stack_level,
    ),
    Quirk(
        vendor="ABB*",
        model=TERRA_AC,
        version="1.6",
        because="Keeps charging profiles beyond their session, which then hold the next "
        "one at 6 A.",
        beliefs=Beliefs(keeps_profiles=True),
    ),
)
