"""BG SyncEV Compact."""

import pytest

from custom_components.local_ocpp.csms.domain.model.learned import Learned
from custom_components.local_ocpp.csms.domain.model.metering import ENERGY

from .charger import Charger


@pytest.fixture
def compact() -> Charger:
    return Charger("BG SyncEV", "EVCP", "1.6.3")


async def test_what_it_was_asked_for_is_read(compact: Charger) -> None:
    """Meter values that it was triggered for belong to the session that runs."""
    await compact.says(
        '[2,"40","StartTransaction",{"connectorId":1,"idTag":"B1","meterStart":5000,'
        '"timestamp":"2026-06-01T11:00:00Z"}]'
    )
    await compact.says(
        '[2,"41","MeterValues",{"connectorId":1,"meterValue":[{"timestamp":'
        '"2026-06-01T11:30:00Z","sampledValue":[{"value":"8500","context":"Trigger",'
        '"measurand":"Energy.Active.Import.Register","unit":"Wh"}]}]}]'
    )
    session = compact.connector().transaction
    assert session is not None
    assert session.energy_wh == 3500


def test_it_can_more_than_it_says(compact: Charger) -> None:
    """It is limited and triggered although it lists neither."""
    believed = compact.quirks.believe(Learned(feature_profiles=frozenset({"Core"})))
    listed = frozenset({"Core", "SmartCharging", "RemoteTrigger"})
    assert believed.feature_profiles == listed


def test_a_charger_that_lists_nothing_may_do_anything(compact: Charger) -> None:
    """If it keeps its features to itself, nothing is taken from it."""
    assert compact.believed.feature_profiles is None


def test_it_must_be_asked(compact: Charger) -> None:
    """It sends meter values when asked, and of six kinds only."""
    beliefs = compact.believed.beliefs
    assert beliefs.needs_polling
    assert ENERGY in (beliefs.measurands or ())
