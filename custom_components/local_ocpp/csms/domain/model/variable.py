"""What a station lets us read and set, in its own version's spelling."""

from dataclasses import dataclass
from enum import StrEnum


class Setting(StrEnum):
    """The settings that we ask for by meaning; each OCPP version has its own key for them."""

    FEATURE_PROFILES = "feature_profiles"
    NUMBER_OF_CONNECTORS = "number_of_connectors"
    MAX_KEYS = "max_keys"
    HEARTBEAT_INTERVAL = "heartbeat_interval"
    PING_INTERVAL = "ping_interval"
    SAMPLED_MEASURANDS = "sampled_measurands"
    MAX_SAMPLED_MEASURANDS = "max_sampled_measurands"
    SAMPLE_INTERVAL = "sample_interval"
    ALIGNED_MEASURANDS = "aligned_measurands"
    ALIGNED_INTERVAL = "aligned_interval"
    RATE_UNITS = "rate_units"
    MAX_STACK_LEVEL = "max_stack_level"
    MAX_PERIODS = "max_periods"
    MAX_PROFILES = "max_profiles"
    PHASE_SWITCHING = "phase_switching"
    LOCAL_LIST_ENABLED = "local_list_enabled"
    MAX_LOCAL_LIST = "max_local_list"
    MAX_SEND_LOCAL_LIST = "max_send_local_list"
    AUTHORIZE_REMOTE = "authorize_remote"
    RESERVE_STATION = "reserve_station"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """One setting of a station; `value` None means that it keeps it to itself."""

    key: str
    value: str | None = None
    readonly: bool = False
    known: bool = True
