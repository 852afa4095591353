"""A thousand stations that lose their network and return all at once."""

from statistics import median

from ..bench import Bench
from ..report import Report, most

STATIONS = 1000
FLEET = "storm"


def storm(bench: Bench) -> Report:
    """Time until the last boot is answered; find the longest stall on the way."""
    seconds, stalls = [], []
    with bench.core(STATIONS) as core:
        bench.arrive(core, FLEET, STATIONS, session=False)
        core.ask("settle")
        for _ in range(int(bench.either(1, 5))):
            core.ask("watch_stalls")
            seconds.append(bench.stations.ask("return_at_once", FLEET))
            core.ask("settle")
            stalls.append(core.ask("worst_stall"))
        bench.stations.ask("leave", FLEET)
    rows = [
        ("1,000 stations return", "median", "worst"),
        ("until the last boot is answered, s", *_spread(seconds, 1)),
        ("longest stall of the event loop, ms", *_spread(stalls, 1000)),
    ]
    return Report(
        title="Reconnect storm",
        rows=rows,
        targets=[
            most("1,000 stations return and boot", 2, median(seconds), " s", 2),
            most("stall of the event loop", 200, median(stalls) * 1000, " ms", 0),
        ],
    )


def _spread(values: list[float], factor: float) -> tuple[str, str]:
    digits = 0 if factor > 1 else 2
    return (
        f"{median(values) * factor:.{digits}f}",
        f"{max(values) * factor:.{digits}f}",
    )
