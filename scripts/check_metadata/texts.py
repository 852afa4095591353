"""What a text, a key and an icon may look like."""

from collections.abc import Iterator
import re
from typing import Any

import homeassistant  # noqa: F401  (makes voluptuous mean what it means there)
from homeassistant.helpers import config_validation as cv
import voluptuous as vol
from voluptuous.humanize import humanize_error

PLACEHOLDER = re.compile(r"{(\w+)}")
_KEY = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


def placeholders(text: str) -> set[str]:
    """Return the names that Home Assistant fills in."""
    return set(PLACEHOLDER.findall(text))


def text(value: Any) -> str:
    """A text as people see it: no markup, no stray blanks, no reference."""
    checked = str(cv.string_with_no_html(value))
    if checked != checked.strip():
        raise vol.Invalid("begins or ends with a blank")
    if "[%" in checked:
        raise vol.Invalid("references are not resolved in custom integrations")
    if any(f"'{{{name}}}'" in checked for name in placeholders(checked)):
        raise vol.Invalid("a placeholder in single quotes is not filled in")
    return checked


def text_without_url(value: Any) -> str:
    """A text that translators cannot break the links of."""
    checked = text(value)
    if re.search(r"https?://", checked):
        raise vol.Invalid("addresses belong into a placeholder")
    return checked


def icon(value: Any) -> str:
    """The name of a Material Design icon."""
    checked = text(value)
    if not checked.startswith("mdi:"):
        raise vol.Invalid("an icon's name begins with mdi:")
    return checked


def key(value: Any) -> str:
    """A translation key."""
    if not isinstance(value, str) or not _KEY.fullmatch(value):
        raise vol.Invalid("a key is made of a-z, 0-9, - and _")
    return value


def by_key(item: Any) -> Any:
    """Return the schema of many items, each under a translation key."""
    return {vol.All(str, key): item}


def misfits(file: str, schema: Any, content: Any) -> Iterator[str]:
    """Yield what a schema has against a file."""
    try:
        vol.Schema(schema)(content)
    except vol.Invalid as error:
        yield from (
            f"{file}: {line}" for line in humanize_error(content, error).splitlines()
        )
