"""Measure, and print what was found as tables."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from tempfile import gettempdir
from time import perf_counter

from .bench import Bench
from .cases import CASES
from .elsewhere import Elsewhere
from .machine import facts
from .report import Report, table, verdicts
from .stations import stations


def main() -> None:
    """Run the cases asked for, one after the other."""
    wanted = _arguments()
    began = perf_counter()
    for line in facts(wanted.folder):
        print(f"- {line}", flush=True)
    reports = list(_run(wanted))
    targets = [target for report in reports for target in report.targets]
    if targets:
        print(f"\n## Targets\n\n{verdicts(targets)}")
    print(f"\nTook {perf_counter() - began:.0f} s.")


def _run(wanted: Namespace) -> Iterator[Report]:
    with Elsewhere(stations) as chargers:
        bench = Bench(
            stations=chargers,
            folder=wanted.folder,
            quick=wanted.quick,
            profile=wanted.profile,
        )
        for name in wanted.case or CASES:
            report = CASES[name](bench)
            print(f"\n## {report.title}\n\n{table(report.rows)}", flush=True)
            yield report


def _arguments() -> Namespace:
    parser = ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument(
        "--case", action="append", choices=CASES, help="only this one (may be repeated)"
    )
    parser.add_argument(
        "--quick", action="store_true", help="less than a minute, and less certain"
    )
    parser.add_argument(
        "--folder",
        type=Path,
        default=gettempdir(),
        help="where ledgers are put: the disk counts (default: %(default)s)",
    )
    parser.add_argument(
        "--profile",
        action="store_true",
        help="say where the time goes in the throughput case, too",
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
