"""The manifest: what Home Assistant must know before it loads the integration."""

from collections.abc import Iterator
from pathlib import Path
import re
import tomllib
from typing import Any
from urllib.parse import urlparse

from awesomeversion import AwesomeVersion, AwesomeVersionException
from homeassistant import components
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from .integration import Integration
from .texts import misfits

IOT_CLASSES = (
    "assumed_state",
    "calculated",
    "cloud_polling",
    "cloud_push",
    "local_polling",
    "local_push",
)
TYPES = ("device", "entity", "hardware", "helper", "hub", "service", "system")
SCALES = ("bronze", "silver", "gold", "platinum", "custom")


def version(value: str) -> str:
    """A version that Home Assistant's loader accepts."""
    try:
        known = AwesomeVersion(value).valid
    except AwesomeVersionException:
        known = False
    if not known:
        raise vol.Invalid("not a version")
    return value


def _page(value: Any) -> str:
    parts = urlparse(str(value))
    if parts.scheme != "https" or not parts.netloc:
        raise vol.Invalid("an https address is needed")
    if parts.netloc == "www.home-assistant.io":
        raise vol.Invalid("home-assistant.io describes built-in integrations only")
    return str(value)


_OWNER = vol.Match(re.compile(r"^@[\w-]+(/[\w-]+)?$"))
_REQUIREMENT = vol.Match(re.compile(r"^[\w.-]+(\[.+\])?(==|>=|~=)[\w.*-]+$"))

# The keys that Home Assistant and HACS know; all others are refused.
SCHEMA = {
    vol.Required("domain"): cv.slug,
    vol.Required("name"): str,
    vol.Required("codeowners"): vol.All([vol.All(str, _OWNER)], vol.Length(min=1)),
    vol.Required("documentation"): _page,
    vol.Required("integration_type"): vol.In(TYPES),
    vol.Required("iot_class"): vol.In(IOT_CLASSES),
    vol.Required("issue_tracker"): _page,
    vol.Required("version"): vol.All(str, version),
    vol.Optional("after_dependencies"): [str],
    vol.Optional("bluetooth"): [dict],
    vol.Optional("config_flow"): bool,
    vol.Optional("dependencies"): [str],
    vol.Optional("dhcp"): [dict],
    vol.Optional("homekit"): dict,
    vol.Optional("import_executor"): bool,
    vol.Optional("loggers"): [str],
    vol.Optional("mqtt"): [str],
    vol.Optional("quality_scale"): vol.In(SCALES),
    vol.Optional("requirements"): [vol.All(str, _REQUIREMENT)],
    vol.Optional("single_config_entry"): bool,
    vol.Optional("ssdp"): [dict],
    vol.Optional("usb"): [dict],
    vol.Optional("zeroconf"): [vol.Any(str, dict)],
}


def problems(integration: Integration) -> Iterator[str]:
    """Yield what is wrong with manifest.json, by itself and beside its neighbours."""
    manifest = integration.manifest
    yield from misfits("manifest.json", SCHEMA, manifest)
    first = [key for key in ("domain", "name") if key in manifest]
    if list(manifest) != first + sorted(set(manifest) - set(first)):
        yield "manifest.json: keys must stand in order: domain, name, then by the alphabet"
    if manifest.get("domain") != integration.folder.name:
        yield "manifest.json: the domain differs from the folder's name"
    if _is_built_in(integration.folder.name):
        yield "manifest.json: Home Assistant has an integration of this domain"
    if (
        manifest.get("config_flow", False)
        != (integration.folder / "config_flow.py").exists()
    ):
        yield "manifest.json: config_flow and config_flow.py disagree"
    for name in (
        *manifest.get("dependencies", ()),
        *manifest.get("after_dependencies", ()),
    ):
        if not _is_built_in(name):
            yield f"manifest.json: Home Assistant has no integration {name}"
    yield from _disagreements_with_pyproject(integration)


def _is_built_in(domain: str) -> bool:
    return any((Path(folder) / domain).is_dir() for folder in components.__path__)


def _disagreements_with_pyproject(integration: Integration) -> Iterator[str]:
    """What we test with must be what users get."""
    file = integration.repository / "pyproject.toml"
    pyproject = tomllib.loads(file.read_text("utf-8")) if file.exists() else {}
    ours = (
        pyproject.get("project", {}).get("version"),
        sorted(pyproject.get("dependency-groups", {}).get("runtime", [])),
    )
    theirs = (
        integration.manifest.get("version"),
        sorted(integration.manifest.get("requirements", [])),
    )
    if pyproject and ours != theirs:
        yield f"manifest.json: version and requirements are {theirs}, in pyproject.toml {ours}"
