"""Where on a station a plug is: EVSEs are counted from 1, and so are the plugs of each."""

from typing import Any

from ...domain.model.evse import ConnectorRef
from ..rpc import Payload


def connector(evse: Payload) -> ConnectorRef:
    """Read an EVSEType; a plug that is not named is the first of its EVSE."""
    return ConnectorRef(int(evse["id"]), int(evse.get("connectorId") or 1))


def evse(connector: ConnectorRef) -> dict[str, Any]:
    """Write an EVSEType."""
    return {"id": connector.evse, "connectorId": connector.connector}
