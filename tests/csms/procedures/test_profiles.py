"""Profiles: they get where they belong, fit in, are continued, and survive restarts."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from custom_components.local_ocpp.csms.domain.errors import Rejected
from custom_components.local_ocpp.csms.domain.model.book import BookEntry
from custom_components.local_ocpp.csms.domain.model.learned import Learned
from custom_components.local_ocpp.csms.domain.model.limit import Limit
from custom_components.local_ocpp.csms.domain.model.profile import (
    ChargingProfile,
    Kind,
    Period,
    Purpose,
    RateUnit,
    Schedule,
)
from custom_components.local_ocpp.csms.domain.model.transaction import TransactionId
from custom_components.local_ocpp.csms.domain.smart_charging import (
    WHOLE_STATION,
    ClearChargingProfile,
    ProfileSet,
)
from custom_components.local_ocpp.csms.procedures.limit import (
    clear_limit,
    set_station_maximum,
)
from custom_components.local_ocpp.csms.procedures.profile_fit import (
    Misfit,
    UnfitProfile,
)
from custom_components.local_ocpp.csms.procedures.profiles import (
    attend,
    clear_profiles,
    keep_profiles,
    set_profile,
)
from tests.csms.procedures.charger import PLUG, Charger, Model
from tests.csms.procedures.limiting import followed, limited, sent

HOUR = 3600

ROOMY = Learned(
    max_stack_level=8, max_periods=3, max_profiles=6, number_of_connectors=1
)


def entry(
    charger: Charger,
    limits: Sequence[float] = (10,),
    *,
    purpose: Purpose = Purpose.TX_DEFAULT,
    kind: Kind = Kind.ABSOLUTE,
    level: int = 0,
    number: int = 1,
    unit: RateUnit = RateUnit.A,
    session: str | None = None,
) -> BookEntry:
    """Return a profile with another limit every hour, from now on."""
    now = charger.backoffice.now()
    schedule = Schedule(
        rate_unit=unit,
        periods=tuple(Period(hour * HOUR, limit) for hour, limit in enumerate(limits)),
        start_at=None if kind is Kind.RELATIVE else now,
    )
    profile = ChargingProfile(
        id=number,
        purpose=purpose,
        kind=kind,
        stack_level=level,
        schedule=schedule,
        transaction_id=TransactionId(session) if session else None,
    )
    place = WHOLE_STATION if purpose is Purpose.STATION_MAX else PLUG
    return BookEntry(connector=place, profile=profile, told_at=now)


async def given(charger: Charger, *args: Any, **kwargs: Any) -> BookEntry:
    """Put a profile into force."""
    wanted = entry(charger, *args, **kwargs)
    await set_profile(charger.station, wanted)
    return wanted


async def kept(charger: Charger) -> None:
    await keep_profiles(charger.station, now=charger.backoffice.now())


def numbers(charger: Charger) -> list[int]:
    """Return the numbers of the profiles in our book."""
    return sorted(each.profile.id for each in charger.station.state.book)


def last_limits(charger: Charger) -> list[float]:
    """Return the limits of what was sent last."""
    return [each.limit for each in charger.limits[-1].schedule.periods]


async def test_a_long_schedule_is_continued() -> None:
    """A charger with room for three periods is told of the others in time."""
    charger = Charger(Model(), ROOMY)
    await given(charger, (6, 7, 8, 9, 10))
    await kept(charger)
    assert len(charger.asked) == 1
    assert last_limits(charger) == [6, 7, 8]
    charger.backoffice.advance(hours=2)
    await kept(charger)
    assert last_limits(charger) == [8, 9, 10]
    charger.backoffice.advance(hours=8)
    await kept(charger)
    assert len(charger.asked) == 2


async def test_someone_attends_to_it() -> None:
    """What falls due while a charger is connected is sent without being asked for."""
    charger = Charger(Model(), ROOMY)
    attending = asyncio.create_task(attend(charger.station, charger.backoffice.now))
    told = asyncio.Event()
    charger.station.subscribe(
        lambda *_: told.set() if len(charger.limits) == 1 else None
    )
    late = entry(charger, (6, 7, 8, 9, 10))
    await asyncio.sleep(0)
    await charger.station.handle(
        ProfileSet(entry=replace(late, continue_at=late.told_at))
    )
    async with asyncio.timeout(5):
        await told.wait()
    attending.cancel()
    assert last_limits(charger) == [6, 7, 8]


async def test_told_again_after_a_restart() -> None:
    """What a restart may have cost is there again, but not after a mere reconnect."""
    charger = Charger(Model(), ROOMY)
    await given(charger)
    charger.reconnects()
    await kept(charger)
    assert len(charger.asked) == 1
    await charger.boots()
    await kept(charger)
    assert last_limits(charger) == [10]
    assert len(charger.asked) == 2


async def test_a_session_takes_its_profiles_with_it() -> None:
    """A profile for a session is forgotten when it ends; a default one stays."""
    charger = Charger(Model(), ROOMY)
    await charger.starts_session()
    await given(charger, purpose=Purpose.TX, session="7", number=1)
    await given(charger, number=2)
    assert numbers(charger) == [1, 2]
    await charger.ends_session()
    assert numbers(charger) == [2]


async def test_the_same_place_is_taken_over() -> None:
    """One profile a purpose, level and plug; and one a number."""
    charger = Charger(Model(), ROOMY)
    await given(charger, number=1)
    await given(charger, number=2)
    await given(charger, number=2, level=3)
    assert numbers(charger) == [2]


async def test_in_the_unit_of_the_charger() -> None:
    """A charger that knows ampere only is told in ampere, rounded down."""
    charger = Charger(Model(), replace(ROOMY, rate_units=frozenset({RateUnit.A})))
    await given(charger, (11_000,), unit=RateUnit.W)
    assert charger.limits[0].schedule.rate_unit is RateUnit.A
    assert last_limits(charger) == [15.9]


@pytest.mark.parametrize(
    ("wanted", "misfit", "would_do"),
    [
        ({"level": 8}, Misfit.LEVEL, "7"),
        ({"number": 3001}, Misfit.NUMBER, "1000-3999"),
        (
            {"limits": (6, 7, 8, 9), "kind": Kind.RELATIVE},
            Misfit.TOO_LONG,
            "3",
        ),
    ],
)
async def test_what_does_not_fit(
    wanted: dict[str, Any], misfit: Misfit, would_do: str
) -> None:
    """What a charger cannot hold is not sent to it, and we say what would do."""
    charger = Charger(Model(), ROOMY)
    with pytest.raises(UnfitProfile) as unfit:
        await given(charger, **wanted)
    assert (unfit.value.misfit, unfit.value.detail) == (misfit, would_do)
    assert charger.asked == []


async def test_room_for_limits() -> None:
    """Of six profiles that fit in, three are kept free for the limits."""
    charger = Charger(Model(), ROOMY)
    for number in (1, 2, 3):
        await given(charger, number=number, level=number)
    with pytest.raises(UnfitProfile, match="too_many: 3"):
        await given(charger, number=4, level=4)
    await given(charger, number=5, level=3)


# Together with limits


async def test_limits_are_in_the_book() -> None:
    """Limits have their own numbers and the highest level, and go when they are lifted."""
    charger = Charger(Model(), ROOMY)
    await given(charger, number=1)
    await limited(charger, 10)
    assert numbers(charger) == [1, 2001]
    assert [each.stack_level for each in charger.limits] == [0, 8]
    await clear_limit(charger.station, PLUG)
    assert numbers(charger) == [1]


async def test_lifting_no_limit_leaves_schedules_alone() -> None:
    """Without a limit of ours, lifting it does not clear what was set on purpose."""
    charger = Charger(Model(), ROOMY)
    await given(charger)
    await clear_limit(charger.station, PLUG)
    assert numbers(charger) == [1]
    assert {*charger.profiles} == {1}


async def test_a_limit_never_takes_the_place_of_a_schedule() -> None:
    """A charger that refuses the highest level is not limited on the level of a schedule."""
    charger = Charger(
        Model(judges=lambda each: Rejected("no") if each.stack_level == 8 else None),
        ROOMY,
    )
    await given(charger, level=7)
    await limited(charger, 10)
    assert charger.limits[-1].stack_level == 0
    assert numbers(charger) == [1, 2001]


async def test_no_schedule_takes_the_place_of_a_limit() -> None:
    """Where a limit has the only level, a schedule has to wait."""
    charger = Charger(Model(), replace(ROOMY, max_stack_level=0))
    await limited(charger, 10)
    with pytest.raises(UnfitProfile, match="taken: 0"):
        await given(charger)


async def test_the_limit_stands_above_the_schedule() -> None:
    """A limit that the session started with is told to it once a schedule would outdo it."""
    charger = Charger(Model(), ROOMY)
    await limited(charger, 10)
    await charger.starts_session()
    await followed(charger)
    charger.forget_asked()
    await given(charger, (16,), purpose=Purpose.TX, session="7")
    assert sent(charger) == [(Purpose.TX, 16), (Purpose.TX, 10)]
    assert charger.limits[-1].stack_level == 8


async def test_clearing_everything() -> None:
    """Limits go with their profiles, but what the installer says is there again at once."""
    charger = Charger(Model(), ROOMY)
    now = charger.backoffice.now()
    await set_station_maximum(charger.station, Limit(amount=20), now=now)
    await limited(charger, 10)
    await given(charger)
    assert await clear_profiles(charger.station, ClearChargingProfile(), now=now)
    assert numbers(charger) == [1000]
    assert {*charger.profiles} == {1000}
    assert charger.station.state.connector(PLUG).limit is None
    assert charger.station.state.maximum
