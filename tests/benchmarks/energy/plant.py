"""The house in which controllers are tried: meters look late, cars react slowly.

A controller sees what Home Assistant sees: a reading of the grid meter now and then, some
time after it was taken, and what chargers measured themselves.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from .household import Phases
from .weather import DAY

VOLTAGE = 230.0
KWH = 3.6e6


class Day(NamedTuple):
    """The sun's power and the household's, in W, for every second."""

    solar: list[float]
    house: Phases


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipment:
    """A charger and the car at it: how many phases, how much, and how fast.

    Seconds and amperes per second. A car starts `wakes_after` its pilot signal; changing
    phases interrupts that signal for `switching`.
    """

    name: str
    phases: int
    max_a: float
    switches: bool = False
    min_a: float = 6.0
    step_a: float = 0.1
    takes: float = 0.98
    delay: int = 3
    rise: float = 2.0
    fall: float = 6.0
    wakes_after: int = 15
    switching: int = 30


class Order(NamedTuple):
    """A limit (A per phase, 0 to pause) and the phases for one of the chargers."""

    plug: int
    amps: float
    phases: int


class Seen(NamedTuple):
    """What a controller knows; times in seconds of the day."""

    now: int
    meter_at: int
    grid_watts: float
    grid_amps: tuple[float, float, float]
    measured_at: int
    measured_a: list[float]
    measured_phases: list[int]
    charging: list[bool]


class Controller(Protocol):
    """Decides, every second if it likes."""

    def look(self, seen: Seen) -> list[Order]: ...


@dataclass(slots=True, kw_only=True)
class Result:
    """What came of it: energies in kWh, what was counted, and the fuse's burden."""

    solar: float = 0.0
    imported: float = 0.0
    starts: int = 0
    switches: int = 0
    writes: int = 0
    over_s: float = 0.0
    over_as: float = 0.0
    longest_s: float = 0.0
    peak_a: float = 0.0

    @property
    def charged(self) -> float:
        return self.solar + self.imported

    @property
    def score(self) -> float:
        """Sun less grid less 0.05 kWh for every start and every change of phases."""
        return self.solar - self.imported - 0.05 * (self.starts + self.switches)

    def add(self, other: Result) -> None:
        for name in ("solar", "imported", "starts", "switches", "writes"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.over_s += other.over_s
        self.over_as += other.over_as
        self.longest_s = max(self.longest_s, other.longest_s)
        self.peak_a = max(self.peak_a, other.peak_a)


@dataclass(slots=True, kw_only=True)
class Plug:
    """A charger with a car that would always take more."""

    kind: Equipment
    amps: float = 0.0
    limit: float = 0.0
    phases: int = 3
    awake: int = 0
    blocked_until: int = -1
    orders: deque[tuple[int, Order]] = field(default_factory=deque)
    starts: int = 0
    switches: int = 0
    writes: int = 0

    def order(self, now: int, order: Order) -> None:
        self.writes += 1 + (order.amps > 0 and order.phases != self.phases)
        self.orders.append((now + self.kind.delay, order))

    def step(self, now: int) -> None:
        while self.orders and self.orders[0][0] <= now:
            self._obey(now, self.orders.popleft()[1])
        limit = self.limit if now >= self.blocked_until else 0.0
        if limit < self.kind.min_a:
            self.awake, self.amps = 0, max(0.0, self.amps - 2 * self.kind.fall)
            return
        self.awake += 1
        if self.amps == 0 and self.awake <= self.kind.wakes_after:
            return
        self.starts += self.amps == 0
        wanted = limit * self.kind.takes
        up, down = self.amps + self.kind.rise, self.amps - self.kind.fall
        self.amps = max(down, min(up if self.amps else 5.0, wanted))

    def _obey(self, now: int, order: Order) -> None:
        steps = int(order.amps / self.kind.step_a + 1e-6)
        amps = min(self.kind.max_a, steps * self.kind.step_a)
        self.limit = amps if amps >= self.kind.min_a - 1e-6 else 0.0
        if self.limit and order.phases != self.phases and self.kind.switches:
            self.phases = order.phases
            self.switches += 1
            self.blocked_until = now + self.kind.switching

    @property
    def used(self) -> int:
        return min(self.phases, self.kind.phases)


def run(
    day: Day,
    kinds: list[Equipment],
    make: Callable[[], Controller],
    *,
    meter_every: int = 10,
    meter_late: int = 1,
    measured_every: int = 10,
    fuse: float = 1000.0,
) -> Result:
    """A day of charging under a controller."""
    controller, result = make(), Result()
    plugs = [
        Plug(kind=kind, phases=1 if kind.switches else kind.phases) for kind in kinds
    ]
    on_its_way: deque[tuple[int, float, tuple[float, float, float]]] = deque()
    nothing, none = [0.0] * len(plugs), [0] * len(plugs)
    idle = [False] * len(plugs)
    seen = Seen(0, -1, 0.0, (0.0, 0.0, 0.0), 0, nothing, none, idle)
    overloaded = 0
    for now in range(DAY):
        for plug in plugs:
            plug.step(now)
        watts, amps = _flows(day, now, plugs)
        _count(result, day, now, plugs)
        overloaded = _burden(result, max(amps), fuse, overloaded)
        if now % meter_every == 0:
            on_its_way.append((now, watts, amps))
        news = None
        if on_its_way and on_its_way[0][0] + meter_late <= now:
            news = on_its_way.popleft()
        seen = _next(seen, now, news, plugs, measured_every)
        for order in controller.look(seen):
            plugs[order.plug].order(now, order)
    result.starts = sum(plug.starts for plug in plugs)
    result.switches = sum(plug.switches for plug in plugs)
    result.writes = sum(plug.writes for plug in plugs)
    return result


def _flows(
    day: Day, now: int, plugs: list[Plug]
) -> tuple[float, tuple[float, float, float]]:
    """The grid's power, and its current per phase; the sun feeds all phases alike."""
    sun = day.solar[now] / 3
    amps = [(load[now] - sun) / VOLTAGE for load in day.house]
    for plug in plugs:
        for phase in range(plug.used):
            amps[phase] += plug.amps
    return sum(amps) * VOLTAGE, (amps[0], amps[1], amps[2])


def _count(result: Result, day: Day, now: int, plugs: list[Plug]) -> None:
    cars = sum(plug.amps * plug.used for plug in plugs) * VOLTAGE
    left = max(0.0, day.solar[now] - sum(load[now] for load in day.house))
    result.solar += min(cars, left) / KWH
    result.imported += max(0.0, cars - left) / KWH


def _burden(result: Result, amps: float, fuse: float, overloaded: int) -> int:
    result.peak_a = max(result.peak_a, amps)
    if amps <= fuse:
        return 0
    result.over_s += 1
    result.over_as += amps - fuse
    result.longest_s = max(result.longest_s, overloaded + 1)
    return overloaded + 1


def _next(
    seen: Seen,
    now: int,
    news: tuple[int, float, tuple[float, float, float]] | None,
    plugs: list[Plug],
    measured_every: int,
) -> Seen:
    seen = seen._replace(now=now, charging=[plug.amps > 0 for plug in plugs])
    if now % measured_every == 0:
        seen = seen._replace(
            measured_at=now,
            measured_a=[plug.amps for plug in plugs],
            measured_phases=[plug.used for plug in plugs],
        )
    if news is None:
        return seen
    return seen._replace(meter_at=news[0], grid_watts=news[1], grid_amps=news[2])
