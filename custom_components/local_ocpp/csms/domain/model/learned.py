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
