"""Rules that all known quirks keep."""

import copy
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.local_ocpp.csms.domain.model.learned import Learned
from custom_components.local_ocpp.csms.ocpp.schemas import Schemas
from custom_components.local_ocpp.csms.ocpp.v16 import ADAPTER
from custom_components.local_ocpp.csms.quirks import (
    KNOWN,
    AppliedQuirks,
    Quirk,
    _blueprint,
)

ALL = (*KNOWN.known, *_blueprint.QUIRKS)
ACTIONS = Schemas(ADAPTER.subprotocol).actions

KEYS = st.sampled_from(
    (
        "meterValue",
        "transactionData",
        "sampledValue",
        "measurand",
        "context",
        "phase",
        "unit",
        "value",
        "meterStart",
        "meterStop",
        "transactionId",
        "key",
        "requestedMessage",
        "csChargingProfiles",
        "chargingProfile",
        "chargingProfilePurpose",
        "chargingProfileKind",
        "chargingSchedule",
        "chargingSchedulePeriod",
        "chargingRateUnit",
        "limit",
        "status",
    )
)
WORDS = st.sampled_from(
    ("Energy.Active.Import.Register", "Current.Import", "N", "Wh", "A", "Relative", "")
)
ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4)
    ),
    max_leaves=12,
)
ODD_PAYLOADS = st.dictionaries(KEYS, ODD, max_size=5)


@pytest.mark.parametrize("quirk", ALL, ids=lambda quirk: quirk.because)
def test_reasons_are_sentences(quirk: Quirk) -> None:
    """Every quirk says in a plain sentence what the charger does."""
    assert quirk.because[0].isupper()
    assert quirk.because.endswith(".")
    assert len(quirk.because.split()) > 3


@pytest.mark.parametrize("quirk", ALL, ids=lambda quirk: quirk.because)
def test_every_quirk_does_something(quirk: Quirk) -> None:
    """A quirk without consequence would only frighten who reads the diagnostics."""
    learned = Learned(feature_profiles=frozenset())
    believes = AppliedQuirks([quirk]).believe(learned) != learned
    assert quirk.repairs or quirk.rewrites or believes


def test_actions_exist() -> None:
    """Repairs and rewrites are for actions that OCPP 1.6 has."""
    touched = {action for q in ALL for action in (*q.repairs, *q.rewrites)}
    assert touched <= ACTIONS


def test_refused_commands_exist() -> None:
    """What a charger is said to refuse is a command of ours."""
    commands = {command.__name__ for command in ADAPTER.outgoing}
    assert {name for q in ALL for name in q.refuses} <= commands


@given(payload=ODD_PAYLOADS)
def test_nothing_odd_upsets_a_repair(payload: dict[str, Any]) -> None:
    """Whatever a charger says, no repair raises or changes what was said in place."""
    before = copy.deepcopy(payload)
    for quirk in ALL:
        for action in quirk.repairs:
            AppliedQuirks([quirk]).repair(action, payload)
    assert repr(payload) == repr(before)


@given(payload=ODD_PAYLOADS)
def test_nothing_odd_upsets_a_rewrite(payload: dict[str, Any]) -> None:
    """Whatever we say, no rewrite raises or changes what was said in place."""
    before = copy.deepcopy(payload)
    for quirk in ALL:
        for action in quirk.rewrites:
            AppliedQuirks([quirk]).rewrite(action, payload)
    assert repr(payload) == repr(before)


def test_beliefs_stay_the_same_when_asked_twice() -> None:
    """Believing before and after the interview is no different from believing once."""
    for quirk in ALL:
        once = AppliedQuirks([quirk]).believe(
            Learned(feature_profiles=frozenset({"Core"}))
        )
        assert AppliedQuirks([quirk]).believe(once) == once
