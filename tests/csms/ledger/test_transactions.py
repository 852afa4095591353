"""Sessions begin and end, each once, however often a station tells it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from custom_components.local_ocpp.csms.domain.model.evse import ConnectorRef
from custom_components.local_ocpp.csms.domain.model.token import IdToken
from custom_components.local_ocpp.csms.domain.model.transaction import (
    Transaction,
    TransactionId,
)
from custom_components.local_ocpp.csms.ledger import Ledger

from .told import CARPORT, GARAGE, began, ended, metered, minute


async def test_session_gets_a_number_that_fits_31_bits(ledger: Ledger) -> None:
    """A 1.6 session goes by our number, which grows with the years since 2024."""
    opened = await ledger.open_transaction(GARAGE, began(), named=False)
    since_2024 = datetime.now(UTC) - datetime(2024, 1, 1, tzinfo=UTC)
    assert since_2024.total_seconds() - 60 < int(opened.id) < 2**31
    assert replace(opened, id=TransactionId("")) == began()


async def test_numbers_are_unique_across_stations(ledger: Ledger) -> None:
    """Two stations that start at the same moment get two numbers."""
    first = await ledger.open_transaction(GARAGE, began(), named=False)
    second = await ledger.open_transaction(CARPORT, began(), named=False)
    assert int(second.id) > int(first.id)


async def test_start_told_again_is_the_same_session(ledger: Ledger) -> None:
    """A repeated StartTransaction gets the same number, whatever the tag's case."""
    first = await ledger.open_transaction(GARAGE, began(), named=False)
    again = began(token="04a1b2c3")
    assert await ledger.open_transaction(GARAGE, again, named=False) == first


async def test_start_without_tag_and_meter_is_recognized_too(ledger: Ledger) -> None:
    """What a station does not say, it does not say the second time either."""
    bare = began(token=None, meter_wh=None)
    first = await ledger.open_transaction(GARAGE, bare, named=False)
    assert await ledger.open_transaction(GARAGE, bare, named=False) == first


async def test_start_told_again_after_the_end_is_the_same_session(
    ledger: Ledger,
) -> None:
    """A Start that is replayed after its Stop does not begin anything."""
    first = await ledger.open_transaction(GARAGE, began(), named=False)
    closed = await ledger.close_transaction(GARAGE, ended(first.id))
    assert await ledger.open_transaction(GARAGE, began(), named=False) == closed


@pytest.mark.parametrize(
    "other",
    [
        began(connector=2),
        began(at=1),
        began(meter_wh=1001),
        began(meter_wh=None),
        began(token="04FFFFFF"),
        began(token=None),
    ],
)
async def test_start_that_differs_is_another_session(
    ledger: Ledger, other: Transaction
) -> None:
    """Plug, time, meter and tag tell sessions apart."""
    first = await ledger.open_transaction(GARAGE, began(), named=False)
    second = await ledger.open_transaction(GARAGE, other, named=False)
    assert second.id != first.id


async def test_named_session_keeps_its_name(ledger: Ledger) -> None:
    """In 2.x the station names the session, and two stations may use the same name."""
    mine = await ledger.open_transaction(GARAGE, began(name="7f3a"), named=True)
    other = await ledger.open_transaction(CARPORT, began(5, name="7f3a"), named=True)
    assert mine == began(name="7f3a")
    assert other == began(5, name="7f3a")


async def test_named_session_told_again_gains_what_it_lacked(ledger: Ledger) -> None:
    """Cable first, tag later: the tag joins the session, another one changes nothing."""
    plugged_in = began(name="7f3a", token=None, meter_wh=None)
    await ledger.open_transaction(GARAGE, plugged_in, named=True)
    authorized = began(2, name="7f3a", meter_wh=1000)
    kept = await ledger.open_transaction(GARAGE, authorized, named=True)
    assert (kept.started_at, kept.token, kept.meter_start_wh) == (
        minute(0),
        IdToken("04A1B2C3"),
        1000,
    )
    other = began(3, name="7f3a", token="04FFFFFF", meter_wh=1)
    assert await ledger.open_transaction(GARAGE, other, named=True) == kept


async def test_name_used_again_later_is_a_new_session(ledger: Ledger) -> None:
    """A station that counts its sessions from one again loses none of them."""
    await ledger.open_transaction(GARAGE, began(name="1"), named=True)
    await ledger.close_transaction(GARAGE, ended("1", 60))
    second = await ledger.open_transaction(GARAGE, began(90, name="1"), named=True)
    assert second == began(90, name="1")
    assert len(await ledger.sessions()) == 2


async def test_new_session_ends_the_old_one_when_last_heard_of(ledger: Ledger) -> None:
    """A plug has one session: the old one ends at its last sample, for want of better."""
    old = await ledger.open_transaction(GARAGE, began(), named=False)
    await ledger.keep_sample(GARAGE, old.id, metered(20, 3000))
    await ledger.open_transaction(GARAGE, began(600, meter_wh=3000), named=False)
    kept = (await ledger.sessions())[0].transaction
    assert (kept.ended_at, kept.stop_reason, kept.energy_wh) == (
        minute(20),
        "Other",
        2000,
    )


