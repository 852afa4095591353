"""What to attach to a bug report: everything about the stations, nothing about the people."""

from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import datetime
import re
from typing import Any

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import AnyDeviceEntry

from .const import (
    CONF_ID_TAG,
    CONF_NOTE,
    CONF_OWN_ID_TAG,
    CONF_PARENT_ID_TAG,
    CONF_PASSWORD_HASH,
    DOMAIN,
    SUBENTRY_ID_TAG,
)
from .csms.journal import Frame, Journal
from .feed import Feed
from .runtime import LocalOcppConfigEntry

REDACTED = "**REDACTED**"

TO_REDACT = {
    CONF_ID_TAG,
    CONF_NOTE,
    CONF_OWN_ID_TAG,
    CONF_PARENT_ID_TAG,
    CONF_PASSWORD_HASH,
    "iccid",
    "imsi",
    "meter_serial",
    "parent",
    "serial",
    "token",
    "value",
}

# What gives a person, a password or a device away in a frame: these values, and what a key
# that is a secret is set to.
_PRIVATE = re.compile(
    r'("(?:idTag|parentIdTag|idToken|iccid|imsi|chargePointSerialNumber|password|'
    r'chargeBoxSerialNumber|meterSerialNumber|serialNumber|additionalIdToken)"\s*:\s*)'
    r'("(?:[^"\\]|\\.)*"?)'
)
_SECRET_KEY = re.compile(
    r'("key"\s*:\s*"[^"]*(?:AuthorizationKey|Password|Secret)[^"]*".{0,40}?"value"\s*:\s*)'
    r'("(?:[^"\\]|\\.)*"?)',
    re.IGNORECASE,
)


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: LocalOcppConfigEntry
) -> dict[str, Any]:
    """Return what is known of the central system and of every station."""
    runtime = entry.runtime_data
    return {
        "entry": async_redact_data(
            {"data": dict(entry.data), "options": dict(entry.options)}, TO_REDACT
        ),
        "listening": runtime.server.address,
        "id_tags": len(list(entry.get_subentries_of_type(SUBENTRY_ID_TAG))),
        "stations": {
            feed.id: _station(feed, runtime.central.journals[feed.id])
            for feed in runtime.feeds.values()
        },
        "strangers": [
            station_id
            for station_id in runtime.central.stations
            if station_id not in runtime.feeds
        ],
    }


async def async_get_device_diagnostics(
    hass: HomeAssistant, entry: LocalOcppConfigEntry, device: AnyDeviceEntry
) -> dict[str, Any]:
    """Return what is known of the station that a device is, or is a part of."""
    runtime = entry.runtime_data
    names = {name for domain, name in device.identifiers if domain == DOMAIN}
    for feed in runtime.feeds.values():
        if any(name == feed.id or name.startswith(f"{feed.id}_") for name in names):
            return _station(feed, runtime.central.journals[feed.id])
    return {}


def _station(feed: Feed, journal: Journal) -> dict[str, Any]:
    return {
        "state": async_redact_data(_plain(feed.state), TO_REDACT),
        "connections": journal.connections,
        "quirks": list(journal.quirks),
        "deviations": [
            {**_plain(deviation), "seen": count}
            for deviation, count in journal.deviations.most_common()
        ],
        "frames": [_frame(frame) for frame in journal.frames],
    }


def _frame(frame: Frame) -> list[str]:
    text = _PRIVATE.sub(rf'\1"{REDACTED}"', frame.text)
    text = _SECRET_KEY.sub(rf'\1"{REDACTED}"', text)
    return [frame.moment.isoformat(), frame.direction.value, text]


def _plain(known: Any) -> Any:
    """Return what we know as JSON can say it."""
    if is_dataclass(known) and not isinstance(known, type):
        return {key: _plain(value) for key, value in asdict(known).items()}
    if isinstance(known, Mapping):
        return {_key(key): _plain(value) for key, value in known.items()}
    if isinstance(known, list | tuple | set | frozenset):
        return [_plain(value) for value in known]
    if isinstance(known, datetime):
        return known.isoformat()
    return known


def _key(key: Any) -> str:
    """Return a key as text; a plug or a quantity is several words."""
    if isinstance(key, tuple):
        return " ".join(str(part) for part in key if part is not None)
    return str(key)
