"""What a station speaks with: the `ocpp` package, which comes without types."""

from ocpp import messages  # type: ignore[import-untyped, unused-ignore]
from ocpp.charge_point import (  # type: ignore[import-untyped, unused-ignore]
    ChargePoint,
    camel_to_snake_case,
    remove_nones,
    serialize_as_dict,
    snake_to_camel_case,
)
from ocpp.exceptions import (  # type: ignore[import-untyped, unused-ignore]
    FormationViolationError,
    FormatViolationError,
    NotImplementedError as UnknownActionError,
    NotSupportedError,
    OccurenceConstraintViolationError,
    OCPPError,
    PropertyConstraintViolationError,
)
from ocpp.messages import (  # type: ignore[import-untyped, unused-ignore]
    Call,
    CallError,
    CallResult,
    validate_payload,
)
from ocpp.routing import on  # type: ignore[import-untyped, unused-ignore]
from ocpp.v16 import (  # type: ignore[import-untyped, unused-ignore]
    ChargePoint as ChargePoint16,
    call as call16,
    call_result as result16,
)
from ocpp.v16.enums import (  # type: ignore[import-untyped, unused-ignore]
    Action as Action16,
)
from ocpp.v201 import (  # type: ignore[import-untyped, unused-ignore]
    ChargePoint as ChargePoint201,
    call as call201,
    call_result as result201,
)
from ocpp.v201.enums import (  # type: ignore[import-untyped, unused-ignore]
    Action as Action201,
)

messages.ASYNC_VALIDATION = False  # a thread would outlive the test that started it

__all__ = [
    "Action16",
    "Action201",
    "Call",
    "CallError",
    "CallResult",
    "ChargePoint",
    "ChargePoint16",
    "ChargePoint201",
    "FormatViolationError",
    "FormationViolationError",
    "NotSupportedError",
    "OCPPError",
    "OccurenceConstraintViolationError",
    "PropertyConstraintViolationError",
    "UnknownActionError",
    "call16",
    "call201",
    "camel_to_snake_case",
    "on",
    "remove_nones",
    "result16",
    "result201",
    "serialize_as_dict",
    "snake_to_camel_case",
    "validate_payload",
]
