"""ACME: copy this file to describe a vendor, and add its name to `__init__.py`."""

from ..domain.model.learned import Beliefs
from ..ocpp.rpc import Payload
from .quirk import Quirk


def status_in_capitals(payload: Payload) -> Payload:
    """Spell the status as the standard does; never change the payload itself."""
    return {**payload, "status": payload["status"].capitalize()}


QUIRKS = (
    Quirk(
        vendor="ACME*",
        model="Wallbox *",
        version="1.6",
        because="Shouts: reports AVAILABLE instead of Available.",
        repairs={"StatusNotification": status_in_capitals},
    ),
    Quirk(
        vendor="ACME*",
        because="Loses its connection when it is asked something right after it started.",
        beliefs=Beliefs(quiet_seconds=10),
    ),
)
