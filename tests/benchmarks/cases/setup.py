"""How long Home Assistant takes to set up an entry with fifty stations."""

from statistics import median

from ..bench import Bench
from ..report import Report, most

STATIONS = 50


def setup(bench: Bench) -> Report:
    """Set up once, and then again and again, at last with all the entities."""
    with bench.home(STATIONS) as home:
        first = home.ask("set_up")
        again = median(home.ask("set_up") for _ in range(int(bench.either(1, 5))))
        bench.arrive(home, "setup", STATIONS)
        home.ask("settle")
        bench.stations.ask("leave", "setup")
        with_entities = median(
            home.ask("set_up") for _ in range(int(bench.either(1, 5)))
        )
        entities = home.ask("entities")
    rows = [
        ("50 stations", "s"),
        ("first, with its platforms to be loaded", f"{first:.2f}"),
        ("reload", f"{again:.2f}"),
        (f"reload with all {entities:,} entities", f"{with_entities:.2f}"),
    ]
    return Report(
        title="Set-up",
        rows=rows,
        targets=[most("set-up of 50 stations", 1, first, " s", 2)],
    )
