"""Some stations bend the envelope of their messages."""

from typing import Any

import pytest

from custom_components.local_ocpp.csms.ocpp.envelope import straightened

ELEMENTS = ("", "elements")
TYPE = "type"


@pytest.mark.parametrize(
    ("bent", "straight", "flaws"),
    [
        ([2, 7, "A", {}], [2, "7", "A", {}], [("messageId", TYPE)]),
        ([2, "i", "A", None], [2, "i", "A", {}], [("payload", TYPE)]),
        ([2, "i", "A", ""], [2, "i", "A", {}], [("payload", TYPE)]),
        ([2, "i", "A", []], [2, "i", "A", {}], [("payload", TYPE)]),
        ([2, "i", "A"], [2, "i", "A", {}], [ELEMENTS]),
        ([2, "i", "A", {"a": 1}, {}], [2, "i", "A", {"a": 1}], [ELEMENTS]),
        ([3, "i", None], [3, "i", {}], [("payload", TYPE)]),
        ([3, "i", "Accepted"], [3, "i", {}], [("payload", TYPE)]),
        ([3, "i"], [3, "i", {}], [ELEMENTS]),
        ([4, "i", "E", "why"], [4, "i", "E", "why", {}], [ELEMENTS]),
        ([4, "i", "E"], [4, "i", "E", "", {}], [ELEMENTS]),
        ([4, "i"], [4, "i", "GenericError", "", {}], [ELEMENTS]),
        ([4, "i", "E", "", ""], [4, "i", "E", "", {}], [("errorDetails", TYPE)]),
        ([4, None, "E", "", {}], [4, "-1", "E", "", {}], [("messageId", TYPE)]),
    ],
)
def test_straightened(
    bent: list[Any], straight: list[Any], flaws: list[tuple[str, str]]
) -> None:
    """What can be understood becomes what it should have been."""
    assert straightened(bent) == (straight, tuple(flaws))


@pytest.mark.parametrize(
    "bent", [None, {}, [], [2], [7, "i"], ["2", "i", "A", {}], [2, "i"], "text"]
)
def test_what_cannot_be_straightened_stays(bent: Any) -> None:
    """What is no message stays as it is."""
    assert straightened(bent) == (bent, ())


def test_a_request_with_another_payload_stays_one() -> None:
    """A payload that says something, but is no object, is not thrown away."""
    assert straightened([2, "i", "A", "text"]) == ([2, "i", "A", "text"], ())
