"""What can be wrong with a message, and how each OCPP version says so."""

from collections.abc import Mapping
from enum import Enum, auto


class Fault(Enum):
    """What can be wrong with a message."""

    UNREADABLE = auto()
    UNKNOWN_MESSAGE_TYPE = auto()
    UNKNOWN_ACTION = auto()
    UNSUPPORTED_ACTION = auto()
    MALFORMED = auto()
    INCOMPLETE = auto()
    OCCURRENCE = auto()
    TYPE = auto()
    VALUE = auto()
    SECURITY = auto()
    INTERNAL = auto()
    OTHER = auto()


# OCPP-J 1.6, 4.2.3, whose misspellings stay (errata 5.1, 5.2); OCPP 2.0.1 part 4, 4.3.
_CODES_16 = {
    Fault.UNREADABLE: "FormationViolation",
    Fault.UNKNOWN_MESSAGE_TYPE: "GenericError",
    Fault.UNKNOWN_ACTION: "NotImplemented",
    Fault.UNSUPPORTED_ACTION: "NotSupported",
    Fault.MALFORMED: "FormationViolation",
    Fault.INCOMPLETE: "ProtocolError",
    Fault.OCCURRENCE: "OccurenceConstraintViolation",
    Fault.TYPE: "TypeConstraintViolation",
    Fault.VALUE: "PropertyConstraintViolation",
    Fault.SECURITY: "SecurityError",
    Fault.INTERNAL: "InternalError",
    Fault.OTHER: "GenericError",
}
_CODES_201 = _CODES_16 | {
    Fault.UNREADABLE: "RpcFrameworkError",
    Fault.UNKNOWN_MESSAGE_TYPE: "MessageTypeNotSupported",
    Fault.MALFORMED: "FormatViolation",
}
_CODES_21 = _CODES_201 | {Fault.OCCURRENCE: "OccurrenceConstraintViolation"}

# By subprotocol.
ERROR_CODES: Mapping[str, Mapping[Fault, str]] = {
    "ocpp1.6": _CODES_16,
    "ocpp2.0.1": _CODES_201,
    "ocpp2.1": _CODES_21,
}

# 1.6 has no answer to what is no request (OCPP-J 4.1.3); 2.x does, with the id "-1" if need
# be (part 4, 4.2.3). In 2.1 message types that we do not know may be answers themselves.
ANSWERED_WITHOUT_CALL: Mapping[str, frozenset[Fault]] = {
    "ocpp1.6": frozenset(),
    "ocpp2.0.1": frozenset({Fault.UNREADABLE, Fault.UNKNOWN_MESSAGE_TYPE}),
    "ocpp2.1": frozenset({Fault.UNREADABLE}),
}
