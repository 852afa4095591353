"""What goes wrong goes wrong as announced, and is over when it is over."""

import asyncio
from collections.abc import Callable

import pytest

from .clock import stamp
from .fake_csms import FakeCsms
from .faults import (
    deaf,
    delayed,
    dropped,
    garbled,
    hanging_up,
    offline,
    rebooting,
    repeated,
    truncated,
    valueless,
)
from .fleet import simulated
from .station import Station
from .test_station import TAG, charge


async def test_delayed(wallbox: Station, csms: FakeCsms) -> None:
    """A delayed station answers, only later."""
    with delayed(wallbox, 0.2):
        asked = asyncio.create_task(csms.ask("GetLocalListVersion"))
        await wallbox.replied("GetLocalListVersion")
        assert not asked.done()
        assert await asked == {"listVersion": 0}


async def test_dropped_answer(wallbox: Station, csms: FakeCsms) -> None:
    """An answer that is dropped never arrives, but the station has heard."""
    with dropped(wallbox, "ClearCache"):
        await csms.send([2, "1", "ClearCache", {}])
        await wallbox.replied("ClearCache")
    assert await csms.ask("GetLocalListVersion") == {"listVersion": 0}


async def test_dropped_message_is_repeated(csms: FakeCsms) -> None:
    """A StartTransaction that is lost is sent again, with what happened unchanged."""
    async with simulated(
        "wallbox11", csms.address, speed=600, answer_timeout_s=0.1
    ) as station:
        await station.booted()
        with dropped(station, "StartTransaction"):
            station.plug_in(1)
            await station.present_tag(TAG)
            first = await station.sent("StartTransaction")
        assert await station.sent("StartTransaction") == first
        await station.transaction_started(1)
        assert csms.said("StartTransaction") == [first]


async def test_deaf(csms: FakeCsms) -> None:
    """A station that did not hear the answer repeats itself."""
    async with simulated(
        "wallbox11", csms.address, speed=600, answer_timeout_s=0.1
    ) as station:
        await station.booted()
        with deaf(station, "StartTransaction"):
            station.plug_in(1)
            await station.present_tag(TAG)
            await station.sent("StartTransaction")
            await station.sent("StartTransaction")
        await station.transaction_started(1)
        assert len(csms.said("StartTransaction")) >= 2


async def test_repeated(wallbox: Station, csms: FakeCsms) -> None:
    """A message sent twice has the same id and content."""
    with repeated(wallbox, "StatusNotification"):
        await wallbox.warn(1, "HighTemperature")
    await wallbox.data_transfer("x")
    first, second = csms.said("StatusNotification")[-2:]
    assert first == second


@pytest.mark.parametrize(
    ("how", "seen"), [(truncated, '"StatusNotif'), (valueless, '"connectorId":,')]
)
async def test_garbled(
    wallbox: Station, csms: FakeCsms, how: Callable[[str], str], seen: str
) -> None:
    """A garbled message is no JSON, while the rest of the link works."""
    with garbled(wallbox, how, "StatusNotification"):
        wallbox.flow.report_station()
        await wallbox.sent("StatusNotification", connectorId=0)
        assert await csms.ask("GetLocalListVersion") == {"listVersion": 0}
    complaint = csms.complaints.pop()
    assert complaint.startswith("no JSON")
    assert seen in complaint


async def test_hanging_up(wallbox: Station, csms: FakeCsms) -> None:
    """The connection ends in the middle of a command, and comes back."""
    with hanging_up(wallbox, "ClearCache"):
        await csms.send([2, "1", "ClearCache", {}])
        await wallbox.disconnected()
    await wallbox.booted()
    assert csms.said("BootNotification") == csms.said("BootNotification")[:1]


async def test_offline_session(csms: FakeCsms) -> None:
    """A session held offline is told afterwards, with its own times, in order."""
    async with simulated("wallbox11", csms.address, speed=600) as station:
        await station.booted()
        station.cabinet.configuration.put("AllowOfflineTxForUnknownId", "true")
        async with offline(station):
            station.plug_in(1)
            assert await station.present_tag(TAG) == "Accepted"
            away = station.cabinet.clock.now()
            await station.until(lambda: len(station.outbox) >= 4, "queued samples")
            await station.present_tag(TAG)
        actions = [action for action, _ in csms.heard]
        told = actions[actions.index("StartTransaction") :]
        assert told[0] == "StartTransaction"
        assert "StopTransaction" in told
        assert csms.said("StartTransaction")[0]["timestamp"] <= stamp(away)
        assert station.violations == []


async def test_unknown_tags_offline(wallbox: Station) -> None:
    """Offline a station trusts the tags that it knows, and no other."""
    assert await wallbox.present_tag(TAG) == "Accepted"
    async with offline(wallbox):
        assert await wallbox.present_tag("STRANGER") == "Invalid"
        assert await wallbox.present_tag(TAG.lower()) == "Accepted"


async def test_rebooting(wallbox: Station, csms: FakeCsms) -> None:
    """A station that restarts boots again and reports how its session ended."""
    await charge(wallbox)
    async with rebooting(wallbox):
        assert not wallbox.online
    assert len(csms.said("BootNotification")) == 2
    assert csms.said("StopTransaction")[0]["reason"] == "PowerLoss"
