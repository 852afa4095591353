"""Who is told which current: claims meet bounds, and only what is worth telling is told."""

from dataclasses import replace
from math import floor

from .bounds import fuse_bounds, sun_bound
from .changing import held_back, safe
from .draws import is_settled, likely_a
from .memory import ChargerMemory, Memory
from .model import ChargerId
from .order import Order
from .policy import ChargeMode
from .reason import Reason, Why
from .sharing import TINY_A, Bound, Claim, Share, share
from .solar import idle
from .sunlight import Sunlight
from .surplus import expected
from .wishes import Wish

# A raise by less is not worth a message, unless it is the last one.
WORTHWHILE_A = 0.5
# What a car that leaves some of its current may add to it while others want it.
SPARE_A = 2.0


def allotted(
    order: Order, memory: Memory, wishes: list[Wish], light: Sunlight
) -> tuple[dict[ChargerId, Share], dict[ChargerId, int], Memory]:
    """Each reachable plug's current and phases, and the memory of what waits."""
    phases = {each.charger.id: _phases(each, memory, light) for each in wishes}
    active = [each for each in wishes if phases[each.charger.id]]
    claims = [_claim(order, memory, each, light, active) for each in active]
    fuses = fuse_bounds(order, memory, phases)
    bounds = [*fuses, *_sun(order, memory, active, light, phases)]
    shares = _rounded(order, share(claims, bounds))
    memory = _regretting(order, memory, active, light, shares)
    waiting = [
        claim.charger
        for claim, wish in zip(claims, active, strict=True)
        if _waits(order, memory, claim, wish, phases, shares[claim.charger])
    ]
    shares = held_back(shares, memory, waiting, fuses)
    return safe(order, memory, shares, claims, fuses), phases, memory


def _phases(wish: Wish, memory: Memory, light: Sunlight) -> int:
    if wish.mode is ChargeMode.OFF or not wish.possible:
        return 0
    if wish.solar:
        return light.phases[wish.charger.id]
    return max(wish.options(memory.charger(wish.charger.id)))


def _claim(
    order: Order, memory: Memory, wish: Wish, light: Sunlight, active: list[Wish]
) -> Claim:
    plug = memory.charger(wish.charger.id)
    most, reason = wish.most_a, wish.most_reason
    if wish.solar and light.blind:
        most, reason = wish.least_a, Reason(why=Why.METER_LOST)
    elif wish.solar and (not light.fresh or idle(wish, plug, order.tuning)):
        most, reason = min(most, plug.amps), Reason(why=Why.SUN)
    elif len(active) > 1 and _leaves_some(order, wish, plug):
        useful = likely_a(wish.charger, plug, order.tuning) + SPARE_A
        most, reason = min(most, useful), Reason(why=Why.CAR)
    return Claim(
        charger=wish.charger.id,
        least_a=wish.least_a,
        most_a=max(wish.least_a, most),
        most_reason=reason,
    )


def _leaves_some(order: Order, wish: Wish, plug: ChargerMemory) -> bool:
    settled = is_settled(wish.charger, plug, order.readings.now, order.tuning)
    draws = likely_a(wish.charger, plug, order.tuning)
    return settled and plug.amps > 0 and draws + SPARE_A < plug.amps


def _sun(
    order: Order,
    memory: Memory,
    active: list[Wish],
    light: Sunlight,
    phases: dict[ChargerId, int],
) -> list[Bound]:
    lit = [each for each in active if each.solar]
    if not (light.fresh and lit):
        return []
    plugs = [
        replace(memory.charger(each.charger.id), phases=phases[each.charger.id])
        for each in lit
        if not idle(each, memory.charger(each.charger.id), order.tuning)
    ]
    weight = max(each.policy.import_weight for each in lit)
    period = memory.period or order.tuning.settle
    watts = expected(memory.sun, period, weight, order.tuning)
    return [sun_bound(order.site, watts, plugs)]


def _rounded(order: Order, shares: dict[ChargerId, Share]) -> dict[ChargerId, Share]:
    steps = {charger.id: charger.step_a for charger in order.chargers}
    return {
        id: replace(each, amps=floor(each.amps / steps[id] + TINY_A) * steps[id])
        for id, each in shares.items()
    }


def _regretting(
    order: Order,
    memory: Memory,
    active: list[Wish],
    light: Sunlight,
    shares: dict[ChargerId, Share],
) -> Memory:
    """Add up what it costs to leave the limits as they are."""
    for wish in active:
        plug = memory.charger(wish.charger.id)
        if not (light.fresh and wish.solar and plug.amps):
            continue
        per_amp = plug.phases * plug.ratio * order.site.voltage
        off_by = (shares[plug.id].amps - plug.amps) * per_amp
        regret = _regret(order, wish, off_by) * light.hours
        if regret * plug.regret_wh > 0:
            regret += plug.regret_wh
        memory = memory.with_charger(replace(plug, regret_wh=regret))
    return memory


def _regret(order: Order, wish: Wish, off_by: float) -> float:
    """What a limit costs per hour (Wh) that is so far (W) from the best one."""
    if abs(off_by) < order.tuning.negligible_watts:
        return 0.0
    return off_by * (1 if off_by > 0 else wish.policy.import_weight)


def _waits(
    order: Order,
    memory: Memory,
    claim: Claim,
    wish: Wish,
    phases: dict[ChargerId, int],
    given: Share,
) -> bool:
    """Whether the present limit may stay for now."""
    plug = memory.charger(claim.charger)
    if not (plug.amps and given.amps) or plug.phases != phases[plug.id]:
        return False
    if not claim.least_a <= plug.amps <= wish.most_a:
        return False
    if given.reason.why is Why.METER_LOST:
        return False
    if wish.solar:
        return abs(plug.regret_wh) < order.tuning.write_wh
    more = given.amps - plug.amps
    return more > 0 and more < WORTHWHILE_A and given.amps < claim.most_a - TINY_A
