"""Quirks: whom they apply to, and what they may do."""

from dataclasses import replace

import pytest

from custom_components.local_ocpp.csms.domain.model.learned import Beliefs, Learned
from custom_components.local_ocpp.csms.domain.model.station import Identity
from custom_components.local_ocpp.csms.ocpp.rpc import Payload
from custom_components.local_ocpp.csms.quirks import Quirk, Quirks

ZAPPY = Identity(vendor="Zappy Ltd", model="Bolt 22", firmware="1.4")


def louder(payload: Payload) -> Payload:
    return {**payload, "status": payload["status"].upper()}


def reversed_(payload: Payload) -> Payload:
    return {**payload, "status": payload["status"][::-1]}


def unsaid(payload: Payload) -> Payload | None:
    return None


@pytest.mark.parametrize(
    ("quirk", "applies"),
    [
        (Quirk(vendor="Zappy Ltd", because=""), True),
        (Quirk(vendor="zappy*", because=""), True),
        (Quirk(vendor="Zippy*|Zappy*", because=""), True),
        (Quirk(vendor="Zappy", because=""), False),
        (Quirk(vendor="*", model="bolt*", because=""), True),
        (Quirk(vendor="*", model="Nut*", because=""), False),
        (Quirk(vendor="*", firmware="1.*", because=""), True),
        (Quirk(vendor="*", firmware="2.*", because=""), False),
        (Quirk(vendor="*", version="1.6", because=""), True),
        (Quirk(vendor="*", version="2.0.1", because=""), False),
    ],
)
def test_selection(quirk: Quirk, applies: bool) -> None:
    """A quirk is for those whose name plate and OCPP version fit its patterns."""
    assert quirk.applies_to(ZAPPY, "1.6") is applies


def test_unknown_firmware_fits_no_pattern_but_the_open_one() -> None:
    """A charger that keeps its firmware to itself has no firmware's quirks."""
    shy = replace(ZAPPY, firmware=None)
    assert not Quirk(vendor="*", firmware="1.*", because="").applies_to(shy, "1.6")
    assert Quirk(vendor="*", because="").applies_to(shy, "1.6")


def test_nobody_has_no_quirks() -> None:
    """A charger that has not introduced itself is taken at its word."""
    known = Quirks([Quirk(vendor="*", because="Always.")])
    assert known.for_(None, "1.6").because == ()


def test_reasons_are_told() -> None:
    """Diagnostics can say why a charger is treated otherwise."""
    known = Quirks([Quirk(vendor="Zap*", because="Buzzes.")])
    assert known.for_(ZAPPY, "1.6").because == ("Buzzes.",)


def test_without_quirks_nothing_is_touched() -> None:
    """A charger without quirks has its payloads and beliefs passed on as they are."""
    none, payload, learned = Quirks().for_(ZAPPY, "1.6"), {"a": 1}, Learned()
    assert none.repair("Heartbeat", payload) is payload
    assert none.rewrite("Reset", payload) is payload
    assert none.believe(learned) is learned


def test_repairs_follow_each_other() -> None:
    """Two quirks of one charger repair the same message one after the other."""
    first = Quirk(vendor="*", because="", repairs={"StatusNotification": louder})
    second = Quirk(vendor="*", because="", repairs={"StatusNotification": reversed_})
    applied = Quirks([first, second]).for_(ZAPPY, "1.6")
    assert applied.repair("StatusNotification", {"status": "ab"}) == {"status": "BA"}


def test_a_repair_that_stumbles_changes_nothing() -> None:
    """A payload of a shape that the repair was not made for stays as it came."""
    quirk = Quirk(vendor="*", because="", repairs={"StatusNotification": louder})
    applied = Quirks([quirk]).for_(ZAPPY, "1.6")
    assert applied.repair("StatusNotification", {"status": 7}) == {"status": 7}
    assert applied.repair("StatusNotification", {}) == {}


def test_what_one_quirk_forbids_no_other_allows() -> None:
    """A message that any quirk keeps back is not sent."""
    mute = Quirk(vendor="*", because="", rewrites={"Reset": unsaid})
    loud = Quirk(vendor="*", because="", rewrites={"Reset": louder})
    applied = Quirks([mute, loud]).for_(ZAPPY, "1.6")
    assert applied.rewrite("Reset", {"status": "ab"}) is None


def test_a_rewrite_that_stumbles_changes_nothing() -> None:
    """A message that a user put together in his own way is sent as he wrote it."""
    quirk = Quirk(vendor="*", because="", rewrites={"Reset": louder})
    applied = Quirks([quirk]).for_(ZAPPY, "1.6")
    assert applied.rewrite("Reset", {"type": "Soft"}) == {"type": "Soft"}


def test_beliefs_add_up() -> None:
    """What several quirks make us believe holds together, the later word last."""
    patient = Quirk(vendor="*", because="", beliefs=Beliefs(quiet_seconds=9))
    asked = Quirk(vendor="*", because="", beliefs=Beliefs(needs_polling=True))
    slower = Quirk(vendor="*", because="", beliefs=Beliefs(quiet_seconds=20))
    believed = Quirks([patient, asked, slower]).for_(ZAPPY, "1.6").believe(Learned())
    assert believed.beliefs == Beliefs(quiet_seconds=20, needs_polling=True)


def test_beliefs_of_before_are_forgotten() -> None:
    """A charger that lost a quirk with new firmware loses the beliefs, too."""
    before = Learned(beliefs=Beliefs(quiet_seconds=9), max_stack_level=4)
    assert Quirks().for_(ZAPPY, "1.6").believe(before) == Learned(max_stack_level=4)


def test_refusals_join_what_the_interview_found() -> None:
    """What a quirk takes away is missing beside what the charger refused itself."""
    quirk = Quirk(vendor="*", because="", refuses=frozenset({"UnlockConnector"}))
    learned = Learned(unsupported=frozenset({"ClearCache"}))
    believed = Quirks([quirk]).for_(ZAPPY, "1.6").believe(learned)
    assert believed.unsupported == {"ClearCache", "UnlockConnector"}
