"""Setting up the central system, changing it, and taking in a charger that was discovered."""

from collections.abc import Mapping
from secrets import token_hex
from types import MappingProxyType
from typing import Any, override

from homeassistant.config_entries import (
    SOURCE_INTEGRATION_DISCOVERY,
    ConfigEntry,
    ConfigEntryState,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentry,
    ConfigSubentryFlow,
    OptionsFlow,
)
from homeassistant.const import CONF_NAME, CONF_SOURCE
from homeassistant.core import HomeAssistant, callback
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)
from homeassistant.helpers.typing import DiscoveryInfoType
import voluptuous as vol

from . import settings
from .backoffice import UnknownStations, WhoMayCharge
from .const import (
    CONF_ALIGNED_INTERVAL,
    CONF_HOST,
    CONF_IDENTITY,
    CONF_METER_INTERVAL,
    CONF_OWN_ID_TAG,
    CONF_PORT,
    CONF_SESSION_PRICE,
    CONF_UNKNOWN_STATIONS,
    CONF_WHO_MAY_CHARGE,
    DEFAULT_METER_INTERVAL,
    DEFAULT_PORT,
    DOMAIN,
    SUBENTRY_ID_TAG,
    SUBENTRY_STATION,
)
from .csms.domain.model.station import StationId
from .discovery import MOST_ANNOUNCED, plain, station_unique_id
from .listening import Obstacle, async_address, async_find_obstacle
from .subentry_flow import (
    CHARGER_FIELDS,
    IdTagSubentryFlow,
    StationSubentryFlow,
    charger,
    number,
)

SECTION_NETWORK = "network"

# The field that an obstacle is about; fields in sections cannot be named.
ABOUT = {
    Obstacle.PORT_TAKEN: CONF_PORT,
    Obstacle.PORT_FORBIDDEN: CONF_PORT,
    Obstacle.FOREIGN_ADDRESS: "base",
    Obstacle.UNKNOWN_HOST: "base",
}

PORT_FIELDS = {
    vol.Required(CONF_PORT, default=DEFAULT_PORT): number(1, 65535),
}
NETWORK_FIELDS = {
    vol.Required(SECTION_NETWORK): section(
        vol.Schema({vol.Optional(CONF_HOST): TextSelector()}), {"collapsed": True}
    )
}
POLICY_FIELDS = {
    vol.Required(CONF_WHO_MAY_CHARGE, default=WhoMayCharge.ANYONE): SelectSelector(
        SelectSelectorConfig(
            options=list(WhoMayCharge),
            translation_key=CONF_WHO_MAY_CHARGE,
            mode=SelectSelectorMode.LIST,
        )
    ),
    vol.Required(CONF_UNKNOWN_STATIONS, default=UnknownStations.ASK): SelectSelector(
        SelectSelectorConfig(
            options=list(UnknownStations),
            translation_key=CONF_UNKNOWN_STATIONS,
            mode=SelectSelectorMode.LIST,
        )
    ),
}
METERING_FIELDS = {
    vol.Required(CONF_METER_INTERVAL, default=DEFAULT_METER_INTERVAL): number(
        1, 3600, "s"
    ),
    vol.Required(CONF_ALIGNED_INTERVAL, default=0): number(0, 86400, "s"),
    vol.Optional(CONF_SESSION_PRICE): NumberSelector(
        NumberSelectorConfig(min=0, step="any", mode=NumberSelectorMode.BOX)
    ),
}


