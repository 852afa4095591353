"""What the sun has to say: how many phases it pays for, if the meter can be believed."""

from dataclasses import dataclass, field, replace

from .circuits import main_circuit
from .draws import drawn, is_seen, is_settled
from .fuse import stale_after
from .memory import NEVER, Memory
from .model import ChargerId, MeterReading
from .order import Order
from .policy import ChargeMode
from .solar import chosen
from .surplus import observed, surplus
from .wishes import Wish

# A reading speaks for so many periods before it at most.
SEEN_PERIODS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Sunlight:
    """How many phases each solar plug should use, 0 for off.

    `fresh`: by a reading that says something new, about so many `hours`.
    """

    hours: float = 0.0
    fresh: bool = False
    blind: bool = False
    phases: dict[ChargerId, int] = field(default_factory=dict)


def looked_at(
    order: Order, memory: Memory, wishes: list[Wish]
) -> tuple[Sunlight, Memory]:
    """The sunlight by the latest reading, and the memory of it."""
    solar = [each for each in wishes if each.solar and each.possible]
    reading = order.readings.meters.get(main_circuit(order.site).id)
    age = float("inf") if reading is None else order.readings.now - reading.at
    if reading is None or age > max(
        stale_after(memory, order.tuning), order.tuning.blind
    ):
        return Sunlight(blind=True, phases=_blind(memory, solar)), memory
    if reading.at <= memory.sun.at or not _all_settled(order, memory, reading.at):
        return Sunlight(phases=_unchanged(memory, solar)), memory
    return _seen(order, memory, solar, reading)


def _seen(
    order: Order, memory: Memory, solar: list[Wish], reading: MeterReading
) -> tuple[Sunlight, Memory]:
    before = memory.sun
    watts = surplus(
        reading.watts,
        _cars_watts(order, memory, solar, reading.at),
        order.readings.battery,
        order.battery,
    )
    memory = replace(memory, sun=observed(before, reading.at, watts))
    seconds = 0.0 if before.at == NEVER else reading.at - before.at
    hours = min(seconds, SEEN_PERIODS * (memory.period or seconds)) / 3600
    plugs = chosen(solar, memory, [(hours, watts)], order.site.voltage, order.tuning)
    phases = {plug.id: plug.phases for plug in plugs}
    for plug in plugs:
        memory = memory.with_charger(replace(memory.charger(plug.id), work=plug.work))
    return Sunlight(hours=hours, fresh=True, phases=phases), memory


def _all_settled(order: Order, memory: Memory, at: float) -> bool:
    """A reading from before a car followed its limit says nothing about the sun."""
    return all(
        is_seen(charger, at, order.tuning)
        or is_settled(charger, memory.charger(charger.id), at, order.tuning)
        for charger in order.chargers
        if charger.connected and charger.online
    )


def _cars_watts(order: Order, memory: Memory, solar: list[Wish], at: float) -> float:
    return order.site.voltage * sum(
        sum(drawn(each.charger, memory.charger(each.charger.id), at, order.tuning).most)
        for each in solar
    )


def _unchanged(memory: Memory, solar: list[Wish]) -> dict[ChargerId, int]:
    return {
        each.charger.id: memory.charger(each.charger.id).phases or _floor(each, memory)
        for each in solar
    }


def _blind(memory: Memory, solar: list[Wish]) -> dict[ChargerId, int]:
    return {
        each.charger.id: min(
            option for option in each.options(memory.charger(each.charger.id)) if option
        )
        if each.policy.keep_min_when_blind or each.mode is ChargeMode.MIN_SOLAR
        else 0
        for each in solar
    }


def _floor(each: Wish, memory: Memory) -> int:
    return min(each.options(memory.charger(each.charger.id)))
