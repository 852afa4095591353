"""Rewrites that several vendors need: what not to say, and how to put a limit (OCPP 1.6)."""

from collections.abc import Callable, Mapping
from typing import Any

from ..ocpp.rpc import Payload
from .quirk import Rewrite

type Profile = Mapping[str, Any]

STATION_MAX = "ChargePointMaxProfile"

# Where OCPP 1.6 has a charging profile.
_PROFILES = ("csChargingProfiles", "chargingProfile")


def never_trigger(*messages: str) -> Rewrite:
    """Return a rewrite of TriggerMessage that keeps some messages from being asked for."""

    def rewrite(payload: Payload) -> Payload | None:
        return None if payload["requestedMessage"] in messages else payload

    return rewrite


def never_read(*keys: str) -> Rewrite:
    """Return a rewrite of GetConfiguration that leaves some keys out."""

    def rewrite(payload: Payload) -> Payload | None:
        if not (asked := payload.get("key")):
            return payload
        rest = [key for key in asked if key not in keys]
        return {**payload, "key": rest} if rest else None

    return rewrite


def no_station_max(payload: Payload) -> Payload | None:
    """Keep a SetChargingProfile for the whole station from being sent."""
    profile = payload["csChargingProfiles"]
    return None if profile["chargingProfilePurpose"] == STATION_MAX else payload


def of_profile(change: Callable[[Profile], Profile]) -> Rewrite:
    """Return a rewrite that changes the charging profile of a payload, if it has one."""

    def rewrite(payload: Payload) -> Payload:
        profiles = {key: change(payload[key]) for key in _PROFILES if key in payload}
        return {**payload, **profiles}

    return rewrite
