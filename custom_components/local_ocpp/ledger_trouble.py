"""Says what is wrong with the file of charging sessions, in the user's words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from homeassistant.exceptions import HomeAssistantError

from .const import DOMAIN
from .csms.ledger import LedgerUnavailable, Unavailability

LEDGER_FILE = f"{DOMAIN}.db"

TRANSLATION_KEYS = {
    Unavailability.LOCKED: "ledger_locked",
    Unavailability.FULL: "ledger_full",
    Unavailability.READ_ONLY: "ledger_read_only",
    Unavailability.CORRUPT: "ledger_corrupt",
    Unavailability.UNREACHABLE: "ledger_unreachable",
    Unavailability.NEWER: "ledger_newer",
}


def explanation(error: LedgerUnavailable) -> dict[str, Any]:
    """Return what any of Home Assistant's errors wants to know to be translated."""
    return {
        "translation_domain": DOMAIN,
        "translation_key": TRANSLATION_KEYS.get(error.reason, "ledger_unavailable"),
        "translation_placeholders": {"file": LEDGER_FILE, "reason": str(error)},
    }


@contextmanager
def explained() -> Iterator[None]:
    """Turn trouble with the ledger into an error that the user understands."""
    try:
        yield
    except LedgerUnavailable as error:
        raise HomeAssistantError(**explanation(error)) from error
