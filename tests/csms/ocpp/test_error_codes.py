"""What is wrong, in the words of each version."""

import ocpp.exceptions
import pytest

from custom_components.local_ocpp.csms.ocpp.error_codes import ERROR_CODES, Fault

# The package has no class for what only 2.x's framing can complain of.
FRAMING = {"RpcFrameworkError", "MessageTypeNotSupported"}
KNOWN = {error.code for error in ocpp.exceptions.OCPPError.__subclasses__()}


@pytest.mark.parametrize("subprotocol", ERROR_CODES)
def test_every_fault_has_a_word(subprotocol: str) -> None:
    """Every fault has a word in every version, one that the specification has."""
    codes = ERROR_CODES[subprotocol]
    assert set(codes) == set(Fault)
    assert set(codes.values()) <= KNOWN | FRAMING


@pytest.mark.parametrize(
    ("subprotocol", "malformed", "occurrence"),
    [
        ("ocpp1.6", "FormationViolation", "OccurenceConstraintViolation"),
        ("ocpp2.0.1", "FormatViolation", "OccurenceConstraintViolation"),
        ("ocpp2.1", "FormatViolation", "OccurrenceConstraintViolation"),
    ],
)
def test_each_version_has_its_spelling(
    subprotocol: str, malformed: str, occurrence: str
) -> None:
    """Two words were misspelled, and put right in different versions."""
    assert ERROR_CODES[subprotocol][Fault.MALFORMED] == malformed
    assert ERROR_CODES[subprotocol][Fault.OCCURRENCE] == occurrence


def test_1_6_knows_no_word_of_2_x() -> None:
    """A 1.6 station never gets a code that its version lacks."""
    assert not FRAMING & set(ERROR_CODES["ocpp1.6"].values())
