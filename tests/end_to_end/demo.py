"""A Home Assistant to look at: Local OCPP set up, and simulated chargers that do different things.

Everything listens on 127.0.0.1 alone, and is gone when it ends.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
import signal
import socket
from tempfile import TemporaryDirectory
from typing import Any

from tests.simulator import Station, simulated
from tests.simulator.scenarios import (
    charging_by_tag,
    faulted,
    idle,
    plugged_in,
    suspended,
)

from .home_assistant import PASSWORD, USER, HomeAssistant, free_port

DOMAIN = "local_ocpp"
HOME_ASSISTANT_PORT, OCPP_PORT = 8123, 9000

TAGS = (("04A1B2C3", "Anna"), ("04D4E5F6", "Bert"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Charger:
    """A charger to show; without a name it waits to be taken in."""

    identity: str
    model: str
    scenario: Callable[[Station], Coroutine[Any, Any, None]]
    name: str | None = None
    max_current: int = 16


CHARGERS = (
    Charger(
        identity="GARAGE-1", model="wallbox11", scenario=charging_by_tag, name="Garage"
    ),
    Charger(identity="CARPORT", model="wallbox201", scenario=suspended, name="Carport"),
    Charger(
        identity="OFFICE",
        model="evsis",
        scenario=plugged_in,
        name="Office",
        max_current=200,
    ),
    Charger(
        identity="GUESTS",
        model="ecarplug",
        scenario=faulted,
        name="Guests",
        max_current=32,
    ),
    Charger(identity="DRIVEWAY", model="koolsign", scenario=idle),
)


@asynccontextmanager
async def demonstrated(
    home: HomeAssistant, ocpp_port: int, chargers: Sequence[Charger] = CHARGERS
) -> AsyncIterator[dict[str, Station]]:
    """Set up Local OCPP in a running Home Assistant, and have chargers connect to it."""
    entry_id = await _set_up(home, ocpp_port)
    for id_tag, name in TAGS:
        await home.call_service(DOMAIN, "add_id_tag", {"id_tag": id_tag, "name": name})
    await home.options_flow(
        entry_id,
        {
            "who_may_charge": "known_tags",
            "unknown_stations": "ask",
            "meter_interval": 10,
            "aligned_interval": 0,
            "session_price": 0.25,
        },
    )
    async with AsyncExitStack() as stack, _lives() as live:
        stations: dict[str, Station] = {}
        for charger in chargers:
            station = await stack.enter_async_context(
                simulated(
                    charger.model,
                    f"ws://127.0.0.1:{ocpp_port}/",
                    identity=charger.identity,
                    time_scale=0.2,
                )
            )
            stations[charger.identity] = station
            await _take_in(home, charger)
            live(charger.scenario(station))
        yield stations


@asynccontextmanager
async def _lives() -> AsyncIterator[Callable[[Coroutine[Any, Any, None]], None]]:
    """Let things happen for as long as the block lasts."""
    async with asyncio.TaskGroup() as group:
        running: list[asyncio.Task[None]] = []
        try:
            yield lambda life: running.append(group.create_task(life))
        finally:
            for life in running:
                life.cancel()


async def _set_up(home: HomeAssistant, ocpp_port: int) -> str:
    """Add the integration as its owner does; return the entry's id."""
    asked = {
        "port": ocpp_port,
        "who_may_charge": "anyone",
        "unknown_stations": "ask",
        "network": {"host": "127.0.0.1"},
    }
    result = await home.flow(DOMAIN, asked, {})
    return str(result["result"]["entry_id"])


async def _take_in(home: HomeAssistant, charger: Charger) -> None:
    """Confirm that a discovered charger is ours, if it is to have a name."""
    found: dict[str, Any] = await home.wait_for_discovery(DOMAIN)
    if charger.name:
        answers = {
            "name": charger.name,
            "max_current": charger.max_current,
            "phases": "3",
            "enforce_maximum": False,
        }
        await home.answer_flow(found["flow_id"], answers)


async def demo() -> None:
    """Run until somebody presses Ctrl+C."""
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    with TemporaryDirectory(prefix="local_ocpp_demo_") as folder:
        home = HomeAssistant(Path(folder) / "config", port=_port(HOME_ASSISTANT_PORT))
        print("Starting Home Assistant ...", flush=True)
        try:
            await home.start()
            async with demonstrated(home, _port(OCPP_PORT)):
                _tell(home)
                await ended.wait()
        finally:
            print("\nStopping ...", flush=True)
            await home.stop()


def _tell(home: HomeAssistant) -> None:
    print(
        f"\n  Home Assistant:  {home.url}\n  User:            {USER}\n"
        f"  Password:        {PASSWORD}\n\n"
        "  Settings > Devices & services > Local OCPP shows the chargers;\n"
        "  one more waits there to be added.\n\n  Ctrl+C ends it.",
        flush=True,
    )


def _port(preferred: int) -> int:
    """Return the port that people expect, or another one if it is taken."""
    with socket.socket() as probe:
        with suppress(OSError):
            probe.bind(("127.0.0.1", preferred))
            return preferred
    return free_port()


if __name__ == "__main__":
    asyncio.run(demo())
