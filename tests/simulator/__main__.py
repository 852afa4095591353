"""Run simulated charging stations from the command line."""

import argparse
import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, suppress
import json
import signal
import sys
from typing import Any

from .fleet import simulated
from .journal import Frame, Note
from .model import load, names
from .scenarios import SCENARIOS
from .station import Station


def arguments() -> argparse.ArgumentParser:
    """Return what can be said on the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.simulator",
        description="Run believable charging stations against any CSMS.",
        epilog=_catalogue(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("address", help="where to dial, without the identity: ws://127.0.0.1:9000/")
    add("--model", default="wallbox11", choices=names())
    add("--identity", default="STATION-{}", help="{} becomes the number")
    add("--count", type=int, default=1, help="how many stations")
    add("--scenario", default="idle", choices=list(SCENARIOS))
    add("--speed", type=float, default=1.0, help="simulated seconds per second")
    add("--password", help="for HTTP Basic authentication")
    add("--subprotocol", action="append", help="offer this; '' offers none")
    add("--suffix", default="", help="what follows the identity in the URL")
    add("--seconds", type=float, help="stop after so many real seconds")
    add("--quiet", action="store_true", help="print events, not messages")
    return parser


async def run(options: argparse.Namespace, tell: Callable[[str], None]) -> None:
    """Run the stations until the time is over or somebody stops them."""
    async with AsyncExitStack() as stack:
        stations = [
            await stack.enter_async_context(
                simulated(
                    options.model,
                    options.address,
                    identity=options.identity.format(number),
                    **_place(options),
                )
            )
            for number in range(1, options.count + 1)
        ]
        for station in stations:
            station.cabinet.journal.listeners.append(
                _teller(station, tell, quiet=options.quiet)
            )
            station.cabinet.spawn(_play(station, options.scenario))
        with suppress(TimeoutError):
            async with asyncio.timeout(options.seconds):
                await asyncio.Event().wait()


def main(words: Sequence[str] | None = None) -> int:
    """Run the program; Ctrl-C and SIGTERM end it in good order."""
    options = arguments().parse_args(words)

    async def stoppable() -> None:
        running = asyncio.create_task(run(options, _print))
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, running.cancel)
        with suppress(asyncio.CancelledError):
            await running

    asyncio.run(stoppable())
    return 0


def _place(options: argparse.Namespace) -> dict[str, Any]:
    offered = options.subprotocol
    return {
        "speed": options.speed,
        "password": options.password,
        "path_suffix": options.suffix,
        "subprotocols": None if offered is None else tuple(filter(None, offered)),
        "keep_frames": 1000,
    }


async def _play(station: Station, scenario: str) -> None:
    await SCENARIOS[scenario](station)


def _teller(
    station: Station, tell: Callable[[str], None], *, quiet: bool
) -> Callable[[Frame | Note], None]:
    def told(entry: Frame | Note) -> None:
        if isinstance(entry, Note):
            tell(f"{entry.at:%H:%M:%S.%f} {station.identity}   {entry.text}")
        elif not quiet:
            tell(f"{entry.at:%H:%M:%S.%f} {station.identity} {_line(entry)}")

    return told


def _line(frame: Frame) -> str:
    if frame.kind.name == "GARBLED":
        return f"{frame.direction} {frame.text}"
    payload = json.dumps(frame.payload, separators=(",", ":"), ensure_ascii=False)
    return f"{frame.direction} {frame.action} {frame.kind.name.lower()} {payload}"


def _catalogue() -> str:
    models = [
        f"  {name:<14} {load(name).vendor} {load(name).name}, OCPP {load(name).ocpp}"
        for name in names()
    ]
    scenarios = [f"  {name:<14} {play.__doc__}" for name, play in SCENARIOS.items()]
    return "\n".join(["models:", *models, "", "scenarios:", *scenarios])


def _print(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
