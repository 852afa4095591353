"""Actions: what users may ask of a station, one row each."""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import (
    async_get_device_and_config_entry,
    async_register_admin_service,
)
import voluptuous as vol

from . import charging, settings
from .action import Action, Scope, Target, only_plug
from .const import DOMAIN
from .csms.domain.authorization import ClearCache
from .csms.domain.availability import ChangeAvailability, UnlockConnector
from .csms.domain.boot import Reset, ResetType
from .csms.domain.configuration import SetVariable
from .csms.domain.model.evse import ConnectorRef
from .csms.domain.model.limit import Limit
from .csms.domain.model.profile import RateUnit
from .csms.domain.model.token import AuthorizationStatus, IdToken
from .csms.domain.remote_trigger import TriggerMessage
from .csms.domain.vendor_data import SendCall, SendVendorData
from .csms.procedures.configuration import read
from .feed import Feed, connector_key
from .house_services import ID_TAG, async_setup_house_services
from .profile_fields import DURATION, LIMIT, SCHEDULE_PERIODS
from .runtime import LocalOcppConfigEntry
from .smart_charging_services import SMART_CHARGING_ACTIONS

ATTR_CONNECTOR = "connector"

REFUSALS = {
    AuthorizationStatus.BLOCKED: "id_tag_blocked",
    AuthorizationStatus.EXPIRED: "id_tag_expired",
    AuthorizationStatus.INVALID: "id_tag_invalid",
}


async def _start_charging(target: Target, data: Mapping[str, Any]) -> ServiceResponse:
    limit_a = data.get("limit")
    if limit_a is not None:
        _must_be_allowed(target, Limit(amount=limit_a))
    periods = data.get("schedule_periods", ())
    for period in periods:
        _must_be_allowed(target, Limit(amount=period.limit, phases=period.phases))
    transaction = await charging.start(
        target.feed,
        target.plug,
        _accepted(target, data.get("id_tag")),
        limit_a=limit_a,
        periods=periods,
        wait=data["wait"],
    )
    return {"transaction_id": transaction}


async def _stop_charging(target: Target, data: Mapping[str, Any]) -> ServiceResponse:
    transaction = await charging.stop(target.feed, target.plug, wait=data["wait"])
    return {"transaction_id": transaction}


async def _set_limit(target: Target, data: Mapping[str, Any]) -> ServiceResponse:
    unit, phases = RateUnit(data["unit"]), data.get("phases")
    _must_be_allowed(target, Limit(amount=data["limit"], unit=unit, phases=phases))
    return await charging.set_limit(
        target.feed,
        target.plug,
        data["limit"],
        unit,
        phases=phases,
        duration_seconds=int(data["duration"].total_seconds())
        if "duration" in data
        else None,
    )


async def _clear_limit(target: Target, data: Mapping[str, Any]) -> None:
    await charging.clear_limit(target.feed, target.plug)


async def _unlock(target: Target, data: Mapping[str, Any]) -> None:
    await target.feed.execute(UnlockConnector(connector=target.plug))


async def _reset(target: Target, data: Mapping[str, Any]) -> None:
    await target.feed.execute(Reset(type=ResetType(data["type"])))


async def _change_availability(
    target: Target, data: Mapping[str, Any]
) -> ServiceResponse:
    change = await target.feed.execute(
        ChangeAvailability(connector=target.ref, operative=data["available"])
    )
    return {"status": change.value}


async def _get_configuration(
    target: Target, data: Mapping[str, Any]
) -> ServiceResponse:
    variables = await target.feed.ask(read(target.feed.station, tuple(data["keys"])))
    return {
        "configuration_key": [
            {"key": each.key, "value": each.value, "readonly": each.readonly}
            for each in variables
            if each.known
        ],
        "unknown_key": [each.key for each in variables if not each.known],
    }


async def _change_configuration(
    target: Target, data: Mapping[str, Any]
) -> ServiceResponse:
    change = await target.feed.execute(
        SetVariable(key=data["key"], value=data["value"])
    )
    return {"status": change.value}


async def _trigger_message(target: Target, data: Mapping[str, Any]) -> None:
    await target.feed.execute(
        TriggerMessage(message=data["message"], connector=target.ref)
    )


async def _clear_cache(target: Target, data: Mapping[str, Any]) -> None:
    await target.feed.execute(ClearCache())


async def _data_transfer(target: Target, data: Mapping[str, Any]) -> ServiceResponse:
    reply = await target.feed.execute(
        SendVendorData(
            vendor_id=data["vendor_id"],
            message_id=data.get("message_id"),
            content=data.get("data"),
        )
    )
    return {"status": reply.status.value, "data": reply.content}


async def _send_ocpp_call(target: Target, data: Mapping[str, Any]) -> ServiceResponse:
    payload = await target.feed.execute(
        SendCall(action=data["action"], payload=data["payload"])
    )
    return {"payload": dict(payload)}


