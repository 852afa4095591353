"""Charging profiles in the fields of actions, and in what actions answer."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonObjectType
import voluptuous as vol

from .csms.domain.model.book import BookEntry
from .csms.domain.model.profile import (
    ChargingProfile,
    Kind,
    Period,
    Purpose,
    RateUnit,
    Recurrency,
    Schedule,
)
from .csms.domain.model.transaction import TransactionId
from .csms.procedures.limit_profile import FOREVER

# Both our words and those of OCPP 1.6 and 2.x are understood, in any spelling.
PURPOSES = {
    "stationmax": Purpose.STATION_MAX,
    "chargepointmax": Purpose.STATION_MAX,
    "chargingstationmax": Purpose.STATION_MAX,
    "txdefault": Purpose.TX_DEFAULT,
    "tx": Purpose.TX,
}


def _word[ValueT](words: Mapping[str, ValueT]) -> Callable[[Any], ValueT]:
    """Return a validator that finds a word's meaning, however it is spelled."""

    def read(value: Any) -> ValueT:
        letters = str(value).casefold().replace("_", "").removesuffix("profile")
        if letters not in words:
            raise vol.Invalid(f"expected one of {', '.join(words)}")
        return words[letters]

    return read


def _in_order(periods: Sequence[Mapping[str, Any]]) -> tuple[Period, ...]:
    """Read the periods of a schedule; the first begins with it, each other one later."""
    starts = [each["start_period"] for each in periods]
    if not starts or starts[0] != 0:
        raise vol.Invalid("the first start_period has to be 0")
    if starts != sorted(set(starts)):
        raise vol.Invalid("each start_period has to be later than the one before")
    return tuple(
        Period(each["start_period"], each["limit"], each.get("number_phases"))
        for each in periods
    )


LIMIT = vol.All(vol.Coerce(float), vol.Range(min=0, max=1_000_000))
DURATION = vol.All(cv.time_period, vol.Range(min=timedelta(seconds=1)))
MOMENT = vol.All(cv.datetime, dt_util.as_utc)
WHOLE_NUMBER = vol.All(vol.Coerce(int), vol.Range(min=0, max=2**31 - 1))
PURPOSE = _word(PURPOSES)
RATE_UNIT = _word({unit.casefold(): unit for unit in RateUnit})
SCHEDULE_PERIODS = vol.All(
    cv.ensure_list,
    [
        {
            vol.Required("start_period"): WHOLE_NUMBER,
            vol.Required("limit"): LIMIT,
            vol.Optional("number_phases"): vol.All(
                vol.Coerce(int), vol.Range(min=1, max=3)
            ),
        }
    ],
    _in_order,
)

PROFILE_FIELDS = {
    vol.Required("purpose"): PURPOSE,
    vol.Required("kind"): _word({str(kind): kind for kind in Kind}),
    vol.Required("stack_level"): WHOLE_NUMBER,
    vol.Required("charging_rate_unit"): RATE_UNIT,
    vol.Required("schedule_periods"): SCHEDULE_PERIODS,
    vol.Optional("start_schedule"): MOMENT,
    vol.Optional("duration"): DURATION,
    vol.Optional("recurrency_kind"): _word({str(each): each for each in Recurrency}),
    vol.Optional("valid_from"): MOMENT,
    vol.Optional("valid_to"): MOMENT,
    vol.Optional("profile_id"): WHOLE_NUMBER,
    vol.Optional("transaction_id"): vol.Coerce(str),
    vol.Optional("min_charging_rate"): LIMIT,
}

# Fields that mean nothing together with another one's value.
CONTRADICTIONS: tuple[tuple[str, Callable[[Any], bool], str], ...] = (
    ("kind", lambda kind: kind is Kind.RELATIVE, "start_schedule"),
    ("kind", lambda kind: kind is not Kind.RECURRING, "recurrency_kind"),
    ("purpose", lambda purpose: purpose is not Purpose.TX, "transaction_id"),
)


def contradiction(fields: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return two fields that do not go together, if there are any."""
    return next(
        (
            (f"{name}: {fields[name]}", other)
            for name, forbids, other in CONTRADICTIONS
            if other in fields and forbids(fields[name])
        ),
        None,
    )


def read_profile(
    fields: Mapping[str, Any],
    number: int,
    transaction: TransactionId | None,
    now: datetime,
) -> ChargingProfile:
    """Read a profile; what begins at no stated time begins now, or at midnight if it recurs.

    An absolute one says until when it is valid, as some stations insist.
    """
    kind: Kind = fields["kind"]
    recurrency = fields.get("recurrency_kind", Recurrency.DAILY)
    start = fields.get("start_schedule") or _start(kind, recurrency, now)
    duration: timedelta | None = fields.get("duration")
    valid_from, valid_to = fields.get("valid_from"), fields.get("valid_to")
    if kind is Kind.ABSOLUTE and start:
        valid_from = valid_from or min(start, now)
        valid_to = valid_to or (start + duration if duration else FOREVER)
    return ChargingProfile(
        id=number,
        purpose=fields["purpose"],
        kind=kind,
        stack_level=fields["stack_level"],
        schedule=Schedule(
            rate_unit=fields["charging_rate_unit"],
            periods=fields["schedule_periods"],
            start_at=start,
            duration_seconds=int(duration.total_seconds()) if duration else None,
            min_rate=fields.get("min_charging_rate"),
        ),
        recurrency=recurrency if kind is Kind.RECURRING else None,
        valid_from=valid_from,
        valid_to=valid_to,
        transaction_id=transaction,
    )


def profile_fields(entry: BookEntry) -> JsonObjectType:
    """Write a profile as the fields with which it could be set."""
    profile, schedule = entry.profile, entry.profile.schedule
    return {
        "profile_id": profile.id,
        "connector": entry.connector.evse,
        "purpose": profile.purpose.value,
        "kind": profile.kind.value,
        "stack_level": profile.stack_level,
        **schedule_fields(schedule),
        "recurrency_kind": profile.recurrency.value if profile.recurrency else None,
        "valid_from": _text(profile.valid_from),
        "valid_to": _text(profile.valid_to),
        "transaction_id": profile.transaction_id,
        "is_limit": entry.is_limit,
    }


def schedule_fields(schedule: Schedule) -> JsonObjectType:
    """Write a schedule."""
    return {
        "charging_rate_unit": schedule.rate_unit.value,
        "schedule_periods": [
            period_fields(each.start_seconds, each.limit, each.phases)
            for each in schedule.periods
        ],
        "start_schedule": _text(schedule.start_at),
        "duration": schedule.duration_seconds,
        "min_charging_rate": schedule.min_rate,
    }


def period_fields(
    start_seconds: int, limit: float | None, phases: int | None
) -> JsonObjectType:
    """Write a period."""
    written: JsonObjectType = {"start_period": start_seconds, "limit": limit}
    if phases is not None:
        written["number_phases"] = phases
    return written


def _start(kind: Kind, recurrency: Recurrency, now: datetime) -> datetime | None:
    """Return when a schedule begins of which nobody said when: days begin at home."""
    if kind is Kind.RELATIVE:
        return None
    if kind is Kind.ABSOLUTE:
        return now.replace(microsecond=0)
    today = dt_util.start_of_local_day(dt_util.as_local(now))
    if recurrency is Recurrency.WEEKLY:
        monday = today.date() - timedelta(days=today.weekday())
        today = dt_util.start_of_local_day(monday)
    return dt_util.as_utc(today)


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