class LocalOcppConfigFlow(ConfigFlow, domain=DOMAIN):
    """Set up the one central system of a home, and take in what it discovers."""

    VERSION = 1

    def __init__(self) -> None:
        """Start with nothing asked."""
        self._given: dict[str, Any] = {}
        self._found: Mapping[str, Any] = {}

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        return {
            SUBENTRY_STATION: StationSubentryFlow,
            SUBENTRY_ID_TAG: IdTagSubentryFlow,
        }

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        return LocalOcppOptionsFlow()

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask where to listen, and how to treat those who come."""
        if self._async_current_entries(include_ignore=False):
            return self.async_abort(reason="single_instance_allowed")
        errors: dict[str, str] = {}
        if user_input is not None:
            port, host = _listening(user_input)
            if not (errors := await _async_try(self.hass, port, host)):
                self._given = user_input
                return await self.async_step_address()
        return self.async_show_form(
            step_id="user",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema({**PORT_FIELDS, **POLICY_FIELDS, **NETWORK_FIELDS}),
                user_input or {},
            ),
            errors=errors,
        )

    async def async_step_address(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the address to type into the charger."""
        port, host = _listening(self._given)
        if user_input is None:
            return self.async_show_form(
                step_id="address",
                description_placeholders={
                    "address": await async_address(self.hass, port, host)
                },
            )
        if self._async_current_entries(include_ignore=False):
            return self.async_abort(reason="single_instance_allowed")
        return self.async_create_entry(
            title="Local OCPP",
            data={
                CONF_PORT: port,
                CONF_HOST: host,
                CONF_OWN_ID_TAG: token_hex(4).upper(),
            },
            options={str(key): self._given[str(key)] for key in POLICY_FIELDS},
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Listen somewhere else."""
        entry = self._get_reconfigure_entry()
        errors: dict[str, str] = {}
        if user_input is not None:
            port, host = _listening(user_input)
            if not (errors := await self._async_try_instead(entry, port, host)):
                moved = self.async_update_and_abort(
                    entry, data_updates={CONF_PORT: port, CONF_HOST: host}
                )
                if entry.state is not ConfigEntryState.LOADED:
                    self.hass.config_entries.async_schedule_reload(entry.entry_id)
                return moved
        shown = user_input or {
            CONF_PORT: entry.data[CONF_PORT],
            SECTION_NETWORK: {CONF_HOST: entry.data.get(CONF_HOST) or ""},
        }
        return self.async_show_form(
            step_id="reconfigure",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema({**PORT_FIELDS, **NETWORK_FIELDS}), shown
            ),
            errors=errors,
        )

    async def _async_try_instead(
        self, entry: ConfigEntry, port: int, host: str | None
    ) -> dict[str, str]:
        """Return what stands in the way of listening there rather than where we do now."""
        if entry.state is ConfigEntryState.LOADED:
            if (port, host) == settings.listening(entry):
                return {}
            if port == entry.data[CONF_PORT]:
                port = 0  # it is ours
        return await _async_try(self.hass, port, host)

    @override
    async def async_step_integration_discovery(
        self, discovery_info: DiscoveryInfoType
    ) -> ConfigFlowResult:
        """Hear of a charger that connects and that nobody expects."""
        self._found = discovery_info
        identity = discovery_info[CONF_IDENTITY]
        await self.async_set_unique_id(station_unique_id(identity))
        self._abort_if_unique_id_configured()
        announced = self._async_in_progress(
            include_uninitialized=True,
            match_context={CONF_SOURCE: SOURCE_INTEGRATION_DISCOVERY},
        )
        if len(announced) >= MOST_ANNOUNCED:
            return self.async_abort(reason="too_many_announced")
        plate = plain(f"{discovery_info['vendor']} {discovery_info['model']}")
        name = f"{plain(identity)} ({plate})" if plate else plain(identity)
        self.context["title_placeholders"] = {"name": name}
        return await self.async_step_confirm()

    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask whether to take it in."""
        identity = StationId(self._found[CONF_IDENTITY])
        entry = next(iter(self._async_current_entries(include_ignore=False)), None)
        if entry is None:
            return self.async_abort(reason="not_set_up")
        if identity in settings.stations(entry):
            return self.async_abort(reason="already_configured")
        if user_input is None:
            return self.async_show_form(
                step_id="confirm",
                data_schema=self.add_suggested_values_to_schema(
                    vol.Schema(
                        {vol.Required(CONF_NAME): TextSelector(), **CHARGER_FIELDS}
                    ),
                    {CONF_NAME: identity},
                ),
                description_placeholders=self.context["title_placeholders"],
            )
        name = user_input[CONF_NAME].strip() or identity
        self.hass.config_entries.async_add_subentry(
            entry,
            ConfigSubentry(
                data=MappingProxyType({CONF_IDENTITY: identity, **charger(user_input)}),
                subentry_type=SUBENTRY_STATION,
                title=name,
                unique_id=station_unique_id(identity),
            ),
        )
        return self.async_abort(
            reason="station_added", description_placeholders={"name": name}
        )


class LocalOcppOptionsFlow(OptionsFlow):
    """Change how stations and drivers are treated."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for everything that can be changed while it runs."""
        if user_input is not None:
            return self.async_create_entry(data=user_input)
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema({**POLICY_FIELDS, **METERING_FIELDS}),
                self.config_entry.options,
            ),
        )


def _listening(given: Mapping[str, Any]) -> tuple[int, str | None]:
    """Return the port and host that a form gave."""
    host = given.get(SECTION_NETWORK, {}).get(CONF_HOST, "").strip()
    return int(given[CONF_PORT]), host or None


async def _async_try(
    hass: HomeAssistant, port: int, host: str | None
) -> dict[str, str]:
    """Return what stands in the way of listening there, by field."""
    found = await async_find_obstacle(hass, port, host)
    return {ABOUT[found]: found.value} if found else {}
