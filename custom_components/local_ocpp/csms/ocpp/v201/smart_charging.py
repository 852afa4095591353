"""How much a car may draw."""

from typing import Any

from ...domain.errors import NotSupported
from ...domain.model.profile import ChargingProfile, Purpose, Schedule
from ...domain.model.variable import Setting
from ...domain.smart_charging import (
    ClearChargingProfile,
    GetCompositeSchedule,
    SetChargingProfile,
)
from ..adapter import Outgoing, Vocabulary, accepted, status
from ..charging_profiles import common, composite, schedule
from ..rpc import Payload

PURPOSES = {
    Purpose.STATION_MAX: "ChargingStationMaxProfile",
    Purpose.TX_DEFAULT: "TxDefaultProfile",
    Purpose.TX: "TxProfile",
}

_not_refused = status("Accepted", "Unknown")


def charging_profile(profile: ChargingProfile) -> dict[str, Any]:
    """Write a ChargingProfileType; its only schedule has the profile's own number."""
    written = {
        "id": profile.id,
        **common(profile, PURPOSES),
        "chargingSchedule": [{"id": profile.id, **schedule(profile.schedule)}],
    }
    if profile.transaction_id:
        written["transactionId"] = profile.transaction_id
    return written


def set_profile(command: SetChargingProfile) -> Payload:
    """Write a profile to put into force (K01).

    Raises NotSupported for a station's maximum on a single EVSE (K01.FR.38).
    """
    profile, connector = command.profile, command.connector
    if connector and connector.evse and profile.purpose is Purpose.STATION_MAX:
        raise NotSupported("ChargingStationMaxProfile on an EVSE")
    return {
        "evseId": connector.evse if connector else 0,
        "chargingProfile": charging_profile(profile),
    }


def clear_profile(command: ClearChargingProfile) -> Payload:
    """Write which profiles to remove (K10): one by its id, or those that fit criteria."""
    if command.profile_id is not None:
        return {"chargingProfileId": command.profile_id}
    criteria: dict[str, Any] = {}
    if command.connector is not None:
        criteria["evseId"] = command.connector.evse
    if command.purpose is not None:
        criteria["chargingProfilePurpose"] = PURPOSES[command.purpose]
    if command.stack_level is not None:
        criteria["stackLevel"] = command.stack_level
    return {"chargingProfileCriteria": criteria}


def cleared(payload: Payload) -> bool:
    """Read whether any profile matched; that none did is no refusal."""
    _not_refused(payload)
    return bool(payload["status"] == "Accepted")


def get_composite(command: GetCompositeSchedule) -> Payload:
    """Write what to add up (K08)."""
    written: dict[str, Any] = {
        "evseId": command.connector.evse if command.connector else 0,
        "duration": command.duration_seconds,
    }
    if command.rate_unit is not None:
        written["chargingRateUnit"] = command.rate_unit.value
    return written


def added_up(payload: Payload) -> Schedule | None:
    """Read what a station added up; some accept and say no more."""
    accepted(payload)
    if not (written := payload.get("schedule")):
        return None
    return composite(written, written.get("scheduleStart"))


# How many profiles fit in is no variable of its own, but the limit of their number.
WORDS = Vocabulary(
    outgoing={
        SetChargingProfile: Outgoing("SetChargingProfile", set_profile),
        ClearChargingProfile: Outgoing("ClearChargingProfile", clear_profile, cleared),
        GetCompositeSchedule: Outgoing("GetCompositeSchedule", get_composite, added_up),
    },
    settings={
        Setting.RATE_UNITS: "SmartChargingCtrlr/RateUnit",
        Setting.MAX_STACK_LEVEL: "SmartChargingCtrlr/ProfileStackLevel",
        Setting.MAX_PERIODS: "SmartChargingCtrlr/PeriodsPerSchedule",
        Setting.PHASE_SWITCHING: "SmartChargingCtrlr/Phases3to1",
    },
)
