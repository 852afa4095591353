"""Home Assistant is killed in the middle of everything, and nothing confirmed is lost."""

from collections.abc import Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

import pytest
import pytest_socket

from custom_components.local_ocpp.csms.domain.model.evse import ConnectorRef
from custom_components.local_ocpp.csms.ledger import Ledger
from custom_components.local_ocpp.csms.ledger.moments import to_microseconds

from .told import minute, query
from .witness import Confirmed, keep_telling

KILLS = 10


def killed_after(path: Path, run: int, count: int) -> list[Confirmed]:
    """Let a process use the ledger until it has confirmed so much, and kill it."""
    forkserver = get_context("forkserver")
    forkserver.set_forkserver_preload([keep_telling.__module__])
    receiver, sender = forkserver.Pipe(duplex=False)
    process = forkserver.Process(target=keep_telling, args=(path, run, sender))
    process.start()
    sender.close()
    confirmed = [receiver.recv() for _ in range(count)]
    process.kill()
    confirmed.extend(left_over(receiver))
    process.join()
    return confirmed


def left_over(receiver: Connection) -> Iterator[Confirmed]:
    """Return what was confirmed before the kill and is still in the pipe."""
    try:
        while True:
            yield receiver.recv()
    except EOFError, ConnectionResetError:
        return


@pytest.fixture
def confirmed(path: Path) -> list[Confirmed]:
    """Everything that was confirmed before one of the kills."""
    pytest_socket.socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    chance = Random(20261121)
    return [
        each
        for run in range(KILLS)
        for each in killed_after(path, run, chance.randrange(1, 2000))
    ]


async def test_nothing_confirmed_is_lost(
    path: Path, confirmed: list[Confirmed]
) -> None:
    """After ten kills every session, every sample and every end is there, once."""
    told = [(each.what, each.session) for each in confirmed if each.what != "sampled"]
    sampled = {
        (int(each.session), to_microseconds(minute(each.minute)))
        for each in confirmed
        if each.what == "sampled"
    }
    ledger = await Ledger.open(path)
    sessions = [record.transaction for record in await ledger.sessions()]
    await ledger.close()
    kept = [("began", session.id) for session in sessions]
    kept += [("ended", each.id) for each in sessions if each.stop_reason != "Other"]
    assert len(told) == len(set(told))
    assert set(told) <= set(kept)
    assert sampled <= set(query(path, "SELECT transaction_number, at FROM sample_v1"))


async def test_station_goes_on_where_it_was(
    path: Path, confirmed: list[Confirmed]
) -> None:
    """The session that ran when the process was killed is recalled with its energy."""
    last = {each.station: each for each in confirmed}
    ledger = await Ledger.open(path)
    for station, told in last.items():
        plug = (await ledger.recall(station)).connector(ConnectorRef(1))
        ended, running = plug.last_transaction, plug.transaction
        kept = running if running and running.id == told.session else ended
        assert kept
        assert (kept.id, kept.meter_wh) >= (told.session, told.meter_wh)
        assert (plug.meter.register.total_wh or 0) >= told.meter_wh
    await ledger.close()
