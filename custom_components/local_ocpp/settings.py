"""What the owner's settings say, in the words of the central system."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.util import dt as dt_util

from .backoffice import Rules, Tag, UnknownStations, WhoMayCharge
from .const import (
    CONF_ALIGNED_INTERVAL,
    CONF_BLOCKED,
    CONF_ENFORCE_MAXIMUM,
    CONF_EXPIRY_DATE,
    CONF_HOST,
    CONF_ID_TAG,
    CONF_IDENTITY,
    CONF_MAX_CURRENT,
    CONF_METER_INTERVAL,
    CONF_OWN_ID_TAG,
    CONF_PARENT_ID_TAG,
    CONF_PASSWORD_HASH,
    CONF_PHASES,
    CONF_PORT,
    CONF_SESSION_PRICE,
    CONF_UNKNOWN_STATIONS,
    CONF_WHO_MAY_CHARGE,
    DEFAULT_MAX_CURRENT,
    DEFAULT_METER_INTERVAL,
    SUBENTRY_ID_TAG,
    SUBENTRY_STATION,
)
from .csms.domain.model.limit import Limit
from .csms.domain.model.station import StationId
from .csms.domain.model.token import IdToken
from .csms.domain.security import PasswordHash
from .csms.ledger import TagRecord
from .csms.procedures.interview import Wishes
from .csms.procedures.owner import OwnersWord


def stations(entry: ConfigEntry[Any]) -> dict[StationId, ConfigSubentry]:
    """Return the stations that the owner took in."""
    return {
        StationId(subentry.data[CONF_IDENTITY]): subentry
        for subentry in entry.get_subentries_of_type(SUBENTRY_STATION)
    }


def listening(entry: ConfigEntry[Any]) -> tuple[int, str | None]:
    """Return the port and the host to listen on; no host is all there are."""
    return entry.data[CONF_PORT], entry.data.get(CONF_HOST) or None


def installers_maximum_a(subentry: ConfigSubentry) -> float:
    """Return the most that a charger may ever draw per phase."""
    return float(subentry.data.get(CONF_MAX_CURRENT) or DEFAULT_MAX_CURRENT)


def owners_word(subentry: ConfigSubentry) -> OwnersWord:
    """Return what only the owner can say about a station."""
    data = subentry.data
    maximum = data.get(CONF_MAX_CURRENT)
    limit = Limit(amount=float(maximum)) if maximum else None
    phases = data.get(CONF_PHASES)
    return OwnersWord(
        phases=int(phases) if phases else None,
        per_plug=limit,
        maximum=limit if data.get(CONF_ENFORCE_MAXIMUM) else None,
    )


def rules(entry: ConfigEntry[Any]) -> Rules:
    """Return who may connect and who may charge."""
    options = entry.options
    return Rules(
        own_token=IdToken(entry.data[CONF_OWN_ID_TAG], "Central"),
        who_may_charge=WhoMayCharge(
            options.get(CONF_WHO_MAY_CHARGE, WhoMayCharge.ANYONE)
        ),
        unknown_stations=UnknownStations(
            options.get(CONF_UNKNOWN_STATIONS, UnknownStations.ASK)
        ),
        passwords={
            identity: _password(subentry.data)
            for identity, subentry in stations(entry).items()
        },
        tags={
            tag.token.key: tag
            for tag in map(_tag, entry.get_subentries_of_type(SUBENTRY_ID_TAG))
        },
        session_price=options.get(CONF_SESSION_PRICE),
    )


def tag_records(entry: ConfigEntry[Any]) -> list[TagRecord]:
    """Return the tags as the ledger keeps them, so that the past can name them."""
    return [
        TagRecord(
            token=tag.token,
            name=tag.name,
            expires_at=tag.expires_at,
            parent=tag.parent.value if tag.parent else None,
            blocked=tag.blocked,
        )
        for tag in rules(entry).tags.values()
    ]


def wishes(entry: ConfigEntry[Any]) -> Wishes:
    """Return how stations are to be set up."""
    return Wishes(
        sample_interval_seconds=int(
            entry.options.get(CONF_METER_INTERVAL, DEFAULT_METER_INTERVAL)
        ),
        aligned_interval_seconds=int(entry.options.get(CONF_ALIGNED_INTERVAL, 0)),
    )


def _password(data: Mapping[str, Any]) -> PasswordHash | None:
    dumped = data.get(CONF_PASSWORD_HASH)
    return PasswordHash.load(dumped) if dumped else None


def _tag(subentry: ConfigSubentry) -> Tag:
    data = subentry.data
    parent = data.get(CONF_PARENT_ID_TAG)
    return Tag(
        token=IdToken(data[CONF_ID_TAG]),
        name=subentry.title,
        parent=IdToken(parent) if parent else None,
        expires_at=_moment(data.get(CONF_EXPIRY_DATE)),
        blocked=bool(data.get(CONF_BLOCKED)),
    )


def _moment(text: str | None) -> datetime | None:
    """Return the moment that a date and time without a zone means at home."""
    if not text or (moment := dt_util.parse_datetime(text)) is None:
        return None
    return dt_util.as_utc(moment)
