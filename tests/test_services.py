"""Actions about a charger, at chargers that answer."""

from typing import Any

from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError, Unauthorized
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.local_ocpp.const import DOMAIN
from custom_components.local_ocpp.csms.domain.model.evse import ConnectorRef
from custom_components.local_ocpp.services import ACTIONS
from tests.acting import act, refused
from tests.conftest import Connect
from tests.simulator import Station
from tests.watching import feed_of, interviewed, so

FAST = 100


async def test_unlock(hass: HomeAssistant, station: Station, device_id: str) -> None:
    """The cable is let go."""
    await act(hass, "unlock_connector", device_id=device_id)
    await station.received("UnlockConnector", connectorId=1)


@pytest.mark.parametrize(
    ("fields", "type_"), [({}, "Soft"), ({"type": "hard"}, "Hard")]
)
async def test_reset(
    hass: HomeAssistant,
    station: Station,
    device_id: str,
    fields: dict[str, Any],
    type_: str,
) -> None:
    """The charger restarts, softly if nothing else is said."""
    await station.sent("BootNotification")
    await act(hass, "reset", device_id=device_id, **fields)
    await station.received("Reset", type=type_)
    await station.sent("BootNotification")
    await station.booted()


async def test_change_availability(
    hass: HomeAssistant, station: Station, device_id: str
) -> None:
    """The charger as a whole is closed and opened."""
    answer = await act(
        hass, "change_availability", device_id=device_id, available=False
    )
    assert answer == {"status": "accepted"}
    await station.received("ChangeAvailability", connectorId=0, type="Inoperative")
    await station.status("Unavailable")
    await act(hass, "change_availability", device_id=device_id, available=True)
    await station.status("Available")


async def test_change_availability_later(
    hass: HomeAssistant, station: Station, device_id: str
) -> None:
    """While a car charges, closing is scheduled for the end of the session."""
    station.plug_in()
    await act(hass, "start_charging", device_id=device_id)
    closing = {"device_id": device_id, "connector": 1, "available": False}
    assert await act(hass, "change_availability", **closing) == {"status": "scheduled"}


async def test_get_configuration(
    hass: HomeAssistant, station: Station, device_id: str
) -> None:
    """Settings are read by their keys; those that it does not have are named."""
    keys = ["NumberOfConnectors", "MeterValueSampleInterval", "Humour"]
    answer = await act(hass, "get_configuration", device_id=device_id, keys=keys)
    assert answer == {
        "configuration_key": [
            {"key": "NumberOfConnectors", "value": "1", "readonly": True},
            {"key": "MeterValueSampleInterval", "value": "10", "readonly": False},
        ],
        "unknown_key": ["Humour"],
    }


async def test_get_all_configuration(
    hass: HomeAssistant, station: Station, device_id: str
) -> None:
    """Without keys, all settings are read."""
    answer = await act(hass, "get_configuration", device_id=device_id)
    keys = {each["key"] for each in answer["configuration_key"]}
    assert len(keys) > 30
    assert answer["unknown_key"] == []


async def test_change_configuration(
    hass: HomeAssistant, station: Station, device_id: str
) -> None:
    """A setting is changed."""
    change = {"device_id": device_id, "key": "ConnectionTimeOut", "value": "90"}
    assert await act(hass, "change_configuration", **change) == {"status": "accepted"}
    await station.received("ChangeConfiguration", key="ConnectionTimeOut", value="90")


@pytest.mark.parametrize(
    ("key", "reason", "text"),
    [
        ("NumberOfConnectors", "rejected", "Garage-1 refused: Rejected"),
        ("Humour", "not_supported", "Garage-1 cannot do this: NotSupported"),
    ],
)
async def test_unchangeable(
    hass: HomeAssistant,
    station: Station,
    device_id: str,
    key: str,
    reason: str,
    text: str,
) -> None:
    """What cannot be changed is told in the charger's words."""
    change = {"device_id": device_id, "key": key, "value": "2"}
    refusal = await refused(hass, "change_configuration", **change)
    assert refusal[:2] == (reason, text)


async def test_trigger_message(
    hass: HomeAssistant, station: Station, device_id: str
) -> None:
    """The charger says what it is asked to say, of a connector or as a whole."""
    message = {"device_id": device_id, "message": "StatusNotification"}
    await act(hass, "trigger_message", **message, connector=1)
    asked = await station.received("TriggerMessage")
    assert asked == {"requestedMessage": "StatusNotification", "connectorId": 1}
    await act(hass, "trigger_message", device_id=device_id, message="Heartbeat")
    assert await station.received("TriggerMessage") == {"requestedMessage": "Heartbeat"}


async def test_clear_cache(
    hass: HomeAssistant, station: Station, device_id: str
) -> None:
    """The charger forgets which tags it has accepted."""
    await act(hass, "clear_cache", device_id=device_id)
    await station.received("ClearCache")


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        (
            {"vendor_id": "Homebox", "message_id": "brightness", "data": "?"},
            {"status": "accepted", "data": "80"},
        ),
        (
            {"vendor_id": "Homebox", "message_id": "echo", "data": {"a": [1]}},
            {"status": "accepted", "data": '{"a":[1]}'},
        ),
        (
            {"vendor_id": "Homebox", "message_id": "dance"},
            {"status": "unknown_message_id", "data": None},
        ),
        ({"vendor_id": "Else"}, {"status": "unknown_vendor_id", "data": None}),
    ],
)
async def test_data_transfer(
    hass: HomeAssistant,
    station: Station,
    device_id: str,
    fields: dict[str, Any],
    answer: dict[str, Any],
) -> None:
    """What only the vendor understands is sent, and the answer returned."""
    assert await act(hass, "data_transfer", device_id=device_id, **fields) == answer


