"""Which fuses a charger's current flows through."""

from collections.abc import Iterable, Iterator

from .model import Charger, Circuit, CircuitId, Site


def main_circuit(site: Site) -> Circuit:
    """The circuit at the grid meter; ValueError unless there is exactly one."""
    roots = [circuit for circuit in site.circuits if circuit.parent is None]
    if len(roots) != 1:
        raise ValueError(f"{len(roots)} circuits without a parent, one expected")
    return roots[0]


def path(site: Site, start: CircuitId) -> Iterator[Circuit]:
    """The circuit itself, then its parents up to the grid; ValueError for a ring."""
    circuits = {circuit.id: circuit for circuit in site.circuits}
    seen = set[CircuitId]()
    here: CircuitId | None = start
    while here is not None:
        if here in seen:
            raise ValueError(f"circuit {here} hangs on itself")
        seen.add(here)
        yield circuits[here]
        here = circuits[here].parent


def below(site: Site, top: CircuitId, chargers: Iterable[Charger]) -> list[Charger]:
    """The chargers whose current flows through this circuit."""
    return [
        charger
        for charger in chargers
        if any(circuit.id == top for circuit in path(site, charger.circuit))
    ]
