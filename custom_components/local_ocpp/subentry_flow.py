"""Adding and changing what belongs to the central system: chargers and RFID tags."""

import asyncio
from typing import Any

from homeassistant.config_entries import (
    ConfigEntryState,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.const import CONF_NAME
from homeassistant.helpers.selector import (
    BooleanSelector,
    DateTimeSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
import voluptuous as vol

from . import settings
from .const import (
    CONF_BLOCKED,
    CONF_ENFORCE_MAXIMUM,
    CONF_EXPIRY_DATE,
    CONF_ID_TAG,
    CONF_IDENTITY,
    CONF_MAX_CURRENT,
    CONF_NOTE,
    CONF_PARENT_ID_TAG,
    CONF_PASSWORD_HASH,
    CONF_PHASES,
    DEFAULT_MAX_CURRENT,
    SUBENTRY_ID_TAG,
)
from .csms.domain.model.station import StationId
from .csms.domain.model.token import IdToken
from .csms.domain.security import PasswordHash
from .csms.visitor import LONGEST_IDENTITY
from .discovery import plain, station_unique_id

CONF_PASSWORD = "password"
CONF_REMOVE_PASSWORD = "remove_password"

LEARN_SECONDS = 60
LONGEST_ID_TAG = 36


def number(least: float, most: float, unit: str | None = None) -> vol.All:
    """Return a field for a whole number."""
    config = NumberSelectorConfig(
        min=least, max=most, step=1, mode=NumberSelectorMode.BOX
    )
    if unit:
        config["unit_of_measurement"] = unit
    return vol.All(NumberSelector(config), vol.Coerce(int))


CHARGER_FIELDS = {
    vol.Required(CONF_MAX_CURRENT, default=DEFAULT_MAX_CURRENT): number(6, 500, "A"),
    vol.Required(CONF_PHASES, default="3"): SelectSelector(
        SelectSelectorConfig(options=["1", "3"], translation_key=CONF_PHASES)
    ),
    vol.Required(CONF_ENFORCE_MAXIMUM, default=False): BooleanSelector(),
}
PASSWORD_FIELD = TextSelector(
    TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="new-password")
)
TAG_FIELDS = {
    vol.Optional(CONF_NOTE): TextSelector(),
    vol.Optional(CONF_EXPIRY_DATE): DateTimeSelector(),
    vol.Optional(CONF_PARENT_ID_TAG): TextSelector(),
    vol.Optional(CONF_BLOCKED, default=False): BooleanSelector(),
}


class StationSubentryFlow(ConfigSubentryFlow):
    """Add a charger before it connects, or change one."""

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask who it is."""
        errors: dict[str, str] = {}
        if user_input is not None:
            identity = StationId(user_input[CONF_IDENTITY].strip().strip("/"))
            if not (errors := self._objections(identity)):
                return self.async_create_entry(
                    title=user_input[CONF_NAME].strip() or identity,
                    data={
                        CONF_IDENTITY: identity,
                        **charger(user_input),
                        **await self._password(user_input),
                    },
                    unique_id=station_unique_id(identity),
                )
        schema = vol.Schema(
            {
                vol.Required(CONF_IDENTITY): TextSelector(),
                vol.Required(CONF_NAME): TextSelector(),
                **CHARGER_FIELDS,
                vol.Optional(CONF_PASSWORD): PASSWORD_FIELD,
            }
        )
        return self.async_show_form(
            step_id="user",
            data_schema=self.add_suggested_values_to_schema(schema, user_input or {}),
            errors=errors,
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change everything but who it is."""
        subentry = self._get_reconfigure_subentry()
        if user_input is not None:
            kept = dict(subentry.data)
            if user_input.get(CONF_REMOVE_PASSWORD):
                kept.pop(CONF_PASSWORD_HASH, None)
            return self.async_update_and_abort(
                self._get_entry(),
                subentry,
                title=user_input[CONF_NAME].strip() or subentry.title,
                data={
                    **kept,
                    **charger(user_input),
                    **await self._password(user_input),
                },
            )
        fields: dict[vol.Marker, Any] = {
            vol.Required(CONF_NAME): TextSelector(),
            **CHARGER_FIELDS,
            vol.Optional(CONF_PASSWORD): PASSWORD_FIELD,
        }
        if CONF_PASSWORD_HASH in subentry.data:
            fields[vol.Optional(CONF_REMOVE_PASSWORD, default=False)] = (
                BooleanSelector()
            )
        return self.async_show_form(
            step_id="reconfigure",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema(fields), {CONF_NAME: subentry.title, **subentry.data}
            ),
            description_placeholders={"identity": plain(subentry.data[CONF_IDENTITY])},
        )

    def _objections(self, identity: StationId) -> dict[str, str]:
        if (
            not 0 < len(identity) <= LONGEST_IDENTITY
            or "/" in identity
            or not identity.isprintable()
        ):
            return {CONF_IDENTITY: "invalid_identity"}
        if identity in settings.stations(self._get_entry()):
            return {CONF_IDENTITY: "already_configured"}
        return {}

    async def _password(self, given: dict[str, Any]) -> dict[str, str]:
        if not (password := given.get(CONF_PASSWORD)):
            return {}
        hashed = await self.hass.async_add_executor_job(PasswordHash.of, password)
        return {CONF_PASSWORD_HASH: hashed.dump()}


