"""Which measurands to ask a station for: a short list that it can carry, best first."""

from collections.abc import Iterator, Sequence
import re

from ..domain.model.metering import CURRENT, ENERGY, POWER

WANTED = (ENERGY, POWER, CURRENT, "Voltage", "Current.Offered")
CHARGE_LEVEL = "SoC"

# Some stations accept every list, and restart over a long one for ever after.
LONGEST = 10

_PHASE = re.compile(r"\.(L[123](-N|-L[123])?|N)$")


def bare(measurand: str) -> str:
    """Return a measurand without the phase that some stations spell behind it."""
    return _PHASE.sub("", measurand)


def lists_to_try(
    wanted: Sequence[str],
    present: Sequence[str],
    *,
    longest: int | None = None,
    only: Sequence[str] | None = None,
) -> Iterator[tuple[str, ...]]:
    """Yield lists to set, best first; none if what is `present` has it all already.

    What is present stays, what was refused last goes first, `longest` is the station's cap and
    `only` the measurands that it may be asked for.
    """
    wanted = [name for name in wanted if only is None or name in only]
    kept = [name for name in present if only is None or bare(name) in only]
    missing = [name for name in wanted if name not in {bare(each) for each in kept}]
    cap = min(longest or LONGEST, LONGEST)
    tried = {tuple(present)}
    for count in range(len(missing), 0, -1):
        chosen = _in_order(wanted, kept, missing[:count])[:cap]
        if chosen not in tried and not {*chosen} <= {*present}:
            tried.add(chosen)
            yield chosen
    if ENERGY in missing and (ENERGY,) not in tried:
        yield (ENERGY,)


def _in_order(
    wanted: Sequence[str], kept: Sequence[str], added: Sequence[str]
) -> tuple[str, ...]:
    """Return all names, the wanted ones first and in their order."""

    def rank(name: str) -> int:
        return wanted.index(bare(name)) if bare(name) in wanted else len(wanted)

    return tuple(sorted((*kept, *added), key=rank))
