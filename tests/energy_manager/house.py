"""Houses, chargers and readings for these tests, and cycles in a row."""

from dataclasses import replace

from custom_components.local_ocpp.energy_manager.cycle import allocate
from custom_components.local_ocpp.energy_manager.memory import Memory
from custom_components.local_ocpp.energy_manager.model import (
    BatteryReading,
    Charger,
    ChargerId,
    Circuit,
    CircuitId,
    Draw,
    MeterReading,
    PerPhase,
    Readings,
    Site,
)
from custom_components.local_ocpp.energy_manager.order import Cycle, Order
from custom_components.local_ocpp.energy_manager.policy import (
    BatteryPolicy,
    ChargeMode,
    Policy,
)
from custom_components.local_ocpp.energy_manager.reason import Allocation

MAIN, GARAGE = CircuitId("main"), CircuitId("garage")
LEFT, RIGHT = ChargerId("left"), ChargerId("right")
FAST = Policy(mode=ChargeMode.FAST)
VOLTAGE = 230.0


def site(fuse: float = 25.0, garage: float | None = None) -> Site:
    """A house, with a garage on a fuse of its own if that has a size."""
    main = Circuit(id=MAIN, limit_a=fuse, margin_a=0.5, unseen_a=8.0)
    if garage is None:
        return Site(circuits=(main,))
    sub = Circuit(id=GARAGE, parent=MAIN, limit_a=garage, margin_a=0.0, unseen_a=0.0)
    return Site(circuits=(main, sub))


class House:
    """A house whose cars follow their limits at once; a meter reading per cycle."""

    def __init__(
        self,
        site: Site,
        policies: dict[ChargerId, Policy],
        chargers: dict[ChargerId, Charger] | None = None,
        battery: BatteryPolicy | None = None,
    ) -> None:
        self.site = site
        self.policies = policies
        self.chargers = chargers or {
            id: Charger(id=id, circuit=MAIN) for id in policies
        }
        self.battery_policy = battery or BatteryPolicy()
        self.battery: BatteryReading | None = None
        self.memory = Memory()
        self.now = 1000.0
        self.given: dict[ChargerId, Allocation] = {}

    def load(self, *amps: float) -> Cycle:
        """One more reading, ten seconds later, of a house that draws this per phase."""
        self.now += 10
        others = self._per_phase(amps)
        cars = self.cars()
        one, two, three = (a + b for a, b in zip(others, cars, strict=True))
        watts = (one + two + three) * VOLTAGE
        if self.battery is not None:
            watts -= self.battery.watts
        reading = MeterReading(at=self.now - 1, watts=watts, amps=(one, two, three))
        return self.cycle(Readings(now=self.now, meters={MAIN: reading}))

    def surplus(self, watts: float, cycles: int = 1) -> Cycle:
        """Some readings of a house that has so much left."""
        for _ in range(cycles):
            cycle = self.load(-watts / VOLTAGE / 3)
        return cycle

    def silence(self, seconds: float) -> Cycle:
        """A cycle without a reading."""
        self.now += seconds
        return self.cycle(Readings(now=self.now))

    def cycle(self, readings: Readings) -> Cycle:
        """One cycle with these readings."""
        readings = replace(readings, battery=self.battery)
        cycle = allocate(
            Order(
                site=self.site,
                readings=readings,
                chargers=tuple(self._measured(each) for each in self.chargers.values()),
                policies=self.policies,
                battery=self.battery_policy,
            ),
            self.memory,
        )
        self.memory = cycle.memory
        self.given = {each.charger: each for each in cycle.allocations}
        return cycle

    def amps(self, id: ChargerId = LEFT) -> float:
        """What a charger was last given."""
        return self.given[id].amps if id in self.given else 0.0

    def why(self, id: ChargerId = LEFT) -> str:
        """What decided that."""
        return self.given[id].reason.why

    def change(self, id: ChargerId, **changes: object) -> None:
        """Change a charger."""
        self.chargers[id] = replace(self.chargers[id], **changes)  # type: ignore[arg-type]

    def cars(self) -> PerPhase:
        """What all cars draw per grid phase: just what they were given."""
        total = [0.0, 0.0, 0.0]
        for charger in self.chargers.values():
            given = self.given.get(charger.id)
            if given is None or not (charger.connected and charger.willing):
                continue
            for phase in charger.wiring[: min(given.phases, charger.car_phases)]:
                total[phase] += given.amps
        return total[0], total[1], total[2]

    def _measured(self, charger: Charger) -> Charger:
        given = self.given.get(charger.id)
        if given is None or not charger.willing:
            return charger
        phases = min(given.phases, charger.most_phases)
        return replace(charger, draw=Draw(at=self.now - 1, amps=(given.amps,) * phases))

    @staticmethod
    def _per_phase(amps: tuple[float, ...]) -> PerPhase:
        one, two, three = amps if len(amps) == 3 else amps * 3
        return one, two, three
