"""Where on a station a car is plugged in, and how that place is doing."""

from enum import StrEnum
from typing import NamedTuple


class ConnectorRef(NamedTuple):
    """Where on the station a plug is; OCPP 1.6's connector n is `ConnectorRef(n)`."""

    evse: int
    connector: int = 1


class ConnectorStatus(StrEnum):
    """Whether a plug can be used (OCPP 2.0.1 part 2, ConnectorStatusEnumType)."""

    AVAILABLE = "available"
    OCCUPIED = "occupied"
    RESERVED = "reserved"
    UNAVAILABLE = "unavailable"
    FAULTED = "faulted"


class ChargingState(StrEnum):
    """What car and station are doing together (2.0.1 part 2, ChargingStateEnumType).

    FINISHING is ours: the session is over and the cable still in, which 1.6 has a word for
    and 2.x says with an ended transaction on an occupied connector.
    """

    IDLE = "idle"
    EV_CONNECTED = "ev_connected"
    CHARGING = "charging"
    SUSPENDED_EV = "suspended_ev"
    SUSPENDED_EVSE = "suspended_evse"
    FINISHING = "finishing"


NOTHING_FLOWS = frozenset(
    {
        ChargingState.IDLE,
        ChargingState.FINISHING,
        ChargingState.SUSPENDED_EV,
        ChargingState.SUSPENDED_EVSE,
    }
)
