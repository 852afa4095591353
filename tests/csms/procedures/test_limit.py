"""Limits: how often they are sent, and how long they hold."""

from custom_components.local_ocpp.csms.domain.model.learned import Beliefs, Learned
from custom_components.local_ocpp.csms.domain.model.limit import Limit
from custom_components.local_ocpp.csms.domain.model.profile import (
    Period,
    Purpose,
)
from custom_components.local_ocpp.csms.domain.smart_charging import (
    ClearChargingProfile,
)
from custom_components.local_ocpp.csms.procedures.limit import (
    clear_limit,
    clear_station_maximum,
    keep_limit,
    keep_station_maximum,
    profile_to_start_with,
    set_fallback,
    set_next_limit,
    set_station_maximum,
)
from tests.csms.backoffice import NOON
from tests.csms.procedures.charger import PLUG, Charger
from tests.csms.procedures.limiting import followed, limited, sent
from tests.csms.procedures.models import (
    ABB,
    AUTEL,
    ECARPLUG,
    EVBOX,
    HUAWEI,
)

TX, TX_DEFAULT = Purpose.TX, Purpose.TX_DEFAULT


# How often, and how long


async def test_the_same_limit_is_not_sent_twice() -> None:
    """What is in force and confirmed stays so without a message, unless forced."""
    charger = Charger(ECARPLUG)
    await charger.starts_session()
    await limited(charger, 10)
    await limited(charger, 10)
    assert len(charger.asked) == 1
    await limited(charger, 10, force=True)
    assert len(charger.asked) == 2
    assert charger.learned.profile_writes == 2


async def test_without_a_session_the_next_one_starts_limited() -> None:
    """A limit set while no car charges is the default, and the session needs no message."""
    charger = Charger(ECARPLUG)
    await limited(charger, 10)
    await charger.starts_session()
    await followed(charger)
    await limited(charger, 10)
    assert sent(charger) == [(TX_DEFAULT, 10)]


async def test_the_owners_limit_outlives_the_session() -> None:
    """A limit set during one session holds in the next, with one message when it begins."""
    charger = Charger(ECARPLUG)
    await limited(charger, 16)
    await charger.starts_session()
    await limited(charger, 10)
    await charger.ends_session()
    await followed(charger)
    await charger.starts_session("8")
    await followed(charger)
    assert sent(charger) == [(TX_DEFAULT, 16), (TX, 10), (TX, 10)]
    assert charger.profiles[3001].transaction_id == "8"


async def test_new_limits_replace_old_ones() -> None:
    """Whatever happens, a charger holds one profile of ours a purpose."""
    charger = Charger(ECARPLUG)
    for number in ("7", "8"):
        await limited(charger, 16)
        await charger.starts_session(number)
        await limited(charger, 10)
        await limited(charger, 12)
        await charger.ends_session()
    assert {*charger.profiles} == {2001}


async def test_a_pause_is_a_limit_of_zero() -> None:
    """Zero is sent as zero, in whatever unit."""
    charger = Charger(HUAWEI)
    await charger.starts_session()
    await limited(charger, 0)
    assert charger.profiles[3001].schedule.periods == (Period(0, 0),)


async def test_no_pause_stays_behind_as_default() -> None:
    """Once a pause set between sessions is over, later sessions start again."""
    charger = Charger(ECARPLUG)
    await limited(charger, 0)
    await charger.starts_session()
    await limited(charger, 10)
    assert sent(charger) == [(TX_DEFAULT, 0), (TX, 10), (TX_DEFAULT, 10)]
    await limited(charger, 12)
    assert len(charger.asked) == 4


async def test_a_pause_between_sessions_survives_a_limit_for_a_while() -> None:
    """Charging for an hour does not end a pause, and a pause that is replaced is gone."""
    charger = Charger(ECARPLUG)
    await limited(charger, 0)
    await charger.starts_session()
    await limited(charger, 10, duration_seconds=3600)
    await charger.ends_session()
    assert sent(charger) == [(TX_DEFAULT, 0), (TX, 10)]
    await limited(charger, 16)
    assert sent(charger)[2:] == [(TX_DEFAULT, 16)]


async def test_a_limit_waits_where_only_sessions_can_be_limited() -> None:
    """A charger known to take limits in sessions only is told when one begins."""
    charger = Charger(EVBOX)
    await charger.starts_session()
    await limited(charger, 10)
    await charger.ends_session()
    assert (await limited(charger, 8)).described() == {"in_force": False}
    charger.forget_asked()
    await charger.starts_session("8")
    await followed(charger)
    assert sent(charger) == [(TX, 8)]


async def test_a_limit_for_a_while_says_until_when() -> None:
    """A limit with a duration begins in the past, ends in time, and is sent each time."""
    charger = Charger(ECARPLUG)
    await charger.starts_session()
    now = charger.backoffice.now()
    in_force = await limited(charger, 10, duration_seconds=3600)
    await limited(charger, 10, duration_seconds=3600)
    schedule = charger.profiles[3001].schedule
    assert schedule.start_at
    assert schedule.start_at < now
    assert charger.profiles[3001].valid_from == schedule.start_at
    assert charger.profiles[3001].valid_to == in_force.ends_at
    assert len(charger.asked) == 2


async def test_a_limit_that_has_ended_is_not_kept() -> None:
    """What was for an hour is not told to a session that begins later."""
    charger = Charger(ECARPLUG)
    await charger.starts_session()
    await limited(charger, 10, duration_seconds=3600)
    await charger.ends_session()
    charger.backoffice.advance(hours=2)
    await charger.starts_session("8")
    await followed(charger)
    assert len(charger.asked) == 1


