"""Actions, triggers and conditions: described, translated and illustrated alike."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# Private names, but the very schemas by which Home Assistant reads these files.
from homeassistant.helpers.condition import _CONDITIONS_DESCRIPTION_SCHEMA
from homeassistant.helpers.service import _SERVICES_SCHEMA
from homeassistant.helpers.trigger.descriptions import _TRIGGERS_DESCRIPTION_SCHEMA

from .integration import Content, Integration
from .texts import misfits


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of thing that automations are made of."""

    section: str
    schema: Any
    registered_by: frozenset[str]

    @property
    def file(self) -> str:
        """Where its things are described."""
        return f"{self.section}.yaml"


KINDS = (
    Kind(
        section="services",
        schema=_SERVICES_SCHEMA,
        registered_by=frozenset(
            {"async_register_admin_service", "async_register_platform_entity_service"}
        ),
    ),
    Kind(
        section="triggers",
        schema=_TRIGGERS_DESCRIPTION_SCHEMA,
        registered_by=frozenset({"async_get_triggers"}),
    ),
    Kind(
        section="conditions",
        schema=_CONDITIONS_DESCRIPTION_SCHEMA,
        registered_by=frozenset({"async_get_conditions"}),
    ),
)


def problems(integration: Integration) -> Iterator[str]:
    """Yield whatever is described in one file and not in the other."""
    for kind in KINDS:
        yield from _problems_of(kind, integration)


def _problems_of(kind: Kind, integration: Integration) -> Iterator[str]:
    described = integration.yaml(kind.file)
    translated = integration.english.get(kind.section, {})
    illustrated = integration.icons.get(kind.section, {})
    if not described and _registers(kind, integration):
        yield f"{kind.file}: missing"
    if described:
        yield from misfits(kind.file, kind.schema, described)
    for name in sorted(set(described) | set(translated) | set(illustrated)):
        for file, names in (
            (kind.file, described),
            ("translations/en.json", translated),
            ("icons.json", illustrated),
        ):
            if name not in names:
                yield f"{file}: lacks {kind.section}.{name}"
    for name in set(described) & set(translated):
        where = f"{kind.file}: {name}"
        yield from _fields(where, described[name] or {}, translated[name])
        yield from _selectors(where, described[name] or {}, integration)


def _registers(kind: Kind, integration: Integration) -> bool:
    sources = (integration.folder / path for path in integration.modules)
    return any(
        name in file.read_text("utf-8")
        for file in sources
        for name in kind.registered_by
    )


def _fields(where: str, described: Content, translated: Content) -> Iterator[str]:
    for field in sorted(set(fields(described)) ^ set(translated.get("fields", {}))):
        yield f"{where}: field {field} is only described or only translated"
    for section in sorted(
        set(_sections(described)) ^ set(translated.get("sections", {}))
    ):
        yield f"{where}: section {section} is only described or only translated"


def _selectors(
    where: str, described: Content, integration: Integration
) -> Iterator[str]:
    known = integration.english.get("selector", {})
    for name, field in fields(described).items():
        select = (field.get("selector") or {}).get("select") or {}
        selector = select.get("translation_key")
        if selector is None:
            continue
        options = set(map(str, select.get("options", ())))
        if options != set(known.get(selector, {}).get("options", {})):
            yield f"{where}: selector.{selector} of {name} has other options in English"


def fields(described: Content) -> Mapping[str, Content]:
    """Return all fields, also those inside sections."""
    found: dict[str, Content] = {}
    for name, field in (described.get("fields") or {}).items():
        found |= fields(field) if "fields" in (field or {}) else {name: field or {}}
    return found


def _sections(described: Content) -> list[str]:
    named = (described.get("fields") or {}).items()
    return [name for name, field in named if "fields" in (field or {})]
