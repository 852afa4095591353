"""Actions about charging profiles: setting, clearing, listing, and adding them up."""

from collections.abc import Mapping
from typing import Any

from homeassistant.core import ServiceResponse, SupportsResponse
from homeassistant.exceptions import ServiceValidationError
from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonObjectType
import voluptuous as vol

from . import charging, settings
from .action import Action, Scope, Target, only_plug
from .const import DOMAIN
from .csms.domain.model.book import BookEntry
from .csms.domain.model.evse import ConnectorRef
from .csms.domain.model.limit import Limit
from .csms.domain.model.profile import Purpose
from .csms.domain.model.transaction import TransactionId
from .csms.domain.smart_charging import WHOLE_STATION, ClearChargingProfile
from .csms.procedures.composite import Comparison, compare
from .csms.procedures.profile_fit import free_number
from .csms.procedures.profiles import clear_profiles, set_profile
from .profile_fields import (
    DURATION,
    PROFILE_FIELDS,
    PURPOSE,
    RATE_UNIT,
    WHOLE_NUMBER,
    contradiction,
    period_fields,
    profile_fields,
    read_profile,
    schedule_fields,
)


async def _set_profile(target: Target, data: Mapping[str, Any]) -> ServiceResponse:
    if contradicting := contradiction(data):
        first, second = contradicting
        raise _invalid("fields_contradict", first=first, second=second)
    purpose, now = data["purpose"], dt_util.utcnow()
    place = _place(target, purpose)
    state = target.feed.state
    number = data.get("profile_id")
    if number is None:
        number = free_number(state, place, purpose, data["stack_level"])
    session = _session(target, place, data.get("transaction_id"), purpose)
    profile = read_profile(data, number, session, now)
    if purpose is not Purpose.STATION_MAX:
        _must_be_allowed(target, place, data)
    entry = BookEntry(connector=place, profile=profile, told_at=now)
    with charging.unfit_told(target.feed):
        await target.feed.ask(set_profile(target.feed.station, entry))
    return {"profile_id": number}


async def _clear_profile(target: Target, data: Mapping[str, Any]) -> ServiceResponse:
    matched = await target.feed.ask(
        clear_profiles(target.feed.station, _which(target, data), now=dt_util.utcnow())
    )
    return {"cleared": matched}


async def _get_profiles(target: Target, data: Mapping[str, Any]) -> ServiceResponse:
    now = dt_util.utcnow()
    return {
        "charging_profiles": [
            profile_fields(entry)
            for entry in target.feed.state.book
            if target.ref in (None, entry.connector) and not entry.is_over(now)
        ]
    }


async def _get_composite(target: Target, data: Mapping[str, Any]) -> ServiceResponse:
    feed = target.feed
    plugs = tuple(feed.state.connectors)
    connector = target.ref or (plugs[0] if len(plugs) == 1 else None)
    duration_seconds = int(data["duration"].total_seconds())
    comparison = await feed.ask(
        compare(
            feed.station,
            connector,
            duration_seconds=duration_seconds,
            unit=data.get("charging_rate_unit"),
            now=dt_util.utcnow(),
        )
    )
    return {
        "connector": connector.evse if connector else 0,
        "station": schedule_fields(comparison.stated) if comparison.stated else None,
        "computed": _computed(comparison, duration_seconds),
        "differences": [
            {
                "start_period": each.start_seconds,
                "end_period": each.end_seconds,
                "computed": each.expected,
                "station": each.stated,
            }
            for each in comparison.deviations
        ],
    }


SMART_CHARGING_ACTIONS = (
    Action(
        name="set_charging_profile",
        scope=Scope.EITHER,
        perform=_set_profile,
        fields=PROFILE_FIELDS,
        response=SupportsResponse.OPTIONAL,
        admin=True,
    ),
    Action(
        name="clear_charging_profile",
        scope=Scope.EITHER,
        perform=_clear_profile,
        fields={
            vol.Optional("profile_id"): WHOLE_NUMBER,
            vol.Optional("purpose"): PURPOSE,
            vol.Optional("stack_level"): WHOLE_NUMBER,
        },
        response=SupportsResponse.OPTIONAL,
        admin=True,
    ),
    Action(
        name="get_charging_profiles",
        scope=Scope.EITHER,
        perform=_get_profiles,
        response=SupportsResponse.ONLY,
    ),
    Action(
        name="get_composite_schedule",
        scope=Scope.EITHER,
        perform=_get_composite,
        fields={
            vol.Required("duration"): DURATION,
            vol.Optional("charging_rate_unit"): RATE_UNIT,
        },
        response=SupportsResponse.ONLY,
    ),
)


def _place(target: Target, purpose: Purpose) -> ConnectorRef:
    """Return where a profile belongs: the plug named, the only one, or the whole station."""
    if purpose is Purpose.STATION_MAX:
        return WHOLE_STATION
    if target.ref is not None:
        return target.ref
    if purpose is Purpose.TX_DEFAULT and len(target.feed.state.connectors) != 1:
        return WHOLE_STATION
    return only_plug(target.feed)


def _which(target: Target, data: Mapping[str, Any]) -> ClearChargingProfile:
    """Return what to clear: by number alone, or by everything else that is said."""
    if (number := data.get("profile_id")) is not None:
        return ClearChargingProfile(profile_id=number)
    purpose: Purpose | None = data.get("purpose")
    connector = target.ref
    if purpose is Purpose.STATION_MAX:
        connector = WHOLE_STATION
    elif purpose and connector is None and len(target.feed.state.connectors) == 1:
        connector = only_plug(target.feed)
    return ClearChargingProfile(
        connector=connector, purpose=purpose, stack_level=data.get("stack_level")
    )


def _session(
    target: Target, place: ConnectorRef, named: str | None, purpose: Purpose
) -> TransactionId | None:
    """Return the session that a profile is for: the one that runs there."""
    if purpose is not Purpose.TX:
        return None
    running = target.feed.state.connector(place).transaction
    if running is None:
        raise _invalid("no_session", station=target.feed.name)
    if named not in (None, running.id):
        raise _invalid("no_such_transaction", station=target.feed.name, id=str(named))
    return running.id


def _must_be_allowed(
    target: Target, place: ConnectorRef, data: Mapping[str, Any]
) -> None:
    """Raise ServiceValidationError for more than the installer allows."""
    subentry = target.entry.subentries[target.feed.subentry_id]
    maximum_a = settings.installers_maximum_a(subentry)
    for period in data["schedule_periods"]:
        limit = Limit(
            amount=period.limit, unit=data["charging_rate_unit"], phases=period.phases
        )
        charging.must_be_allowed(target.feed, place, limit, maximum_a)


def _computed(comparison: Comparison, duration_seconds: int) -> JsonObjectType:
    """Write what we expect; a limit of None is whatever station and car can do."""
    return {
        "charging_rate_unit": comparison.unit.value,
        "schedule_periods": [
            period_fields(
                each.start_seconds,
                each.allowance.limit if each.allowance else None,
                each.allowance.phases if each.allowance else None,
            )
            for each in comparison.expected
        ],
        "start_schedule": comparison.start.isoformat(),
        "duration": duration_seconds,
    }


def _invalid(key: str, **placeholders: str) -> ServiceValidationError:
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders=placeholders,
    )