# Restarts


async def test_a_restart_costs_no_limit() -> None:
    """After a restart the running session is limited again, in one message."""
    charger = Charger(ECARPLUG)
    await charger.starts_session()
    await limited(charger, 10)
    charger.reconnects()
    await keep_limit(charger.station, PLUG, now=charger.backoffice.now())
    assert len(charger.asked) == 1
    await charger.boots()
    await keep_limit(charger.station, PLUG, now=charger.backoffice.now())
    assert sent(charger) == [(TX, 10), (TX, 10)]


async def test_a_restart_costs_no_default() -> None:
    """After a restart the default is sent again, and stays what the owner wants."""
    charger = Charger(ECARPLUG)
    await limited(charger, 10)
    await charger.boots()
    for _ in range(2):
        await keep_limit(charger.station, PLUG, now=charger.backoffice.now())
    await limited(charger, 10)
    assert sent(charger) == [(TX_DEFAULT, 10), (TX_DEFAULT, 10)]


async def test_a_restart_costs_a_session_no_default() -> None:
    """A session that goes by the default needs no more than that after a restart."""
    charger = Charger(ECARPLUG)
    await limited(charger, 10)
    await charger.starts_session()
    await charger.boots()
    await keep_limit(charger.station, PLUG, now=charger.backoffice.now())
    assert sent(charger) == [(TX_DEFAULT, 10), (TX_DEFAULT, 10)]


async def test_a_restart_costs_no_maximum() -> None:
    """The installer's maximum is sent again after a restart, not after a reconnect."""
    charger = Charger(AUTEL)
    await set_station_maximum(charger.station, Limit(amount=20), now=NOON)
    await keep_station_maximum(charger.station)
    await charger.boots()
    now = charger.backoffice.now()
    for _ in range(2):
        await keep_station_maximum(charger.station, now=now)
    assert sent(charger) == [(Purpose.STATION_MAX, 20), (Purpose.STATION_MAX, 20)]


# Clearing, defaults, starting


async def test_clearing_removes_what_is_ours() -> None:
    """Clearing takes one message for each profile that the charger holds of ours."""
    charger = Charger(ECARPLUG)
    await limited(charger, 16)
    await charger.starts_session()
    await limited(charger, 10)
    await clear_limit(charger.station, PLUG)
    assert charger.profiles == {}
    assert charger.asked[2:] == [
        ClearChargingProfile(profile_id=3001),
        ClearChargingProfile(profile_id=2001),
    ]
    assert charger.station.state.connector(PLUG).limit is None


async def test_clearing_nothing_of_ours_clears_leftovers() -> None:
    """Without a limit of ours, those that other systems left on the plug are lifted."""
    charger = Charger(ECARPLUG)
    await clear_limit(charger.station, PLUG)
    assert charger.asked == [ClearChargingProfile(connector=PLUG)]


async def test_the_maximum_can_be_lifted() -> None:
    """Clearing the maximum forgets it."""
    charger = Charger(ECARPLUG)
    await set_station_maximum(charger.station, Limit(amount=20), now=NOON)
    await clear_station_maximum(charger.station)
    assert charger.profiles == {}
    assert charger.station.state.maximum is None


async def test_a_fallback_leaves_the_running_session_alone() -> None:
    """What holds when we are away is no change of what the owner allows now."""
    charger = Charger(ECARPLUG)
    await charger.starts_session()
    await limited(charger, 10)
    for _ in range(2):
        await set_fallback(charger.station, PLUG, Limit(amount=6), now=NOON)
    plug = charger.station.state.connector(PLUG)
    assert plug.limit
    assert plug.limit.limit.amount == 10
    assert sent(charger) == [(TX, 10), (TX_DEFAULT, 6)]


async def test_a_fallback_does_not_undo_the_limit_of_a_session() -> None:
    """A session that goes by the default is limited anew when the default changes."""
    charger = Charger(ECARPLUG)
    await limited(charger, 10)
    await charger.starts_session()
    await set_fallback(charger.station, PLUG, Limit(amount=6), now=NOON)
    assert sent(charger) == [(TX_DEFAULT, 10), (TX_DEFAULT, 6), (TX, 10)]


async def test_a_session_that_starts_as_wanted_is_told_nothing() -> None:
    """Where the default is what the owner wants, the next session needs no message."""
    charger = Charger(ECARPLUG)
    await charger.starts_session()
    await limited(charger, 10)
    await set_fallback(charger.station, PLUG, Limit(amount=10), now=NOON)
    await charger.ends_session()
    await charger.starts_session("8")
    charger.forget_asked()
    await followed(charger)
    assert charger.asked == []


async def test_a_start_can_carry_its_limit() -> None:
    """A remote start has the profile without a session, which is told again once it runs."""
    charger = Charger(ECARPLUG)
    limit = Limit(amount=10)
    profile = profile_to_start_with(charger.station.state, PLUG, limit)
    assert profile
    assert (profile.purpose, profile.transaction_id) == (TX, None)
    await set_next_limit(charger.station, PLUG, limit, now=NOON)
    await charger.starts_session()
    await followed(charger)
    assert sent(charger) == [(TX, 10)]


async def test_leftovers_of_a_session_are_cleared_where_they_hurt() -> None:
    """A charger known to keep profiles beyond their session is rid of them."""
    charger = Charger(ABB, Learned(beliefs=Beliefs(keeps_profiles=True)))
    await charger.starts_session()
    await limited(charger, 10)
    await charger.ends_session()
    await followed(charger)
    assert charger.asked[-1] == ClearChargingProfile(profile_id=3001)
