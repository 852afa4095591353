"""When to charge so that the car is ready on time, for the least money."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Energies (kWh) closer than this are the same.
TINY_KWH = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A piece of time (seconds) with one price of energy from the grid per kWh.

    `solar_kwh`: the surplus that is forecast; used, it costs the `feed_in_price` that is
    not earned.
    """

    begins: float
    ends: float
    price: float = 0.0
    feed_in_price: float = 0.0
    solar_kwh: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """Energy (kWh) wanted in the car by a time, and what the charger can do (kW).

    `confidence`: the part of the solar forecast that is counted on. `reserve`: the part
    of the needed time by which the plan would rather be early.
    """

    kwh: float
    by: float
    power_kw: float
    confidence: float = 0.6
    reserve: float = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSlot:
    """What is charged in a slot, from the grid and from the sun (kWh)."""

    slot: Slot
    grid_kwh: float
    solar_kwh: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to do now, and what is to come.

    `hurry`: charge now, whatever the sun does. `feasible`: the goal can be reached.
    `latest_start`: from then on there is no choice. `next_start`: when the grid is needed
    next, if at all.
    """

    hurry: bool
    feasible: bool
    latest_start: float
    next_start: float | None
    cost: float
    slots: tuple[PlannedSlot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Offer:
    price: float
    slot: int
    kwh: float
    solar: bool


def energy_for_soc(
    soc: float, target_soc: float, capacity_kwh: float, efficiency: float = 0.9
) -> float:
    """The energy (kWh) to draw so that a battery gets from one state of charge to another."""
    return max(0.0, target_soc - soc) / 100 * capacity_kwh / efficiency


def planned(goal: Goal, slots: Sequence[Slot], now: float) -> Plan:
    """The cheapest way to the goal, from now on.

    Time that no slot covers costs as much as the dearest. ValueError unless the charger
    has power.
    """
    if goal.power_kw <= 0:
        raise ValueError("a charger without power reaches no goal")
    left = list(_remaining(goal, slots, now))
    taken, missing = _filled(goal, left)
    used = tuple(each for each in taken if each.grid_kwh + each.solar_kwh > TINY_KWH)
    hours = goal.kwh / goal.power_kw * (1 + goal.reserve)
    latest_start = goal.by - hours * 3600
    late = goal.kwh > TINY_KWH and now >= latest_start
    starts = [each.slot.begins for each in used if each.grid_kwh > TINY_KWH]
    return Plan(
        hurry=late or (bool(starts) and starts[0] <= now < goal.by),
        feasible=missing <= TINY_KWH,
        latest_start=latest_start,
        next_start=starts[0] if starts else None,
        cost=sum(_cost(each) for each in used),
        slots=used,
    )


def _remaining(goal: Goal, slots: Sequence[Slot], now: float) -> Iterator[Slot]:
    """The slots between now and the goal, with the gaps between them filled."""
    dearest = max((slot.price for slot in slots), default=0.0)
    here = now
    for slot in sorted(slots, key=lambda slot: slot.begins):
        begins, ends = max(here, slot.begins), min(goal.by, slot.ends)
        if ends <= begins:
            continue
        if begins > here:
            yield Slot(begins=here, ends=begins, price=dearest)
        part = (ends - begins) / (slot.ends - slot.begins)
        yield Slot(
            begins=begins,
            ends=ends,
            price=slot.price,
            feed_in_price=slot.feed_in_price,
            solar_kwh=slot.solar_kwh * part,
        )
        here = ends
    if here < goal.by:
        yield Slot(begins=here, ends=goal.by, price=dearest)


def _filled(goal: Goal, slots: list[Slot]) -> tuple[list[PlannedSlot], float]:
    """Take the cheapest offers until the goal is met; -> and what is missing (kWh).

    One car, and slots that fill up independently: greedy is optimal.
    """
    missing = goal.kwh
    grid, solar = [0.0] * len(slots), [0.0] * len(slots)
    offers = [
        offer for at, slot in enumerate(slots) for offer in _offers(goal, at, slot)
    ]
    for offer in sorted(offers, key=lambda offer: (offer.price, offer.slot)):
        kwh = min(offer.kwh, missing)
        (solar if offer.solar else grid)[offer.slot] += kwh
        missing -= kwh
    taken = [
        PlannedSlot(slot=slot, grid_kwh=bought, solar_kwh=free)
        for slot, bought, free in zip(slots, grid, solar, strict=True)
    ]
    return taken, missing


def _offers(goal: Goal, at: int, slot: Slot) -> list[_Offer]:
    most = goal.power_kw * (slot.ends - slot.begins) / 3600
    sun = min(most, slot.solar_kwh * goal.confidence)
    return [
        _Offer(price=slot.feed_in_price, slot=at, kwh=sun, solar=True),
        _Offer(price=slot.price, slot=at, kwh=most - sun, solar=False),
    ]


def _cost(planned: PlannedSlot) -> float:
    slot = planned.slot
    return planned.grid_kwh * slot.price + planned.solar_kwh * slot.feed_in_price
