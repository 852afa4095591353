"""A backup that is taken while a car charges can be used."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
import shutil

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.local_ocpp.backup import async_post_backup, async_pre_backup
from custom_components.local_ocpp.csms.domain.model.evse import ConnectorRef
from custom_components.local_ocpp.csms.domain.model.station import StationId
from custom_components.local_ocpp.csms.domain.model.transaction import (
    Transaction,
    TransactionId,
)
from custom_components.local_ocpp.csms.ledger import Ledger

GARAGE = StationId("GARAGE-1")
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


async def test_a_copy_taken_meanwhile(
    hass: HomeAssistant, loaded: MockConfigEntry, tmp_path: Path
) -> None:
    """File and log, copied one after the other, hold every session of before."""
    ledger = loaded.runtime_data.ledger
    before = [await _session(ledger, number) for number in range(300)]
    await async_pre_backup(hass)
    copy = tmp_path / "restored" / "local_ocpp.db"
    copy.parent.mkdir()
    shutil.copy(tmp_path / "local_ocpp.db", copy)
    for number in range(300, 900):
        await _session(ledger, number)
    shutil.copy(tmp_path / "local_ocpp.db-wal", f"{copy}-wal")
    await async_post_backup(hass)

    restored = await Ledger.open(copy)
    kept = {record.transaction.id for record in await restored.sessions()}
    await restored.close()
    assert {session.id for session in before} <= kept


async def test_the_log_does_not_grow_for_ever(
    hass: HomeAssistant, loaded: MockConfigEntry, tmp_path: Path
) -> None:
    """After the backup the log is folded into the file again."""
    ledger = loaded.runtime_data.ledger
    await async_pre_backup(hass)
    for number in range(600):
        await _session(ledger, number)
    file = tmp_path / "local_ocpp.db"
    during = file.stat().st_size
    await async_post_backup(hass)
    for number in range(600, 610):
        await _session(ledger, number)
    assert file.stat().st_size > during


async def _session(ledger: Ledger, number: int) -> Transaction:
    return await ledger.open_transaction(
        GARAGE,
        Transaction(
            id=TransactionId(""),
            connector=ConnectorRef(1),
            started_at=NOON + timedelta(minutes=number),
        ),
        named=False,
    )
