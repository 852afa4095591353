"""The cases that are tried, and what they print."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from custom_components.local_ocpp.energy_manager.policy import ChargeMode, Policy

from .evcc_law import EvccLaw
from .household import household_watts
from .oracle import best
from .ours import Ours
from .plant import Controller, Day, Equipment, Result, run
from .weather import DAY, WEATHERS, solar_watts

ONE_PHASE = Equipment(name="1x32 A", phases=1, max_a=32.0)
THREE_PHASES = Equipment(name="3x16 A", phases=3, max_a=16.0)
SWITCHABLE = Equipment(name="1/3x16 A", phases=3, max_a=16.0, switches=True)
KINDS = (ONE_PHASE, THREE_PHASES, SWITCHABLE)
WITH_HEAT_PUMP = ("towers", "veil", "dull")
SOLAR = Policy(mode=ChargeMode.SOLAR)
FAST = Policy(mode=ChargeMode.FAST)
FUSE_A = 25.0
HEAD = (
    "case",
    "who",
    "solar kWh",
    "import kWh",
    "starts",
    "switches",
    "writes/day",
    "over s",
    "over A·s",
    "score",
    "gap closed",
)
ROW = "{:26} {:7} {:>9} {:>10} {:>6} {:>8} {:>10} {:>7} {:>8} {:>7} {:>10}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Some chargers of a kind at a meter; for so many days of weather."""

    kind: Equipment
    meter_every: int
    count: int = 1
    peak_kw: float = 8.0
    seeds: tuple[int, ...] = (1, 2)
    night: bool = False

    @property
    def name(self) -> str:
        mode = f"fast, {FUSE_A:.0f} A" if self.night else "solar"
        return f"{self.count} * {self.kind.name} {self.meter_every} s {mode}"

    @property
    def days(self) -> Iterable[Day]:
        for seed in self.seeds:
            for name in WEATHERS:
                yield _day(name, seed, 0.0 if self.night else self.peak_kw)

    @property
    def length(self) -> int:
        return len(self.seeds) * len(WEATHERS)

    @property
    def kinds(self) -> list[Equipment]:
        return [self.kind] * self.count


def main(quick: bool) -> None:
    """Print how our control, evcc's law and perfect foresight do; about one or ten minutes."""
    print(ROW.format(*HEAD))
    for case in quick_cases() if quick else all_cases():
        for line in _lines(case):
            print(line, flush=True)


def quick_cases() -> list[Case]:
    """Each kind of charger, once."""
    return [Case(kind=kind, meter_every=10, seeds=(1,)) for kind in KINDS]


def all_cases() -> list[Case]:
    """Every kind, fast and slow meters, one charger and three, sun and fuse."""
    return [
        *(
            Case(kind=kind, meter_every=every)
            for kind in KINDS
            for every in (1, 10, 60)
        ),
        *(Case(kind=kind, meter_every=10, count=3, peak_kw=18.0) for kind in KINDS),
        *(Case(kind=THREE_PHASES, meter_every=each, night=True) for each in (1, 10)),
    ]


def _lines(case: Case) -> Iterable[str]:
    policy, fuse = (FAST, FUSE_A) if case.night else (SOLAR, 1000.0)
    ours = _total(case, lambda: Ours(kinds=case.kinds, policy=policy, fuse=fuse))
    evcc = _total(
        case,
        lambda: EvccLaw(
            kinds=case.kinds, fast=case.night, fuse=fuse if case.night else None
        ),
    )
    oracle = _oracle(case)
    gap = ""
    if oracle is not None:
        closed = (ours.score - evcc.score) / (oracle.score - evcc.score)
        gap = f"{closed:.0%}"
    yield _line(case, "ours", ours, gap)
    yield _line(case, "evcc", evcc)
    if oracle is not None:
        yield _line(case, "oracle", oracle)


def _line(case: Case, who: str, result: Result, gap: str = "") -> str:
    return ROW.format(
        case.name,
        who,
        f"{result.solar:.1f}",
        f"{result.imported:.1f}",
        result.starts,
        result.switches,
        f"{result.writes / case.length:.0f}",
        f"{result.over_s:.0f}",
        f"{result.over_as:.0f}",
        f"{result.score:.1f}",
        gap,
    )


def _total(case: Case, make: Callable[[], Controller]) -> Result:
    total = Result()
    for day in case.days:
        fuse = FUSE_A if case.night else 1000.0
        total.add(run(day, case.kinds, make, meter_every=case.meter_every, fuse=fuse))
    return total


def _oracle(case: Case) -> Result | None:
    """Only for one charger with the sun; several would need another oracle."""
    if case.count > 1 or case.night:
        return None
    total = Result()
    for day in case.days:
        total.add(best(day, case.kind))
    return total


@cache
def _day(name: str, seed: int, peak_kw: float) -> Day:
    solar = solar_watts(name, seed, peak_kw) if peak_kw else [0.0] * DAY
    return Day(solar, household_watts(name, seed, name in WITH_HEAT_PUMP))
