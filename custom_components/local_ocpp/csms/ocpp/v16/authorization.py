"""Who may charge."""

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


def token_presented(payload: Payload) -> TokenPresented:
    """Read an authorization request (4.1)."""
    return TokenPresented(token=IdToken(payload["idTag"]))


def id_tag_info(answer: Authorization) -> Payload:
    """Write our decision; also part of the answers to transactions."""
    written = {"status": STATUS[answer.status]}
    if answer.parent:
        written["parentIdTag"] = answer.parent.value
    if answer.expires_at:
        written["expiryDate"] = utc(answer.expires_at)
    return {"idTagInfo": written}


WORDS = Vocabulary(
    incoming={"Authorize": Incoming(token_presented, id_tag_info)},
    outgoing={ClearCache: Outgoing("ClearCache", nothing)},
)
