"""The repository: what HACS needs to offer it."""

from collections.abc import Iterator
import re

import voluptuous as vol

from .integration import Integration, read_json
from .manifest import version
from .texts import misfits

HACS = {
    vol.Required("name"): str,
    vol.Required("homeassistant"): vol.All(str, version),
    vol.Optional("content_in_root"): bool,
    vol.Optional("country"): vol.Any(str, [str]),
    vol.Optional("filename"): vol.Match(r"^.+\.zip$"),
    vol.Optional("hide_default_branch"): bool,
    vol.Optional("persistent_directory"): str,
    vol.Optional("zip_release"): bool,
}
FILES = ("README.md", "LICENSE", "CHANGELOG.md")


def problems(integration: Integration) -> Iterator[str]:
    """Yield what is wrong outside the integration's folder."""
    repository = integration.repository
    hacs = read_json(repository / "hacs.json")
    yield from misfits("hacs.json", HACS, hacs)
    if hacs.get("zip_release") and "filename" not in hacs:
        yield "hacs.json: zip_release needs filename"
    for name in FILES:
        if not (repository / name).exists():
            yield f"{name}: missing"
    changelog = repository / "CHANGELOG.md"
    now = integration.manifest.get("version", "")
    heading = re.compile(rf"^## \[{re.escape(now)}\]", re.MULTILINE)
    if changelog.exists() and not heading.search(changelog.read_text("utf-8")):
        yield f"CHANGELOG.md: says nothing about {now}"
