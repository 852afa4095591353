"""The fuses and the sun, as bounds on what plugs may use together."""

from .circuits import path
from .draws import is_settled
from .memory import ChargerMemory, Memory
from .model import Charger, ChargerId, Site
from .order import Order
from .reason import Reason, Why
from .sharing import Bound


def fuse_bounds(
    order: Order, memory: Memory, phases: dict[ChargerId, int]
) -> list[Bound]:
    """A bound per circuit and phase; `phases`: on how many each plug will charge."""
    used = {
        charger.id: _phases(order, charger, memory.charger(charger.id), phases)
        for charger in order.chargers
        if charger.connected and charger.online
    }
    inside = {
        charger.id: {circuit.id for circuit in path(order.site, charger.circuit)}
        for charger in order.chargers
    }
    return [
        Bound(
            reason=Reason(why=Why.FUSE, circuit=room.circuit, phase=room.phase),
            capacity=room.amps,
            weights={
                id: 1.0
                for id, own in used.items()
                if room.circuit in inside[id] and room.phase in own
            },
        )
        for room in memory.rooms
    ]


def sun_bound(site: Site, watts: float, lit: list[ChargerMemory]) -> Bound:
    """The surplus (W), shared by current; it gives way to minimum currents."""
    return Bound(
        reason=Reason(why=Why.SUN),
        capacity=watts,
        weights={plug.id: site.voltage * plug.phases * plug.ratio for plug in lit},
        soft=True,
    )


def _phases(
    order: Order,
    charger: Charger,
    plug: ChargerMemory,
    wanted: dict[ChargerId, int],
) -> tuple[int, ...]:
    """The grid phases that count: also those which the car is only about to leave."""
    phases = wanted.get(charger.id, 0)
    if not is_settled(charger, plug, order.readings.now, order.tuning):
        phases = max(phases, plug.before_phases)
    return charger.wiring[: min(max(phases, plug.phases), plug.car_phases)]
