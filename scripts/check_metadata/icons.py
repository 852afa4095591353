"""The icons: Material Design ones, for things that exist."""

from collections.abc import Iterator

import voluptuous as vol

from .integration import Integration
from .texts import by_key, icon, misfits

_STATES = by_key(icon)
_LOOKS = {
    vol.Optional("default"): icon,
    vol.Optional("state"): _STATES,
    vol.Optional("range"): {str: icon},
}
_ENTITY = {**_LOOKS, vol.Optional("state_attributes"): by_key(_LOOKS)}
_SECTIONS = {vol.Optional("sections"): {str: icon}}
_FLOW = {"step": {str: {**_SECTIONS, vol.Optional("menu_options"): {str: icon}}}}
SCHEMA = {
    vol.Optional("conditions"): by_key({vol.Required("condition"): icon, **_SECTIONS}),
    vol.Optional("config"): _FLOW,
    vol.Optional("config_subentries"): {str: _FLOW},
    vol.Optional("entity"): by_key(by_key(_ENTITY)),
    vol.Optional("options"): _FLOW,
    vol.Optional("services"): by_key({vol.Required("service"): icon, **_SECTIONS}),
    vol.Optional("triggers"): by_key({vol.Required("trigger"): icon, **_SECTIONS}),
}


def problems(integration: Integration) -> Iterator[str]:
    """Yield malformed icons and icons of entities that have no name."""
    yield from misfits("icons.json", SCHEMA, integration.icons)
    named = integration.english.get("entity", {})
    for platform, entities in integration.icons.get("entity", {}).items():
        for key in entities:
            if key not in named.get(platform, {}):
                yield f"icons.json: entity.{platform}.{key} has no translation"
