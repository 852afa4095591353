"""What one station costs a home all day long: a reading each ten seconds, recorder and all."""

from typing import Any

from ..bench import Bench
from ..elsewhere import Elsewhere
from ..report import Report, most
from ..subjects.subject import Usage

FLEET = "home"
READING_SECONDS = 10
# Faster than in life, so that it is soon over, but each reading has to wake everybody up
# and gets a commit of its own, in the ledger and in the recorder.
PACE_SECONDS = 1.1


def typical_home(bench: Bench) -> Report:
    """Compare a Home Assistant that hears readings with the same one that hears none."""
    readings = int(bench.either(4, 45))
    with bench.home(1, recorder=True) as home:
        home.ask("set_up")
        bench.arrive(home, FLEET, 1)
        home.ask("settle")
        bench.stations.ask("report", FLEET, 3, PACE_SECONDS)
        silent_s = _cpu_seconds(bench, home, "rest", readings * PACE_SECONDS)
        talking_s = _cpu_seconds(bench, home, "report", FLEET, readings, PACE_SECONDS)
        bench.stations.ask("leave", FLEET)
    reading_s = max(0.0, talking_s - silent_s) / readings
    share = reading_s / READING_SECONDS
    rows = [
        ("One station in Home Assistant, with recorder", ""),
        ("Home Assistant without readings, % of a core", _percent(silent_s, readings)),
        (f"with one each {PACE_SECONDS} s", _percent(talking_s, readings)),
        ("CPU per reading, ms", f"{reading_s * 1000:.2f}"),
        ("a reading each 10 s, % of a core", f"{share * 100:.3f}"),
    ]
    return Report(
        title="A typical home",
        rows=rows,
        targets=[most("a typical home, of one core", 0.1, share * 100, " %", 3)],
    )


def _cpu_seconds(bench: Bench, home: Elsewhere, meanwhile: str, *args: Any) -> float:
    before: Usage = home.ask("used")
    bench.stations.ask(meanwhile, *args)
    after: Usage = home.ask("used")
    return after.process - before.process


def _percent(cpu_seconds: float, readings: int) -> str:
    return f"{cpu_seconds / (readings * PACE_SECONDS) * 100:.2f}"
