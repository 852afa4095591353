"""Sessions survive restarts, power cuts and dead networks with their energy intact, each once."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from random import Random

import pytest
import pytest_asyncio
import pytest_socket

from tests.simulator import Station
from tests.simulator.faults import offline, rebooting

from .charger import Charger
from .home_assistant import HomeAssistant
from .local_ocpp import LocalOcpp
from .network import Network
from .told import complaints, lost_samples, told_sessions

SPEED = 30
# So that meters are read twelve times a second, and cars come and go every few seconds.
BUSY_SPEED = 120
KILLS = 5
TAG = "04A1B2C3"
LENIENT = {"AllowOfflineTxForUnknownId": "true"}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def mortal(
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncGenerator[LocalOcpp]:
    """Local OCPP in a Home Assistant that may be restarted and killed."""
    pytest_socket.enable_socket()
    folder = tmp_path_factory.mktemp("mortal") / "config"
    async with HomeAssistant.running(folder) as home:
        yield await LocalOcpp.set_up(home)


async def test_a_session_outlives_home_assistant(mortal: LocalOcpp) -> None:
    """Home Assistant restarts while a car charges: it goes on, and so does its history."""
    async with mortal.charger(identity="OUTLIVES-1", speed=SPEED) as charger:
        before = await _charging(charger)
        await mortal.home.restart()
        after = await charger.shows("sensor", "session_started", before)
        assert after.value == before
        await charger.shows("switch", "charging", "on")
        await charger.switch(on=False)
        await charger.shows("switch", "charging", "off")
        await _all_is_kept(charger, sessions=1)
        assert "charging" in await _history(charger, "status")


async def test_a_restarted_charger_tells_how_its_session_ended(
    central: LocalOcpp,
) -> None:
    """The power fails at the charger: the session ends there, and the next one begins anew."""
    async with central.charger(identity="REBOOTS-1", speed=SPEED) as charger:
        await _charging(charger)
        async with rebooting(charger.station):
            await charger.shows("sensor", "status", "unavailable")
        await charger.shows("sensor", "stop_reason", "power_loss")
        await charger.switch(on=True)
        await charger.draws(16)
        await charger.switch(on=False)
        await charger.shows("switch", "charging", "off")
        await _all_is_kept(charger, sessions=2)


async def test_a_reload_loses_nothing(central: LocalOcpp) -> None:
    """The integration is reloaded while a car charges: the charger is back, and its session."""
    async with central.charger(identity="RELOADS-1", speed=SPEED) as charger:
        before = await _charging(charger)
        await central.reload()
        await charger.shows("sensor", "session_started", before)
        charger.station.unplug()
        await charger.shows("sensor", "stop_reason", "ev_disconnected")
        await _all_is_kept(charger, sessions=1)


async def test_both_may_restart_at_once(mortal: LocalOcpp) -> None:
    """The whole house loses power while a car charges; the session is complete afterwards."""
    async with mortal.charger(identity="BLACKOUT-1", speed=SPEED) as charger:
        await _charging(charger)
        async with rebooting(charger.station):
            await mortal.home.restart()
        await charger.shows("sensor", "stop_reason", "power_loss")
        await charger.shows("switch", "charging", "off")
        await _all_is_kept(charger, sessions=1)


async def test_a_session_told_later_keeps_its_times(central: LocalOcpp) -> None:
    """A charger that was offline tells a whole session afterwards; it is kept as it was."""
    async with central.charger(
        identity="LATER-1", speed=SPEED, settings=LENIENT
    ) as charger:
        await charger.shows("sensor", "status", "available")
        async with offline(charger.station):
            charger.station.plug_in()
            await charger.station.present_tag(TAG)
            await charger.draws(16)
            await charger.station.present_tag(TAG)
        await charger.shows("sensor", "session_id_tag", TAG)
        await charger.shows("switch", "charging", "off")
        await _all_is_kept(charger, sessions=1)


async def test_a_dead_connection_costs_no_energy(central: LocalOcpp) -> None:
    """The network dies without a word: the charger's new connection replaces the old at once."""
    async with (
        Network.to(central.port) as network,
        central.charger(
            identity="DEAD-1", speed=SPEED, address=network.address
        ) as charger,
    ):
        await _charging(charger)
        network.cut()
        async with offline(charger.station):
            await charger.shows("binary_sensor", "connected", "on", connector=0)
        network.bury()
        await charger.limit(8)
        await charger.draws(8)
        await charger.shows("binary_sensor", "connected", "on", connector=0)
        await charger.switch(on=False)
        await charger.shows("switch", "charging", "off")
        await _all_is_kept(charger, sessions=1)


