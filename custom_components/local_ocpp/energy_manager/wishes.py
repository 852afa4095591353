"""What each plug is meant to do by its mode, its plan and its owner's limits."""

from dataclasses import dataclass

from .memory import ChargerMemory, Memory
from .model import Charger
from .policy import ChargeMode, Policy
from .reason import Reason, Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A plug with what is wanted of it: a range of currents on one of some phases."""

    charger: Charger
    policy: Policy
    mode: ChargeMode
    least_a: float
    most_a: float
    most_reason: Reason

    @property
    def possible(self) -> bool:
        return self.most_a >= self.least_a > 0

    @property
    def solar(self) -> bool:
        return self.mode in (ChargeMode.SOLAR, ChargeMode.MIN_SOLAR)

    def options(self, memory: ChargerMemory) -> tuple[int, ...]:
        """The numbers of phases to choose from, 0 for off if that is allowed."""
        most = min(self.charger.most_phases, memory.car_phases)
        phases = (1, most) if self.charger.can_switch and most > 1 else (most,)
        return phases if self.mode is ChargeMode.MIN_SOLAR else (0, *phases)


def wish(charger: Charger, policy: Policy) -> Wish:
    """What is wanted of a plug now."""
    most_a, reason = _most(charger, policy)
    return Wish(
        charger=charger,
        policy=policy,
        mode=_mode(policy),
        least_a=max(charger.min_a, policy.min_a),
        most_a=most_a,
        most_reason=Reason(why=reason),
    )


def _mode(policy: Policy) -> ChargeMode:
    hurried = policy.boost or policy.planned_a is not None
    return ChargeMode.FAST if hurried else policy.mode


def _most(charger: Charger, policy: Policy) -> tuple[float, Why]:
    caps = [(charger.max_a, Why.MAXIMUM), (policy.max_a, Why.USER)]
    if policy.current_limit_a is not None:
        caps.append((policy.current_limit_a, Why.USER))
    if policy.planned_a is not None and not policy.boost:
        least = max(charger.min_a, policy.min_a)
        caps.append((max(least, policy.planned_a), Why.PLAN))
    return min(caps)


def turns(wishes: list[Wish], memory: Memory, now: float, turn: float) -> list[Wish]:
    """Who comes first: cars that want to charge, by priority.

    Among equals who has waited for a whole turn, then who is charging, then who has
    waited longest.
    """

    def rank(wish: Wish) -> tuple[bool, int, bool, bool, float, str]:
        plug = memory.charger(wish.charger.id)
        since = now if plug.waiting_since is None else plug.waiting_since
        overdue = now - since >= turn
        return (
            not wish.charger.willing,
            -wish.policy.priority,
            not overdue,
            plug.amps == 0,
            since,
            wish.charger.id,
        )

    return sorted(wishes, key=rank)
