"""How many states Home Assistant writes for what a station says."""

from ..bench import Bench
from ..frames import VARIANTS, changes
from ..report import Report, most

FLEET = "writes"


def writes(bench: Bench) -> Report:
    """Count the writes of messages in which some values changed, and most did not."""
    with bench.home(1) as home:
        home.ask("set_up")
        bench.arrive(home, FLEET, 1)
        home.ask("settle")
        bench.stations.ask("report", FLEET, 1, 0)
        before = bench.stations.ask("said", FLEET)
        home.ask("count_writes")
        bench.stations.ask("report", FLEET, VARIANTS, 0)
        written, repeated = home.ask("writes")
        entities = home.ask("entities")
    changed = sum(changes(before + 1 + number) for number in range(VARIANTS))
    rows = [
        ("One station", "", "per message"),
        ("messages", f"{VARIANTS}", ""),
        ("values in them", f"{12 * VARIANTS}", "12.0"),
        ("values that changed", f"{changed}", f"{changed / VARIANTS:.1f}"),
        ("states written", f"{written}", f"{written / VARIANTS:.1f}"),
        ("written without a change", f"{repeated}", f"{repeated / VARIANTS:.1f}"),
        ("entities that could be written", f"{entities}", ""),
    ]
    return Report(
        title="State writes",
        rows=rows,
        targets=[
            most("state writes per changed reading", 2, written / changed, "", 2),
            most("state writes without a change", 0, repeated, "", 0),
        ],
    )
