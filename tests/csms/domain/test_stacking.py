"""What a car may draw, of all the profiles that there are."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings, strategies as st

from custom_components.local_ocpp.csms.domain.model.book import BookEntry
from custom_components.local_ocpp.csms.domain.model.evse import ConnectorRef
from custom_components.local_ocpp.csms.domain.model.profile import (
    ChargingProfile,
    Kind,
    Period,
    Purpose,
    RateUnit,
    Recurrency,
    Schedule,
)
from custom_components.local_ocpp.csms.domain.model.transaction import (
    Transaction,
    TransactionId,
)
from custom_components.local_ocpp.csms.domain.stacking import Allowance, Circuit, Stack
from tests.csms.domain.slow_stacking import limits

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
WHOLE, PLUG = ConnectorRef(0), ConnectorRef(1)
SESSION = Transaction(id=TransactionId("7"), connector=PLUG, started_at=NOON)

# A window in which everything happens, and around it.
WINDOW_SECONDS = 120
nearby = st.integers(-60, 180).map(lambda seconds: NOON + timedelta(seconds=seconds))
long_ago = st.tuples(nearby, st.integers(0, 8)).map(
    lambda drawn: drawn[0] - timedelta(days=drawn[1])
)


@st.composite
def schedules(draw: st.DrawFn, kind: Kind) -> Schedule:
    """Draw a schedule whose turns are close enough to be seen."""
    starts = draw(st.sets(st.integers(1, 150), max_size=4))
    periods = [
        Period(
            start, draw(st.integers(0, 400)) / 10, draw(st.sampled_from([None, 1, 3]))
        )
        for start in (0, *sorted(starts))
    ]
    return Schedule(
        rate_unit=draw(st.sampled_from(RateUnit)),
        periods=tuple(periods),
        start_at=None if kind is Kind.RELATIVE else draw(long_ago),
        duration_seconds=draw(st.none() | st.integers(1, 200) | st.just(86_400)),
    )


@st.composite
def entries(draw: st.DrawFn, number: int = 1) -> BookEntry:
    """Draw any profile, anywhere."""
    purpose, kind = draw(st.sampled_from(Purpose)), draw(st.sampled_from(Kind))
    recurring = kind is Kind.RECURRING
    profile = ChargingProfile(
        id=number,
        purpose=purpose,
        kind=kind,
        stack_level=draw(st.integers(0, 3)),
        schedule=draw(schedules(kind)),
        recurrency=draw(st.sampled_from(Recurrency)) if recurring else None,
        valid_from=draw(st.none() | nearby),
        valid_to=draw(st.none() | nearby),
        transaction_id=SESSION.id if purpose is Purpose.TX else None,
    )
    where = {Purpose.STATION_MAX: [WHOLE], Purpose.TX: [PLUG]}
    connector = draw(
        st.sampled_from(where.get(purpose, [WHOLE, PLUG, ConnectorRef(2)]))
    )
    return BookEntry(connector=connector, profile=profile, told_at=draw(nearby))


def places(entry: BookEntry) -> object:
    return entry.place


stacks = st.builds(
    Stack,
    entries=st.lists(entries(), max_size=6, unique_by=places).map(tuple),
    connector=st.sampled_from([PLUG, WHOLE]),
    unit=st.sampled_from(RateUnit),
    circuit=st.builds(
        Circuit, volts=st.sampled_from([230, 400]), phases=st.sampled_from([1, 3])
    ),
    session=st.sampled_from([None, SESSION]),
)


@settings(max_examples=300, deadline=None)
@given(stacks)
def test_every_second(stack: Stack) -> None:
    """Each second has the limit that the slow way finds, and a stretch only where it changes."""
    stretches = stack.from_(NOON, WINDOW_SECONDS)
    ends = [*(each.start_seconds for each in stretches[1:]), WINDOW_SECONDS]
    found = [
        each.allowance.limit if each.allowance else None
        for each, end in zip(stretches, ends, strict=True)
        for _ in range(each.start_seconds, end)
    ]
    assert found == limits(stack, NOON, WINDOW_SECONDS)
    assert all(one.allowance != other.allowance for one, other in pairwise(stretches))


@given(stacks, st.integers(0, 100))
def test_a_moment_is_part_of_its_stretch(stack: Stack, seconds: int) -> None:
    """Looking at one moment and looking ahead say the same."""
    moment = NOON + timedelta(seconds=seconds)
    assert stack.from_(moment, 10)[0].allowance == stack.at(moment)


def tariff(level: int, amount: float, lasts: int | None = None) -> BookEntry:
    """Return a default profile that begins at noon."""
    schedule = Schedule(
        rate_unit=RateUnit.A,
        periods=(Period(0, amount),),
        start_at=NOON,
        duration_seconds=lasts,
    )
    profile = ChargingProfile(
        id=level,
        purpose=Purpose.TX_DEFAULT,
        kind=Kind.ABSOLUTE,
        stack_level=level,
        schedule=schedule,
    )
    return BookEntry(connector=PLUG, profile=profile, told_at=NOON)


def test_a_gap_falls_through() -> None:
    """Where the highest level ends, the next one holds."""
    book = (tariff(1, 16), tariff(2, 6, lasts=600))
    stack = Stack(entries=book, connector=PLUG, unit=RateUnit.A)
    assert [*stack.from_(NOON, 3600)] == [
        (0, Allowance(6)),
        (600, Allowance(16)),
    ]


def test_nothing_said() -> None:
    """Without profiles there is no limit."""
    stack = Stack(entries=(), connector=PLUG, unit=RateUnit.A)
    assert stack.at(NOON) is None
