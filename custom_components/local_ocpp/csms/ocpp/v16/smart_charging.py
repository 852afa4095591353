"""How much a car may draw."""

from typing import Any

from ...domain.model.profile import ChargingProfile, Purpose, Schedule
from ...domain.model.variable import Setting
from ...domain.smart_charging import (
    ClearChargingProfile,
    GetCompositeSchedule,
    SetChargingProfile,
)
from ..adapter import Outgoing, Vocabulary, accepted, refusal
from ..charging_profiles import common, composite, schedule
from ..rpc import Payload
from . import transaction_numbers

PURPOSES = {
    Purpose.STATION_MAX: "ChargePointMaxProfile",
    Purpose.TX_DEFAULT: "TxDefaultProfile",
    Purpose.TX: "TxProfile",
}


def charging_profile(profile: ChargingProfile) -> dict[str, Any]:
    """Write a profile (7.8)."""
    written = {
        "chargingProfileId": profile.id,
        **common(profile, PURPOSES),
        "chargingSchedule": schedule(profile.schedule),
    }
    if profile.transaction_id:
        written["transactionId"] = transaction_numbers.write(profile.transaction_id)
    return written


def set_profile(command: SetChargingProfile) -> Payload:
    """Write a profile to put into force (5.16)."""
    return {
        "connectorId": command.connector.evse if command.connector else 0,
        "csChargingProfiles": charging_profile(command.profile),
    }


def clear_profile(command: ClearChargingProfile) -> Payload:
    """Write which profiles to remove (5.5)."""
    written: dict[str, Any] = {}
    if command.profile_id is not None:
        written["id"] = command.profile_id
    if command.connector is not None:
        written["connectorId"] = command.connector.evse
    if command.purpose is not None:
        written["chargingProfilePurpose"] = PURPOSES[command.purpose]
    if command.stack_level is not None:
        written["stackLevel"] = command.stack_level
    return written


def cleared(payload: Payload) -> bool:
    """Read whether any profile matched; that none did is no refusal."""
    if payload["status"] not in ("Accepted", "Unknown"):
        raise refusal(payload["status"])
    return bool(payload["status"] == "Accepted")


def get_composite(command: GetCompositeSchedule) -> Payload:
    """Write what to add up (5.7)."""
    written: dict[str, Any] = {
        "connectorId": command.connector.evse if command.connector else 0,
        "duration": command.duration_seconds,
    }
    if command.rate_unit is not None:
        written["chargingRateUnit"] = command.rate_unit.value
    return written


def added_up(payload: Payload) -> Schedule | None:
    """Read what a station added up; some accept and say no more."""
    accepted(payload)
    if not (written := payload.get("chargingSchedule")):
        return None
    start = payload.get("scheduleStart") or written.get("startSchedule")
    return composite(written, start)


WORDS = Vocabulary(
    outgoing={
        SetChargingProfile: Outgoing("SetChargingProfile", set_profile),
        ClearChargingProfile: Outgoing("ClearChargingProfile", clear_profile, cleared),
        GetCompositeSchedule: Outgoing("GetCompositeSchedule", get_composite, added_up),
    },
    settings={
        Setting.RATE_UNITS: "ChargingScheduleAllowedChargingRateUnit",
        Setting.MAX_STACK_LEVEL: "ChargeProfileMaxStackLevel",
        Setting.MAX_PERIODS: "ChargingScheduleMaxPeriods",
        Setting.MAX_PROFILES: "MaxChargingProfilesInstalled",
        Setting.PHASE_SWITCHING: "ConnectorSwitch3to1PhaseSupported",
    },
)
