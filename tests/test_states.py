"""What Home Assistant calls the states of chargers."""

from enum import StrEnum
import json
from pathlib import Path

from ocpp.v16.enums import ChargePointErrorCode, Reason  # type: ignore[import-untyped, unused-ignore]
from ocpp.v21.enums import ReasonEnumType as Reason21  # type: ignore[import-untyped, unused-ignore]
from ocpp.v201.enums import ReasonEnumType as Reason201  # type: ignore[import-untyped, unused-ignore]
import pytest

from custom_components import local_ocpp
from custom_components.local_ocpp.csms.domain.model.station import Fault
from custom_components.local_ocpp.states import (
    ERROR_CODES,
    STATUSES,
    STOP_REASONS,
    error_code,
    stop_reason,
)

TRANSLATIONS = Path(local_ocpp.__file__).parent / "translations"


@pytest.mark.parametrize("reason", [*Reason, *Reason201, *Reason21])
def test_every_reason_of_every_version(reason: StrEnum) -> None:
    """No reason that an OCPP version knows is just another one."""
    assert (stop_reason(reason.value) == "other") == (reason.value == "Other")


@pytest.mark.parametrize("code", ChargePointErrorCode)
def test_every_error_code(code: StrEnum) -> None:
    """No error code that OCPP knows is just another one."""
    other = error_code(Fault(code=code.value)) == "other_error"
    assert other == (code.value == "OtherError")


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    ("sensor", "states"),
    [("status", STATUSES), ("stop_reason", STOP_REASONS), ("error_code", ERROR_CODES)],
)
def test_every_state_has_a_name(language: str, sensor: str, states: list[str]) -> None:
    """Users read words, not codes."""
    texts = json.loads((TRANSLATIONS / f"{language}.json").read_text())
    assert set(texts["entity"]["sensor"][sensor]["state"]) == set(states)
