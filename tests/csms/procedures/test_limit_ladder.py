"""Limits: by which means, found out in how many messages."""

from typing import Any, override

import pytest

from custom_components.local_ocpp.csms.domain.errors import (
    NoReply,
    NotSupported,
    Rejected,
    StationOffline,
)
from custom_components.local_ocpp.csms.domain.messages import StationCommand
from custom_components.local_ocpp.csms.domain.model.learned import Learned
from custom_components.local_ocpp.csms.domain.model.profile import (
    Kind,
    Period,
    Purpose,
    RateUnit,
)
from custom_components.local_ocpp.csms.domain.smart_charging import (
    SetChargingProfile,
)
from custom_components.local_ocpp.csms.procedures.interview import Wishes, interview
from tests.csms.backoffice import NOON
from tests.csms.procedures.charger import PLUG, Charger, Model
from tests.csms.procedures.limiting import limited, sent
from tests.csms.procedures.models import (
    ABB,
    AUTEL,
    CHQ,
    ECARPLUG,
    EVBOX,
    EVSIS,
    HUAWEI,
    KOOLSIGN,
    SILENT,
    STUBBORN,
    TIMXON,
)

TX, TX_DEFAULT = Purpose.TX, Purpose.TX_DEFAULT


@pytest.mark.parametrize(
    ("model", "stack_level"),
    [(ECARPLUG, 3), (EVSIS, 5), (KOOLSIGN, 8), (CHQ, 10)],
    ids=["ecarplug", "evsis", "koolsign", "chq"],
)
async def test_certified_stations_take_a_limit_in_one_message(
    model: Model, stack_level: int
) -> None:
    """After the interview the first means is the right one, in ampere and on the top level."""
    charger = Charger(model)
    await interview(charger.station, Wishes(), lambda learned: learned, NOON)
    await charger.starts_session()
    charger.forget_asked()
    await limited(charger, 10)
    [command] = charger.asked
    assert isinstance(command, SetChargingProfile)
    profile = command.profile
    assert (profile.purpose, profile.transaction_id) == (TX, "7")
    assert (profile.kind, profile.stack_level) == (Kind.RELATIVE, stack_level)
    assert profile.schedule.rate_unit is RateUnit.A
    assert profile.schedule.periods == (Period(0, 10),)


@pytest.mark.parametrize(
    ("model", "max_stack_level", "tries", "working"),
    [
        (ABB, 3, 4, (TX, RateUnit.A, 0)),
        (HUAWEI, None, 3, (TX, RateUnit.W, 0)),
        (TIMXON, 3, 2, (TX_DEFAULT, RateUnit.A, 3)),
        (EVBOX, 3, 1, (TX, RateUnit.A, 3)),
        (AUTEL, 3, 2, (TX, RateUnit.A, 3)),
    ],
    ids=["abb", "huawei", "timxon", "evbox", "autel"],
)
async def test_what_a_charger_takes_is_found_out_once(
    model: Model,
    max_stack_level: int | None,
    tries: int,
    working: tuple[Purpose, RateUnit, int],
) -> None:
    """The first limit may take several messages, the next takes one."""
    charger = Charger(model, Learned(max_stack_level=max_stack_level))
    await charger.starts_session()
    await limited(charger, 10)
    assert len(charger.asked) == tries
    charger.forget_asked()
    means = (await limited(charger, 12)).means
    assert len(charger.asked) == 1
    assert means
    assert (means.purpose, means.rate_unit, means.stack_level) == working


async def test_only_allowed_units_are_tried() -> None:
    """A charger that says that it takes watt is never sent ampere."""
    charger = Charger(HUAWEI)
    await interview(charger.station, Wishes(), lambda learned: learned, NOON)
    await charger.starts_session()
    in_force = await limited(charger, 16, phases=3)
    [profile] = charger.limits
    assert profile.schedule.periods == (Period(0, 16 * 3 * 230, 3),)
    assert in_force.rate == 11040


async def test_refused_everywhere_is_told_in_the_chargers_words() -> None:
    """When nothing works the user hears all reasons, and trying again is cheap."""
    charger = Charger(STUBBORN, Learned(max_stack_level=3))
    await charger.starts_session()
    with pytest.raises(Rejected, match="tx; tx_default"):
        await limited(charger, 10)
    charger.forget_asked()
    with pytest.raises(Rejected):
        await limited(charger, 10)
    assert len(charger.asked) == 2


async def test_silence_is_no_refusal() -> None:
    """A charger that does not answer is not bothered with other means."""
    charger = Charger(SILENT)
    with pytest.raises(NoReply):
        await limited(charger, 10)
    assert len(charger.asked) == 1
    assert charger.station.state.connector(PLUG).limit is None


async def test_offline_is_no_refusal() -> None:
    """A limit for a charger that is away fails, and changes nothing."""
    charger = Charger(ECARPLUG)
    await charger.hang_up("gone")
    with pytest.raises(StationOffline):
        await limited(charger, 10)


async def test_without_smart_charging_nothing_is_sent() -> None:
    """A charger known to have no profiles is not asked."""
    unable = Learned(unsupported=frozenset({"SetChargingProfile"}))
    charger = Charger(ECARPLUG, unable)
    with pytest.raises(NotSupported):
        await limited(charger, 10)
    assert charger.asked == []


async def test_a_refusal_because_the_session_ended_is_not_remembered() -> None:
    """A charger whose session ends under our hands is limited in the next one as ever."""

    class Ending(Charger):
        @override
        async def execute(self, command: StationCommand[Any]) -> Any:
            if (
                isinstance(command, SetChargingProfile)
                and self.station.state.connector(PLUG).transaction
            ):
                await self.ends_session()
                raise Rejected("Rejected")
            return await super().execute(command)

    charger = Ending(ECARPLUG)
    await charger.starts_session()
    await limited(charger, 10)
    assert sent(charger) == [(TX_DEFAULT, 10)]
    assert TX not in charger.learned.refused_purposes.get(PLUG, ())


async def test_what_once_worked_is_not_given_up() -> None:
    """A charger in a bad mood is limited in its session again once it is over."""
    charger = Charger(ECARPLUG)
    await charger.starts_session()
    await limited(charger, 10)
    charger.model = TIMXON
    await limited(charger, 12)
    charger.model = ECARPLUG
    charger.forget_asked()
    await limited(charger, 14)
    assert sent(charger) == [(TX, 14)]


async def test_a_restart_gives_every_means_another_chance() -> None:
    """What was refused before the charger started anew is tried again, what worked stays."""
    charger = Charger(TIMXON)
    await charger.starts_session()
    await limited(charger, 10)
    await charger.boots()
    await interview(charger.station, Wishes(), lambda learned: learned, NOON)
    charger.forget_asked()
    await limited(charger, 12)
    assert sent(charger) == [(TX, 12), (TX_DEFAULT, 12)]


async def test_new_firmware_is_limited_from_scratch() -> None:
    """What worked with the old firmware says nothing about the new one."""
    charger = Charger(AUTEL)
    await charger.starts_session()
    await limited(charger, 10)
    await charger.boots(firmware="2.0")
    await interview(charger.station, Wishes(), lambda learned: learned, NOON)
    assert charger.learned.limit_means == {}
