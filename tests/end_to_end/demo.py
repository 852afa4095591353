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
import sys
from tempfile import TemporaryDirectory
from typing import Any

from tests.simulator import Car, Station, simulated

from .charger import DOMAIN, Charger
from .dashboard import show_dashboard
from .home_assistant import PASSWORD, USER, HomeAssistant, free_port
from .local_ocpp import OPTIONS, LocalOcpp
from .process import EndedUnexpectedly

HOME_ASSISTANT_PORT, OCPP_PORT = 8123, 9000

# The slowest certified station answers after 38 s: nobody wants to wait for that here.
TIME_SCALE = 0.02

ANNA, BERT, CARLA = "04A1B2C3", "04D4E5F6", "04778899"
TAGS = {ANNA: "Anna", BERT: "Bert", CARLA: "Carla"}

type Scene = Callable[[Station], Coroutine[Any, Any, None]]


async def charging(station: Station) -> None:
    """Anna's car charges."""
    station.plug_in(1, Car(soc_percent=35.0))
    await station.present_tag(ANNA, 1)


async def full(station: Station) -> None:
    """Bert's car is full, and still there."""
    station.plug_in(1, Car(soc_percent=79.97, target_soc_percent=80.0))
    await station.present_tag(BERT, 1)


async def two_cars(station: Station) -> None:
    """Carla's car charges; the other waits for somebody with a tag."""
    station.plug_in(1, Car(soc_percent=22.0, max_direct_current_a=125.0))
    await station.present_tag(CARLA, 1)
    station.plug_in(2)


async def broken(station: Station) -> None:
    """Something is wrong with it."""
    await station.fault(1, "GroundFailure")


async def waiting(station: Station) -> None:
    """Nobody has taken it in yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """A charger to show; without a name it waits to be taken in."""

    identity: str
    model: str
    scene: Scene
    name: str | None = None
    max_current: int = 16


EXHIBITS = (
    Exhibit(identity="GARAGE-1", model="wallbox11", scene=charging, name="Garage"),
    Exhibit(identity="CARPORT", model="wallbox201", scene=full, name="Carport"),
    Exhibit(
        identity="OFFICE", model="evsis", scene=two_cars, name="Office", max_current=200
    ),
    Exhibit(
        identity="GUESTS",
        model="ecarplug",
        scene=broken,
        name="Guests",
        max_current=32,
    ),
    Exhibit(identity="DRIVEWAY", model="koolsign", scene=waiting),
)


@asynccontextmanager
async def exhibited(
    home: HomeAssistant, port: int, exhibits: Sequence[Exhibit] = EXHIBITS
) -> AsyncIterator[LocalOcpp]:
    """Set up Local OCPP in a running Home Assistant, and have chargers do their things."""
    central = await LocalOcpp.set_up(home, port)
    await home.options_flow(
        central.entry_id,
        {**OPTIONS, "who_may_charge": "known_tags", "session_price": 0.25},
    )
    for id_tag, name in TAGS.items():
        await home.call_service(DOMAIN, "add_id_tag", {"id_tag": id_tag, "name": name})
    async with AsyncExitStack() as stack:
        chargers: list[Charger] = []
        for exhibit in exhibits:
            station = await stack.enter_async_context(_connected(central, exhibit))
            if exhibit.name:
                chargers.append(Charger(home, station))
                await chargers[-1].entity_id("event", "id_tag")
                await exhibit.scene(station)
        await show_dashboard(home, chargers)
        await _show_energy(home, chargers)
        yield central


@asynccontextmanager
async def _connected(central: LocalOcpp, exhibit: Exhibit) -> AsyncIterator[Station]:
    """Have a charger connect, and take it in if it is to have a name."""
    async with simulated(
        exhibit.model,
        central.address,
        identity=exhibit.identity,
        time_scale=TIME_SCALE,
        keep_frames=1_000,
    ) as station:
        await central.discovered(exhibit.identity)
        if exhibit.name:
            await central.take_in(
                exhibit.identity, exhibit.name, max_current=exhibit.max_current
            )
            await station.booted()
            await station.delivered()
        yield station


async def _show_energy(home: HomeAssistant, chargers: Sequence[Charger]) -> None:
    """Put what the chargers consume on the energy dashboard."""
    consumers = [
        {
            "stat_consumption": await charger.entity_id("sensor", "energy", number),
            "stat_rate": await charger.entity_id("sensor", "power", number),
        }
        for charger in chargers
        for number in charger.station.connectors
    ]
    await home.command("energy/save_prefs", device_consumption=consumers)


async def demo() -> None:
    """Run until somebody presses Ctrl+C."""
    with TemporaryDirectory(prefix="local_ocpp_demo_") as folder:
        home = HomeAssistant(Path(folder) / "config", port=_port(HOME_ASSISTANT_PORT))
        print("Starting Home Assistant ...", flush=True)
        try:
            await home.start()
            print("Plugging in ...", flush=True)
            async with exhibited(home, _port(OCPP_PORT)) as central:
                print(_invitation(home, central), flush=True)
                await asyncio.Event().wait()
        finally:
            print("\nStopping ...", flush=True)
            await home.stop()


def main() -> int:
    """Run the demo; Ctrl+C and SIGTERM end it in good order, whatever it is doing."""

    async def stoppable() -> None:
        running = asyncio.create_task(demo())
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, running.cancel)
        with suppress(asyncio.CancelledError):
            await running

    try:
        asyncio.run(stoppable())
    except (EndedUnexpectedly, TimeoutError) as error:
        print(f"Home Assistant does not start. It said:\n\n{error}", file=sys.stderr)
        return 1
    return 0


def _invitation(home: HomeAssistant, central: LocalOcpp) -> str:
    return f"""
  Home Assistant:  {home.url}
  User:            {USER}
  Password:        {PASSWORD}

  Settings > Devices & services > Local OCPP shows the chargers;
  one more waits there to be added. More join them like this:

      .venv/bin/python -m tests.simulator {central.address} --scenario plugged_in

  Ctrl+C ends it."""


def _port(preferred: int) -> int:
    """Return the port that people expect, or another one if it is taken."""
    with socket.socket() as probe, suppress(OSError):
        # A port that was just closed is free for those who listen.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", preferred))
        return preferred
    return free_port()


if __name__ == "__main__":
    sys.exit(main())
