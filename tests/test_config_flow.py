"""Setting up the central system, and moving it."""

import socket
from typing import Any
from unittest.mock import patch

from homeassistant.config_entries import SOURCE_USER
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.local_ocpp.const import (
    CONF_HOST,
    CONF_OWN_ID_TAG,
    CONF_PORT,
    CONF_UNKNOWN_STATIONS,
    CONF_WHO_MAY_CHARGE,
    DOMAIN,
)
from tests.conftest import Connect
from tests.simulator import simulated
from tests.troubles import taken

type Result = Any

LOOPBACK = {"host": "127.0.0.1"}


def answers(port: int, network: dict[str, str] | None = None) -> dict[str, Any]:
    """Return what the first page asks for."""
    return {
        CONF_PORT: port,
        CONF_WHO_MAY_CHARGE: "known_tags",
        CONF_UNKNOWN_STATIONS: "accept",
        "network": LOOPBACK if network is None else network,
    }


async def begin(hass: HomeAssistant) -> Result:
    return await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )


async def go_on(hass: HomeAssistant, flow: Result, given: dict[str, Any]) -> Result:
    return await hass.config_entries.flow.async_configure(flow["flow_id"], given)


async def test_set_up(hass: HomeAssistant, free_port: int, tmp_path: Any) -> None:
    """Two pages set it up, and chargers can connect."""
    hass.config.config_dir = str(tmp_path)
    first = await begin(hass)
    assert (first["step_id"], first["errors"]) == ("user", {})
    second = await go_on(hass, first, answers(free_port))
    assert second["step_id"] == "address"
    done = await go_on(hass, second, {})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert (done["data"][CONF_PORT], done["data"][CONF_HOST]) == (
        free_port,
        "127.0.0.1",
    )
    assert done["options"] == {
        "who_may_charge": "known_tags",
        "unknown_stations": "accept",
    }
    await hass.async_block_till_done()
    async with simulated("wallbox11", f"ws://127.0.0.1:{free_port}/") as station:
        await station.booted(patience_s=20)
    await hass.config_entries.async_unload(done["result"].entry_id)


async def test_own_id_tag(hass: HomeAssistant, free_port: int) -> None:
    """Each home gets an id tag of its own: short, and hexadecimal."""
    with patch("custom_components.local_ocpp.async_setup_entry", return_value=True):
        done = await go_on(hass, await begin(hass), answers(free_port))
        entry = (await go_on(hass, done, {}))["result"]
    assert len(bytes.fromhex(entry.data[CONF_OWN_ID_TAG])) == 4


async def test_port_taken(hass: HomeAssistant, free_port: int) -> None:
    """A port that another program uses is refused, and accepted once it is free."""
    flow = await begin(hass)
    with taken(free_port):
        refused = await go_on(hass, flow, answers(free_port))
    assert (refused["step_id"], refused["errors"]) == ("user", {"port": "port_taken"})
    assert (await go_on(hass, flow, answers(free_port)))["step_id"] == "address"


async def test_forbidden_port(hass: HomeAssistant, free_port: int) -> None:
    """A port that Home Assistant may not use is refused."""
    with patch("socket.socket.bind", side_effect=PermissionError(13, "not allowed")):
        refused = await go_on(hass, await begin(hass), answers(80))
    assert refused["errors"] == {"port": "port_forbidden"}


async def test_foreign_address(hass: HomeAssistant, free_port: int) -> None:
    """An address of another machine is refused."""
    flow = await begin(hass)
    refused = await go_on(hass, flow, answers(free_port, {"host": "192.0.2.1"}))
    assert refused["errors"] == {"base": "foreign_address"}
    assert (await go_on(hass, flow, answers(free_port)))["step_id"] == "address"


@pytest.mark.parametrize(
    "trouble",
    [
        socket.gaierror(socket.EAI_NONAME, "Name or service not known"),
        UnicodeError("label too long"),
    ],
)
async def test_unknown_host(
    hass: HomeAssistant, free_port: int, trouble: Exception
) -> None:
    """An address that is none is refused."""
    flow = await begin(hass)
    with patch("socket.getaddrinfo", side_effect=trouble):
        refused = await go_on(hass, flow, answers(free_port, {"host": "no such host"}))
    assert refused["errors"] == {"base": "unknown_host"}
    assert (await go_on(hass, flow, answers(free_port)))["step_id"] == "address"


