"""One look at everything: from readings, plugs and policies to what each plug may draw."""

from dataclasses import replace

from .allotting import allotted
from .circuits import main_circuit
from .fuse import guarded
from .memory import Memory
from .model import Charger, ChargerId
from .order import Cycle, Order
from .policy import ChargeMode, Policy
from .reason import Allocation, Reason, Why
from .sessions import begun, told
from .sharing import Share
from .sunlight import Sunlight, looked_at
from .surplus import LONGEST_STEP
from .wishes import Wish, turns, wish


def allocate(order: Order, memory: Memory) -> Cycle:
    """Decide what each plug may draw now. ValueError if the circuits are no tree."""
    memory = _prepared(order, memory)
    wishes = _wishes(order, memory)
    light, memory = looked_at(order, memory, wishes)
    shares, phases, memory = allotted(order, memory, wishes, light)
    by_id = {each.charger.id: each for each in wishes}
    allocations = tuple(
        _allocation(
            memory,
            charger,
            by_id.get(charger.id),
            shares.get(charger.id),
            phases,
            light,
        )
        for charger in order.chargers
    )
    return Cycle(
        allocations=allocations,
        memory=_remembered(order, memory, by_id, allocations),
        surplus_watts=memory.sun.watts,
        blind=light.blind,
        hold_battery=_hold_battery(order, by_id, allocations),
    )


def _prepared(order: Order, memory: Memory) -> Memory:
    """Plugs as they are now, the meter's habits, and the rooms under the fuses."""
    chargers = tuple(
        begun(charger, memory.charger(charger.id), order.tuning)
        for charger in order.chargers
    )
    memory = replace(memory, chargers=chargers, period=_period(order, memory))
    return guarded(order.site, order.readings, order.chargers, memory, order.tuning)


def _period(order: Order, memory: Memory) -> float | None:
    main = main_circuit(order.site).id
    reading, before = order.readings.meters.get(main), memory.read_at.get(main)
    if reading is None or before is None or not 0 < reading.at - before < LONGEST_STEP:
        return memory.period
    period = memory.period or reading.at - before
    return period + 0.1 * (reading.at - before - period)


def _wishes(order: Order, memory: Memory) -> list[Wish]:
    reachable = [
        wish(charger, order.policies.get(charger.id, Policy()))
        for charger in order.chargers
        if charger.connected and charger.online
    ]
    return turns(reachable, memory, order.readings.now, order.tuning.turn)


def _allocation(
    memory: Memory,
    charger: Charger,
    wish: Wish | None,
    share: Share | None,
    phases: dict[ChargerId, int],
    light: Sunlight,
) -> Allocation:
    plug = memory.charger(charger.id)
    if wish is None:
        why = Why.OFFLINE if charger.connected else Why.NOT_CONNECTED
        amps, used, reason = plug.amps, plug.phases, Reason(why=why)
    else:
        amps = share.amps if share else 0.0
        used = phases[charger.id] if amps else 0
        reason = _reason(wish, share, light)
    starts = bool(amps) and used != plug.phases
    return Allocation(
        charger=charger.id,
        amps=amps,
        phases=used or plug.wired_phases or charger.most_phases,
        reason=reason,
        changed=(amps, used) != (plug.amps, plug.phases),
        starts=plug.starts + starts,
    )


def _reason(wish: Wish, share: Share | None, light: Sunlight) -> Reason:
    if wish.mode is ChargeMode.OFF:
        return Reason(why=Why.OFF)
    if not wish.possible:
        return Reason(why=Why.USER)
    if not wish.charger.willing:
        return Reason(why=Why.CAR_FULL)
    if share is None:
        return Reason(why=Why.METER_LOST if light.blind else Why.SUN)
    held = share.reason.why is Why.SUN and share.amps <= wish.least_a
    return Reason(why=Why.MINIMUM) if held else share.reason


def _remembered(
    order: Order,
    memory: Memory,
    wishes: dict[ChargerId, Wish],
    allocations: tuple[Allocation, ...],
) -> Memory:
    now, busy = order.readings.now, sum(each.amps > 0 for each in allocations)
    for each in allocations:
        plug = told(memory.charger(each.charger), each, now, order.tuning)
        wish = wishes.get(each.charger)
        waits = wish and wish.possible and wish.mode is not ChargeMode.OFF
        queues = bool(waits) and not each.amps and busy > 0
        since = plug.waiting_since or now
        memory = memory.with_charger(
            replace(plug, waiting_since=since if queues else None)
        )
    return memory


def _hold_battery(
    order: Order, wishes: dict[ChargerId, Wish], allocations: tuple[Allocation, ...]
) -> bool:
    """The battery must not empty itself into a car that charges fast."""
    battery = order.readings.battery
    if battery is None or battery.soc >= order.battery.help_soc:
        return False
    return order.battery.hold_while_fast and any(
        each.amps > 0 and wishes[each.charger].mode is ChargeMode.FAST
        for each in allocations
        if each.charger in wishes
    )
