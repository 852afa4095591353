"""MeterValues as fast as they are answered: what one costs, beside what it must cost."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median
import sys

from ..bench import Bench
from ..elsewhere import Elsewhere
from ..report import Report, least
from ..subjects.bare import bare
from ..subjects.package import package

STATIONS = 50
BARE, PACKAGE = "WebSocket and JSON alone", "`ocpp` package as it is"
IDLE, CORE = "our core, no session", "our core, in a session"
HOME, HOME_ONE = "in Home Assistant", "in Home Assistant, 1 station"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """A server that takes part; `session`: each station has begun one."""

    name: str
    subject: Elsewhere
    stations: int = STATIONS
    boots: bool = True
    session: bool = True
    keeps: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What one round took: calls per second, and CPU microseconds per call."""

    rate: float
    cpu_us: float
    loop_us: float
    calls: int


def throughput(bench: Bench) -> Report:
    """Compare the limit, the package, our core and Home Assistant, in turns."""
    rounds: dict[str, list[Round]] = defaultdict(list)
    with ExitStack() as stack:
        contenders = list(_contenders(bench, stack))
        for each in contenders:
            _get_ready(bench, each)
        for number in range(int(bench.either(2, 9))):
            # Every other round the other way round: a machine that warms up favours nobody.
            for each in contenders[:: -1 if number % 2 else 1]:
                rounds[each.name].append(_round(bench, each))
        for each in contenders:
            _must_be_kept(each, sum(r.calls for r in rounds[each.name]))
        if bench.profile:
            _profile(bench, contenders)
    return _report(rounds)


def _contenders(bench: Bench, stack: ExitStack) -> Iterator[Contender]:
    def enter(subject: Elsewhere) -> Elsewhere:
        return stack.enter_context(subject)

    yield Contender(
        name=BARE, subject=enter(Elsewhere(bare)), boots=False, session=False
    )
    yield Contender(name=PACKAGE, subject=enter(Elsewhere(package)))
    yield Contender(name=IDLE, subject=enter(bench.core(STATIONS)), session=False)
    yield Contender(name=CORE, subject=enter(bench.core(STATIONS)), keeps=True)
    yield Contender(name=HOME, subject=enter(bench.home(STATIONS)), keeps=True)
    yield Contender(name=HOME_ONE, subject=enter(bench.home(1)), stations=1, keeps=True)


def _get_ready(bench: Bench, each: Contender) -> None:
    is_home = each.name in (HOME, HOME_ONE)
    if is_home:
        each.subject.ask("set_up")
    bench.arrive(
        each.subject,
        each.name,
        each.stations,
        boots=each.boots,
        session=each.session,
    )
    if each.name not in (BARE, PACKAGE):
        each.subject.ask("settle")
    bench.stations.ask("talk", each.name, 0.3)


def _round(bench: Bench, each: Contender) -> Round:
    before = each.subject.ask("used")
    calls, seconds = bench.stations.ask("talk", each.name, bench.either(0.4, 1.5))
    after = each.subject.ask("used")
    return Round(
        rate=calls / seconds,
        cpu_us=(after.process - before.process) / calls * 1e6,
        loop_us=(after.loop - before.loop) / calls * 1e6,
        calls=calls,
    )


def _must_be_kept(each: Contender, calls: int) -> None:
    """Everything that was acknowledged must be on disk, or the figures are worth nothing."""
    if each.keeps and (kept := each.subject.ask("kept")) < calls:
        raise AssertionError(f"{each.name}: {calls} acknowledged, {kept} kept")


def _profile(bench: Bench, contenders: list[Contender]) -> None:
    for each in contenders:
        if each.name in (CORE, HOME):
            each.subject.ask("profile", True)
            bench.stations.ask("talk", each.name, 2.0)
            each.subject.ask("profile", False)
            sys.stderr.write(each.subject.ask("profiled", 40))


def _report(rounds: dict[str, list[Round]]) -> Report:
    cpu_us = {name: median(r.cpu_us for r in each) for name, each in rounds.items()}
    rows = [
        (
            name,
            f"{median(r.rate for r in each):,.0f}",
            f"{cpu_us[name]:.1f}",
            f"{median(r.loop_us for r in each):.1f}",
            f"{1e6 / cpu_us[name]:,.0f}",
            *_ratios(name, cpu_us),
        )
        for name, each in rounds.items()
    ]
    head = (
        "MeterValues, 12 values, 50 stations",
        *("calls/s", "CPU µs/call", "event loop", "calls/s per core"),
        *("of the limit", "× package"),
    )
    return Report(
        title="Throughput",
        rows=[head, *rows],
        targets=[
            least(
                "the core in a session, of the limit",
                *(0.4, cpu_us[BARE] / cpu_us[CORE], "", 2),
            ),
            least(
                "the core in a session, beside the `ocpp` package",
                *(10, cpu_us[PACKAGE] / cpu_us[CORE], " ×"),
            ),
        ],
    )


def _ratios(name: str, cpu_us: Mapping[str, float]) -> tuple[str, str]:
    """Compare with the limit and the package, where as many stations talk at once."""
    if name == HOME_ONE:
        return "", ""
    cost = cpu_us[name]
    return f"{cpu_us[BARE] / cost:.2f}", f"{cpu_us[PACKAGE] / cost:.1f}"
