"""What a car may draw at any moment, once all profiles of its station are taken together.

Of the profiles of one purpose that have something to say at a moment, the highest stack level
holds; one for the plug comes before one for all plugs on the same level. A session goes by its
own profiles, where these say nothing by the default ones, and never above the station's
maximum. (1.6: 3.13.2, 3.13.3; 2.0.1: K01)
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from .model.book import BookEntry
from .model.evse import ConnectorRef
from .model.profile import (
    CYCLES,
    ChargingProfile,
    Kind,
    Period,
    Purpose,
    RateUnit,
)
from .model.transaction import Transaction

ALL_PLUGS = ConnectorRef(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Circuit:
    """What converts between ampere per phase and watt: volts of each phase, and their number."""

    volts: float = 230
    phases: int = 3

    def watts_per_ampere(self, phases: int | None = None) -> float:
        """Return the volts of all phases that are in use together."""
        return self.volts * min(phases or self.phases, self.phases)


class Allowance(NamedTuple):
    """At most this much, on so many phases; the phases None leave their number open."""

    limit: float
    phases: int | None = None


class Stretch(NamedTuple):
    """From `start_seconds` on, this is allowed; None is whatever station and car can do."""

    start_seconds: int
    allowance: Allowance | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """The profiles that concern one plug, and what is needed to add them up.

    `connector` `ConnectorRef(0)` is the station as a whole: only its maximum counts.
    """

    entries: tuple[BookEntry, ...]
    connector: ConnectorRef
    unit: RateUnit
    circuit: Circuit = Circuit()
    session: Transaction | None = None

    def at(self, moment: datetime) -> Allowance | None:
        """Return what is allowed at a moment."""
        purposes = (
            self._highest(Purpose.STATION_MAX, moment),
            self._highest(Purpose.TX, moment)
            or self._highest(Purpose.TX_DEFAULT, moment),
        )
        return min((each for each in purposes if each), default=None, key=_strictness)

    def from_(self, start: datetime, duration_seconds: int) -> tuple[Stretch, ...]:
        """Return what is allowed for so long; the first stretch begins at once."""
        end = start + timedelta(seconds=duration_seconds)
        moments = {start, *self._turns(start, end)}
        stretches: list[Stretch] = []
        for moment in sorted(moments):
            allowance = self.at(moment)
            if not stretches or stretches[-1].allowance != allowance:
                seconds = round((moment - start).total_seconds())
                stretches.append(Stretch(seconds, allowance))
        return tuple(stretches)

    def _highest(self, purpose: Purpose, moment: datetime) -> Allowance | None:
        """Return what the leading profile of a purpose says."""
        for entry in self._leading_first(purpose):
            if period := period_at(entry.profile, moment, self._begin(entry)):
                return self._allowance(entry.profile, period)
        return None

    def _leading_first(self, purpose: Purpose) -> list[BookEntry]:
        return sorted(
            (each for each in self._concerned() if each.profile.purpose is purpose),
            key=lambda each: (-each.profile.stack_level, each.connector == ALL_PLUGS),
        )

    def _concerned(self) -> Iterator[BookEntry]:
        """Yield the profiles that apply to the plug, and to the session that runs there."""
        running = self.session.id if self.session else None
        for entry in self.entries:
            purpose = entry.profile.purpose
            if purpose is Purpose.STATION_MAX:
                yield entry
            elif self.connector == ALL_PLUGS:
                continue
            elif purpose is Purpose.TX:
                if running and entry.profile.transaction_id == running:
                    yield entry
            elif entry.connector in (ALL_PLUGS, self.connector):
                yield entry

    def _turns(self, start: datetime, end: datetime) -> Iterator[datetime]:
        for entry in self._concerned():
            for turn in turns(entry.profile, start, end, self._begin(entry)):
                if start < turn < end:
                    yield turn

    def _begin(self, entry: BookEntry) -> datetime | None:
        """Return what a relative schedule is relative to; None if that has not come."""
        if entry.profile.purpose is Purpose.STATION_MAX:
            return entry.told_at
        return self.session.started_at if self.session else None

    def _allowance(self, profile: ChargingProfile, period: Period) -> Allowance:
        limit, unit = period.limit, profile.schedule.rate_unit
        factor = self.circuit.watts_per_ampere(period.phases)
        if unit is not self.unit:
            limit = limit * factor if unit is RateUnit.A else limit / factor
        return Allowance(round(limit, 1), period.phases)


def period_at(
    profile: ChargingProfile, moment: datetime, begin: datetime | None
) -> Period | None:
    """Return the period of a profile in force at a moment; None if it has nothing to say.

    `begin` is what a relative schedule counts from.
    """
    start = _start(profile, moment, begin)
    if start is None or moment < start or not _is_valid(profile, moment):
        return None
    seconds, lasts = (moment - start).total_seconds(), profile.schedule.duration_seconds
    if lasts is not None and seconds >= lasts:
        return None
    begun = [each for each in profile.schedule.periods if each.start_seconds <= seconds]
    return begun[-1] if begun else None


def turns(
    profile: ChargingProfile, start: datetime, end: datetime, begin: datetime | None
) -> Iterator[datetime]:
    """Yield the moments at which a profile may begin to say something else."""
    yield from (each for each in (profile.valid_from, profile.valid_to) if each)
    schedule = profile.schedule
    offsets = [each.start_seconds for each in schedule.periods]
    if schedule.duration_seconds is not None:
        offsets.append(schedule.duration_seconds)
    for cycle in _cycles(profile, start, end, begin):
        yield cycle
        yield from (cycle + timedelta(seconds=offset) for offset in offsets)


def _cycles(
    profile: ChargingProfile, start: datetime, end: datetime, begin: datetime | None
) -> Iterable[datetime]:
    """Yield when the schedule starts anew, from the last time before `start` on."""
    cycle = _start(profile, start, begin)
    while cycle is not None and cycle < end:
        yield cycle
        if profile.kind is not Kind.RECURRING or profile.recurrency is None:
            return
        cycle += CYCLES[profile.recurrency]


def _start(
    profile: ChargingProfile, moment: datetime, begin: datetime | None
) -> datetime | None:
    """Return the start of the schedule that counts at a moment; it may be still to come."""
    if profile.kind is Kind.RELATIVE:
        return begin
    start = profile.schedule.start_at
    if start is None or profile.kind is Kind.ABSOLUTE or profile.recurrency is None:
        return start
    return (
        start
        + max(0, (moment - start) // CYCLES[profile.recurrency])
        * CYCLES[profile.recurrency]
    )


def _is_valid(profile: ChargingProfile, moment: datetime) -> bool:
    return (profile.valid_from is None or profile.valid_from <= moment) and (
        profile.valid_to is None or moment < profile.valid_to
    )


def _strictness(allowance: Allowance) -> float:
    return allowance.limit