async def test_nothing_confirmed_is_lost_when_home_assistant_is_killed(
    mortal: LocalOcpp,
) -> None:
    """Killed again and again while cars charge, it knows everything that it has confirmed."""
    async with AsyncExitStack() as stack:
        chargers = [
            await stack.enter_async_context(
                mortal.charger(
                    model,
                    f"KILL-{number}",
                    max_current=32,
                    speed=BUSY_SPEED,
                    settings=LENIENT if model == "wallbox11" else {},
                )
            )
            for number, model in enumerate(("wallbox11", "wallbox11", "wallbox201"))
        ]
        await mortal.home.until_saved("core.config_entries", "KILL-2")
        async with asyncio.TaskGroup() as lives:
            busy = [lives.create_task(_busy(each.station)) for each in chargers]
            await _kill_repeatedly(mortal.home, [each.station for each in chargers])
            for life in busy:
                life.cancel()
        for charger in chargers:
            await _finish(charger.station)
        for charger in chargers[:2]:
            told = told_sessions(charger.station)
            assert len(told) > KILLS
            await _all_is_kept(charger, sessions=len(told))
            assert lost_samples(told, mortal.home.folder) == []
        await _energy_is_complete(chargers[2])


async def _charging(charger: Charger) -> str:
    """Have a car charge, and some of it told; return since when."""
    charger.station.plug_in()
    await charger.switch(on=True)
    await charger.draws(16)
    await charger.station.answered("MeterValues")
    return (
        await charger.shows(
            "sensor", "session_started", lambda state: state.value != "unknown"
        )
    ).value


async def _busy(station: Station) -> None:
    """Cars come, charge for a while and leave, whether anybody listens or not."""
    dice, clock = Random(station.identity), station.cabinet.clock
    while True:
        station.plug_in()
        await station.present_tag(TAG)
        await clock.sleep(dice.uniform(60, 400))
        await _leave(station)
        await clock.sleep(dice.uniform(5, 60))


async def _leave(station: Station) -> None:
    if station.connectors[1].transaction:
        await station.present_tag(TAG)
    station.unplug()


async def _finish(station: Station) -> None:
    await _leave(station)
    await station.delivered(60)


async def _kill_repeatedly(home: HomeAssistant, stations: list[Station]) -> None:
    """Kill Home Assistant at random moments, counted in messages, and start it again."""
    dice = Random(16)
    for _ in range(KILLS):
        station = dice.choice(stations)
        await _conversed(station, dice.randint(10, 120))
        await home.kill()
        await home.start()


async def _conversed(station: Station, messages: int) -> None:
    moment = len(station.frames) + messages
    await station.until(lambda: len(station.frames) >= moment, "conversation", 60)


async def _all_is_kept(charger: Charger, *, sessions: int) -> None:
    """So many sessions are kept, as the charger told them, and it has nothing to object to."""
    await charger.station.delivered()
    told, rows = told_sessions(charger.station), await charger.sessions()
    assert complaints(told, rows) == []
    assert len(told) == len(rows) == sessions
    assert all(each.transaction_id and each.ended_at for each in told)
    await _energy_is_complete(charger)


async def _energy_is_complete(charger: Charger) -> None:
    """What flowed is what the sessions say, which is true for any version of OCPP."""
    rows = await charger.sessions()
    begun = charger.station.model.hardware.register_wh
    flowed_wh = charger.station.connectors[1].register_wh - begun
    kept_wh = sum(row["energy_wh"] for row in rows)
    assert flowed_wh > 0
    assert kept_wh == pytest.approx(flowed_wh, abs=len(rows))
    assert charger.station.violations == []


async def _history(charger: Charger, key: str) -> set[str]:
    entity_id = await charger.entity_id("sensor", key)
    told = await charger.home.command(
        "history/history_during_period",
        start_time=min(row["start"] for row in await charger.sessions()),
        entity_ids=[entity_id],
        minimal_response=True,
    )
    return {state["s"] for state in told[entity_id]}
