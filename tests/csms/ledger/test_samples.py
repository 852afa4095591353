"""The meter during sessions."""

from pathlib import Path

import pytest

from custom_components.local_ocpp.csms.domain.model.metering import (
    CURRENT,
    POWER,
    Quantity,
)
from custom_components.local_ocpp.csms.domain.model.transaction import TransactionId
from custom_components.local_ocpp.csms.ledger import Ledger

from .told import CARPORT, GARAGE, began, ended, metered, minute, query


async def test_sample_is_on_disk_when_it_returns(ledger: Ledger, path: Path) -> None:
    """Energy, power, the strongest phase's current and the battery are kept."""
    opened = await ledger.open_transaction(GARAGE, began(), named=False)
    others = {
        **{Quantity(POWER, "W", phase): 3600.5 for phase in ("L1", "L2", "L3")},
        Quantity(CURRENT, "A", "L1"): 15.5,
        Quantity(CURRENT, "A", "L2"): 16,
        Quantity("SoC", "Percent"): 50,
    }
    await ledger.keep_sample(GARAGE, opened.id, metered(1, 1234.5, others))
    assert query(path, "SELECT * FROM sample_v1") == [
        (minute(1).timestamp() * 1e6, int(opened.id), 1, 1234.5, 10801.5, 16, 50)
    ]


async def test_sample_told_again_is_kept_once(ledger: Ledger, path: Path) -> None:
    """The same moment in the same context is the same sample."""
    opened = await ledger.open_transaction(GARAGE, began(), named=False)
    await ledger.keep_samples(GARAGE, opened.id, [metered(1, 1100), metered(1, 1100)])
    await ledger.keep_sample(GARAGE, opened.id, metered(1, 1100))
    await ledger.keep_sample(
        GARAGE, opened.id, metered(1, 1100, context="Transaction.End")
    )
    assert query(path, "SELECT count(*) FROM sample_v1") == [(2,)]


async def test_unheard_of_context_is_other(ledger: Ledger, path: Path) -> None:
    """A context that OCPP does not have is no reason to lose a sample."""
    opened = await ledger.open_transaction(GARAGE, began(), named=False)
    await ledger.keep_sample(GARAGE, opened.id, metered(1, 1100, context="Whatever"))
    assert query(path, "SELECT context, energy_wh FROM sample_v1") == [(0, 1100)]


async def test_session_has_come_as_far_as_its_furthest_sample(ledger: Ledger) -> None:
    """Late and lower samples do not take energy away."""
    opened = await ledger.open_transaction(GARAGE, began(), named=False)
    for at, energy_wh in (1, 1500), (3, 4000), (2, 2500), (4, 0), (5, None):
        await ledger.keep_sample(GARAGE, opened.id, metered(at, energy_wh))
    assert (await ledger.sessions())[0].transaction.energy_wh == 3000


async def test_first_sample_stands_in_for_a_start_without_meter(
    ledger: Ledger,
) -> None:
    """A 2.x session need not begin with a meter value."""
    await ledger.open_transaction(GARAGE, began(name="a", meter_wh=None), named=True)
    name = TransactionId("a")
    await ledger.keep_samples(GARAGE, name, [metered(2, 900), metered(1, 500)])
    closed = await ledger.close_transaction(GARAGE, ended("a", meter_wh=None))
    assert closed
    assert (closed.meter_start_wh, closed.meter_wh, closed.energy_wh) == (500, 900, 400)


async def test_replayed_sample_counts_after_the_end(ledger: Ledger) -> None:
    """What the meter said during the session belongs to it even if it comes later."""
    opened = await ledger.open_transaction(GARAGE, began(), named=False)
    await ledger.close_transaction(GARAGE, ended(opened.id, 60, meter_wh=None))
    await ledger.keep_sample(GARAGE, opened.id, metered(60, 5000))
    assert (await ledger.sessions())[0].transaction.energy_wh == 4000


async def test_sample_from_after_a_presumed_end_is_the_sessions(
    ledger: Ledger,
) -> None:
    """Where we only guessed the end, the station's meter knows better."""
    opened = await ledger.open_transaction(GARAGE, began(), named=False)
    await ledger.open_transaction(GARAGE, began(60), named=False)
    await ledger.keep_sample(GARAGE, opened.id, metered(61, 5000))
    assert (await ledger.sessions())[0].transaction.energy_wh == 4000


async def test_sample_from_after_the_end_is_not_the_sessions(ledger: Ledger) -> None:
    """A station that forgets to forget its transaction id adds nothing to it."""
    opened = await ledger.open_transaction(GARAGE, began(), named=False)
    closed = await ledger.close_transaction(GARAGE, ended(opened.id, 60))
    await ledger.keep_sample(GARAGE, opened.id, metered(61, 99_000))
    assert (await ledger.sessions())[0].transaction == closed


@pytest.mark.parametrize(
    ("station", "transaction"),
    [(GARAGE, "1"), (GARAGE, ""), (GARAGE, "9" * 30), (CARPORT, None)],
)
async def test_sample_of_an_unknown_session_is_dropped(
    ledger: Ledger, path: Path, station: str, transaction: str | None
) -> None:
    """An id of nobody, or of somebody else, is no error and keeps nothing."""
    opened = await ledger.open_transaction(GARAGE, began(), named=False)
    meant = opened.id if transaction is None else TransactionId(transaction)
    await ledger.keep_sample(type(GARAGE)(station), meant, metered(1, 5000))
    assert query(path, "SELECT * FROM sample_v1") == []
