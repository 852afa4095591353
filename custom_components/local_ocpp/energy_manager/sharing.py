"""Who gets how much of what there is: minimum currents in order, the rest evenly."""

from collections.abc import Sequence
from dataclasses import dataclass

from .model import ChargerId
from .reason import Reason

# Currents closer than this are the same.
TINY_A = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a plug can use: nothing, or `least_a` to `most_a`, and why not more."""

    charger: ChargerId
    least_a: float
    most_a: float
    most_reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What is there to share: the sum of each plug's current times its weight.

    A bound that is `soft` gives way to minimum currents.
    """

    reason: Reason
    capacity: float
    weights: dict[ChargerId, float]
    soft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What a plug gets, and what keeps it from more."""

    amps: float
    reason: Reason


def share(claims: Sequence[Claim], bounds: Sequence[Bound]) -> dict[ChargerId, Share]:
    """Give minimum currents as long as they fit, in the order of the claims.

    Then all rise together, each until something stops it (max-min fair).
    """
    shares = _minimums(claims, bounds)
    rising = {claim.charger: claim for claim in claims if shares[claim.charger].amps}
    while rising:
        step = min(
            _step(list(rising.values()), shares),
            *(_headroom(bound, rising, shares) for bound in bounds),
            float("inf"),
        )
        for id in rising:
            shares[id] = Share(amps=shares[id].amps + step, reason=shares[id].reason)
        stopped = _stopped(rising, bounds, shares)
        for id, reason in stopped.items():
            shares[id] = Share(amps=shares[id].amps, reason=reason)
            del rising[id]
    return shares


def used(bound: Bound, shares: dict[ChargerId, Share]) -> float:
    """How much of a bound is taken."""
    return sum(
        weight * shares[id].amps for id, weight in bound.weights.items() if id in shares
    )


def _minimums(
    claims: Sequence[Claim], bounds: Sequence[Bound]
) -> dict[ChargerId, Share]:
    shares: dict[ChargerId, Share] = {}
    for claim in claims:
        refusal = _refusal(claim, bounds, shares)
        amps = 0.0 if refusal else claim.least_a
        shares[claim.charger] = Share(amps=amps, reason=refusal or claim.most_reason)
    return shares


def _refusal(
    claim: Claim, bounds: Sequence[Bound], shares: dict[ChargerId, Share]
) -> Reason | None:
    for bound in bounds:
        weight = bound.weights.get(claim.charger, 0.0)
        needed = used(bound, shares) + weight * claim.least_a
        if weight and not bound.soft and needed > bound.capacity + TINY_A:
            return bound.reason
    return None


def _step(rising: list[Claim], shares: dict[ChargerId, Share]) -> float:
    return min(max(0.0, claim.most_a - shares[claim.charger].amps) for claim in rising)


def _headroom(
    bound: Bound, rising: dict[ChargerId, Claim], shares: dict[ChargerId, Share]
) -> float:
    weight = sum(bound.weights.get(id, 0.0) for id in rising)
    if not weight:
        return float("inf")
    return max(0.0, bound.capacity - used(bound, shares)) / weight


def _stopped(
    rising: dict[ChargerId, Claim],
    bounds: Sequence[Bound],
    shares: dict[ChargerId, Share],
) -> dict[ChargerId, Reason]:
    stopped: dict[ChargerId, Reason] = {}
    for id, claim in rising.items():
        if shares[id].amps >= claim.most_a - TINY_A:
            stopped[id] = claim.most_reason
        for bound in bounds:
            full = used(bound, shares) >= bound.capacity - TINY_A
            if full and bound.weights.get(id):
                stopped[id] = bound.reason
                break
    return stopped
