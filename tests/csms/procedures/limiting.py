"""What tests of limits have in common: setting them, and looking at what was sent."""

from custom_components.local_ocpp.csms.domain.model.limit import Limit, LimitInForce
from custom_components.local_ocpp.csms.domain.model.profile import (
    Purpose,
)
from custom_components.local_ocpp.csms.procedures.limit import (
    follow_session,
    set_limit,
)
from tests.csms.procedures.charger import PLUG, Charger


async def limited(
    charger: Charger,
    amount: float,
    *,
    force: bool = False,
    phases: int | None = None,
    duration_seconds: int | None = None,
) -> LimitInForce:
    """Limit the plug, by the charger's own clock."""
    limit = Limit(amount=amount, phases=phases, duration_seconds=duration_seconds)
    now = charger.backoffice.now()
    return await set_limit(charger.station, PLUG, limit, force=force, now=now)


async def followed(charger: Charger) -> None:
    """Do what the session calls for that just began or ended."""
    await follow_session(charger.station, PLUG, now=charger.backoffice.now())


def sent(charger: Charger) -> list[tuple[Purpose, float]]:
    """Return purpose and rate of each profile that was sent, taken or not."""
    return [(each.purpose, each.schedule.periods[0].limit) for each in charger.limits]
