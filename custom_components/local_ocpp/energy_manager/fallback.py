"""What chargers may draw when nobody is there to tell them."""

from .circuits import below
from .model import PHASES, Charger, ChargerId, Site


def fallback_currents(
    site: Site, chargers: tuple[Charger, ...]
) -> dict[ChargerId, float]:
    """The current (A) that every charger may draw at once, for ever, unwatched.

    Each gets an even part of what its tightest fuse leaves beside the worst load of the
    house, in whole amperes; 0 where that is below its minimum.
    """
    return {each.id: _fallback(site, each, chargers) for each in chargers}


def _fallback(site: Site, charger: Charger, chargers: tuple[Charger, ...]) -> float:
    parts = [
        (circuit.limit_a - circuit.margin_a - circuit.unseen_a) / len(sharing)
        for circuit in site.circuits
        for phase in PHASES
        if (sharing := _on_phase(below(site, circuit.id, chargers), phase))
        and charger in sharing
    ]
    amps = float(int(min(charger.max_a, *parts)))
    return amps if amps >= charger.min_a else 0.0


def _on_phase(chargers: list[Charger], phase: int) -> list[Charger]:
    return [charger for charger in chargers if phase in charger.wiring]