@pytest.mark.parametrize(
    ("network", "address"),
    [
        ({"host": "127.0.0.1"}, "127.0.0.1"),
        ({"host": "::1"}, "[::1]"),
        ({"host": "0.0.0.0"}, "192.168.1.10"),
        ({"host": " "}, "192.168.1.10"),
        ({}, "192.168.1.10"),
    ],
)
async def test_address(
    hass: HomeAssistant, free_port: int, network: dict[str, str], address: str
) -> None:
    """The second page shows the address to type into the charger."""
    source_ip = "custom_components.local_ocpp.listening.async_get_source_ip"
    with patch(source_ip, return_value="192.168.1.10"):
        page = await go_on(hass, await begin(hass), answers(free_port, network))
    shown = page["description_placeholders"]["address"]
    assert shown == f"ws://{address}:{free_port}/"


async def test_address_without_network(hass: HomeAssistant, free_port: int) -> None:
    """Without a network, the page shows the name that Home Assistant usually has."""
    source_ip = "custom_components.local_ocpp.listening.async_get_source_ip"
    with patch(source_ip, side_effect=HomeAssistantError):
        page = await go_on(hass, await begin(hass), answers(free_port, {}))
    shown = page["description_placeholders"]["address"]
    assert shown == f"ws://homeassistant.local:{free_port}/"


async def test_second_set_up(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """One central system is enough for all chargers."""
    again = await begin(hass)
    assert (again["type"], again["reason"]) == (
        FlowResultType.ABORT,
        "single_instance_allowed",
    )


async def test_two_set_ups_at_once(hass: HomeAssistant, free_port: int) -> None:
    """Of two that set it up at the same time, the faster one wins."""
    flows = [await begin(hass), await begin(hass)]
    with patch("custom_components.local_ocpp.async_setup_entry", return_value=True):
        pages = [await go_on(hass, flow, answers(free_port)) for flow in flows]
        first, second = [await go_on(hass, page, {}) for page in pages]
    assert first["type"] is FlowResultType.CREATE_ENTRY
    assert second["reason"] == "single_instance_allowed"


async def reconfigure(
    hass: HomeAssistant, entry: MockConfigEntry, port: int, **network: str
) -> Result:
    flow = await entry.start_reconfigure_flow(hass)
    given = {CONF_PORT: port, "network": network or LOOPBACK}
    result = await go_on(hass, flow, given)
    await hass.async_block_till_done()
    return result


@pytest.fixture
def other_port(entry: MockConfigEntry) -> int:
    """Return another port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_move(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect, other_port: int
) -> None:
    """Another port moves the server: connections are closed, and the old port is free."""
    old_port = loaded.data[CONF_PORT]
    async with connect() as station:
        await station.booted()
        result = await reconfigure(hass, loaded, other_port)
        assert result["reason"] == "reconfigure_successful"
        await station.disconnected()
    with taken(old_port):
        address = f"ws://127.0.0.1:{other_port}/"
        async with simulated("wallbox11", address, identity="GARAGE-1") as station:
            await station.booted()


async def test_stay(
    hass: HomeAssistant, loaded: MockConfigEntry, connect: Connect
) -> None:
    """The port that we listen on ourselves can be entered again, and disturbs nobody."""
    async with connect() as station:
        await station.booted()
        result = await reconfigure(hass, loaded, loaded.data[CONF_PORT])
        assert result["reason"] == "reconfigure_successful"
        assert (station.online, station.connection.connects) == (True, 1)


async def test_other_host(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """On the same port, all addresses can be listened on instead of one."""
    result = await reconfigure(hass, loaded, loaded.data[CONF_PORT], host="")
    assert result["reason"] == "reconfigure_successful"
    assert loaded.runtime_data.server.address == (loaded.data[CONF_PORT], None)


async def test_move_to_taken_port(
    hass: HomeAssistant, loaded: MockConfigEntry, other_port: int
) -> None:
    """A port that another program uses is refused here, too, and changes nothing."""
    old_port = loaded.data[CONF_PORT]
    with taken(other_port):
        result = await reconfigure(hass, loaded, other_port)
    assert result["errors"] == {"port": "port_taken"}
    assert loaded.runtime_data.server.address[0] == old_port


async def test_move_away(
    hass: HomeAssistant, entry: MockConfigEntry, other_port: int
) -> None:
    """If the port was taken, another one is listened on at once."""
    with taken(entry.data[CONF_PORT]):
        await hass.config_entries.async_setup(entry.entry_id)
        assert entry not in hass.config_entries.async_loaded_entries(DOMAIN)
        await reconfigure(hass, entry, other_port)
        assert entry in hass.config_entries.async_loaded_entries(DOMAIN)
    await hass.config_entries.async_unload(entry.entry_id)
