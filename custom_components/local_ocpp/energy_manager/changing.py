"""Which changes are made now: none that can wait, none before there is room for it."""

from collections.abc import Sequence
from dataclasses import replace

from .draws import is_settled
from .memory import Memory
from .model import Charger, ChargerId
from .order import Order
from .sharing import TINY_A, Bound, Claim, Share


def held_back(
    shares: dict[ChargerId, Share],
    memory: Memory,
    waiting: Sequence[ChargerId],
    fuses: Sequence[Bound],
) -> dict[ChargerId, Share]:
    """Keep the limits of those who can wait, as far as all fit under the fuses."""
    kept = dict(shares)
    for id in waiting:
        told = memory.charger(id).amps
        trial = {**kept, id: replace(kept[id], amps=told)}
        if told <= kept[id].amps or _fits(trial, fuses):
            kept = trial
    return kept


def safe(
    order: Order,
    memory: Memory,
    shares: dict[ChargerId, Share],
    claims: Sequence[Claim],
    fuses: Sequence[Bound],
) -> dict[ChargerId, Share]:
    """Raise nobody before those who give way have done so."""
    holding = {each.id: _holding(order, memory, each) for each in order.chargers}
    result = {
        claim.charger: _no_more(shares[claim.charger], holding, claim)
        for claim in claims
    }
    for claim in claims:
        id = claim.charger
        loaded = {
            other: replace(one, amps=max(holding[other], one.amps))
            for other, one in _everybody(result, holding, shares[id]).items()
        }
        touching = [fuse for fuse in fuses if id in fuse.weights]
        if _fits({**loaded, id: shares[id]}, touching):
            result[id] = shares[id]
    return result


def _holding(order: Order, memory: Memory, charger: Charger) -> float:
    """What a car may still be drawing, whatever it was told since."""
    plug = memory.charger(charger.id)
    if is_settled(charger, plug, order.readings.now, order.tuning):
        return plug.amps
    return max(plug.amps, plug.before_a)


def _no_more(share: Share, holding: dict[ChargerId, float], claim: Claim) -> Share:
    amps = min(share.amps, holding[claim.charger])
    return replace(share, amps=amps if amps >= claim.least_a - TINY_A else 0.0)


def _everybody(
    shares: dict[ChargerId, Share], holding: dict[ChargerId, float], pattern: Share
) -> dict[ChargerId, Share]:
    """Those who were given something, and those who are on their way to nothing."""
    return {id: shares.get(id, replace(pattern, amps=0.0)) for id in holding}


def _fits(shares: dict[ChargerId, Share], fuses: Sequence[Bound]) -> bool:
    return all(
        sum(
            weight * shares[id].amps
            for id, weight in fuse.weights.items()
            if id in shares
        )
        <= fuse.capacity + TINY_A
        for fuse in fuses
    )
