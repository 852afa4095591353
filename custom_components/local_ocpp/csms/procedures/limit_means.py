"""In which ways to try to limit a station, the likeliest first.

A way is a purpose, a unit, a stack level and a kind of schedule. What has worked comes before
what has not been tried. Our profiles belong on the highest level, where they beat what other
systems left behind, but some stations refuse the levels that they claim.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from ..domain.model.evse import ConnectorRef
from ..domain.model.learned import Learned, LimitMeans
from ..domain.model.limit import Limit
from ..domain.model.profile import Purpose, RateUnit


def purposes_in_order(
    learned: Learned, connector: ConnectorRef, purposes: Iterable[Purpose]
) -> list[Purpose]:
    """Return the purposes with those last that the station has never accepted when asked."""
    refused = learned.refused_purposes.get(connector, frozenset())
    return sorted(
        purposes,
        key=lambda each: each in refused and not learned.proven(connector, each),
    )


def rungs(
    learned: Learned, connector: ConnectorRef, purpose: Purpose, limit: Limit
) -> Iterator[LimitMeans]:
    """Yield what to try for a purpose; only once where everything was refused before."""
    known = _proven(learned, connector, purpose, limit)
    every = dict.fromkeys((*known, *_untried(learned, purpose, limit)))
    refused = purpose in learned.refused_purposes.get(connector, frozenset())
    return islice(every, 1 if refused else None)


def _proven(
    learned: Learned, connector: ConnectorRef, purpose: Purpose, limit: Limit
) -> Iterator[LimitMeans]:
    timed = limit.duration_seconds is not None
    if means := learned.proven(connector, purpose, timed=timed):
        yield means
    elif similar := learned.proven(connector, purpose, timed=not timed):
        yield LimitMeans(
            purpose=purpose,
            rate_unit=similar.rate_unit,
            stack_level=similar.stack_level,
            absolute=similar.absolute or timed,
            timed=timed,
        )


def _untried(learned: Learned, purpose: Purpose, limit: Limit) -> Iterator[LimitMeans]:
    """Yield all that is worth trying, changing one thing at a time.

    A limit that ends by itself says when, as what is relative to a session counts from its
    start. The whole station has no session to be relative to.
    """
    timed = limit.duration_seconds is not None
    absolute = timed or purpose is Purpose.STATION_MAX
    top, lower = _levels(learned.max_stack_level)
    thorough = ((top, True), (top, False), (lower, True), (0, True), (0, False))
    for unit, tries in zip(
        _units(learned, limit.unit), (thorough, ((top, True), (0, False))), strict=False
    ):
        for level, usual in tries:
            yield LimitMeans(
                purpose=purpose,
                rate_unit=unit,
                stack_level=level,
                absolute=absolute is usual,
                timed=timed,
            )


def _levels(highest: int | None) -> tuple[int, int]:
    top = highest or 0
    return top, max(top - 1, 0)


def _units(learned: Learned, preferred: RateUnit) -> list[RateUnit]:
    allowed = learned.rate_units or frozenset(RateUnit)
    return sorted(allowed, key=lambda unit: unit is not preferred)