async def test_new_session_ends_a_silent_one_as_it_begins(ledger: Ledger) -> None:
    """Without a sample, all that is known of the old one's end is that it is over."""
    await ledger.open_transaction(GARAGE, began(), named=False)
    await ledger.open_transaction(GARAGE, began(600), named=False)
    assert (await ledger.sessions())[0].transaction.ended_at == minute(600)


async def test_new_session_leaves_other_plugs_alone(ledger: Ledger) -> None:
    """Two plugs charge side by side."""
    await ledger.open_transaction(GARAGE, began(), named=False)
    await ledger.open_transaction(GARAGE, began(5, connector=2), named=False)
    assert [kept.transaction.ended_at for kept in await ledger.sessions()] == [None] * 2


async def test_told_end_replaces_a_presumed_one(ledger: Ledger) -> None:
    """A Stop that arrives after the next Start is believed all the same."""
    old = await ledger.open_transaction(GARAGE, began(), named=False)
    await ledger.open_transaction(GARAGE, began(600), named=False)
    closed = await ledger.close_transaction(GARAGE, ended(old.id, 300))
    assert closed
    assert (closed.ended_at, closed.stop_reason) == (minute(300), "EVDisconnected")


async def test_replayed_session_leaves_the_running_one_alone(ledger: Ledger) -> None:
    """What happened offline this morning does not end what runs at noon."""
    running = await ledger.open_transaction(GARAGE, began(), named=False)
    morning = await ledger.open_transaction(GARAGE, began(-240), named=False)
    await ledger.close_transaction(GARAGE, ended(morning.id, -200, meter_wh=1500))
    replayed, kept = [record.transaction for record in await ledger.sessions()]
    assert (replayed.started_at, replayed.ended_at) == (minute(-240), minute(-200))
    assert kept == running


async def test_stop_tells_the_energy(ledger: Ledger) -> None:
    """The session ends with the meter, time and reason that the station tells."""
    opened = await ledger.open_transaction(
        GARAGE, began(price_per_kwh=0.3), named=False
    )
    closed = await ledger.close_transaction(GARAGE, ended(opened.id))
    assert closed == replace(
        opened, ended_at=minute(60), meter_wh=8000, stop_reason="EVDisconnected"
    )
    assert closed.energy_wh == 7000
    assert closed.cost == pytest.approx(2.1)


async def test_stop_told_again_changes_nothing(ledger: Ledger) -> None:
    """The first end that a station tells is the one that counts."""
    opened = await ledger.open_transaction(GARAGE, began(), named=False)
    first = await ledger.close_transaction(GARAGE, ended(opened.id))
    again = ended(opened.id, 90, meter_wh=9000, reason="Other")
    assert await ledger.close_transaction(GARAGE, again) == first


@pytest.mark.parametrize("unknown", ["1", "9223372036854775807", "7f3a", ""])
async def test_stop_of_an_unknown_session_is_nobodys(
    ledger: Ledger, unknown: str
) -> None:
    """An id that was never given out ends nothing."""
    await ledger.open_transaction(GARAGE, began(), named=False)
    assert await ledger.close_transaction(GARAGE, ended(unknown)) is None


async def test_station_cannot_end_the_session_of_another(ledger: Ledger) -> None:
    """A number belongs to the station that it was given to."""
    opened = await ledger.open_transaction(GARAGE, began(), named=False)
    assert await ledger.close_transaction(CARPORT, ended(opened.id)) is None


@pytest.mark.parametrize("placeholder", ["0", "-1", "-42"])
async def test_stop_without_a_number_ends_the_one_session(
    ledger: Ledger, placeholder: str
) -> None:
    """A station that missed our answer to its Start says -1 or 0."""
    opened = await ledger.open_transaction(GARAGE, began(), named=False)
    closed = await ledger.close_transaction(GARAGE, ended(placeholder))
    assert closed
    assert (closed.id, closed.ended_at) == (opened.id, minute(60))


async def test_stop_without_a_number_does_not_guess(ledger: Ledger) -> None:
    """With two sessions open, or one that began later, it could mean anything."""
    await ledger.open_transaction(GARAGE, began(), named=False)
    assert await ledger.close_transaction(GARAGE, ended("-1", -5)) is None
    await ledger.open_transaction(GARAGE, began(connector=2), named=False)
    assert await ledger.close_transaction(GARAGE, ended("-1")) is None


async def test_stop_without_a_number_may_say_where(ledger: Ledger) -> None:
    """The plug is enough to know which session is meant."""
    await ledger.open_transaction(GARAGE, began(), named=False)
    await ledger.open_transaction(GARAGE, began(connector=2), named=False)
    closed = await ledger.close_transaction(GARAGE, ended("-1", connector=2))
    assert closed
    assert closed.connector == ConnectorRef(2)


