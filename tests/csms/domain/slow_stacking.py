"""The rules of stacking once more, second by second: slow, and too obvious to be wrong."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from custom_components.local_ocpp.csms.domain.model.book import BookEntry
from custom_components.local_ocpp.csms.domain.model.evse import ConnectorRef
from custom_components.local_ocpp.csms.domain.model.profile import (
    Kind,
    Period,
    Purpose,
    RateUnit,
    Recurrency,
)
from custom_components.local_ocpp.csms.domain.stacking import Stack

DAYS = {Recurrency.DAILY: 1, Recurrency.WEEKLY: 7}
# More than a test looks ahead.
CYCLES = 20

type Limits = list[float | None]


def limits(stack: Stack, start: datetime, seconds: int) -> Limits:
    """Return the limit of each second."""
    maximum = painted(stack, Purpose.STATION_MAX, start, seconds)
    default = painted(stack, Purpose.TX_DEFAULT, start, seconds)
    session = painted(stack, Purpose.TX, start, seconds)
    own = [s if s is not None else d for s, d in zip(session, default, strict=True)]
    return [
        min((each for each in pair if each is not None), default=None)
        for pair in zip(maximum, own, strict=True)
    ]


def painted(stack: Stack, purpose: Purpose, start: datetime, seconds: int) -> Limits:
    """Paint the lowest level first, and each higher one over it."""
    wall: Limits = [None] * seconds
    for entry in sorted(applicable(stack, purpose), key=importance):
        for second in range(seconds):
            moment = start + timedelta(seconds=second)
            if (limit := limit_of(stack, entry, moment)) is not None:
                wall[second] = limit
    return wall


def importance(entry: BookEntry) -> tuple[int, bool]:
    return entry.profile.stack_level, entry.connector != ConnectorRef(0)


def applicable(stack: Stack, purpose: Purpose) -> Iterable[BookEntry]:
    """Return the profiles of a purpose that concern the plug."""
    session = stack.session.id if stack.session else None
    of_purpose = [e for e in stack.entries if e.profile.purpose is purpose]
    if purpose is Purpose.STATION_MAX:
        return of_purpose
    if stack.connector == ConnectorRef(0):
        return []
    if purpose is Purpose.TX:
        return [
            e for e in of_purpose if session and e.profile.transaction_id == session
        ]
    return [e for e in of_purpose if e.connector in (ConnectorRef(0), stack.connector)]


def limit_of(stack: Stack, entry: BookEntry, moment: datetime) -> float | None:
    """Return what one profile says at a moment, in the unit of the stack."""
    profile = entry.profile
    if profile.valid_from and moment < profile.valid_from:
        return None
    if profile.valid_to and moment >= profile.valid_to:
        return None
    found: Period | None = None
    lasts = profile.schedule.duration_seconds
    for origin in origins(stack, entry):
        elapsed = (moment - origin).total_seconds()
        if elapsed < 0:
            continue
        found = None  # a new cycle ends the one before, even with nothing
        for period in profile.schedule.periods:
            if elapsed >= period.start_seconds and (lasts is None or elapsed < lasts):
                found = period
    return (
        None if found is None else converted(stack, found, profile.schedule.rate_unit)
    )


def origins(stack: Stack, entry: BookEntry) -> Iterator[datetime]:
    """Yield all moments at which a schedule begins, in their order."""
    profile = entry.profile
    if profile.kind is Kind.RELATIVE:
        if profile.purpose is Purpose.STATION_MAX:
            yield entry.told_at
        elif stack.session:
            yield stack.session.started_at
        return
    start = profile.schedule.start_at
    assert start
    yield start
    if profile.recurrency:
        for cycle in range(1, CYCLES):
            yield start + timedelta(days=cycle * DAYS[profile.recurrency])


def converted(stack: Stack, period: Period, unit: RateUnit) -> float:
    circuit = stack.circuit
    phases = min(period.phases or circuit.phases, circuit.phases)
    watts = period.limit * (circuit.volts * phases if unit is RateUnit.A else 1)
    if unit is stack.unit:
        return round(period.limit, 1)
    in_unit = watts if stack.unit is RateUnit.W else watts / (circuit.volts * phases)
    return round(in_unit, 1)
