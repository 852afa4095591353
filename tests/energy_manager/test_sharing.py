"""What there is is shared by priority, and fairly."""

from hypothesis import given, strategies as st
import pytest

from custom_components.local_ocpp.energy_manager.model import ChargerId
from custom_components.local_ocpp.energy_manager.reason import Reason, Why
from custom_components.local_ocpp.energy_manager.sharing import (
    Bound,
    Claim,
    Share,
    share,
    used,
)

FUSE, MAXIMUM = Reason(why=Why.FUSE, phase=0), Reason(why=Why.MAXIMUM)


def claim(id: str, most: float = 16.0) -> Claim:
    """A plug that can use 6 A or more."""
    return Claim(charger=ChargerId(id), least_a=6.0, most_a=most, most_reason=MAXIMUM)


def bound(capacity: float, *ids: str, soft: bool = False) -> Bound:
    """Something that these plugs share."""
    weights = {ChargerId(id): 1.0 for id in ids}
    return Bound(reason=FUSE, capacity=capacity, weights=weights, soft=soft)


def amps(shares: dict[ChargerId, Share]) -> dict[str, float]:
    return {id: round(each.amps, 3) for id, each in shares.items()}


@pytest.mark.parametrize(
    ("capacity", "expected"),
    [
        (5.0, {"a": 0, "b": 0, "c": 0}),
        (11.0, {"a": 11, "b": 0, "c": 0}),
        (13.0, {"a": 6.5, "b": 6.5, "c": 0}),
        (21.0, {"a": 7, "b": 7, "c": 7}),
        (99.0, {"a": 16, "b": 16, "c": 16}),
    ],
)
def test_minimums_first_then_evenly(
    capacity: float, expected: dict[str, float]
) -> None:
    """Who comes first gets a minimum first; what is left is for all."""
    shares = share(
        [claim("a"), claim("b"), claim("c")], [bound(capacity, "a", "b", "c")]
    )
    assert amps(shares) == expected


def test_what_one_cannot_use_is_for_the_others() -> None:
    """A small car leaves the rest to a large one."""
    shares = share([claim("a", 8), claim("b", 32)], [bound(24, "a", "b")])
    assert amps(shares) == {"a": 8, "b": 16}


def test_cars_on_other_phases_do_not_wait() -> None:
    """A full phase stops those on it, and nobody else."""
    claims = [claim("a"), claim("b"), claim("c")]
    shares = share(claims, [bound(14, "a", "b"), bound(14, "c")])
    assert amps(shares) == {"a": 7, "b": 7, "c": 14}


def test_the_sun_gives_way_to_minimum_currents() -> None:
    """Whoever was let in gets what a car needs at least."""
    shares = share([claim("a"), claim("b")], [bound(9, "a", "b", soft=True)])
    assert amps(shares) == {"a": 6, "b": 6}


CAPACITIES = st.floats(0, 60)
MOSTS = st.lists(st.floats(6, 32), min_size=1, max_size=5)


@given(MOSTS, st.lists(st.tuples(CAPACITIES, st.sets(st.integers(0, 4))), max_size=5))
def test_nobody_could_have_more_without_taking_it_from_who_has_less(
    mosts: list[float], fuses: list[tuple[float, set[int]]]
) -> None:
    """Max-min fair: everyone is at its own maximum, or is among the largest at a full fuse."""
    claims = [claim(str(number), most) for number, most in enumerate(mosts)]
    bounds = [bound(room, *map(str, members)) for room, members in fuses]
    shares = share(claims, bounds)
    for each in bounds:
        assert used(each, shares) <= each.capacity + 1e-3
    for each_claim in claims:
        given_a = shares[each_claim.charger].amps
        if given_a == 0 or given_a >= each_claim.most_a - 1e-3:
            continue
        assert any(_full_of_smaller(each_claim, bound_, shares) for bound_ in bounds)


def _full_of_smaller(
    claim: Claim, bound: Bound, shares: dict[ChargerId, Share]
) -> bool:
    mine = shares[claim.charger].amps
    others = [shares[id].amps for id in bound.weights if id in shares]
    full = used(bound, shares) >= bound.capacity - 1e-3
    return full and claim.charger in bound.weights and max(others) <= mine + 1e-3
