"""What the interview found out about a station, kept across restarts."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from .evse import ConnectorRef
from .profile import Purpose, RateUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitMeans:
    """A way of limiting that a station has accepted.

    `absolute`: its times are times of day, rather than counted from the session's start.
    `timed`: it has served for limits that end by themselves, where that makes a difference.
    """

    purpose: Purpose
    rate_unit: RateUnit
    stack_level: int
    absolute: bool = False
    timed: bool = False


class Trouble(StrEnum):
    """Why a setting is not treated like the others.

    absent:  the station does not have it.
    suspect: the station fell silent or hung up when it was among those asked for: alone, then.
    shunned: it did so again: never, unless its firmware changes.
    touchy:  the station fell silent or hung up when it was set: once more at most.
    """

    ABSENT = "absent"
    SUSPECT = "suspect"
    SHUNNED = "shunned"
    TOUCHY = "touchy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beliefs:
    """What quirks make us believe of a station before we ask it anything.

    measurands:     the only ones that it may be asked to send; None is any.
    settings:       what some of its keys must be set to before it works with us.
    quiet_seconds:  how long to leave it alone after it connected or started.
    needs_polling:  it sends meter values only when asked for them.
    keeps_profiles: its charging profiles outlive the session and hold the next one back.
    min_power_w:    with a lower limit it does not charge at all.
    """

    measurands: tuple[str, ...] | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    quiet_seconds: int = 0
    needs_polling: bool = False
    keeps_profiles: bool = False
    min_power_w: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What a station is and can; None where it did not say.

    firmware:         the one that all this was learned of,
    ocpp_version:     and the version that it then spoke.
    phases:           how many it is wired to; for its owner to say.
    variables:        what it said, by key.
    trouble:          the keys that it does not have, or that it does not bear.
    refused:          the values that it would not take, by key.
    awaiting_restart: the keys whose new value waits for a restart.
    limit_means:      how a plug is limited; the whole station is ConnectorRef(0).
    refused_purposes: how it cannot be limited, as it seemed last.
    """

    interviewed_at: datetime | None = None
    firmware: str | None = None
    ocpp_version: str | None = None
    phases: int | None = None
    feature_profiles: frozenset[str] | None = None
    number_of_connectors: int | None = None
    max_keys: int | None = None
    rate_units: frozenset[RateUnit] = frozenset()
    max_stack_level: int | None = None
    max_periods: int | None = None
    max_profiles: int | None = None
    measurands: tuple[str, ...] = ()
    sample_interval_seconds: int | None = None
    can_switch_phases: bool | None = None
    local_list_enabled: bool | None = None
    max_local_list: int | None = None
    max_send_local_list: int | None = None
    reserves_station: bool | None = None
    unsupported: frozenset[str] = frozenset()
    variables: Mapping[str, str] = field(default_factory=dict)
    trouble: Mapping[str, Trouble] = field(default_factory=dict)
    refused: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    awaiting_restart: frozenset[str] = frozenset()
    limit_means: Mapping[ConnectorRef, tuple[LimitMeans, ...]] = field(
        default_factory=dict
    )
    refused_purposes: Mapping[ConnectorRef, frozenset[Purpose]] = field(
        default_factory=dict
    )
    profile_writes: int = 0
    beliefs: Beliefs = Beliefs()

    def proven(
        self, connector: ConnectorRef, purpose: Purpose, *, timed: bool = False
    ) -> LimitMeans | None:
        """Return what has worked on a plug for a purpose."""
        return next(
            (
                means
                for means in self.limit_means.get(connector, ())
                if means.purpose is purpose and means.timed is timed
            ),
            None,
        )

    def with_proof(self, connector: ConnectorRef, proven: LimitMeans) -> Learned:
        """Return what we know once a profile was accepted."""
        before = self.limit_means.get(connector, ())
        others = (
            means
            for means in before
            if (means.purpose, means.timed) != (proven.purpose, proven.timed)
        )
        refused = self.refused_purposes.get(connector, frozenset()) - {proven.purpose}
        return replace(
            self,
            limit_means={**self.limit_means, connector: (*others, proven)},
            refused_purposes={**self.refused_purposes, connector: refused},
            profile_writes=self.profile_writes + 1,
        )

    def with_refused(self, connector: ConnectorRef, purpose: Purpose) -> Learned:
        """Return what we know once everything was refused for a purpose."""
        refused = self.refused_purposes.get(connector, frozenset()) | {purpose}
        return replace(
            self, refused_purposes={**self.refused_purposes, connector: refused}
        )
