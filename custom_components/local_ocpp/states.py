"""What Home Assistant calls the states that stations spell in their own words."""

from collections.abc import Iterable, Mapping

from .csms.domain.model.evse import ChargingState, ConnectorStatus
from .csms.domain.model.station import Connector, Fault

_OUT_OF_ORDER = (
    ConnectorStatus.RESERVED,
    ConnectorStatus.UNAVAILABLE,
    ConnectorStatus.FAULTED,
)
_CHARGING_WORDS = {
    ChargingState.EV_CONNECTED: "preparing",
    ChargingState.CHARGING: "charging",
    ChargingState.SUSPENDED_EV: "suspended_ev",
    ChargingState.SUSPENDED_EVSE: "suspended_evse",
    ChargingState.FINISHING: "finishing",
}
STATUSES = [ConnectorStatus.AVAILABLE, *_CHARGING_WORDS.values(), *_OUT_OF_ORDER]

# Those of OCPP 1.6 (7.36), then those that came with 2.0.1 (3.73) and 2.1.
STOP_REASONS = [
    "de_authorized",
    "emergency_stop",
    "ev_disconnected",
    "hard_reset",
    "local",
    "other",
    "power_loss",
    "reboot",
    "remote",
    "soft_reset",
    "unlock_command",
    "energy_limit_reached",
    "ground_fault",
    "immediate_reset",
    "local_out_of_credit",
    "master_pass",
    "overcurrent_fault",
    "power_quality",
    "req_energy_transfer_rejected",
    "soc_limit_reached",
    "stopped_by_ev",
    "time_limit_reached",
    "timeout",
]

# Those of OCPP 1.6 (7.6).
ERROR_CODES = [
    "no_error",
    "connector_lock_failure",
    "ev_communication_error",
    "ground_failure",
    "high_temperature",
    "internal_error",
    "local_list_conflict",
    "other_error",
    "over_current_failure",
    "over_voltage",
    "power_meter_failure",
    "power_switch_failure",
    "reader_failure",
    "reset_failure",
    "under_voltage",
    "weak_signal",
]


def status(plug: Connector) -> str | None:
    """Return what a plug is doing, in the one word that OCPP 1.6 has for it."""
    if plug.status is None or plug.status in _OUT_OF_ORDER:
        return plug.status
    if plug.charging in _CHARGING_WORDS:
        return _CHARGING_WORDS[plug.charging]
    return "preparing" if plug.status is ConnectorStatus.OCCUPIED else plug.status


def stop_reason(word: str) -> str:
    """Return why a session ended; "other" for what no OCPP version knows."""
    return _SPELLED_REASONS.get(_letters(word), "other")


def error_code(fault: Fault | None) -> str:
    """Return what is wrong; "other_error" for what OCPP does not know."""
    if fault is None:
        return "no_error"
    return _SPELLED_CODES.get(_letters(fault.code), "other_error")


def _letters(word: str) -> str:
    return "".join(filter(str.isalnum, word.casefold()))


def _spelled(states: Iterable[str]) -> Mapping[str, str]:
    return {_letters(state): state for state in states}


_SPELLED_REASONS = _spelled(STOP_REASONS)
_SPELLED_CODES = _spelled(ERROR_CODES)
