"""Where a station means to allow something else than its profiles say."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from .model.profile import Schedule
from .stacking import Allowance, Stretch

# Clocks differ by so much; a change that comes so much sooner or later is no deviation.
CLOCK_SECONDS = 60

ROUNDING = 0.11
# Between ampere and watt a station reckons with volts of its own.
CONVERSION = 0.1


class Deviation(NamedTuple):
    """From start to end, in seconds, we expect one limit and the station has another.

    `stated` None: the station knows no limit.
    """

    start_seconds: int
    end_seconds: int
    expected: float
    stated: float | None


def deviations(
    expected: tuple[Stretch, ...],
    stated: Schedule,
    *,
    start: datetime,
    duration_seconds: int,
    converted: bool = False,
    shared: bool = False,
) -> tuple[Deviation, ...]:
    """Compare what we expect from `start` on with what a station stated, as far as it goes.

    Where our profiles say nothing the station is free. `converted`: some are in another unit;
    `shared`: the station has to share out what they allow, so less is no deviation.
    """
    ours = [(each.start_seconds, _limit(each.allowance)) for each in expected]
    theirs = _stated(stated, start)
    first = max(0, theirs[0][0]) if theirs else 0
    end = duration_seconds
    if stated.duration_seconds and theirs:
        end = min(end, theirs[0][0] + stated.duration_seconds)
    if first >= end:
        return ()
    edges = {first, *(at for at, _ in (*ours, *theirs) if first < at < end)}
    found: list[Deviation] = []
    for begin, until in _spans(sorted(edges), end):
        limit, other = _at(ours, begin), _at(theirs, begin)
        if limit is None or _alike(limit, other, converted):
            continue
        if not (shared and other is not None and other < limit):
            found.append(Deviation(begin, until, limit, other))
    least = min(CLOCK_SECONDS, end - first)
    return tuple(
        each for each in found if each.end_seconds - each.start_seconds >= least
    )


def _stated(stated: Schedule, start: datetime) -> list[tuple[int, float | None]]:
    """Return what a station stated, counted from our own start.

    A schedule that begins about when it was asked for begins now, by whatever clock.
    """
    begun = round((stated.start_at - start).total_seconds()) if stated.start_at else 0
    offset = begun if abs(begun) > CLOCK_SECONDS else 0
    limits = (each.limit if each.limit >= 0 else None for each in stated.periods)
    starts = (offset + each.start_seconds for each in stated.periods)
    return [*zip(starts, limits, strict=True)]


def _spans(edges: list[int], end: int) -> Iterator[tuple[int, int]]:
    return zip(edges, (*edges[1:], end), strict=True)


def _at(steps: Iterable[tuple[int, float | None]], seconds: int) -> float | None:
    begun = [limit for at, limit in steps if at <= seconds]
    return begun[-1] if begun else None


def _limit(allowance: Allowance | None) -> float | None:
    return allowance.limit if allowance else None


def _alike(expected: float, stated: float | None, converted: bool) -> bool:
    if stated is None:
        return False
    tolerance = max(ROUNDING, expected * CONVERSION) if converted else ROUNDING
    return abs(expected - stated) <= tolerance
