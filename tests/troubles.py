"""What goes wrong around Home Assistant, each as a context manager."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
import socket
import sqlite3

from homeassistant.core import HomeAssistant

from custom_components.local_ocpp.ledger_trouble import LEDGER_FILE


@contextmanager
def taken(port: int) -> Iterator[None]:
    """Another program listens on a port."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        yield


def ledger_file(hass: HomeAssistant) -> Path:
    """Return where the charging sessions are kept."""
    return Path(hass.config.path(LEDGER_FILE))


@contextmanager
def locked(file: Path, how: str = "IMMEDIATE") -> Iterator[None]:
    """Another program keeps a database from being written."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute(f"BEGIN {how}")
        yield
