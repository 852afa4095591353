"""Where chargers connect to: whether that is possible, and the address to give them."""

from enum import StrEnum
import errno
from ipaddress import ip_address
import socket

from homeassistant.components.network import async_get_source_ip
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError


class Obstacle(StrEnum):
    """What stands in the way; also the key of what users are told."""

    PORT_TAKEN = "port_taken"
    PORT_FORBIDDEN = "port_forbidden"
    FOREIGN_ADDRESS = "foreign_address"
    UNKNOWN_HOST = "unknown_host"


OBSTACLES = {
    errno.EACCES: Obstacle.PORT_FORBIDDEN,
    errno.EPERM: Obstacle.PORT_FORBIDDEN,
    errno.EADDRNOTAVAIL: Obstacle.FOREIGN_ADDRESS,
}


def obstacle(error: OSError) -> Obstacle:
    """Return what an error of the operating system means."""
    if isinstance(error, socket.gaierror):
        return Obstacle.UNKNOWN_HOST
    return OBSTACLES.get(error.errno or 0, Obstacle.PORT_TAKEN)


async def async_find_obstacle(
    hass: HomeAssistant, port: int, host: str | None
) -> Obstacle | None:
    """Return what stands in the way of listening there; port 0 tries the host alone."""
    try:
        await hass.async_add_executor_job(_bind, port, host)
    except OSError as error:
        return obstacle(error)
    except ValueError:  # no name, for example one that is too long
        return Obstacle.UNKNOWN_HOST
    return None


async def async_address(hass: HomeAssistant, port: int, host: str | None) -> str:
    """Return the address that a charger at home can reach."""
    reachable = host if host and not _is_any(host) else await _async_own_ip(hass)
    return f"ws://{f'[{reachable}]' if ':' in reachable else reachable}:{port}/"


async def _async_own_ip(hass: HomeAssistant) -> str:
    try:
        return await async_get_source_ip(hass)
    except HomeAssistantError:  # no network yet
        return "homeassistant.local"


def _is_any(host: str) -> bool:
    """Return whether a host means all addresses of this machine."""
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False


def _bind(port: int, host: str | None) -> None:
    """Raise OSError if nobody can listen there, and ValueError for a host that is none."""
    places = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )
    missing = [error for place in places if (error := _missing(*place))]
    if len(missing) == len(places):
        raise missing[0]


def _missing(
    family: int, kind: int, protocol: int, _: str, address: tuple[int | str, ...]
) -> OSError | None:
    """Try one address; return the error if this machine does not have it, as without IPv6."""
    try:
        attempt = socket.socket(family, kind, protocol)
    except OSError as error:
        return error
    with attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            attempt.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        try:
            attempt.bind(address)
        except OSError as error:
            if error.errno != errno.EADDRNOTAVAIL:
                raise
            return error
    return None
