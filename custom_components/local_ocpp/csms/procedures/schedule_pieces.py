"""Cuts a schedule that is too long for a station into pieces that it takes one after the other.

A piece begins with the period that counts now, and is followed by the next one when its own
last period begins: a change is there before it is due, and if we are away then, the last limit
that the station knows holds on. A recurring schedule becomes absolute pieces, as the rest of
one day and the beginning of the next can be together in one.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from ..domain.model.profile import CYCLES, ChargingProfile, Kind, Period, Recurrency
from .limit_profile import FOREVER


class Piece(NamedTuple):
    """What to send now, and when to send more; None if that is all."""

    profile: ChargingProfile
    continue_at: datetime | None


def piece(
    profile: ChargingProfile, most: int | None, now: datetime, begin: datetime | None
) -> Piece:
    """Return the piece of a profile that counts now, with `most` periods.

    `begin` is what a relative schedule counts from; by itself it counts from now.
    """
    at = max(now, profile.valid_from or now)
    if not most or len(profile.schedule.periods) <= most:
        return Piece(profile, None)
    if profile.kind is Kind.RECURRING:
        cut = _of_cycles(profile, most, at)
    else:
        start = begin if profile.kind is Kind.RELATIVE else profile.schedule.start_at
        cut = _cut(profile, profile.schedule.periods, start or now, at, most)
    ends_at = profile.ends_at
    if cut.continue_at and ends_at and cut.continue_at >= ends_at:
        return Piece(cut.profile, None)
    return cut


def _cut(
    profile: ChargingProfile,
    periods: Sequence[Period],
    start: datetime,
    at: datetime,
    most: int,
) -> Piece:
    """Cut so that the first period is the one that counts; times stay relative to the start."""
    seconds = (at - start).total_seconds()
    first = max(0, sum(each.start_seconds <= seconds for each in periods) - 1)
    chosen = periods[first : first + most]
    begun = chosen[0]._replace(start_seconds=0)
    schedule = replace(profile.schedule, periods=(begun, *chosen[1:]))
    cut = replace(profile, schedule=schedule)
    if first + most >= len(periods):
        return Piece(cut, None)
    turn = chosen[-1] if most > 1 else periods[first + 1]
    return Piece(cut, start + timedelta(seconds=turn.start_seconds))


def _of_cycles(profile: ChargingProfile, most: int, at: datetime) -> Piece:
    """Cut a schedule that starts anew every day or week."""
    schedule = profile.schedule
    cycle = CYCLES[profile.recurrency or Recurrency.DAILY]
    lasts = min(
        timedelta(seconds=schedule.duration_seconds or cycle.days * 86400), cycle
    )
    runs = [p for p in schedule.periods if timedelta(seconds=p.start_seconds) < lasts]
    if len(runs) <= most:
        fitting = replace(profile, schedule=replace(schedule, periods=tuple(runs)))
        return Piece(fitting, None)
    start = schedule.start_at or at
    start += max(0, (at - start) // cycle) * cycle
    pauses = lasts < cycle
    if pauses and at - start >= lasts:
        start += cycle
    if not pauses:
        runs += [_later(each, cycle) for each in runs]
    absolute = replace(
        profile,
        kind=Kind.ABSOLUTE,
        recurrency=None,
        valid_from=profile.valid_from or start,
        valid_to=profile.valid_to or FOREVER,
        schedule=replace(
            schedule,
            start_at=start,
            duration_seconds=int(lasts.total_seconds()) if pauses else None,
        ),
    )
    cut = _cut(absolute, runs, start, at, most)
    return Piece(cut.profile, cut.continue_at or start + lasts)


def _later(period: Period, cycle: timedelta) -> Period:
    seconds = period.start_seconds + int(cycle.total_seconds())
    return period._replace(start_seconds=seconds)
