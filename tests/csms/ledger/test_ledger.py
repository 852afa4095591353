"""The ledger as a whole, whatever stations tell and whatever happens to its disk."""

import asyncio
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
import resource
import sqlite3

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test
import pytest

from custom_components.local_ocpp.csms.domain.model.evse import ConnectorRef
from custom_components.local_ocpp.csms.domain.model.station import StationId
from custom_components.local_ocpp.csms.domain.model.token import AuthorizationStatus
from custom_components.local_ocpp.csms.domain.model.transaction import TransactionId
from custom_components.local_ocpp.csms.ledger import (
    Ledger,
    LedgerUnavailable,
    SessionRecord,
    Unavailability,
)

from .stations_tell import StationsTell
from .told import GARAGE, began, ended, metered, minute, query

OLD_LEDGERS = Path(__file__).parent / "old_ledgers"


# The first session of every old ledger; its number is the time it was written.
FINISHED = replace(
    began(price_per_kwh=0.25),
    id=TransactionId("91188459"),
    meter_wh=8000,
    ended_at=minute(60),
    stop_reason="EVDisconnected",
)

MANY_SAMPLES = """
WITH RECURSIVE counter (n) AS (
    SELECT 1 UNION ALL SELECT n + 1 FROM counter WHERE n < 100000
)
INSERT INTO sample_v1
SELECT 1780315200000000 + n * 1000000, ?, 1, 1000 + n, 11000, 16, 50 FROM counter
"""


@contextmanager
def small_disk(file_bytes: int) -> Iterator[None]:
    """Let no file grow beyond so much."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def spoil(path: Path) -> None:
    """Overwrite the middle of a file."""
    size = path.stat().st_size
    with path.open("r+b") as raw:
        raw.seek(size // 8)
        raw.write(b"\xff" * (size // 2))


def test_whatever_stations_tell_ids_are_unique_and_energy_is_right() -> None:
    """Any order of starts, samples, stops, replays, repeats and restarts adds up."""
    run_state_machine_as_test(
        StationsTell,
        settings=settings(max_examples=20, stateful_step_count=25, deadline=None),
    )


async def test_session_survives_a_restart(ledger: Ledger, path: Path) -> None:
    """A session that began before Home Assistant restarted ends after it, energy intact."""
    opened = await ledger.open_transaction(GARAGE, began(), named=False)
    await ledger.keep_sample(GARAGE, opened.id, metered(30, 4000))
    await ledger.close()
    again = await Ledger.open(path)
    running = (await again.recall(GARAGE)).connector(ConnectorRef(1)).transaction
    closed = await again.close_transaction(GARAGE, ended(opened.id))
    await again.close()
    assert running
    assert (running.id, running.energy_wh) == (opened.id, 3000)
    assert closed
    assert closed.energy_wh == 7000


async def test_hundred_stations_at_once(ledger: Ledger) -> None:
    """A hundred sessions side by side, each in its own order, do not mix."""

    async def charge(number: int) -> None:
        station = StationId(f"station {number}")
        opened = await ledger.open_transaction(station, began(), named=False)
        for at in range(1, 11):
            await ledger.keep_sample(
                station, opened.id, metered(at, 1000 + at * number)
            )
        await ledger.close_transaction(station, ended(opened.id, meter_wh=None))

    await asyncio.gather(*map(charge, range(100)))
    energies = [record.transaction.energy_wh for record in await ledger.sessions()]
    assert sorted(filter(None, energies)) == [number * 10 for number in range(1, 100)]


async def test_full_disk_is_told_and_forgiven(ledger: Ledger, path: Path) -> None:
    """On a full disk nothing is confirmed; with room again everything goes on."""
    opened = await ledger.open_transaction(GARAGE, began(), named=False)
    for at in 1, 2:
        with small_disk(0), pytest.raises(LedgerUnavailable):
            await ledger.keep_sample(GARAGE, opened.id, metered(at, 2000))
    assert query(path, "SELECT * FROM sample_v1") == []
    await ledger.keep_sample(GARAGE, opened.id, metered(3, 3000))
    closed = await ledger.close_transaction(GARAGE, ended(opened.id, meter_wh=None))
    assert closed
    assert closed.energy_wh == 2000


async def test_damaged_page_costs_only_what_is_on_it(
    ledger: Ledger, path: Path
) -> None:
    """A page that goes bad while in use: its session is refused, others go on."""
    old = await ledger.open_transaction(GARAGE, began(), named=False)
    await ledger.close()
    with closing(sqlite3.connect(path, autocommit=True)) as connection:
        connection.execute(MANY_SAMPLES, (int(old.id),))
    again = await Ledger.open(path)
    spoil(path)
    with pytest.raises(LedgerUnavailable, match=Unavailability.CORRUPT):
        await again.keep_sample(GARAGE, old.id, metered(500, 5000))
    new = await again.open_transaction(GARAGE, began(9000, connector=2), named=False)
    assert new.started_at == minute(9000)
    await again.close()


async def test_deleted_ledger_loses_nothing(ledger: Ledger, path: Path) -> None:
    """Somebody deletes the file; what was confirmed is there after the next restart."""
    opened = await ledger.open_transaction(GARAGE, began(), named=False)
    await asyncio.to_thread(path.unlink)
    await ledger.keep_sample(GARAGE, opened.id, metered(30, 4000))
    await ledger.close()
    again = await Ledger.open(path)
    (kept,) = await again.sessions()
    await again.close()
    assert (kept.transaction.id, kept.transaction.energy_wh) == (opened.id, 3000)


@pytest.fixture
def old_ledger(path: Path) -> Path:
    """A ledger as the first version wrote it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((OLD_LEDGERS / "v1.sql").read_text())
    return path


async def test_old_sessions_are_read(old_ledger: Path) -> None:
    """A ledger written by the first version still tells who charged what, and when."""
    ledger = await Ledger.open(old_ledger)
    finished, running = await ledger.sessions()
    await ledger.close()
    assert finished == SessionRecord(
        station=GARAGE, transaction=FINISHED, tag_name="Anna"
    )
    assert (running.transaction.id, running.transaction.energy_wh) == ("7f3a", 2500)


async def test_old_memory_is_read(old_ledger: Path) -> None:
    """What the first version knew of stations and tags is still known."""
    ledger = await Ledger.open(old_ledger)
    recalled = await ledger.recall(GARAGE)
    (tag,) = await ledger.tags()
    await ledger.close()
    assert recalled.identity
    assert (recalled.identity.vendor, recalled.learned.max_stack_level) == ("ACME", 8)
    assert recalled.connector(ConnectorRef(1)).last_transaction == FINISHED
    assert (tag.name, tag.seen_status) == ("Anna", AuthorizationStatus.ACCEPTED)


async def test_first_schema_never_changes(ledger: Ledger, path: Path) -> None:
    """What is on people's disks is changed by a new schema file, not in the old one."""
    schema = "SELECT name, sql FROM sqlite_master ORDER BY name"
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript((OLD_LEDGERS / "v1.sql").read_text())
        first = connection.execute(schema).fetchall()
    assert set(first) <= set(query(path, schema))