ACTIONS = (
    Action(
        name="start_charging",
        scope=Scope.CONNECTOR,
        perform=_start_charging,
        fields={
            vol.Optional("id_tag"): ID_TAG,
            vol.Optional("limit"): LIMIT,
            vol.Optional("schedule_periods"): SCHEDULE_PERIODS,
            vol.Optional("wait", default=True): cv.boolean,
        },
        response=SupportsResponse.OPTIONAL,
    ),
    Action(
        name="stop_charging",
        scope=Scope.CONNECTOR,
        perform=_stop_charging,
        fields={vol.Optional("wait", default=True): cv.boolean},
        response=SupportsResponse.OPTIONAL,
    ),
    Action(
        name="set_current_limit",
        scope=Scope.CONNECTOR,
        perform=_set_limit,
        fields={
            vol.Required("limit"): LIMIT,
            vol.Optional("unit", default="A"): vol.In(
                [unit.value for unit in RateUnit]
            ),
            vol.Optional("duration"): DURATION,
            vol.Optional("phases"): vol.All(vol.Coerce(int), vol.Range(min=1, max=3)),
        },
        response=SupportsResponse.OPTIONAL,
    ),
    Action(name="clear_current_limit", scope=Scope.CONNECTOR, perform=_clear_limit),
    Action(name="unlock_connector", scope=Scope.CONNECTOR, perform=_unlock),
    Action(
        name="reset",
        scope=Scope.STATION,
        perform=_reset,
        fields={
            vol.Optional("type", default="soft"): vol.In(
                [type_.value for type_ in ResetType]
            )
        },
        admin=True,
    ),
    Action(
        name="change_availability",
        scope=Scope.EITHER,
        perform=_change_availability,
        fields={vol.Required("available"): cv.boolean},
        response=SupportsResponse.OPTIONAL,
    ),
    Action(
        name="get_configuration",
        scope=Scope.STATION,
        perform=_get_configuration,
        fields={vol.Optional("keys", default=[]): vol.All(cv.ensure_list, [cv.string])},
        response=SupportsResponse.ONLY,
        admin=True,
    ),
    Action(
        name="change_configuration",
        scope=Scope.STATION,
        perform=_change_configuration,
        fields={vol.Required("key"): cv.string, vol.Required("value"): cv.string},
        response=SupportsResponse.OPTIONAL,
        admin=True,
    ),
    Action(
        name="trigger_message",
        scope=Scope.EITHER,
        perform=_trigger_message,
        fields={vol.Required("message"): cv.string},
        admin=True,
    ),
    Action(name="clear_cache", scope=Scope.STATION, perform=_clear_cache, admin=True),
    Action(
        name="data_transfer",
        scope=Scope.STATION,
        perform=_data_transfer,
        fields={
            vol.Required("vendor_id"): cv.string,
            vol.Optional("message_id"): cv.string,
            vol.Optional("data"): object,
        },
        response=SupportsResponse.OPTIONAL,
        admin=True,
    ),
    Action(
        name="send_ocpp_call",
        scope=Scope.STATION,
        perform=_send_ocpp_call,
        fields={
            vol.Required("action"): cv.string,
            vol.Optional("payload", default={}): dict,
        },
        response=SupportsResponse.OPTIONAL,
        admin=True,
    ),
)


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions."""
    for action in (*ACTIONS, *SMART_CHARGING_ACTIONS):

        async def handle(call: ServiceCall, action: Action = action) -> ServiceResponse:
            response = await action.perform(_target(call, action.scope), call.data)
            return response if call.return_response else None

        schema = vol.Schema(
            {
                vol.Required(ATTR_DEVICE_ID): cv.string,
                vol.Optional(ATTR_CONNECTOR): vol.All(
                    vol.Coerce(int), vol.Range(min=1)
                ),
                **action.fields,
            }
        )
        if action.admin:
            async_register_admin_service(
                hass,
                DOMAIN,
                action.name,
                handle,
                schema,
                supports_response=action.response,
            )
        else:
            hass.services.async_register(
                DOMAIN,
                action.name,
                handle,
                schema,
                supports_response=action.response,
            )
    async_setup_house_services(hass)


def _target(call: ServiceCall, scope: Scope) -> Target:
    """Return what an action is aimed at; raises ServiceValidationError if that is not clear."""
    entry: LocalOcppConfigEntry
    device, entry = async_get_device_and_config_entry(
        call.hass, DOMAIN, call.data[ATTR_DEVICE_ID]
    )
    if (found := entry.runtime_data.find(device)) is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="no_such_station",
            translation_placeholders={"station": device.name or device.id},
        )
    feed, ref = found
    if (number := call.data.get(ATTR_CONNECTOR)) is not None:
        ref = _named_connector(feed, number)
    return Target(feed=feed, entry=entry, ref=_scoped(feed, ref, scope))


def _accepted(target: Target, id_tag: str | None) -> str:
    """Return whose session it will be; raises ServiceValidationError if that is refused."""
    backoffice = target.entry.runtime_data.backoffice
    if id_tag is None:
        return backoffice.rules.own_token.value
    verdict = backoffice.verdict(IdToken(id_tag))
    if not verdict.accepted:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key=REFUSALS[verdict.status],
            translation_placeholders={"id_tag": id_tag},
        )
    return id_tag


def _must_be_allowed(target: Target, limit: Limit) -> None:
    subentry = target.entry.subentries[target.feed.subentry_id]
    maximum_a = settings.installers_maximum_a(subentry)
    charging.must_be_allowed(target.feed, target.plug, limit, maximum_a)


def _named_connector(feed: Feed, number: int) -> ConnectorRef:
    for ref in feed.state.connectors:
        if connector_key(ref) == str(number):
            return ref
    raise ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key="no_such_connector",
        translation_placeholders={"station": feed.name, "connector": str(number)},
    )


def _scoped(feed: Feed, ref: ConnectorRef | None, scope: Scope) -> ConnectorRef | None:
    """Return the plug that an action concerns: the one named, or the only one."""
    if scope is Scope.STATION:
        return None
    if ref is not None or scope is Scope.EITHER:
        return ref
    return only_plug(feed)
