"""What the interview found out about a station, kept across restarts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from .evse import ConnectorRef
from .profile import Purpose, RateUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitMeans:
    """A way of limiting that a station has accepted."""

    purpose: Purpose
    rate_unit: RateUnit
    stack_level: int
    absolute: bool = False


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
    """What a station is and can; None where it did not say."""

    interviewed_at: datetime | None = None
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
    limit_means: Mapping[ConnectorRef, tuple[LimitMeans, ...]] = field(
        default_factory=dict
    )
    profile_writes: int = 0
    beliefs: Beliefs = Beliefs()
