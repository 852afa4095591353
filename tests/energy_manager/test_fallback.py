"""What chargers draw alone always fits."""

from hypothesis import given, strategies as st

from custom_components.local_ocpp.energy_manager.fallback import fallback_currents
from custom_components.local_ocpp.energy_manager.model import (
    Charger,
    ChargerId,
    Circuit,
    Site,
)

from .house import GARAGE, LEFT, MAIN, site

WIRINGS = st.lists(st.sampled_from([(0,), (1,), (0, 1, 2)]), min_size=1, max_size=4)


def test_a_house_keeps_what_it_needs_at_worst() -> None:
    """25 A less 0.5 A in reserve and 8 A for the house, in whole amperes."""
    charger = Charger(id=LEFT, circuit=MAIN, max_a=32)
    assert fallback_currents(site(25.0), (charger,)) == {LEFT: 16}


def test_less_than_the_minimum_is_nothing() -> None:
    """A car cannot charge with 3 A."""
    charger = Charger(id=LEFT, circuit=MAIN)
    assert fallback_currents(site(12.0), (charger,)) == {LEFT: 0}


@given(WIRINGS, st.floats(10, 63), st.floats(6, 40))
def test_all_chargers_together_fit_every_fuse(
    wirings: list[tuple[int, ...]], fuse: float, garage: float
) -> None:
    """Even if the house draws the most it can and nobody watches."""
    house = site(fuse, garage)
    chargers = tuple(
        Charger(id=ChargerId(str(n)), circuit=(MAIN, GARAGE)[n % 2], wiring=wiring)
        for n, wiring in enumerate(wirings)
    )
    currents = fallback_currents(house, chargers)
    for circuit in house.circuits:
        for phase in range(3):
            assert _flows(house, circuit, phase, chargers, currents) <= circuit.limit_a


def _flows(
    house: Site,
    circuit: Circuit,
    phase: int,
    chargers: tuple[Charger, ...],
    currents: dict[ChargerId, float],
) -> float:
    inside = (circuit.id, GARAGE) if circuit.parent is None else (circuit.id,)
    return sum(
        currents[charger.id]
        for charger in chargers
        if charger.circuit in inside and phase in charger.wiring
    ) + (circuit.unseen_a if any(currents.values()) else 0)
