"""The integration in a real Home Assistant, with all the entities that it makes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
import socket
from tempfile import TemporaryDirectory
from time import monotonic_ns, perf_counter
from types import MappingProxyType

from homeassistant.bootstrap import async_setup_hass
from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntry,
    ConfigEntryState,
    ConfigSubentryData,
)
from homeassistant.const import EVENT_STATE_CHANGED, EVENT_STATE_REPORTED
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.runner import RuntimeConfig

from custom_components.local_ocpp.const import (
    CONF_HOST,
    CONF_IDENTITY,
    CONF_MAX_CURRENT,
    CONF_OWN_ID_TAG,
    CONF_PHASES,
    CONF_PORT,
    DOMAIN,
    SUBENTRY_STATION,
)
from custom_components.local_ocpp.csms.domain.model.station import StationId
from custom_components.local_ocpp.ledger_trouble import LEDGER_FILE
from custom_components.local_ocpp.runtime import LocalOcppConfigEntry
from tests.end_to_end.config_folder import write_config_folder

from .core import samples_kept
from .subject import Subject

CONFIGURATION = """\
config:
logger:
  default: critical
"""
# One commit for each reading a second, as in life for each reading in ten.
RECORDER = """\
recorder:
  commit_interval: 1
"""


class Home(Subject):
    """Home Assistant with one entry of the integration, and several stations in it."""

    def __init__(self, hass: HomeAssistant, entry: LocalOcppConfigEntry) -> None:
        """Bind to the entry, not yet set up."""
        super().__init__(entry.data[CONF_PORT])
        self._hass = hass
        self._entry = entry
        self._written = self._repeated = 0
        self._stop_counting: list[Callable[[], None]] = []

    async def set_up(self) -> float:
        """Set the entry up; return the seconds until all its stations are expected."""
        began = perf_counter()
        if self._hass.config_entries.async_get_entry(self._entry.entry_id):
            await self._hass.config_entries.async_reload(self._entry.entry_id)
        else:
            await self._hass.config_entries.async_add(self._entry)
        assert self._entry.state is ConfigEntryState.LOADED
        await self._hass.async_block_till_done()
        return perf_counter() - began

    async def settle(self) -> None:
        """Return once every station was asked all there is to ask, and shows its entities."""
        feeds = self._entry.runtime_data.feeds.values()
        async with asyncio.timeout(60):
            while not all(feed.state.learned.interviewed_at for feed in feeds):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        await self._hass.async_block_till_done()

    async def limit(self, times: int) -> list[int]:
        """Perform the action that limits a station; return when (monotonic ns)."""
        device = self._entry.runtime_data.feeds[StationId("S0")].device_id
        asked_at = []
        for number in range(times):
            asked_at.append(monotonic_ns())
            fields = {"device_id": device, "limit": 6 + number % 10}
            await self._hass.services.async_call(
                DOMAIN, "set_current_limit", fields, blocking=True
            )
        return asked_at

    def count_writes(self) -> None:
        """Count from now on what our entities write."""
        entries = er.async_entries_for_config_entry(
            er.async_get(self._hass), self._entry.entry_id
        )
        ours = {each.entity_id for each in entries}

        @callback
        def is_ours(content: object) -> bool:
            return isinstance(content, dict) and content["entity_id"] in ours

        @callback
        def written(_: object) -> None:
            self._written += 1

        @callback
        def repeated(_: object) -> None:
            self._repeated += 1

        listen = self._hass.bus.async_listen
        self._stop_counting = [
            listen(EVENT_STATE_CHANGED, written, event_filter=is_ours),
            listen(EVENT_STATE_REPORTED, repeated, event_filter=is_ours),
        ]

    def writes(self) -> tuple[int, int]:
        """Return how many states changed, and how many were written without a change."""
        for stop in self._stop_counting:
            stop()
        return self._written, self._repeated

    def entities(self) -> int:
        """Return how many entities have a state."""
        return sum(
            1
            for each in er.async_entries_for_config_entry(
                er.async_get(self._hass), self._entry.entry_id
            )
            if self._hass.states.get(each.entity_id)
        )

    def kept(self) -> int:
        """Return how many samples are in the ledger."""
        return samples_kept(Path(self._hass.config.path(LEDGER_FILE)))


@asynccontextmanager
async def home(folder: str, count: int, recorder: bool) -> AsyncIterator[Home]:
    """Run it with `count` stations, below a folder; the entry is still to be set up."""
    with TemporaryDirectory(dir=folder, ignore_cleanup_errors=True) as own:
        configuration = CONFIGURATION + (RECORDER if recorder else "")
        write_config_folder(Path(own) / "config", _free_port(), configuration)
        hass = await async_setup_hass(
            RuntimeConfig(config_dir=str(Path(own) / "config"), skip_pip=True)
        )
        assert hass
        await hass.async_start()
        yield Home(hass, _entry(count))
        with suppress(TimeoutError):
            await hass.async_stop(force=True)


def _entry(count: int) -> LocalOcppConfigEntry:
    return ConfigEntry(
        version=1,
        minor_version=1,
        domain=DOMAIN,
        title="Local OCPP",
        source=SOURCE_USER,
        unique_id=None,
        discovery_keys=MappingProxyType({}),
        data={
            CONF_HOST: "127.0.0.1",
            CONF_PORT: _free_port(),
            CONF_OWN_ID_TAG: "0A0B0C0D",
        },
        options={},
        subentries_data=[_subentry(f"S{number}") for number in range(count)],
    )


def _subentry(identity: str) -> ConfigSubentryData:
    content = {CONF_IDENTITY: identity, CONF_MAX_CURRENT: 16, CONF_PHASES: "3"}
    return ConfigSubentryData(
        data=MappingProxyType(content),
        subentry_type=SUBENTRY_STATION,
        title=identity,
        unique_id=f"{SUBENTRY_STATION}_{identity}",
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