class IdTagSubentryFlow(ConfigSubentryFlow):
    """Add an RFID tag, by its number or by holding it to a charger; or change one."""

    _learning: asyncio.Task[IdToken | None] | None = None
    _learned: IdToken | None = None

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask how the number of the tag is to be had."""
        return self.async_show_menu(step_id="user", menu_options=["learn", "tag"])

    async def async_step_learn(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Wait until a tag is held to a charger."""
        entry = self._get_entry()
        if self._learning is None:
            if entry.state is not ConfigEntryState.LOADED:
                return self.async_abort(reason="not_loaded")
            self._learning = entry.async_create_background_task(
                self.hass,
                entry.runtime_data.next_token(LEARN_SECONDS),
                "learn an RFID tag",
                eager_start=False,
            )
        if not self._learning.done():
            return self.async_show_progress(
                step_id="learn",
                progress_action="hold_tag",
                progress_task=self._learning,
            )
        ended = self._learning.cancelled()  # as Local OCPP stopped running
        self._learned = None if ended else self._learning.result()
        return self.async_show_progress_done(
            next_step_id="tag" if self._learned else "nothing_learned"
        )

    async def async_step_nothing_learned(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Offer to try again."""
        self._learning = None
        return self.async_show_menu(
            step_id="nothing_learned", menu_options=["learn", "tag"]
        )

    async def async_step_tag(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask about the tag."""
        errors: dict[str, str] = {}
        if user_input is not None:
            id_tag = user_input[CONF_ID_TAG].strip()
            if not (errors := self._objections(id_tag)):
                return self.async_create_entry(
                    title=user_input[CONF_NAME].strip() or id_tag,
                    data=_tag(user_input, id_tag),
                    unique_id=f"{SUBENTRY_ID_TAG}_{IdToken(id_tag).key}",
                )
        schema = vol.Schema(
            {
                vol.Required(CONF_ID_TAG): TextSelector(),
                vol.Required(CONF_NAME): TextSelector(),
                **TAG_FIELDS,
            }
        )
        learned = {CONF_ID_TAG: self._learned.value} if self._learned else {}
        return self.async_show_form(
            step_id="tag",
            data_schema=self.add_suggested_values_to_schema(
                schema, user_input or learned
            ),
            errors=errors,
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change everything but the number."""
        subentry = self._get_reconfigure_subentry()
        id_tag = subentry.data[CONF_ID_TAG]
        if user_input is not None:
            return self.async_update_and_abort(
                self._get_entry(),
                subentry,
                title=user_input[CONF_NAME].strip() or subentry.title,
                data=_tag(user_input, id_tag),
            )
        return self.async_show_form(
            step_id="reconfigure",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema({vol.Required(CONF_NAME): TextSelector(), **TAG_FIELDS}),
                {CONF_NAME: subentry.title, **subentry.data},
            ),
            description_placeholders={"id_tag": plain(id_tag)},
        )

    def _objections(self, id_tag: str) -> dict[str, str]:
        if not id_tag or len(id_tag) > LONGEST_ID_TAG:
            return {CONF_ID_TAG: "invalid_id_tag"}
        rules, key = settings.rules(self._get_entry()), IdToken(id_tag).key
        if key in rules.tags or key == rules.own_token.key:
            return {CONF_ID_TAG: "already_configured"}
        return {}


def charger(given: dict[str, Any]) -> dict[str, Any]:
    """Return what a form says of a charger's wiring."""
    return {str(key): given[str(key)] for key in CHARGER_FIELDS}


def _tag(given: dict[str, Any], id_tag: str) -> dict[str, Any]:
    fields = (str(key) for key in TAG_FIELDS)
    told = {field: given[field] for field in fields if given.get(field) is not None}
    return {CONF_ID_TAG: id_tag, **told}
