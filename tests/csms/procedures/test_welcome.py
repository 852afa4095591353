"""Stations that come, and come back: what they are asked, and what not."""

from dataclasses import replace

import pytest

from custom_components.local_ocpp.csms.domain.availability import (
    ConnectorStatusReported,
    StationStatusReported,
)
from custom_components.local_ocpp.csms.domain.errors import Rejected
from custom_components.local_ocpp.csms.domain.model.evse import (
    ConnectorRef,
    ConnectorStatus,
)
from custom_components.local_ocpp.csms.domain.model.learned import Beliefs, Learned
from custom_components.local_ocpp.csms.domain.model.limit import Limit
from custom_components.local_ocpp.csms.domain.remote_trigger import TriggerMessage
from custom_components.local_ocpp.csms.domain.smart_charging import SetChargingProfile
from custom_components.local_ocpp.csms.procedures.interview import Wishes
from custom_components.local_ocpp.csms.procedures.limit import (
    set_limit,
    set_station_maximum,
)
from custom_components.local_ocpp.csms.procedures.welcome import welcome
from tests.csms.procedures.charger import PLUG, Charger
from tests.csms.procedures.models import EVSIS, STUBBORN

IN_TURN = [ConnectorRef(1), ConnectorRef(2), ConnectorRef(0)]


def as_learned(learned: Learned) -> Learned:
    return learned


async def greeted(
    charger: Charger, *, rebooted: bool = False, newcomer: bool = False
) -> None:
    """Welcome it, by its own clock."""
    await welcome(
        charger.station,
        rebooted=rebooted,
        wishes=Wishes(),
        believe=as_learned,
        now=charger.backoffice.now(),
        newcomer=newcomer,
    )


async def with_status(charger: Charger) -> None:
    """Say how its plugs are doing, as a charger does that started."""
    station, free = charger.station, ConnectorStatus.AVAILABLE
    await station.handle(StationStatusReported(status=free))
    for evse in (1, 2):
        ref = ConnectorRef(evse)
        await station.handle(ConnectorStatusReported(connector=ref, status=free))


def triggers(charger: Charger) -> list[tuple[str, ConnectorRef | None]]:
    """Return what it was asked to say."""
    return [
        (e.message, e.connector) for e in charger.asked if type(e) is TriggerMessage
    ]


async def test_a_reconnect_costs_nothing() -> None:
    """A charger that we know, and that told us its status, is asked nothing."""
    charger = Charger(EVSIS)
    await charger.boots()
    await with_status(charger)
    await greeted(charger, rebooted=True)
    await charger.starts_session()
    charger.forget_asked()
    charger.reconnects()
    await greeted(charger)
    assert charger.asked == []


async def test_who_never_started_is_asked_everything() -> None:
    """A charger that connects without a boot is interviewed, then says its status."""
    charger = Charger(EVSIS)
    await greeted(charger)
    assert charger.learned.number_of_connectors == 2
    assert triggers(charger) == [("StatusNotification", ref) for ref in IN_TURN]


async def test_after_a_start_nothing_is_triggered() -> None:
    """A charger that started says its status by itself."""
    charger = Charger(EVSIS)
    await charger.boots()
    await greeted(charger, rebooted=True)
    assert triggers(charger) == []


async def test_after_our_own_absence_everything_is_said_again() -> None:
    """What we remember from before we stopped may be wrong; sessions tell their meter."""
    charger = Charger(EVSIS)
    await with_status(charger)
    await greeted(charger)
    await charger.starts_session()
    charger.forget_asked()
    await greeted(charger, newcomer=True)
    assert triggers(charger) == [
        *(("StatusNotification", ref) for ref in IN_TURN),
        ("MeterValues", PLUG),
    ]


async def test_one_refused_trigger_is_enough() -> None:
    """A charger that does not like to be told what to say is told once."""
    charger = Charger(replace(EVSIS, refuses=frozenset({TriggerMessage})))
    await greeted(charger)
    assert len(triggers(charger)) == 1


async def test_another_ocpp_version_is_asked_anew() -> None:
    """A charger that comes back speaking another version tells everything again."""
    charger = Charger(EVSIS)
    await greeted(charger)
    charger.ocpp_version = "2.0.1"
    charger.forget_asked()
    charger.reconnects()
    await greeted(charger)
    assert charger.read[0] == ("GetConfigurationMaxKeys",)


async def test_limits_come_before_questions() -> None:
    """After a restart the maximum and the session's limit are restored first of all."""
    charger = Charger(EVSIS)
    await greeted(charger)
    await charger.starts_session()
    now = charger.backoffice.now()
    await set_station_maximum(charger.station, Limit(amount=32), now=now)
    await set_limit(charger.station, PLUG, Limit(amount=10), now=now)
    charger.forget_asked()
    await charger.boots()
    await greeted(charger, rebooted=True)
    kinds = [type(command) is SetChargingProfile for command in charger.asked]
    assert kinds == [True, True, False, False]


async def test_a_refused_limit_does_not_keep_us_from_asking() -> None:
    """A limit that cannot be restored is told at the end."""
    charger = Charger(EVSIS)
    await set_limit(
        charger.station, PLUG, Limit(amount=10), now=charger.backoffice.now()
    )
    charger.model = replace(EVSIS, judges=STUBBORN.judges)
    await charger.boots()
    with pytest.raises(Rejected, match="tx_default"):
        await greeted(charger, rebooted=True)
    assert charger.learned.number_of_connectors == 2


async def test_who_needs_rest_gets_it() -> None:
    """A charger known to freeze over early questions is left alone at first."""
    charger = Charger(EVSIS)
    rests = []

    async def pause(seconds: float) -> None:
        assert charger.asked == []
        rests.append(seconds)

    await welcome(
        charger.station,
        rebooted=True,
        wishes=Wishes(),
        believe=lambda learned: replace(learned, beliefs=Beliefs(quiet_seconds=30)),
        now=charger.backoffice.now(),
        pause=pause,
    )
    assert rests == [30]
    assert charger.asked != []


async def test_what_quirks_believe_is_known_at_once() -> None:
    """A quirk that is new to us counts before the charger is asked anything."""
    charger = Charger(EVSIS)
    await greeted(charger)
    await with_status(charger)
    charger.forget_asked()
    await welcome(
        charger.station,
        rebooted=False,
        wishes=Wishes(),
        believe=lambda learned: replace(learned, max_stack_level=0),
        now=charger.backoffice.now(),
    )
    assert charger.asked == []
    assert charger.learned.max_stack_level == 0
