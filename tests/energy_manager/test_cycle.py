"""Whatever is read and wanted, some things never happen."""

import json

from hypothesis import given, strategies as st

from custom_components.local_ocpp.energy_manager.keeping import restored, stored
from custom_components.local_ocpp.energy_manager.model import Charger, Circuit
from custom_components.local_ocpp.energy_manager.policy import ChargeMode, Policy

from .house import GARAGE, LEFT, MAIN, RIGHT, House, site

AMPS = st.floats(-15, 40)
WIRINGS = st.sampled_from([(0,), (1,), (2,), (0, 1, 2), (2, 0, 1), (1, 2, 0)])
CHARGERS = st.builds(
    Charger,
    id=st.just(LEFT),
    circuit=st.sampled_from([MAIN, GARAGE]),
    wiring=WIRINGS,
    can_switch=st.booleans(),
    min_a=st.sampled_from([6.0, 8.0]),
    max_a=st.sampled_from([16.0, 32.0]),
    step_a=st.sampled_from([0.1, 1.0]),
    car_phases=st.sampled_from([1, 2, 3]),
)
POLICIES = st.builds(
    Policy,
    mode=st.sampled_from(ChargeMode),
    boost=st.booleans(),
    green_share=st.floats(0.5, 1),
    min_a=st.sampled_from([6.0, 10.0]),
    max_a=st.sampled_from([9.0, 32.0]),
    priority=st.integers(0, 2),
    current_limit_a=st.none() | st.floats(0, 20),
    planned_a=st.none() | st.floats(0, 16),
)
LOADS = st.lists(st.tuples(AMPS, AMPS, AMPS), min_size=1, max_size=25)


@st.composite
def houses(draw: st.DrawFn) -> House:
    """Two chargers somewhere in a house."""
    policies = {LEFT: draw(POLICIES), RIGHT: draw(POLICIES)}
    left, right = draw(CHARGERS), draw(CHARGERS)
    chargers = {LEFT: left, RIGHT: _named_right(right)}
    return House(
        site(draw(st.sampled_from([20.0, 25.0, 63.0])), 20.0), policies, chargers
    )


@given(houses(), LOADS)
def test_no_fuse_carries_more_than_its_limit(
    house: House, loads: list[tuple[float, float, float]]
) -> None:
    """What is given fits beside what the house draws, on every phase of every circuit."""
    for load in loads:
        house.load(*load)
        for phase, amps in enumerate(house.cars()):
            assert amps <= max(0.0, _limit(house, MAIN) - load[phase]) + 1e-3
        assert max(_garage(house)) <= _limit(house, GARAGE) + 1e-3


@given(houses(), LOADS)
def test_nothing_is_given_between_zero_and_the_minimum(
    house: House, loads: list[tuple[float, float, float]]
) -> None:
    """A plug gets nothing, or what car and owner can use."""
    for load in loads:
        house.load(*load)
        for id, told in house.given.items():
            charger, policy = house.chargers[id], house.policies[id]
            least = max(charger.min_a, policy.min_a)
            most = min(charger.max_a, policy.max_a, policy.current_limit_a or 99)
            assert told.amps == 0 or least - 1e-3 <= told.amps <= most + 1e-3


@given(houses(), LOADS, LOADS)
def test_a_restart_changes_nothing(
    house: House,
    before: list[tuple[float, float, float]],
    after: list[tuple[float, float, float]],
) -> None:
    """The memory goes through JSON and the answers stay the same."""
    for load in before:
        house.load(*load)
    memory = house.memory
    again = restored(json.loads(json.dumps(stored(memory))))
    assert again == memory
    now, given_before = house.now, dict(house.given)
    answers = [house.load(*load).allocations for load in after]
    house.memory, house.now, house.given = again, now, given_before
    assert [house.load(*load).allocations for load in after] == answers


@given(houses(), LOADS)
def test_a_plug_that_is_off_gets_nothing(
    house: House, loads: list[tuple[float, float, float]]
) -> None:
    """Off is off, unless a boost or a plan says otherwise."""
    house.policies[LEFT] = Policy(mode=ChargeMode.OFF)
    for load in loads:
        house.load(*load)
        assert house.amps() == 0
        assert house.why() == "off"


@given(houses(), LOADS, st.booleans())
def test_a_charger_out_of_reach_has_its_place_under_the_fuse(
    house: House, loads: list[tuple[float, float, float]], connected: bool
) -> None:
    """While it is offline, what it may draw is kept free for it."""
    house.load(0, 0, 0)
    house.change(RIGHT, online=False, may_draw_a=6.0, connected=connected)
    wiring = house.chargers[RIGHT].wiring
    del house.given[RIGHT]
    for load in loads:
        house.load(*load)
        house.given.pop(RIGHT)
        for phase, amps in enumerate(house.cars()):
            room = _limit(house, MAIN) - load[phase] - 6.0 * (phase in wiring)
            assert amps <= max(0.0, room) + 1e-3


def _named_right(charger: Charger) -> Charger:
    return Charger(
        id=RIGHT,
        circuit=charger.circuit,
        wiring=charger.wiring,
        can_switch=charger.can_switch,
        min_a=charger.min_a,
        step_a=charger.step_a,
    )


def _limit(house: House, id: str) -> float:
    circuit: Circuit = next(each for each in house.site.circuits if each.id == id)
    return circuit.limit_a - circuit.margin_a


def _garage(house: House) -> list[float]:
    total = [0.0, 0.0, 0.0]
    for id, told in house.given.items():
        charger = house.chargers[id]
        if charger.circuit == GARAGE:
            for phase in charger.wiring[: min(told.phases, charger.car_phases)]:
                total[phase] += told.amps
    return total
