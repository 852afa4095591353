"""Actions about the whole house: its RFID tags, and the sessions it has seen."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from homeassistant.config_entries import ConfigEntryState, ConfigSubentry
from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import (
    async_get_device_and_config_entry,
    async_register_admin_service,
)
from homeassistant.util import dt as dt_util
from homeassistant.util.file import WriteError
import voluptuous as vol

from . import settings
from .const import (
    CONF_BLOCKED,
    CONF_EXPIRY_DATE,
    CONF_ID_TAG,
    CONF_PARENT_ID_TAG,
    DOMAIN,
    SUBENTRY_ID_TAG,
)
from .csms.domain.model.evse import ConnectorRef
from .csms.domain.model.station import StationId
from .csms.domain.model.token import IdToken
from .ledger_trouble import explained
from .runtime import LocalOcppConfigEntry
from .session_table import Row, moment, row, write

ID_TAG = vol.All(cv.string, vol.Strip, vol.Length(min=1, max=36))

type Perform = Callable[
    [HomeAssistant, LocalOcppConfigEntry, Mapping[str, Any]], Awaitable[ServiceResponse]
]


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseAction:
    """One action that is about no particular station."""

    name: str
    perform: Perform
    fields: Mapping[vol.Marker, Any] = field(default_factory=dict)
    response: SupportsResponse = SupportsResponse.NONE


async def _add_id_tag(
    hass: HomeAssistant, entry: LocalOcppConfigEntry, data: Mapping[str, Any]
) -> None:
    """Add a tag, or change the one with this id."""
    known = _subentry(entry, data[CONF_ID_TAG])
    values = {
        CONF_ID_TAG: data[CONF_ID_TAG],
        CONF_EXPIRY_DATE: data[CONF_EXPIRY_DATE].isoformat()
        if CONF_EXPIRY_DATE in data
        else None,
        CONF_PARENT_ID_TAG: data.get(CONF_PARENT_ID_TAG),
        CONF_BLOCKED: data.get(CONF_BLOCKED),
    }
    given = {key: value for key, value in values.items() if value is not None}
    if known:
        hass.config_entries.async_update_subentry(
            entry,
            known,
            data={**known.data, **given},
            title=data.get("name", known.title),
        )
    else:
        hass.config_entries.async_add_subentry(
            entry,
            ConfigSubentry(
                data=MappingProxyType(given),
                subentry_type=SUBENTRY_ID_TAG,
                title=data.get("name", data[CONF_ID_TAG]),
                unique_id=f"{SUBENTRY_ID_TAG}_{IdToken(data[CONF_ID_TAG]).key}",
            ),
        )
    _put_into_force(entry)


async def _remove_id_tag(
    hass: HomeAssistant, entry: LocalOcppConfigEntry, data: Mapping[str, Any]
) -> None:
    if (known := _subentry(entry, data[CONF_ID_TAG])) is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="no_such_id_tag",
            translation_placeholders={"id_tag": data[CONF_ID_TAG]},
        )
    hass.config_entries.async_remove_subentry(entry, known.subentry_id)
    _put_into_force(entry)


def _put_into_force(entry: LocalOcppConfigEntry) -> None:
    """Have the tags count from this moment, before the listener to changes gets its turn."""
    entry.runtime_data.backoffice.rules = settings.rules(entry)


async def _list_id_tags(
    hass: HomeAssistant, entry: LocalOcppConfigEntry, data: Mapping[str, Any]
) -> ServiceResponse:
    with explained():
        records = await entry.runtime_data.ledger.tags()
    seen = {record.token.key: record for record in records}
    tags = entry.runtime_data.backoffice.rules.tags
    return {
        "id_tags": [
            {
                "id_tag": tag.token.value,
                "name": tag.name,
                "expiry_date": moment(tag.expires_at),
                "parent_id_tag": tag.parent.value if tag.parent else None,
                "blocked": tag.blocked,
                "last_seen": moment(seen[key].seen_at) if key in seen else None,
            }
            for key, tag in tags.items()
        ]
    }


async def _list_sessions(
    hass: HomeAssistant, entry: LocalOcppConfigEntry, data: Mapping[str, Any]
) -> ServiceResponse:
    return {"sessions": [dict(each) for each in await _rows(hass, entry, data)]}


async def _export_sessions(
    hass: HomeAssistant, entry: LocalOcppConfigEntry, data: Mapping[str, Any]
) -> ServiceResponse:
    """Write the sessions to a CSV file in the configuration folder."""
    rows = await _rows(hass, entry, data)
    now = dt_util.now().strftime("%Y-%m-%d_%H%M%S")
    file = Path(hass.config.path(DOMAIN)) / f"sessions_{now}.csv"
    try:
        await hass.async_add_executor_job(write, file, rows)
    except (OSError, WriteError) as error:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="export_failed",
            translation_placeholders={"file": str(file), "reason": str(error)},
        ) from error
    return {"file": str(file), "sessions": len(rows)}


_TIMES = {vol.Optional("start"): cv.datetime, vol.Optional("stop"): cv.datetime}
_WHICH_SESSIONS = {
    **_TIMES,
    vol.Optional(CONF_ID_TAG): ID_TAG,
    vol.Optional(ATTR_DEVICE_ID): cv.string,
}

HOUSE_ACTIONS = (
    HouseAction(
        name="add_id_tag",
        perform=_add_id_tag,
        fields={
            vol.Required(CONF_ID_TAG): ID_TAG,
            vol.Optional("name"): cv.string,
            vol.Optional(CONF_EXPIRY_DATE): cv.datetime,
            vol.Optional(CONF_PARENT_ID_TAG): ID_TAG,
            vol.Optional(CONF_BLOCKED): cv.boolean,
        },
    ),
    HouseAction(
        name="remove_id_tag",
        perform=_remove_id_tag,
        fields={vol.Required(CONF_ID_TAG): ID_TAG},
    ),
    HouseAction(
        name="list_id_tags", perform=_list_id_tags, response=SupportsResponse.ONLY
    ),
    HouseAction(
        name="list_sessions",
        perform=_list_sessions,
        fields=_WHICH_SESSIONS,
        response=SupportsResponse.ONLY,
    ),
    HouseAction(
        name="export_sessions",
        perform=_export_sessions,
        fields=_WHICH_SESSIONS,
        response=SupportsResponse.OPTIONAL,
    ),
)


@callback
def async_setup_house_services(hass: HomeAssistant) -> None:
    """Register the actions."""
    for action in HOUSE_ACTIONS:

        async def handle(
            call: ServiceCall, action: HouseAction = action
        ) -> ServiceResponse:
            response = await action.perform(hass, _loaded_entry(hass), call.data)
            return response if call.return_response else None

        async_register_admin_service(
            hass,
            DOMAIN,
            action.name,
            handle,
            vol.Schema(dict(action.fields)),
            supports_response=action.response,
        )


def _loaded_entry(hass: HomeAssistant) -> LocalOcppConfigEntry:
    for entry in hass.config_entries.async_entries(DOMAIN, include_ignore=False):
        if entry.state is ConfigEntryState.LOADED:
            return entry
    raise ServiceValidationError(
        translation_domain=DOMAIN, translation_key="not_loaded"
    )


def _subentry(entry: LocalOcppConfigEntry, id_tag: str) -> ConfigSubentry | None:
    key = IdToken(id_tag).key
    return next(
        (
            subentry
            for subentry in entry.get_subentries_of_type(SUBENTRY_ID_TAG)
            if IdToken(subentry.data[CONF_ID_TAG]).key == key
        ),
        None,
    )


async def _rows(
    hass: HomeAssistant, entry: LocalOcppConfigEntry, data: Mapping[str, Any]
) -> list[Row]:
    id_tag = data.get(CONF_ID_TAG)
    station, connector = _place(hass, data.get(ATTR_DEVICE_ID))
    with explained():
        records = await entry.runtime_data.ledger.sessions(
            start=_moment(data.get("start")),
            stop=_moment(data.get("stop")),
            token=IdToken(id_tag) if id_tag else None,
            station=station,
            connector=connector,
        )
    return [row(record) for record in records]


def _place(
    hass: HomeAssistant, device_id: str | None
) -> tuple[StationId | None, ConnectorRef | None]:
    """Return the station and the plug that a device stands for."""
    if device_id is None:
        return None, None
    entry: LocalOcppConfigEntry
    device, entry = async_get_device_and_config_entry(hass, DOMAIN, device_id)
    if (found := entry.runtime_data.find(device)) is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="no_such_station",
            translation_placeholders={"station": device.name or device.id},
        )
    feed, ref = found
    return feed.id, ref


def _moment(moment: datetime | None) -> datetime | None:
    """Return a moment in UTC; one without a zone is meant at home."""
    return dt_util.as_utc(moment) if moment else None
