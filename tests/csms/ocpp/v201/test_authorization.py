"""Who may charge, in 2.0.1."""

from datetime import UTC, datetime

import pytest

from custom_components.local_ocpp.csms.domain.authorization import (
    ClearCache,
    TokenPresented,
)
from custom_components.local_ocpp.csms.domain.errors import Rejected
from custom_components.local_ocpp.csms.domain.model.token import (
    Authorization,
    AuthorizationStatus,
    IdToken,
)
from custom_components.local_ocpp.csms.ocpp.v201 import ADAPTER

authorize = ADAPTER.incoming["Authorize"]


@pytest.mark.parametrize("type_", ["ISO14443", "Central", "eMAID", "KeyCode"])
def test_token(type_: str) -> None:
    """A token has a type: a card, an app, a car, a code."""
    payload = {"idToken": {"idToken": "A1B2", "type": type_}}

    assert authorize.read(payload) == TokenPresented(token=IdToken("A1B2", type_))


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (AuthorizationStatus.ACCEPTED, "Accepted"),
        (AuthorizationStatus.BLOCKED, "Blocked"),
        (AuthorizationStatus.EXPIRED, "Expired"),
        (AuthorizationStatus.INVALID, "Invalid"),
        (AuthorizationStatus.CONCURRENT_TX, "ConcurrentTx"),
    ],
)
def test_decision(status: AuthorizationStatus, word: str) -> None:
    """Every decision has its word."""
    written = authorize.answer(Authorization(status=status))

    assert written == {"idTokenInfo": {"status": word}}


def test_group_and_expiry() -> None:
    """The group of a token and how long it holds go with the decision."""
    answer = Authorization(
        status=AuthorizationStatus.ACCEPTED,
        parent=IdToken("FAMILY", "Central"),
        expires_at=datetime(2027, 1, 1, tzinfo=UTC),
    )

    assert authorize.answer(answer)["idTokenInfo"] == {
        "status": "Accepted",
        "groupIdToken": {"idToken": "FAMILY", "type": "Central"},
        "cacheExpiryDateTime": "2027-01-01T00:00:00.000Z",
    }


def test_clear_cache() -> None:
    """A station without a cache refuses to clear it."""
    action, payload, result = ADAPTER.write(ClearCache())

    assert (action, payload) == ("ClearCache", {})
    with pytest.raises(Rejected):
        result({"status": "Rejected"})
