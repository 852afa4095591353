"""Actions about the whole house: RFID tags and sessions."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError, Unauthorized
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.local_ocpp.const import DOMAIN
from custom_components.local_ocpp.csms.domain.model.evse import ConnectorRef
from custom_components.local_ocpp.csms.domain.model.station import StationId
from custom_components.local_ocpp.csms.domain.model.token import IdToken
from custom_components.local_ocpp.csms.domain.model.transaction import (
    Transaction,
    TransactionId,
)
from custom_components.local_ocpp.house_services import HOUSE_ACTIONS
from tests.acting import act, refused
from tests.conftest import IDENTITY
from tests.simulator import Station
from tests.troubles import ledger_file, locked
from tests.watching import eventually, feed_of

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)

FIRST = {
    "transaction_id": "1",
    "station": "GARAGE-1",
    "connector": 1,
    "id_tag": "04A1B2C3",
    "start": "2026-11-01T12:00:00+00:00",
    "stop": "2026-11-01T14:00:00+00:00",
    "meter_start_wh": 1000.0,
    "meter_stop_wh": 11500.5,
    "reason": "Local",
    "energy_wh": 10500.5,
    "cost": 3.1502,
}


async def keep(
    entry: MockConfigEntry,
    *,
    station: str = IDENTITY,
    plug: int = 1,
    tag: str | None = "04A1B2C3",
    start: datetime = NOON,
    **ended: Any,
) -> None:
    """Have a session in the ledger; `ended` is how, unless it still runs."""
    ledger = entry.runtime_data.ledger
    began = Transaction(
        id=TransactionId(""),
        connector=ConnectorRef(plug),
        started_at=start,
        token=IdToken(tag) if tag else None,
        meter_start_wh=1000,
        meter_wh=1000,
        price_per_kwh=0.3,
    )
    kept = await ledger.open_transaction(StationId(station), began, named=False)
    if ended:
        end = Transaction(
            id=kept.id, connector=ConnectorRef(plug), started_at=start, **ended
        )
        await ledger.close_transaction(StationId(station), end)


@pytest.fixture
async def history(loaded: MockConfigEntry) -> MockConfigEntry:
    """Return a central system with a past: four sessions, the last of which still runs."""
    ended = NOON + timedelta(hours=2)
    await keep(loaded, ended_at=ended, meter_wh=11500.5, stop_reason="Local")
    await keep(loaded, plug=2, tag="04D5E6F7", start=NOON + timedelta(days=1))
    await keep(loaded, station="CARPORT", start=NOON + timedelta(days=2))
    await keep(loaded, tag=None, start=NOON + timedelta(days=3))
    return loaded


async def listed(hass: HomeAssistant, **fields: Any) -> list[int]:
    """Return the days of November on which the sessions began that an action lists."""
    answer = await act(hass, "list_sessions", **fields)
    return [datetime.fromisoformat(row["start"]).day for row in answer["sessions"]]


def table(file: str) -> list[dict[str, str]]:
    """Return a table as a spreadsheet reads it."""
    with Path(file).open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def folder(hass: HomeAssistant) -> Path:
    """Return where tables are kept."""
    return Path(hass.config.path(DOMAIN))


async def test_list_sessions(hass: HomeAssistant, history: MockConfigEntry) -> None:
    """Sessions are listed in the order they began, with all that is known of them."""
    first, *_, last = (await act(hass, "list_sessions"))["sessions"]
    assert first | {"transaction_id": "1"} == FIRST
    assert (last["id_tag"], last["stop"], last["reason"]) == (None, None, None)
    assert await listed(hass) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("fields", "days"),
    [
        ({"start": "2026-11-02T12:00:00+00:00"}, [2, 3, 4]),
        ({"stop": "2026-11-02T12:00:00+00:00"}, [1]),
        ({"start": "2026-11-02 00:00:00", "stop": "2026-11-04 00:00:00"}, [2, 3]),
        ({"start": "2026-12-01"}, []),
        ({"id_tag": "04a1b2c3"}, [1, 3]),
        ({"id_tag": " 04D5E6F7 "}, [2]),
        ({"id_tag": "nobody's"}, []),
    ],
)
async def test_choose_sessions(
    hass: HomeAssistant,
    history: MockConfigEntry,
    fields: dict[str, Any],
    days: list[int],
) -> None:
    """Sessions are chosen by when they began, and by whose tag it was."""
    assert await listed(hass, **fields) == days


async def test_moments_at_home(hass: HomeAssistant, history: MockConfigEntry) -> None:
    """A moment without a zone is meant at home."""
    await hass.config.async_set_time_zone("Pacific/Auckland")  # 13 hours ahead
    assert await listed(hass, stop="2026-11-02 01:00:00") == []
    assert await listed(hass, stop="2026-11-02 01:00:01") == [1]


async def test_sessions_of_a_device(
    hass: HomeAssistant, history: MockConfigEntry, device_id: str
) -> None:
    """A charger's device stands for all its sessions, a connector's for its own."""
    assert await listed(hass, device_id=device_id) == [1, 2, 4]
    state = feed_of(history).state.with_connector(ConnectorRef(2))
    feed_of(history).station.state = state
    second = dr.async_get(hass).async_get_or_create_child(
        config_entry_id=history.entry_id,
        config_subentry_id=feed_of(history).subentry_id,
        identifiers={(DOMAIN, f"{IDENTITY}/2")},
        parent_device_id=device_id,
        name="Connector 2",
    )
    assert await listed(hass, device_id=second.id) == [2]


async def test_sessions_of_a_stranger(
    hass: HomeAssistant, history: MockConfigEntry, device_id: str
) -> None:
    """A device that is none of ours, or of ours no more, has no sessions."""
    refusal = await refused(hass, "list_sessions", device_id="nonsense")
    assert refusal.key == "service_device_not_found"
    gone = dr.async_get(hass).async_get_or_create(
        config_entry_id=history.entry_id,
        identifiers={(DOMAIN, "GONE")},
        name="Old charger",
    )
    refusal = await refused(hass, "export_sessions", device_id=gone.id)
    assert refusal[:2] == (
        "no_such_station",
        "Old charger is not a charger that is set up here",
    )


async def test_real_session(
    hass: HomeAssistant, loaded: MockConfigEntry, station: Station, device_id: str
) -> None:
    """What a charger charges is listed."""
    hass.config_entries.async_update_entry(loaded, options={"session_price": 0.25})
    station.plug_in()
    started = await act(hass, "start_charging", device_id=device_id)
    await station.sent("MeterValues")
    await act(hass, "stop_charging", device_id=device_id)
    (row,) = (await act(hass, "list_sessions"))["sessions"]
    assert row["transaction_id"] == started["transaction_id"]
    assert row["reason"] == "Remote"
    assert row["energy_wh"] == round(row["meter_stop_wh"] - row["meter_start_wh"], 3)
    assert row["cost"] == round(row["energy_wh"] * 0.00025, 4)


async def test_export(hass: HomeAssistant, history: MockConfigEntry) -> None:
    """Sessions are exported as a table that spreadsheets read."""
    answer = await act(hass, "export_sessions", id_tag="04A1B2C3")
    assert answer["sessions"] == 2
    assert Path(answer["file"]).parent == folder(hass)
    first, second = table(answer["file"])
    assert first | {"transaction_id": "1"} == {k: str(v) for k, v in FIRST.items()}
    assert second["stop"] == ""


async def test_export_nothing(hass: HomeAssistant, history: MockConfigEntry) -> None:
    """A table of no sessions has its headings."""
    answer = await act(hass, "export_sessions", start="2027-01-01")
    text = await hass.async_add_executor_job(Path(answer["file"]).read_text)
    assert text.strip("\ufeff\n").split(",") == list(FIRST)


async def test_export_fails(hass: HomeAssistant, history: MockConfigEntry) -> None:
    """A table that cannot be written is told."""
    await hass.async_add_executor_job(folder(hass).write_text, "in the way")
    refusal = await refused(hass, "export_sessions")
    assert refusal.key == "export_failed"
    assert refusal.text.startswith(f"Could not write {folder(hass)}")


async def test_disk_trouble(
    hass: HomeAssistant, history: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table that breaks off half way leaves no file, and is told."""

    def full(file: int, mode: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fchmod", full)
    refusal = await refused(hass, "export_sessions")
    assert refusal.key == "export_failed"
    assert refusal.text.endswith("No space left on device")
    assert await hass.async_add_executor_job(list, folder(hass).iterdir()) == []


async def test_sessions_without_ledger(
    hass: HomeAssistant, history: MockConfigEntry
) -> None:
    """While Home Assistant stops, there is nothing to be listed any more."""
    await history.runtime_data.ledger.close()
    for action in ("list_sessions", "export_sessions", "list_id_tags"):
        refusal = await refused(hass, action)
        assert refusal[:2] == (
            "ledger_unavailable",
            "local_ocpp.db, the file with the charging sessions, cannot be used: closed",
        )


# RFID tags


async def test_add_tag(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """A tag is added with all that is said of it, and listed."""
    await act(
        hass,
        "add_id_tag",
        id_tag=" 04A1B2C3",
        name="Anna",
        expiry_date="2027-01-01T00:00:00+01:00",
        parent_id_tag="FAMILY",
        blocked=True,
    )
    await hass.async_block_till_done()
    assert await act(hass, "list_id_tags") == {
        "id_tags": [
            {
                "id_tag": "04A1B2C3",
                "name": "Anna",
                "expiry_date": "2026-12-31T23:00:00+00:00",
                "parent_id_tag": "FAMILY",
                "blocked": True,
                "last_seen": None,
            }
        ]
    }


async def test_add_known_tag(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """A tag that is known, in whatever case, is changed; what is not said stays."""
    await act(hass, "add_id_tag", id_tag="04A1B2C3", name="Anna", blocked=True)
    await act(hass, "add_id_tag", id_tag="04a1b2c3", parent_id_tag="FAMILY")
    await act(hass, "add_id_tag", id_tag="04A1B2C3", blocked=False)
    await hass.async_block_till_done()
    (tag,) = (await act(hass, "list_id_tags"))["id_tags"]
    assert (tag["name"], tag["parent_id_tag"], tag["blocked"]) == (
        "Anna",
        "FAMILY",
        False,
    )


async def test_nameless_tag(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """A tag without a name is called by its number."""
    await act(hass, "add_id_tag", id_tag="04A1B2C3")
    await hass.async_block_till_done()
    (tag,) = (await act(hass, "list_id_tags"))["id_tags"]
    assert tag["name"] == "04A1B2C3"


async def test_last_seen(
    hass: HomeAssistant, loaded: MockConfigEntry, station: Station
) -> None:
    """When a tag was held to a charger last is listed."""
    await act(hass, "add_id_tag", id_tag="04A1B2C3")
    await hass.async_block_till_done()
    await station.present_tag("04a1b2c3")
    (tag,) = (await act(hass, "list_id_tags"))["id_tags"]
    seen = datetime.fromisoformat(tag["last_seen"])
    assert abs(datetime.now(UTC) - seen) < timedelta(minutes=1)


async def test_remove_tag(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """A tag is removed once; the second time, there is none."""
    await act(hass, "add_id_tag", id_tag="04A1B2C3")
    await act(hass, "remove_id_tag", id_tag="04a1b2c3")
    await hass.async_block_till_done()
    assert await act(hass, "list_id_tags") == {"id_tags": []}
    assert await refused(hass, "remove_id_tag", id_tag="04A1B2C3") == (
        "no_such_id_tag",
        "There is no RFID tag 04A1B2C3",
        ServiceValidationError,
    )


@pytest.mark.parametrize("id_tag", ["", " ", "x" * 37])
async def test_no_tag(
    hass: HomeAssistant, loaded: MockConfigEntry, id_tag: str
) -> None:
    """What no tag can be called is refused."""
    with pytest.raises(vol.Invalid):
        await act(hass, "add_id_tag", id_tag=id_tag)


async def test_tag_without_ledger(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """A tag that is added while the ledger cannot be written is good all the same."""
    with locked(ledger_file(hass)):
        await act(hass, "add_id_tag", id_tag="04A1B2C3")
        await eventually(hass, lambda: loaded.runtime_data.backoffice.rules.tags)


# Who may ask, and when

FIELDS: dict[str, dict[str, Any]] = {
    "add_id_tag": {"id_tag": "04A1"},
    "remove_id_tag": {"id_tag": "04A1"},
}
NAMES = [action.name for action in HOUSE_ACTIONS]


@pytest.mark.parametrize("name", NAMES)
async def test_admins_only(
    hass: HomeAssistant, loaded: MockConfigEntry, hass_read_only_user: User, name: str
) -> None:
    """Who charged when, and whose tags there are, is for administrators."""
    with pytest.raises(Unauthorized):
        await hass.services.async_call(
            DOMAIN,
            name,
            FIELDS.get(name, {}),
            blocking=True,
            return_response=name.startswith("list"),
            context=Context(user_id=hass_read_only_user.id),
        )


@pytest.mark.parametrize("name", NAMES)
async def test_not_running(
    hass: HomeAssistant, loaded: MockConfigEntry, name: str
) -> None:
    """While Local OCPP is not running, each action says so."""
    await hass.config_entries.async_unload(loaded.entry_id)
    refusal = await refused(hass, name, **FIELDS.get(name, {}))
    assert refusal == (
        "not_loaded",
        "Local OCPP is not set up, or not running",
        ServiceValidationError,
    )
    assert await hass.config_entries.async_setup(loaded.entry_id)
