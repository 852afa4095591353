"""What a quirk is: which stations have it, why, and what we do about it.

A quirk has three seams: what a station says (`repairs`), what we say to it (`rewrites`), and
what we believe about it (`beliefs`, `believe`, `refuses`). All of them are data.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from fnmatch import fnmatchcase
from functools import lru_cache

from ..domain.model.learned import Beliefs, Learned
from ..domain.model.station import Identity
from ..ocpp.rpc import Payload

type Repair = Callable[[Payload], Payload]
type Rewrite = Callable[[Payload], Payload | None]
type Believe = Callable[[Learned], Learned]

# What goes wrong in a repair that was written for another shape of payload.
_ODD = (LookupError, TypeError, ValueError, AttributeError)


def as_learned(learned: Learned) -> Learned:
    """Believe what the station says."""
    return learned


@dataclass(frozen=True, slots=True, kw_only=True)
class Quirk:
    """One known deviation of some stations.

    Which ones: patterns such as `THOR*` or `EN+*|Cord*` for vendor, model and firmware,
    whatever the case, and an OCPP version such as `1.6`; None is every version.

    because:  what these stations do, in one plain sentence; diagnostics shows it.
    repairs:  by action, how a payload of theirs would look if they had said it right.
    rewrites: by action, how a payload of ours must look for them; None: do not send it.
    beliefs:  how to treat them, known before they are asked anything.
    believe:  what is true of them whatever the interview found.
    refuses:  names of domain commands that they cannot carry out, such as `UnlockConnector`.

    Repairs and rewrites change nothing in place. One that stumbles over an odd payload
    leaves it as it came.
    """

    vendor: str
    model: str = "*"
    firmware: str = "*"
    version: str | None = None
    because: str
    repairs: Mapping[str, Repair] = field(default_factory=dict)
    rewrites: Mapping[str, Rewrite] = field(default_factory=dict)
    beliefs: Beliefs = Beliefs()
    believe: Believe = as_learned
    refuses: frozenset[str] = frozenset()

    def applies_to(self, identity: Identity, ocpp_version: str | None) -> bool:
        """Return whether a station has this quirk."""
        return (
            self.version in (None, ocpp_version)
            and _matches(identity.vendor, self.vendor)
            and _matches(identity.model, self.model)
            and _matches(identity.firmware or "", self.firmware)
        )


class AppliedQuirks:
    """The quirks of one station; without any, each question costs next to nothing."""

    __slots__ = ("_believe", "_repairs", "_rewrites", "because", "beliefs", "refuses")

    def __init__(self, quirks: Sequence[Quirk] = ()) -> None:
        """Sort the quirks by what they touch."""
        self.because = tuple(quirk.because for quirk in quirks)
        self.refuses = frozenset[str]().union(*(quirk.refuses for quirk in quirks))
        self.beliefs = _combined([quirk.beliefs for quirk in quirks])
        self._believe = tuple(quirk.believe for quirk in quirks)
        self._repairs = _by_action([quirk.repairs for quirk in quirks])
        self._rewrites = _by_action([quirk.rewrites for quirk in quirks])

    def repair(self, action: str, payload: Payload) -> Payload:
        """Return a station's payload as a well-behaved one would have sent it."""
        for repair in self._repairs.get(action, ()):
            try:
                payload = repair(payload)
            except _ODD:
                continue
        return payload

    def rewrite(self, action: str, payload: Payload) -> Payload | None:
        """Return our payload as the station can take it; None if it must not be sent."""
        for rewrite in self._rewrites.get(action, ()):
            try:
                rewritten = rewrite(payload)
            except _ODD:
                continue
            if rewritten is None:
                return None
            payload = rewritten
        return payload

    def believe(self, learned: Learned) -> Learned:
        """Return what we take for true of a station, given what the interview learned."""
        believed = replace(
            learned,
            beliefs=self.beliefs,
            unsupported=learned.unsupported | self.refuses,
        )
        for believe in self._believe:
            believed = believe(believed)
        return learned if believed == learned else believed


class Quirks:
    """All known quirks."""

    def __init__(self, known: Sequence[Quirk] = ()) -> None:
        """Remember the known quirks."""
        self.known = tuple(known)
        self._found = lru_cache(maxsize=256)(self._find)

    def for_(
        self, identity: Identity | None, ocpp_version: str | None
    ) -> AppliedQuirks:
        """Return the quirks of a station; one that has not introduced itself has none."""
        if identity is None:
            return _NONE
        return self._found(identity, ocpp_version)

    def _find(self, identity: Identity, ocpp_version: str | None) -> AppliedQuirks:
        found = [q for q in self.known if q.applies_to(identity, ocpp_version)]
        return AppliedQuirks(found) if found else _NONE


def _matches(name: str, patterns: str) -> bool:
    name = name.strip().casefold()
    return any(fnmatchcase(name, each) for each in patterns.casefold().split("|"))


def _combined(beliefs: Sequence[Beliefs]) -> Beliefs:
    """Put beliefs together; where two quirks disagree, the later one is right."""
    nothing = Beliefs()
    return Beliefs(
        **{
            belief.name: said
            for each in beliefs
            for belief in fields(Beliefs)
            if (said := getattr(each, belief.name)) != getattr(nothing, belief.name)
        }
    )


def _by_action[ChangeT](
    tables: Sequence[Mapping[str, ChangeT]],
) -> Mapping[str, tuple[ChangeT, ...]]:
    actions = dict.fromkeys(action for table in tables for action in table)
    return {
        action: tuple(table[action] for table in tables if action in table)
        for action in actions
    }


_NONE = AppliedQuirks()
