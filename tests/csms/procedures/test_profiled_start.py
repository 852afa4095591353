"""Sessions that start with a schedule of their own."""

from dataclasses import replace

import pytest

from custom_components.local_ocpp.csms.domain.errors import StationError
from custom_components.local_ocpp.csms.domain.model.book import PATIENCE_SECONDS
from custom_components.local_ocpp.csms.domain.model.learned import Learned, LimitMeans
from custom_components.local_ocpp.csms.domain.model.profile import (
    Kind,
    Period,
    Purpose,
    RateUnit,
)
from custom_components.local_ocpp.csms.domain.model.token import IdToken
from custom_components.local_ocpp.csms.domain.transactions import (
    RequestStart,
    TransactionStarted,
)
from custom_components.local_ocpp.csms.procedures.profiled_start import (
    schedule_to_start_with,
    start_with,
)
from custom_components.local_ocpp.csms.procedures.profiles import keep_profiles
from tests.csms.procedures.charger import PLUG, Charger, Model
from tests.csms.procedures.limiting import followed, limited, sent

HOUR = 3600
LEARNED = Learned(max_stack_level=8, max_periods=2)
CARD = IdToken("CARD")


async def started(charger: Charger, *limits: float) -> None:
    """Ask for a start with another limit every hour."""
    periods = [Period(hour * HOUR, limit) for hour, limit in enumerate(limits)]
    now = charger.backoffice.now()
    entry = schedule_to_start_with(charger.station.state, PLUG, periods, now)
    command = RequestStart(connector=PLUG, token=CARD)
    await start_with(charger.station, command, entry)


async def begins(charger: Charger, token: IdToken = CARD) -> None:
    """Tell that a session began."""
    now = charger.backoffice.now()
    await charger.station.handle(
        TransactionStarted(connector=PLUG, at=now, token=token)
    )


async def test_the_session_gets_its_schedule() -> None:
    """What went along with the start belongs to the session, and is continued in it."""
    charger = Charger(Model(), LEARNED)
    await started(charger, 6, 7, 8)
    charger.backoffice.advance(seconds=20)
    await begins(charger)
    (entry,) = charger.station.state.book
    running = charger.station.state.connector(PLUG).transaction
    assert running
    assert entry.profile.transaction_id == running.id
    charger.backoffice.advance(seconds=HOUR - 1)
    await keep_profiles(charger.station, now=charger.backoffice.now())
    assert charger.limits == []
    charger.backoffice.advance(seconds=1)
    await keep_profiles(charger.station, now=charger.backoffice.now())
    assert [each.limit for each in charger.limits[0].schedule.periods] == [7, 8]


@pytest.mark.parametrize(
    ("token", "seconds"), [(IdToken("OTHER"), 20), (CARD, PATIENCE_SECONDS)]
)
async def test_another_session(token: IdToken, seconds: int) -> None:
    """A session of somebody else, or much later, has nothing to do with it."""
    charger = Charger(Model(), LEARNED)
    await started(charger, 6)
    charger.backoffice.advance(seconds=seconds)
    await begins(charger, token)
    assert charger.station.state.book == ()


async def test_a_refused_start() -> None:
    """Without a session there is no schedule."""
    charger = Charger(Model(refuses=frozenset({RequestStart})), LEARNED)
    with pytest.raises(StationError):
        await started(charger, 6)
    assert charger.station.state.book == ()


async def test_where_relative_ones_are_refused() -> None:
    """A charger known to take times of day only is told in times of day."""
    means = LimitMeans(
        purpose=Purpose.TX, rate_unit=RateUnit.A, stack_level=8, absolute=True
    )
    charger = Charger(Model(), replace(LEARNED, limit_means={PLUG: (means,)}))
    await started(charger, 6)
    (command,) = charger.asked
    assert isinstance(command, RequestStart)
    assert command.profile
    assert command.profile.kind is Kind.ABSOLUTE
    assert command.profile.schedule.start_at == charger.backoffice.now()
    assert command.profile.transaction_id is None


async def test_below_the_limit() -> None:
    """What the owner allows stands above the schedule that the session started with."""
    charger = Charger(Model(), LEARNED)
    await limited(charger, 10)
    await started(charger, 16)
    await begins(charger)
    await followed(charger)
    assert sent(charger) == [(Purpose.TX_DEFAULT, 10), (Purpose.TX, 10)]
