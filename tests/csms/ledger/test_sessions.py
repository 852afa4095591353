"""What was charged when, where, by whom."""

from typing import Any

import pytest

from custom_components.local_ocpp.csms.domain.model.evse import ConnectorRef
from custom_components.local_ocpp.csms.domain.model.token import IdToken
from custom_components.local_ocpp.csms.ledger import Ledger, TagRecord

from .told import CARPORT, GARAGE, began, minute

MORNING, NOON, EVENING = -240, 0, 360


@pytest.fixture
async def three(ledger: Ledger) -> Ledger:
    """A ledger with three sessions."""
    evening = began(EVENING, token="04FFFFFF", connector=2)
    await ledger.open_transaction(GARAGE, began(NOON), named=False)
    await ledger.open_transaction(GARAGE, evening, named=False)
    await ledger.open_transaction(CARPORT, began(MORNING, name="x"), named=True)
    return ledger


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({}, [MORNING, NOON, EVENING]),
        ({"start": minute(NOON)}, [NOON, EVENING]),
        ({"stop": minute(NOON)}, [MORNING]),
        ({"start": minute(NOON), "stop": minute(EVENING)}, [NOON]),
        ({"token": IdToken("04a1b2c3")}, [MORNING, NOON]),
        ({"station": GARAGE}, [NOON, EVENING]),
        ({"station": GARAGE, "connector": ConnectorRef(2)}, [EVENING]),
        ({"station": CARPORT, "token": IdToken("04FFFFFF")}, []),
    ],
)
async def test_sessions_are_chosen_and_in_order(
    three: Ledger, chosen: dict[str, Any], expected: list[int]
) -> None:
    """A session belongs to the time it began, so that months add up."""
    found = await three.sessions(**chosen)
    assert [each.transaction.started_at for each in found] == [*map(minute, expected)]


async def test_session_tells_station_and_transaction(three: Ledger) -> None:
    """A row has all that a list of sessions shows."""
    first, *_ = await three.sessions()
    assert (first.station, first.transaction) == (CARPORT, began(MORNING, name="x"))


async def test_session_names_its_tag_even_after_its_removal(three: Ledger) -> None:
    """Who charged last year stays readable when the card is gone."""
    await three.put_tags([TagRecord(token=IdToken("04a1b2c3"), name="Anna")])
    await three.put_tags([])
    names = [record.tag_name for record in await three.sessions()]
    assert names == ["Anna", "Anna", None]
