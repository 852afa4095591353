"""Who charges with the sun, and on how many phases."""

from dataclasses import replace

from .choice import Terms, choose, worth
from .draws import IDLE_A, likely_a
from .memory import ChargerMemory, Memory
from .policy import Tuning
from .wishes import Wish


def chosen(
    wishes: list[Wish],
    memory: Memory,
    steps: list[tuple[float, float]],
    voltage: float,
    tuning: Tuning,
) -> list[ChargerMemory]:
    """Each solar plug's memory after these (hours, surplus) steps, with wanted `phases`.

    Whoever comes first leaves what is beyond its minimum.
    """
    result = []
    for wish in wishes:
        plug = memory.charger(wish.charger.id)
        terms = _terms(wish, plug, voltage)
        options = wish.options(plug)
        if not wish.charger.willing:
            result.append(replace(plug, work=()))
            continue
        phases, work = choose(options, plug.phases, plug.work, steps, terms)
        result.append(replace(plug, phases=phases, work=work))
        if not idle(wish, plug, tuning):
            reserved = _reserved(options, phases, steps, terms)
            steps = [(hours, watts - reserved) for hours, watts in steps]
    return result


def idle(wish: Wish, plug: ChargerMemory, tuning: Tuning) -> bool:
    """Whether the car was offered current and leaves it."""
    return plug.amps > 0 and likely_a(wish.charger, plug, tuning) < IDLE_A


def _reserved(
    options: tuple[int, ...],
    phases: int,
    steps: list[tuple[float, float]],
    terms: Terms,
) -> float:
    if phases:
        return phases * terms.least_watts
    least = min(option for option in options if option)
    return least * terms.least_watts if worth(least, steps[-1][1], terms) > 0 else 0.0


def _terms(wish: Wish, plug: ChargerMemory, voltage: float) -> Terms:
    excess = max(1.0, plug.starts / max(1, wish.policy.interruptions))
    return Terms(
        price_kwh=wish.policy.interruption_kwh * excess**2,
        import_weight=wish.policy.import_weight,
        least_watts=wish.least_a * plug.ratio * voltage,
        most_watts=wish.most_a * plug.ratio * voltage,
    )
