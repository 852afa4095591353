"""How long it takes from an action to the frame at the station."""

from ..bench import Bench
from ..elsewhere import Elsewhere
from ..report import Report, most, percentiles

FLEET = "actions"


def actions(bench: Bench) -> Report:
    """Limit a station again and again, from the core and by Home Assistant's action."""
    with bench.core(1) as core:
        in_core = _delays_ms(bench, core)
    with bench.home(1) as home:
        home.ask("set_up")
        in_home = _delays_ms(bench, home)
    rows = [
        ("From the call to the frame", "p50 ms", "p95 ms"),
        ("`set_limit` of the core", *_cells(in_core)),
        ("action `local_ocpp.set_current_limit`", *_cells(in_home)),
    ]
    return Report(
        title="Action to frame",
        rows=rows,
        targets=[most("action to frame, p50", 2, percentiles(in_home)[0], " ms", 2)],
    )


def _delays_ms(bench: Bench, subject: Elsewhere) -> list[float]:
    bench.arrive(subject, FLEET, 1)
    subject.ask("settle")
    subject.ask("limit", 10)  # finds out by which means the station can be limited
    bench.stations.ask("limits_heard", FLEET)
    asked_at = subject.ask("limit", int(bench.either(100, 500)))
    heard_at = bench.stations.ask("limits_heard", FLEET)
    bench.stations.ask("leave", FLEET)
    # Two processes, one clock: monotonic time is the machine's.
    return [
        (heard - asked) / 1e6 for asked, heard in zip(asked_at, heard_at, strict=True)
    ]


def _cells(delays_ms: list[float]) -> tuple[str, ...]:
    return tuple(f"{each:.2f}" for each in percentiles(delays_ms))
