"""The texts: English has the right shape, and every other language has the same."""

from collections.abc import Iterator
from typing import Any

import voluptuous as vol

from .integration import Content, Integration
from .texts import by_key, misfits, placeholders, text, text_without_url

_TEXTS = {str: text}
_SENTENCES = {str: text_without_url}

_FIELDS = {
    vol.Optional("data"): _TEXTS,
    vol.Optional("data_description"): _SENTENCES,
}
_SECTION = {
    vol.Optional("name"): text,
    vol.Optional("description"): text_without_url,
    **_FIELDS,
}
_STEP = {
    vol.Optional("title"): text,
    vol.Optional("description"): text_without_url,
    vol.Optional("submit"): text,
    vol.Optional("menu_options"): _TEXTS,
    vol.Optional("menu_option_descriptions"): _SENTENCES,
    vol.Optional("sections"): {str: _SECTION},
    **_FIELDS,
}
_FLOW = {
    vol.Required("step"): {str: _STEP},
    vol.Optional("flow_title"): text,
    vol.Optional("error"): _SENTENCES,
    vol.Optional("abort"): _SENTENCES,
    vol.Optional("progress"): _SENTENCES,
    vol.Optional("create_entry"): _SENTENCES,
}
_SUBENTRY_FLOW = {
    **_FLOW,
    vol.Required("entry_type"): text,
    vol.Required("initiate_flow"): {vol.Required("user"): text, str: text},
}
_STATES = by_key(text)
_ENTITY = {
    vol.Optional("name"): text,
    vol.Optional("state"): _STATES,
    vol.Optional("state_attributes"): by_key(
        {vol.Optional("name"): text, vol.Optional("state"): _STATES}
    ),
    vol.Optional("unit_of_measurement"): text,
}
_PARAMETER = {
    vol.Required("name"): text,
    vol.Required("description"): text_without_url,
    vol.Optional("example"): text,
}
_AUTOMATION_PART = {
    vol.Required("name"): text,
    vol.Required("description"): text_without_url,
    vol.Optional("fields"): by_key(_PARAMETER),
    vol.Optional("sections"): by_key(
        {vol.Required("name"): text, vol.Optional("description"): text_without_url}
    ),
}
_ISSUE = {
    vol.Required("title"): text,
    vol.Exclusive("description", "what to do"): text_without_url,
    vol.Exclusive("fix_flow", "what to do"): _FLOW,
}
SCHEMA = {
    vol.Optional("title"): text,
    vol.Optional("common"): by_key(text),
    vol.Optional("conditions"): by_key(_AUTOMATION_PART),
    vol.Optional("config"): _FLOW,
    vol.Optional("config_subentries"): {str: _SUBENTRY_FLOW},
    vol.Optional("device"): by_key({vol.Required("name"): text}),
    vol.Optional("entity"): by_key(by_key(_ENTITY)),
    vol.Optional("exceptions"): by_key({vol.Required("message"): text_without_url}),
    vol.Optional("issues"): {str: _ISSUE},
    vol.Optional("options"): _FLOW,
    vol.Optional("selector"): by_key({vol.Optional("options"): by_key(text)}),
    vol.Optional("services"): by_key(_AUTOMATION_PART),
    vol.Optional("system_health"): {vol.Optional("info"): by_key(text)},
    vol.Optional("triggers"): by_key(_AUTOMATION_PART),
}


def problems(integration: Integration) -> Iterator[str]:
    """Yield misshapen texts, undescribed fields, and how other languages differ."""
    english = integration.english
    if not english:
        yield "translations/en.json: missing"
        return
    if (integration.folder / "strings.json").exists():
        yield "strings.json: custom integrations have translations/en.json instead"
    yield from misfits("translations/en.json", SCHEMA, english)
    yield from _undescribed_fields(english)
    for name, language in integration.languages.items():
        yield from misfits(f"translations/{name}", SCHEMA, language)
        yield from _differences(f"translations/{name}", flat(english), flat(language))


def flat(tree: Content, prefix: str = "") -> dict[str, str]:
    """Return every text under its path: `{"config.step.user.title": ...}`."""
    leaves: dict[str, str] = {}
    for name, branch in tree.items():
        path = f"{prefix}{name}"
        leaves |= (
            flat(branch, f"{path}.") if isinstance(branch, dict) else {path: branch}
        )
    return leaves


def _differences(
    file: str, english: dict[str, str], other: dict[str, str]
) -> Iterator[str]:
    yield from (f"{file}: lacks {path}" for path in english if path not in other)
    for path, words in other.items():
        if path not in english:
            yield f"{file}: {path} is not in English"
        elif placeholders(words) != placeholders(english[path]):
            yield f"{file}: {path} has other placeholders than English"


def _undescribed_fields(english: Content) -> Iterator[str]:
    """Home Assistant's quality scale asks for a description of every field of a form."""
    for path, form in _forms(english):
        fields, described = (
            set(form.get("data", ())),
            set(form.get("data_description", ())),
        )
        for field in sorted(fields ^ described):
            missing = "data_description" if field in fields else "data"
            yield f"translations/en.json: {path}: {field} is missing from {missing}"


def _forms(english: Content) -> Iterator[tuple[str, dict[str, Any]]]:
    flows = {name: english.get(name, {}) for name in ("config", "options")}
    flows |= english.get("config_subentries", {})
    for name, flow in flows.items():
        for step_name, step in flow.get("step", {}).items():
            yield f"{name}.{step_name}", step
            for section_name, section in step.get("sections", {}).items():
                yield f"{name}.{step_name}.{section_name}", section
