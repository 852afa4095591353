"""What a driver shows to be allowed to charge, and our answer."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class IdToken:
    """A card, an app, a car: at most 20 characters in OCPP 1.6, 36 in 2.x."""

    value: str
    type: str = "ISO14443"

    @property
    def key(self) -> str:
        """What tokens are compared by: their case does not matter (CiString)."""
        return self.value.casefold()


class AuthorizationStatus(StrEnum):
    """Whether a token may charge."""

    ACCEPTED = "accepted"
    BLOCKED = "blocked"
    EXPIRED = "expired"
    INVALID = "invalid"
    CONCURRENT_TX = "concurrent_tx"


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorization:
    """Our answer to a token: may it charge, until when, and to which group it belongs."""

    status: AuthorizationStatus
    parent: IdToken | None = None
    expires_at: datetime | None = None

    @property
    def accepted(self) -> bool:
        """Whether the token may charge."""
        return self.status is AuthorizationStatus.ACCEPTED
