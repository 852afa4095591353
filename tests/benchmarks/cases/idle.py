"""What a thousand stations that say nothing take."""

from ..bench import Bench
from ..elsewhere import Elsewhere
from ..report import Report, most
from ..subjects.bare import bare

STATIONS = 1000
MIB = 2**20


def idle(bench: Bench) -> Report:
    """Compare the memory of a server before and after they came."""
    with Elsewhere(bare) as limit, bench.core(STATIONS) as core:
        limit_bytes = _grown(bench, limit, boots=False)
        connected_bytes = _grown(bench, core, boots=False)
    with bench.core(STATIONS) as core:
        before = core.ask("memory")
        bench.arrive(core, "idle", STATIONS, session=False)
        core.ask("settle")
        told_bytes = core.ask("memory") - before
        bench.stations.ask("leave", "idle")
    rows = [
        ("1,000 stations", "MiB", "KiB each"),
        _row("WebSocket and JSON alone", limit_bytes),
        _row("our core, connected", connected_bytes),
        _row("our core, booted, asked what they are and can", told_bytes),
    ]
    return Report(
        title="Memory of idle stations",
        rows=rows,
        targets=[most("1,000 idle stations", 20, connected_bytes / MIB, " MiB")],
    )


def _grown(bench: Bench, subject: Elsewhere, *, boots: bool) -> int:
    before: int = subject.ask("memory")
    bench.arrive(subject, "idle", STATIONS, boots=boots, session=False)
    after: int = subject.ask("memory")
    bench.stations.ask("leave", "idle")
    return after - before


def _row(what: str, size: int) -> tuple[str, str, str]:
    return what, f"{size / MIB:.1f}", f"{size / STATIONS / 1024:.1f}"
