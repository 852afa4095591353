"""Whether to charge, and on how many phases: whatever hindsight would regret least.

Being off, or charging on one or on three phases, are the states of a metrical task
system. Each earns what the surplus is worth in it; moving between them has a price. The
work function algorithm moves once the state it is in has lost, against the best that
could have been done, as much as the move costs. It never loses more than a fixed multiple
of what perfect foresight would, whatever the weather does.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What counts in a choice: the price of a move (kWh), and the range per phase (W)."""

    price_kwh: float
    import_weight: float
    least_watts: float
    most_watts: float


def worth(phases: int, surplus: float, terms: Terms) -> float:
    """What an hour of charging at this surplus (W) is worth, in Wh from the sun."""
    power = min(max(surplus, phases * terms.least_watts), phases * terms.most_watts)
    solar = min(power, max(0.0, surplus))
    return solar - terms.import_weight * (power - solar)


def move_price(here: int, there: int, terms: Terms) -> float:
    """Half of an interruption for a start, half for a stop, a whole for new phases."""
    if here == there:
        return 0.0
    return terms.price_kwh if here and there else terms.price_kwh / 2


def choose(
    options: tuple[int, ...],
    here: int,
    work: tuple[float, ...],
    steps: list[tuple[float, float]],
    terms: Terms,
) -> tuple[int, tuple[float, ...]]:
    """The best option now, and the work function after (hours, surplus) steps."""
    if len(work) != len(options):
        work = tuple(move_price(here, option, terms) for option in options)
    spent = [
        done - sum(worth(option, watts, terms) * hours for hours, watts in steps) / 1000
        for option, done in zip(options, work, strict=True)
    ]
    reached = [
        min(
            cost + move_price(source, option, terms)
            for source, cost in zip(options, spent, strict=True)
        )
        for option in options
    ]
    least = min(reached)
    return (
        _move(options, here, spent, steps[-1][1], terms),
        tuple(cost - least for cost in reached),
    )


def _move(
    options: tuple[int, ...],
    here: int,
    spent: list[float],
    surplus: float,
    terms: Terms,
) -> int:
    costs = {
        option: cost + move_price(here, option, terms)
        for option, cost in zip(options, spent, strict=True)
    }
    best = min(costs, key=costs.__getitem__)
    if here not in costs:
        return best
    gains = worth(best, surplus, terms) > worth(here, surplus, terms)
    return best if gains and costs[best] <= costs[here] + 1e-9 else here