@pytest.mark.parametrize("meter_wh", [999, 0, None])
async def test_meter_never_runs_backwards(
    ledger: Ledger, meter_wh: float | None
) -> None:
    """A meterStop below meterStart, as some stations send, is no negative energy."""
    opened = await ledger.open_transaction(GARAGE, began(), named=False)
    closed = await ledger.close_transaction(GARAGE, ended(opened.id, meter_wh=meter_wh))
    assert closed
    assert (closed.meter_wh, closed.energy_wh) == (1000, 0)


async def test_energy_already_seen_is_not_lost_at_the_end(ledger: Ledger) -> None:
    """A meterStop below the last sample, as after a meter's reset, keeps the sample."""
    opened = await ledger.open_transaction(GARAGE, began(), named=False)
    await ledger.keep_sample(GARAGE, opened.id, metered(30, 6000))
    closed = await ledger.close_transaction(GARAGE, ended(opened.id, meter_wh=12))
    assert closed
    assert closed.energy_wh == 5000


async def test_what_the_meter_said_after_the_end_does_not_count(ledger: Ledger) -> None:
    """Back online, a station may tell its meter before it tells that the session is over."""
    opened = await ledger.open_transaction(GARAGE, began(), named=False)
    await ledger.keep_samples(GARAGE, opened.id, [metered(30, 6000), metered(90, 9000)])
    closed = await ledger.close_transaction(GARAGE, ended(opened.id, meter_wh=8000))
    assert closed
    assert (closed.meter_wh, closed.energy_wh) == (8000, 7000)


async def test_an_end_before_the_start_forgets_no_energy(ledger: Ledger) -> None:
    """Its clock was reset meanwhile: what the meter said counts all the same."""
    opened = await ledger.open_transaction(GARAGE, began(), named=False)
    await ledger.keep_samples(GARAGE, opened.id, [metered(30, 6000)])
    closed = await ledger.close_transaction(
        GARAGE, ended(opened.id, -60, meter_wh=None)
    )
    assert closed
    assert closed.energy_wh == 5000


async def test_times_are_exact_and_in_utc(ledger: Ledger) -> None:
    """A time of another zone, to the microsecond, is the same moment in UTC."""
    at = datetime(2026, 6, 1, 14, 0, 0, 123457, timezone(timedelta(hours=2)))
    opened = await ledger.open_transaction(
        GARAGE, replace(began(), started_at=at), named=False
    )
    assert (opened.started_at, opened.started_at.tzinfo) == (at, UTC)


async def test_clock_that_jumps_does_not_split_a_session(ledger: Ledger) -> None:
    """An end before the beginning is kept as told, and the Start is still recognized."""
    await ledger.open_transaction(GARAGE, began(name="a"), named=True)
    closed = await ledger.close_transaction(GARAGE, ended("a", -1e6))
    assert closed
    assert closed.ended_at == minute(-1e6)
    assert await ledger.open_transaction(GARAGE, began(name="a"), named=True) == closed


async def test_station_without_a_clock_has_more_than_one_session(
    ledger: Ledger,
) -> None:
    """It is always 1970 there, and the meter starts from zero: still two sessions."""
    start = replace(began(meter_wh=0), started_at=datetime(1970, 1, 1, tzinfo=UTC))
    first = await ledger.open_transaction(GARAGE, start, named=False)
    assert await ledger.open_transaction(GARAGE, start, named=False) == first
    await ledger.close_transaction(GARAGE, ended(first.id))
    second = await ledger.open_transaction(GARAGE, start, named=False)
    assert second.id != first.id


async def test_lost_clock_is_no_replay(ledger: Ledger) -> None:
    """A station that restarts in 1970 begins a session now, and ends the one before."""
    old = await ledger.open_transaction(GARAGE, began(), named=False)
    await ledger.keep_sample(GARAGE, old.id, metered(20, 3000))
    start = replace(began(), started_at=datetime(1970, 1, 1, tzinfo=UTC))
    await ledger.open_transaction(GARAGE, start, named=False)
    new, kept = [record.transaction for record in await ledger.sessions()]
    assert (kept.ended_at, kept.energy_wh) == (minute(20), 2000)
    assert (new.started_at, new.ended_at) == (start.started_at, None)


async def test_empty_token_is_a_token(ledger: Ledger) -> None:
    """In 2.x, charging without authorization is said with an empty one."""
    start = replace(began(name="a"), token=IdToken("", "NoAuthorization"))
    assert await ledger.open_transaction(GARAGE, start, named=True) == start


async def test_a_start_from_the_future_does_not_outlive_the_next(
    ledger: Ledger,
) -> None:
    """A clock that was ahead and was put right leaves no session running beside."""
    ahead = datetime.now(UTC) + timedelta(hours=2)
    wrong = replace(began(), started_at=ahead)
    right = replace(began(), started_at=datetime.now(UTC))
    first = await ledger.open_transaction(GARAGE, wrong, named=False)
    second = await ledger.open_transaction(GARAGE, right, named=False)
    records = await ledger.sessions()
    running = [r.transaction.id for r in records if r.transaction.ended_at is None]
    assert first.id != second.id
    assert running == [second.id]
