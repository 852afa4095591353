"""What a station's answers to our questions mean, however it spells them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
import re
from typing import Any

from ..domain.messages import StationCommand
from ..domain.model.learned import Learned
from ..domain.model.profile import RateUnit
from ..domain.model.variable import Setting
from ..domain.remote_trigger import TriggerMessage
from ..domain.smart_charging import (
    ClearChargingProfile,
    GetCompositeSchedule,
    SetChargingProfile,
)

type Believe = Callable[[Learned], Learned]
type Spelling = Mapping[Setting, str]

SMART_CHARGING = "SmartCharging"
REMOTE_TRIGGER = "RemoteTrigger"

FEATURES = (
    "Core",
    "FirmwareManagement",
    "LocalAuthListManagement",
    "Reservation",
    SMART_CHARGING,
    REMOTE_TRIGGER,
)

# What a station cannot be asked that does not claim the feature.
COMMANDS: Mapping[str, tuple[type[StationCommand[Any]], ...]] = {
    SMART_CHARGING: (SetChargingProfile, ClearChargingProfile, GetCompositeSchedule),
    REMOTE_TRIGGER: (TriggerMessage,),
}

UNITS = {
    **dict.fromkeys(("a", "amp", "amps", "ampere", "amperes", "current"), RateUnit.A),
    **dict.fromkeys(("w", "watt", "watts", "power"), RateUnit.W),
}

# Some stations say 999 where they mean that they do not know.
BELIEVABLE_STACK_LEVEL = 99
CAUTIOUS_STACK_LEVEL = 10
BELIEVABLE_CONNECTORS = 99

_BY_LETTERS = {feature.casefold(): feature for feature in FEATURES}
_SEPARATORS = re.compile(r"[,;]")


def words(text: str | None) -> tuple[str, ...]:
    """Read a list, with or without stray spaces."""
    parts = (part.strip() for part in _SEPARATORS.split(text or ""))
    return tuple(part for part in parts if part)


def number(text: str | None) -> int | None:
    """Read a whole number that is not negative."""
    try:
        read = int(float(text or ""))
    except ValueError, OverflowError:
        return None
    return read if read >= 0 else None


def positive(text: str | None) -> int | None:
    """Read a limit; a station that says 0 does not know it."""
    return number(text) or None


def flag(text: str | None) -> bool | None:
    """Read yes or no."""
    return {"true": True, "1": True, "false": False, "0": False}.get(
        (text or "").strip().casefold()
    )


def features(text: str | None) -> frozenset[str] | None:
    """Read feature profiles, split words put together; None if it names none."""
    squeezed = ("".join(word.split()) for word in words(text))
    return (
        frozenset(_BY_LETTERS.get(word.casefold(), word) for word in squeezed) or None
    )


def rate_units(text: str | None) -> frozenset[RateUnit]:
    """Read in which units limits can be put."""
    found = (
        UNITS.get(word.casefold()) for part in words(text) for word in part.split()
    )
    return frozenset(unit for unit in found if unit)


def stack_level(text: str | None) -> int | None:
    """Read the highest stack level, if it is to be believed."""
    level = number(text)
    if level is None or level <= BELIEVABLE_STACK_LEVEL:
        return level
    return CAUTIOUS_STACK_LEVEL


def connectors(text: str | None) -> int | None:
    """Read the number of plugs, if it is to be believed."""
    count = positive(text)
    return count if count and count <= BELIEVABLE_CONNECTORS else None


MEANINGS: Mapping[str, tuple[Setting, Callable[[str | None], object]]] = {
    "feature_profiles": (Setting.FEATURE_PROFILES, features),
    "number_of_connectors": (Setting.NUMBER_OF_CONNECTORS, connectors),
    "max_keys": (Setting.MAX_KEYS, positive),
    "rate_units": (Setting.RATE_UNITS, rate_units),
    "max_stack_level": (Setting.MAX_STACK_LEVEL, stack_level),
    "max_periods": (Setting.MAX_PERIODS, positive),
    "max_profiles": (Setting.MAX_PROFILES, positive),
    "measurands": (Setting.SAMPLED_MEASURANDS, words),
    "sample_interval_seconds": (Setting.SAMPLE_INTERVAL, number),
    "can_switch_phases": (Setting.PHASE_SWITCHING, flag),
    "local_list_enabled": (Setting.LOCAL_LIST_ENABLED, flag),
    "max_local_list": (Setting.MAX_LOCAL_LIST, number),
    "max_send_local_list": (Setting.MAX_SEND_LOCAL_LIST, number),
    "reserves_station": (Setting.RESERVE_STATION, flag),
}


def understood(learned: Learned, spelling: Spelling, believe: Believe) -> Learned:
    """Return what we take for true of a station, given what it said."""

    def said(setting: Setting) -> str | None:
        key = spelling.get(setting)
        return learned.variables.get(key) if key else None

    meanings: dict[str, Any] = {
        field: read(said(setting)) for field, (setting, read) in MEANINGS.items()
    }
    meant = replace(learned, **meanings, unsupported=frozenset())
    believed = believe(_with_smart_charging(meant, said))
    return replace(
        believed, unsupported=believed.unsupported | _lacking(believed.feature_profiles)
    )


def _with_smart_charging(
    learned: Learned, said: Callable[[Setting], str | None]
) -> Learned:
    """Add the feature that some stations forget to list, though they tell its limits."""
    claimed = learned.feature_profiles
    if claimed is None or not (learned.rate_units or said(Setting.MAX_STACK_LEVEL)):
        return learned
    return replace(learned, feature_profiles=claimed | {SMART_CHARGING})


def _lacking(claimed: frozenset[str] | None) -> frozenset[str]:
    if claimed is None:
        return frozenset()
    return frozenset(
        command.__name__
        for feature, commands in COMMANDS.items()
        if feature not in claimed
        for command in commands
    )
