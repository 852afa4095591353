"""Who may charge."""

from typing import Any

from ...domain.authorization import ClearCache, TokenPresented
from ...domain.model.token import Authorization, AuthorizationStatus, IdToken
from ..adapter import Incoming, Outgoing, Vocabulary, nothing
from ..rpc import Payload
from ..wire import utc

STATUS = {
    AuthorizationStatus.ACCEPTED: "Accepted",
    AuthorizationStatus.BLOCKED: "Blocked",
    AuthorizationStatus.EXPIRED: "Expired",
    AuthorizationStatus.INVALID: "Invalid",
    AuthorizationStatus.CONCURRENT_TX: "ConcurrentTx",
}


def token(written: Payload) -> IdToken:
    """Read an IdTokenType."""
    return IdToken(written["idToken"], written.get("type") or "ISO14443")


def id_token(token: IdToken) -> dict[str, Any]:
    """Write an IdTokenType."""
    return {"idToken": token.value, "type": token.type}


def token_presented(payload: Payload) -> TokenPresented:
    """Read an authorization request (C01)."""
    return TokenPresented(token=token(payload["idToken"]))


def id_token_info(answer: Authorization) -> Payload:
    """Write our decision; also part of the answers to transactions."""
    written: dict[str, Any] = {"status": STATUS[answer.status]}
    if answer.parent:
        written["groupIdToken"] = id_token(answer.parent)
    if answer.expires_at:
        written["cacheExpiryDateTime"] = utc(answer.expires_at)
    return {"idTokenInfo": written}


WORDS = Vocabulary(
    incoming={"Authorize": Incoming(token_presented, id_token_info)},
    outgoing={ClearCache: Outgoing("ClearCache", nothing)},
)
