"""How fast the ledger keeps things, and how long one takes that is alone."""

from statistics import median

from ..bench import Bench
from ..elsewhere import Elsewhere
from ..machine import sync_ms
from ..report import Report, Target, least
from ..subjects.keeper import keeper

AT_ONCE = 100


def ledger(bench: Bench) -> Report:
    """Keep samples one at a time, then a hundred at once."""
    with Elsewhere(keeper, bench.folder, AT_ONCE) as kept:
        rates = [
            kept.ask("rate", bench.either(0.5, 1.5))
            for _ in range(int(bench.either(2, 5)))
        ]
        alone = [kept.ask("latency_ms", int(bench.either(50, 200))) for _ in range(3)]
    per_second = median(rate for rate, _ in rates)
    cpu_us = median(cpu for _, cpu in rates)
    latency_ms, disk_ms = median(alone), sync_ms(bench.folder)
    rows = [
        ("Samples of running sessions, durable", ""),
        ("events/s, 100 at once", f"{per_second:,.0f}"),
        ("CPU µs per event, 100 at once", f"{cpu_us:.1f}"),
        ("latency of one alone, ms", f"{latency_ms:.1f}"),
        ("the disk alone (fdatasync), ms", f"{disk_ms:.1f}"),
    ]
    return Report(
        title="Ledger",
        rows=rows,
        targets=[
            least("durable events/s, 100 at once", 30_000, per_second, "", 0),
            Target(
                what="latency of one durable event",
                aim="one fdatasync",
                found=f"{latency_ms:.1f} ms, fdatasync {disk_ms:.1f} ms",
                reached=latency_ms < 1.5 * disk_ms + 0.5,
            ),
        ],
    )
