"""Whether chargers can connect, and where to."""

import errno
import socket
from typing import Any
from unittest.mock import patch

from homeassistant.core import HomeAssistant
import pytest

from custom_components.local_ocpp.listening import (
    Obstacle,
    async_address,
    async_find_obstacle,
    obstacle,
)
from tests.troubles import taken


@pytest.mark.parametrize(
    ("error", "found"),
    [
        (OSError(errno.EADDRINUSE, "in use"), Obstacle.PORT_TAKEN),
        (PermissionError(errno.EACCES, "denied"), Obstacle.PORT_FORBIDDEN),
        (OSError(errno.EADDRNOTAVAIL, "not ours"), Obstacle.FOREIGN_ADDRESS),
        (socket.gaierror(socket.EAI_NONAME, "unknown"), Obstacle.UNKNOWN_HOST),
        (OSError("something else"), Obstacle.PORT_TAKEN),
    ],
)
def test_obstacle(error: OSError, found: Obstacle) -> None:
    """What the operating system says is put into words."""
    assert obstacle(error) is found


@pytest.mark.parametrize("host", [None, "127.0.0.1", "0.0.0.0"])
async def test_free(hass: HomeAssistant, free_port: int, host: str | None) -> None:
    """A port that nobody uses can be listened on."""
    assert await async_find_obstacle(hass, free_port, host) is None


@pytest.mark.parametrize("host", [None, "127.0.0.1", "0.0.0.0"])
async def test_taken(hass: HomeAssistant, free_port: int, host: str | None) -> None:
    """A port that another program uses on one of the addresses cannot."""
    with taken(free_port):
        found = await async_find_obstacle(hass, free_port, host)
    assert found is Obstacle.PORT_TAKEN


async def test_without_second_network(hass: HomeAssistant, free_port: int) -> None:
    """A machine that has only one of the two kinds of addresses needs no other."""
    real = socket.socket

    def without(family: int = -1, *kind: Any, **more: Any) -> socket.socket:
        if family == socket.AF_INET6:
            raise OSError(errno.EAFNOSUPPORT, "Address family not supported")
        return real(family, *kind, **more)

    with patch("custom_components.local_ocpp.listening.socket.socket", without):
        assert await async_find_obstacle(hass, free_port, None) is None


async def test_without_any_network(hass: HomeAssistant, free_port: int) -> None:
    """A machine with no network at all cannot be listened on."""
    gone = OSError(errno.EADDRNOTAVAIL, "Cannot assign requested address")
    with patch(
        "custom_components.local_ocpp.listening.socket.socket.bind", side_effect=gone
    ):
        found = await async_find_obstacle(hass, free_port, None)
    assert found is Obstacle.FOREIGN_ADDRESS


async def test_address_by_name(hass: HomeAssistant) -> None:
    """A name that its owner gave the machine is shown as it is."""
    assert await async_address(hass, 9000, "home.lan") == "ws://home.lan:9000/"
