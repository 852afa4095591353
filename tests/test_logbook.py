"""What the logbook says."""

from collections.abc import Callable, Mapping
from typing import Any

from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.local_ocpp.const import DOMAIN, EVENT_ID_TAG, EVENT_SESSION
from custom_components.local_ocpp.logbook import async_describe_events

type Describe = Callable[[Event], Mapping[str, Any]]

ENDED = {"type": "ended", "id_tag": "04A1B2C3", "energy": 7.5}
TAG = {"id_tag": "04A1B2C3", "name": None}


@pytest.mark.parametrize(
    ("event", "data", "message"),
    [
        (EVENT_SESSION, {"type": "started", "id_tag": None}, "started charging"),
        (
            EVENT_SESSION,
            {"type": "started", "id_tag": "04A1B2C3"},
            "started charging with RFID tag 04A1B2C3",
        ),
        (
            EVENT_SESSION,
            {"type": "started", "id_tag": "04A1B2C3", "name": "Anna"},
            "started charging for Anna",
        ),
        (
            EVENT_SESSION,
            {**ENDED, "reason": "ev_disconnected"},
            "charged 7.50 kWh until the cable was unplugged",
        ),
        (EVENT_SESSION, {**ENDED, "reason": "local"}, "charged 7.50 kWh"),
        (EVENT_SESSION, {"type": "ended", "energy": None}, "finished charging"),
        (
            EVENT_ID_TAG,
            {"type": "accepted", **TAG, "name": "Anna", "status": "accepted"},
            "accepted RFID tag Anna",
        ),
        (
            EVENT_ID_TAG,
            {"type": "refused", **TAG, "status": "expired"},
            "refused RFID tag 04A1B2C3: it has expired",
        ),
    ],
)
async def test_in_plain_words(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    event: str,
    data: dict[str, Any],
    message: str,
) -> None:
    """What happens is told in plain words, under the charger's name."""
    told: dict[tuple[str, str], Describe] = {}
    async_describe_events(
        hass, lambda domain, kind, describe: told.update({(domain, kind): describe})
    )
    device_id = next(iter(loaded.runtime_data.feeds.values())).device_id
    entry = told[DOMAIN, event](Event(event, {**data, "device_id": device_id}))
    assert entry["name"] == "Garage-1"
    assert entry["message"] == message