async def test_send_ocpp_call(
    hass: HomeAssistant, station: Station, device_id: str
) -> None:
    """Any message of the charger's OCPP version can be sent."""
    answer = await act(
        hass,
        "send_ocpp_call",
        device_id=device_id,
        action="GetConfiguration",
        payload={"key": ["NumberOfConnectors"]},
    )
    (key,) = answer["payload"]["configurationKey"]
    assert key == {"key": "NumberOfConnectors", "readonly": True, "value": "1"}


@pytest.mark.parametrize(
    ("call", "text"),
    [
        ({"action": "MakeCoffee"}, "OCPP 1.6 has no MakeCoffee"),
        ({"action": "Reset"}, "required"),
        ({"action": "Reset", "payload": {"type": "Gentle"}}, "type"),
        ({"action": "ClearCache", "payload": {"sugar": 2}}, "additionalProperties"),
    ],
)
async def test_invalid_call(
    hass: HomeAssistant,
    station: Station,
    device_id: str,
    call: dict[str, Any],
    text: str,
) -> None:
    """What is no valid message is not sent, and what is wrong with it is said."""
    refusal = await refused(hass, "send_ocpp_call", device_id=device_id, **call)
    start = "Not sent to Garage-1, because it is not valid: "
    assert (refusal.key, refusal.kind) == ("invalid_call", ServiceValidationError)
    assert refusal.text.startswith(start)
    assert text in refusal.text


# What may go wrong


async def test_offline(
    hass: HomeAssistant, loaded: MockConfigEntry, device_id: str
) -> None:
    """A charger that is away is told."""
    refusal = await refused(hass, "clear_cache", device_id=device_id)
    assert refusal[:2] == ("station_offline", "Garage-1 is not connected")


def one_answer(action: str) -> dict[str, Any]:
    """Return valid fields of an action."""
    fields: dict[str, dict[str, Any]] = {
        "set_current_limit": {"limit": 10},
        "change_availability": {"available": True},
        "change_configuration": {"key": "a", "value": "b"},
        "trigger_message": {"message": "Heartbeat"},
        "data_transfer": {"vendor_id": "a"},
        "send_ocpp_call": {"action": "ClearCache"},
    }
    return fields.get(action, {})


@pytest.mark.parametrize(
    "name", [action.name for action in ACTIONS if action.name != "stop_charging"]
)
async def test_everything_offline(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect, name: str
) -> None:
    """Nothing can be asked of a charger that has gone, and each action says so."""
    async with connect() as station:
        await so(feed_of(loaded), interviewed)
        await station.delivered()
    await so(feed_of(loaded), lambda state: not state.online)
    device = {"device_id": feed_of(loaded).device_id}
    refusal = await refused(hass, name, **device, **one_answer(name))
    assert refusal.key == "station_offline"


ADMIN_ONLY = {
    "reset",
    "get_configuration",
    "change_configuration",
    "trigger_message",
    "clear_cache",
    "data_transfer",
    "send_ocpp_call",
}


@pytest.mark.parametrize("name", sorted(ADMIN_ONLY))
async def test_admins_only(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    hass_read_only_user: User,
    device_id: str,
    name: str,
) -> None:
    """What changes how a charger works is for administrators."""
    fields = {"device_id": device_id, **one_answer(name)}
    answers = name == "get_configuration"
    with pytest.raises(Unauthorized):
        await hass.services.async_call(
            DOMAIN,
            name,
            fields,
            blocking=True,
            return_response=answers,
            context=Context(user_id=hass_read_only_user.id),
        )


async def test_everyone(
    hass: HomeAssistant,
    hass_read_only_user: User,
    station: Station,
    device_id: str,
) -> None:
    """Everyone at home may charge."""
    station.plug_in()
    await hass.services.async_call(
        DOMAIN,
        "start_charging",
        {"device_id": device_id},
        blocking=True,
        context=Context(user_id=hass_read_only_user.id),
    )
    await station.transaction_started()


def test_who_may_call_what() -> None:
    """All other actions are for everyone."""
    assert {action.name for action in ACTIONS if action.admin} == ADMIN_ONLY


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("set_current_limit", {"limit": -1}),
        ("set_current_limit", {"limit": "nan"}),
        ("set_current_limit", {"limit": "inf"}),
        ("set_current_limit", {"limit": 10, "unit": "kW"}),
        ("set_current_limit", {"limit": 10, "phases": 4}),
        ("set_current_limit", {"limit": 10, "duration": 0}),
        ("start_charging", {"id_tag": " "}),
        ("start_charging", {"id_tag": "x" * 37}),
        ("reset", {"type": "gentle"}),
        ("unlock_connector", {"connector": 0}),
        ("clear_cache", {"sugar": 2}),
    ],
)
async def test_nonsense(
    hass: HomeAssistant, device_id: str, action: str, fields: dict[str, Any]
) -> None:
    """Fields that make no sense are refused before anybody is asked."""
    with pytest.raises(vol.Invalid):
        await act(hass, action, device_id=device_id, **fields)


async def test_plug_of_a_later_version(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> None:
    """A charger of OCPP 2.0.1 is asked in its own words."""
    async with connect("wallbox201", speed=FAST) as station:
        await so(feed_of(loaded), interviewed)
        await so(feed_of(loaded), lambda state: ConnectorRef(1) in state.connectors)
        await act(hass, "unlock_connector", device_id=feed_of(loaded).device_id)
        await station.received("UnlockConnector", evseId=1, connectorId=1)
