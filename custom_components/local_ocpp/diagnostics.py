"""What to attach to a bug report: everything about the stations, nothing about the people."""

from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import datetime
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import AnyDeviceEntry

from .const import SUBENTRY_ID_TAG
from .csms.journal import Frame, Journal
from .feed import Feed
from .redaction import Redaction
from .runtime import LocalOcppConfigEntry, Runtime


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: LocalOcppConfigEntry
) -> dict[str, Any]:
    """Return what is known of the central system and of every station."""
    redaction = Redaction()
    report = {
        "entry": redaction.of(
            {"data": dict(entry.data), "options": dict(entry.options)}
        ),
        "id_tags": len(list(entry.get_subentries_of_type(SUBENTRY_ID_TAG))),
        **_running(redaction, entry),
    }
    return _finished(redaction, report)


async def async_get_device_diagnostics(
    hass: HomeAssistant, entry: LocalOcppConfigEntry, device: AnyDeviceEntry
) -> dict[str, Any]:
    """Return what is known of the station that a device is, or is a part of."""
    if entry.state is not ConfigEntryState.LOADED:
        return {"running": False}
    if (found := entry.runtime_data.find(device)) is None:
        return {"known": False}
    redaction, (feed, _) = Redaction(), found
    return _finished(redaction, _station(redaction, entry, feed))


def _running(redaction: Redaction, entry: LocalOcppConfigEntry) -> dict[str, Any]:
    """Return what is known while it runs."""
    if entry.state is not ConfigEntryState.LOADED:
        return {"running": False}
    runtime: Runtime = entry.runtime_data
    return {
        "running": not runtime.closed,
        "ledger_trouble": str(runtime.ledger.trouble or "") or None,
        "stations": [
            _station(redaction, entry, feed) for feed in runtime.feeds.values()
        ],
        "strangers": [
            station_id
            for station_id in runtime.central.stations
            if station_id not in runtime.feeds
        ],
    }


def _station(
    redaction: Redaction, entry: LocalOcppConfigEntry, feed: Feed
) -> dict[str, Any]:
    journal = entry.runtime_data.central.journals.get(feed.id, Journal())
    return {
        "identity": feed.id,
        "settings": redaction.of(dict(entry.subentries[feed.subentry_id].data)),
        "state": redaction.of(_plain(feed.state)),
        "connections": journal.connections,
        "quirks": list(journal.quirks),
        "deviations": [
            {
                **_plain(deviation),
                "example": redaction.of_example(deviation.path, deviation.example),
                "seen": count,
            }
            for deviation, count in journal.deviations.most_common()
        ],
        "frames": [_frame(redaction, frame) for frame in journal.frames],
    }


def _frame(redaction: Redaction, frame: Frame) -> list[str]:
    text = redaction.of_frame(frame.text)
    return [frame.moment.isoformat(), frame.direction.value, text]


def _finished(redaction: Redaction, report: dict[str, Any]) -> dict[str, Any]:
    """Return a report in which nothing private is left, wherever it stands."""
    finished: dict[str, Any] = redaction.everywhere(report)
    return finished


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
