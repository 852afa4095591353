"""How evcc charges with the sun, as its documentation and its users describe it.

Restated to compare with, at its defaults: a cycle every 30 s, in which the chargers take
turns; the surplus is added to what the car draws; it starts after a minute of enough
surplus for the minimum current and stops after three minutes of buying power at that
current, each begun anew by one contrary cycle; it changes between one and three phases by
the same two delays, at most once a minute. In fast mode its circuit watches the highest
phase current.
"""

from dataclasses import dataclass, field
from typing import override

from .plant import VOLTAGE, Controller, Equipment, Order, Seen

CYCLE = 30
ENABLE_AFTER = 60
DISABLE_AFTER = 180
PHASES_REST = 60
# A car that draws less than offered may be offered this much more than it draws.
SLACK_A = 2.0


@dataclass(slots=True, kw_only=True)
class Loadpoint:
    """A charger, and the two clocks that its decisions wait for."""

    kind: Equipment
    fast: bool = False
    phases: int = 1
    offered: float = 0.0
    timer: int | None = -DISABLE_AFTER
    phase_timer: int | None = None
    switched_at: int = -PHASES_REST

    def decide(self, now: int, grid_watts: float, drawn_a: float) -> float:
        """The current (A) to offer, 0 to pause."""
        if self.fast:
            return self.kind.max_a
        if self.kind.switches and now - self.switched_at > PHASES_REST:
            self._choose_phases(now, grid_watts, drawn_a)
        flowing = min(drawn_a + SLACK_A, self.offered) if drawn_a else 0.0
        if now == self.switched_at and self.phases == 3:
            flowing /= 3
        wanted = flowing - grid_watts / (VOLTAGE * self.phases)
        if self.offered:
            return self._while_charging(now, grid_watts, wanted)
        return self._while_off(now, wanted)

    def _while_charging(self, now: int, grid_watts: float, wanted: float) -> float:
        if wanted >= self.kind.min_a:
            self.timer = None
            return min(wanted, self.kind.max_a)
        soon = 0.0
        if self.kind.switches and self.phase_timer is not None:
            soon = VOLTAGE * self.kind.min_a * (self.phases - 1)
        if grid_watts - soon < 0:
            self.timer = None
            return self.kind.min_a
        if not self._elapsed(now, DISABLE_AFTER):
            return self.kind.min_a
        self.timer = None
        return 0.0

    def _while_off(self, now: int, wanted: float) -> float:
        if wanted < self.kind.min_a:
            self.timer = None
            return 0.0
        if not self._elapsed(now, ENABLE_AFTER):
            return 0.0
        self.timer = None
        return self.kind.min_a

    def _elapsed(self, now: int, delay: int) -> bool:
        self.timer = now if self.timer is None else self.timer
        return now - self.timer >= delay

    def _choose_phases(self, now: int, grid_watts: float, drawn_a: float) -> None:
        available = drawn_a * self.phases * VOLTAGE - grid_watts
        least = self.kind.min_a * VOLTAGE
        if self.phases == 3:
            scarce = available < 3 * least and (grid_watts > 0 or not self.offered)
            self._switch_if(scarce, now, 1, DISABLE_AFTER, drawn_a)
        else:
            plenty = available > max(self.kind.max_a * VOLTAGE, 3 * least)
            self._switch_if(plenty, now, 3, ENABLE_AFTER, drawn_a)

    def _switch_if(
        self, wanted: bool, now: int, phases: int, delay: int, drawn_a: float
    ) -> None:
        if not wanted:
            self.phase_timer = None
            return
        started = now if self.phase_timer is None else self.phase_timer
        self.phase_timer = started
        if drawn_a and now - started < delay:
            return
        self.phases, self.switched_at, self.phase_timer = phases, now, None


@dataclass(slots=True, kw_only=True)
class EvccLaw(Controller):
    """One charger per cycle, in turn."""

    kinds: list[Equipment]
    fast: bool = False
    fuse: float | None = None
    cycle: int = CYCLE
    turn: int = 0
    loadpoints: list[Loadpoint] = field(init=False)

    def __post_init__(self) -> None:
        self.loadpoints = [
            Loadpoint(
                kind=kind, fast=self.fast, phases=1 if kind.switches else kind.phases
            )
            for kind in self.kinds
        ]

    @override
    def look(self, seen: Seen) -> list[Order]:
        if seen.now % self.cycle or seen.meter_at < 0:
            return []
        number = self.turn % len(self.loadpoints)
        self.turn += 1
        point, drawn = self.loadpoints[number], seen.measured_a[number]
        drawn = drawn if seen.charging[number] else 0.0
        phases = point.phases
        amps = self._capped(point.decide(seen.now, seen.grid_watts, drawn), drawn, seen)
        amps = int(amps * 10) / 10 if amps >= point.kind.min_a else 0.0
        if (amps, phases) == (point.offered, point.phases):
            return []
        point.offered = amps
        return [Order(number, amps, point.phases)]

    def _capped(self, amps: float, drawn: float, seen: Seen) -> float:
        if self.fuse is None:
            return amps
        return min(amps, max(0.0, drawn + self.fuse - max(seen.grid_amps)))
