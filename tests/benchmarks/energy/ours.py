"""Our energy manager at the controls."""

from dataclasses import dataclass, field
from typing import override

from custom_components.local_ocpp.energy_manager.cycle import allocate
from custom_components.local_ocpp.energy_manager.memory import Memory
from custom_components.local_ocpp.energy_manager.model import (
    Charger,
    ChargerId,
    Circuit,
    CircuitId,
    Draw,
    MeterReading,
    Readings,
    Site,
)
from custom_components.local_ocpp.energy_manager.order import Order as Situation
from custom_components.local_ocpp.energy_manager.policy import Policy, Tuning

from .plant import Controller, Equipment, Order, Seen

MAIN = CircuitId("main")
NO_FUSE_A = 1000.0


@dataclass(slots=True, kw_only=True)
class Ours(Controller):
    """One cycle for each new reading of the grid meter."""

    kinds: list[Equipment]
    policy: Policy
    fuse: float = NO_FUSE_A
    tuning: Tuning = Tuning()
    memory: Memory = field(default_factory=Memory)
    read_at: int = -1

    @override
    def look(self, seen: Seen) -> list[Order]:
        if seen.meter_at == self.read_at or seen.meter_at < 0:
            return []
        self.read_at = seen.meter_at
        reading = MeterReading(
            at=seen.meter_at, watts=seen.grid_watts, amps=seen.grid_amps
        )
        chargers = tuple(
            _charger(number, kind, seen) for number, kind in enumerate(self.kinds)
        )
        cycle = allocate(
            Situation(
                site=Site(circuits=(Circuit(id=MAIN, limit_a=self.fuse),)),
                readings=Readings(now=seen.now, meters={MAIN: reading}),
                chargers=chargers,
                policies={charger.id: self.policy for charger in chargers},
                tuning=self.tuning,
            ),
            self.memory,
        )
        self.memory = cycle.memory
        return [
            Order(int(each.charger), each.amps, each.phases)
            for each in cycle.allocations
            if each.changed
        ]


def _charger(number: int, kind: Equipment, seen: Seen) -> Charger:
    return Charger(
        id=ChargerId(str(number)),
        circuit=MAIN,
        wiring=(0, 1, 2)[: kind.phases],
        can_switch=kind.switches,
        min_a=kind.min_a,
        max_a=kind.max_a,
        step_a=kind.step_a,
        car_phases=kind.phases,
        draw=Draw(
            at=seen.measured_at,
            amps=(seen.measured_a[number],) * seen.measured_phases[number],
        ),
    )
