"""United Chargers: the Grizzl-E."""

from dataclasses import replace

from ..domain.model.learned import Learned
from ..ocpp.rpc import Payload
from .quirk import Quirk
from .rewrites import no_station_max


def every_key(payload: Payload) -> Payload:
    """Ask for all keys, whichever are wanted."""
    return {}


def lowest_stack_level(learned: Learned) -> Learned:
    """Put every profile at the bottom of the stack."""
    return replace(learned, max_stack_level=0)


QUIRKS = (
    Quirk(
        vendor="United*Chargers*",
        model="*Smart*",
        version="1.6",
        because="Answers a question for some of its keys with broken or empty lists, and "
        "one for all of them well.",
        rewrites={"GetConfiguration": every_key},
    ),
    Quirk(
        vendor="United*Chargers*",
        firmware="*03.09*",
        version="1.6",
        because="Accepts a limit for the whole station and ignores it.",
        rewrites={"SetChargingProfile": no_station_max},
    ),
    Quirk(
        vendor="United*Chargers*",
        version="1.6",
        because="Obeys charging profiles of stack level 0 alone.",
        believe=lowest_stack_level,
    ),
)
