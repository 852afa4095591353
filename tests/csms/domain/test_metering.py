"""What a meter says adds up, whatever clock, order and gaps it is said with."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise

from hypothesis import given, strategies as st
import pytest

from custom_components.local_ocpp.csms.domain.metering import (
    CLOCK_TOLERANCE,
    MeterValuesReported,
    believable,
    counted,
)
from custom_components.local_ocpp.csms.domain.model.evse import ConnectorRef
from custom_components.local_ocpp.csms.domain.model.metering import (
    CURRENT,
    ENERGY,
    MOST_QUANTITIES,
    POWER,
    EnergyRegister,
    Meter,
    Quantity,
    Sample,
    per_phase,
    strongest,
    total,
)
from custom_components.local_ocpp.csms.domain.model.station import (
    Connector,
    StationId,
    StationState,
)
from custom_components.local_ocpp.csms.domain.model.transaction import (
    Transaction,
    TransactionId,
)
from custom_components.local_ocpp.csms.domain.station import Station
from tests.csms.backoffice import NOON, PlainBackoffice

PLUG = ConnectorRef(1)
FIRST = TransactionId("1")
ENERGIES = st.lists(st.integers(0, 10_000), min_size=1, max_size=20)


def at(minute: float) -> datetime:
    """Return so many minutes after noon."""
    return NOON + timedelta(minutes=minute)


def sample(
    minute: float, energy_wh: float | None = None, power_w: float | None = None
) -> Sample:
    """Return what a meter said then."""
    readings = {
        Quantity(ENERGY, "Wh"): energy_wh,
        Quantity(POWER, "W"): power_w,
    }
    known = {what: value for what, value in readings.items() if value is not None}
    return Sample(at=at(minute), readings=known)


def register(*readings: float) -> EnergyRegister:
    """Return a register that was read once a minute."""
    seen = EnergyRegister()
    for minute, meter_wh in enumerate(readings):
        seen = seen.seen(meter_wh, at(minute))
    return seen


def sessions(*readings: Sequence[float]) -> EnergyRegister:
    """Return a register after sessions, each begun with the first of its readings."""
    seen, minute = EnergyRegister(), 0
    for first, *others in readings:
        seen = seen.started(first, at(minute := minute + 1))
        for meter_wh in others:
            seen = seen.seen(meter_wh, at(minute := minute + 1))
    return seen


# The register


def test_nothing_read() -> None:
    """A register that nobody has read has no reading."""
    assert EnergyRegister().total_wh is None


@given(ENERGIES)
def test_never_falls(readings: list[int]) -> None:
    """However a meter jumps, what we tell of it never falls."""
    totals = [
        register(*readings[: number + 1]).total_wh or 0
        for number in range(len(readings))
    ]
    assert all(before <= after for before, after in pairwise(totals))


@given(ENERGIES)
def test_highest_reading(readings: list[int]) -> None:
    """Without sessions, it is the highest reading: lower ones are glitches."""
    assert register(*readings).total_wh == max(readings)


@given(st.data())
def test_any_order(data: st.DataObject) -> None:
    """In whatever order the readings of an honest meter come, the last one counts."""
    readings = sorted(data.draw(ENERGIES))
    told = data.draw(st.permutations(list(enumerate(readings))))
    seen = EnergyRegister()
    for minute, meter_wh in told:
        seen = seen.seen(meter_wh, at(minute))

    assert seen.total_wh == readings[-1]


@given(st.lists(st.lists(st.integers(1, 1000), min_size=1), min_size=1, max_size=10))
def test_counts_each_session_from_zero(charged: list[list[int]]) -> None:
    """A station that begins at zero with each session is added up.

    It gives itself away by a reading below where its first session ended.
    """
    told = [[0, *accumulate([1, *steps])] for steps in charged]

    assert sessions(*told).total_wh == sum(readings[-1] for readings in told)


@given(st.lists(st.lists(st.integers(0, 1000), min_size=1), min_size=1, max_size=10))
def test_counts_through(charged: list[list[int]]) -> None:
    """A station that counts through its sessions is not added up twice."""
    told = [[5000]]
    for steps in charged:
        told.append([*accumulate(steps, initial=told[-1][-1])])

    assert sessions(*told).total_wh == told[-1][-1]


def test_lower_start_alone() -> None:
    """A session that began lower is believed when the meter goes on from there."""
    doubtful = sessions([0, 5000], [0])
    assert doubtful.total_wh == 5000
    assert doubtful.seen(5100, at(10)).total_wh == 5100
    assert doubtful.seen(100, at(10)).total_wh == 5100


def test_late_reading_of_a_former_session() -> None:
    """With a station that counts sessions, an old reading is never a new one."""
    seen = sessions([0, 5000], [0, 100])

    assert seen.seen(4000, at(1.5)) == seen
    assert seen.total_wh == 5100


def test_clock_put_back() -> None:
    """A higher reading is a later one, even if the clock says otherwise."""
    seen = register(1000, 2000).seen(2500, at(-60))

    assert seen.total_wh == 2500
    assert seen.seen(2600, at(-59)).total_wh == 2600


# The meter


def test_older_sample() -> None:
    """What is older than what we know changes nothing."""
    meter = Meter().with_sample(sample(10, 2000, 7000))

    assert meter.with_sample(sample(5, 1500, 3000)) == meter
    assert meter.with_sample(sample(5, power_w=3000)) == meter


def test_hour_put_back() -> None:
    """When the clock is put back in a charging session, its meter is still believed."""
    meter = Meter().with_sample(sample(60, 2000, 7000))
    meter = meter.with_sample(sample(1, 2010, 6000)).with_sample(sample(2, 2020, 5000))

    assert meter.power_w == 5000
    assert meter.register.total_wh == 2020


def test_power_from_energy() -> None:
    """Without a power reading, power is how fast the energy grows."""
    meter = Meter().with_sample(sample(0, 1000)).with_sample(sample(6, 1700))

    assert meter.power_w == 7000


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 10_000)), max_size=20))
def test_derived_power(samples: list[tuple[int, int]]) -> None:
    """Derived power is never negative, and never beyond reason for want of time."""
    meter = Meter()
    for minute, energy_wh in samples:
        meter = meter.with_sample(sample(minute, energy_wh))
    power_w = meter.power_w

    assert power_w is None or 0 <= power_w <= 10_000 * 60


def test_measured_power() -> None:
    """A power reading is believed rather than what follows from the energy."""
    meter = Meter().with_sample(sample(0, 1000)).with_sample(sample(6, 1700, 6900))

    assert meter.power_w == 6900


def test_idle() -> None:
    """When nothing flows, flows are zero and registers stay."""
    meter = Meter().with_sample(sample(0, 1000, 7000)).idle()

    assert meter.power_w == 0
    assert meter.register.total_wh == 1000
    assert total(meter.readings, ENERGY) == 1000


def test_idle_without_measured_power() -> None:
    """Derived power is zero as well, if there ever was one."""
    meter = Meter().with_sample(sample(0, 1000))
    assert meter.idle().power_w is None
    assert meter.with_sample(sample(6, 1700)).idle().power_w == 0


def test_invented_quantities() -> None:
    """A station that invents words does not fill the memory."""
    meter = Meter()
    for number in range(10 * MOST_QUANTITIES):
        readings = {Quantity(f"X{number}", ""): 1.0, Quantity(ENERGY, "Wh"): 5.0}
        meter = meter.with_sample(Sample(at=at(number), readings=readings))

    assert len(meter.readings) <= MOST_QUANTITIES
    assert total(meter.readings, ENERGY) == 5


# Phases


@pytest.mark.parametrize("spelling", ["L{}", "L{}-N"])
def test_sum_of_phases(spelling: str) -> None:
    """What is told by phase is added up, however phases are spelled."""
    readings = {
        Quantity(POWER, "W", spelling.format(phase)): 1000.0 * phase
        for phase in (1, 2, 3)
    }

    assert total(readings, POWER) == 6000
    assert per_phase(readings, POWER) == {"L1": 1000, "L2": 2000, "L3": 3000}


def test_total_beside_phases() -> None:
    """What is told of all phases together is believed, and lines between them are not."""
    readings = {
        Quantity(POWER, "W", "L1"): 1000.0,
        Quantity(POWER, "W"): 2500.0,
        Quantity(POWER, "W", "L1-L2"): 9000.0,
        Quantity(POWER, "W", None, "Inlet"): 9000.0,
    }
    assert total(readings, POWER) == 2500


def test_strongest_phase() -> None:
    """A current is that of the strongest phase."""
    readings = {Quantity(CURRENT, "A", f"L{n}"): 10.0 + n for n in (1, 2, 3)}

    assert strongest(readings, CURRENT) == 13
    assert strongest({}, CURRENT) is None


# Clocks


@pytest.mark.parametrize(
    ("moment", "believed"),
    [
        (at(-1), at(-1)),
        (NOON + CLOCK_TOLERANCE, NOON + CLOCK_TOLERANCE),
        (NOON + 2 * CLOCK_TOLERANCE, NOON),
        (datetime(2099, 1, 1, tzinfo=UTC), NOON),
        (datetime(1970, 1, 1, tzinfo=UTC), NOON),
        (datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)),
    ],
)
def test_believable(moment: datetime, believed: datetime) -> None:
    """A clock that is not set or runs ahead is not believed; the past is."""
    assert believable(moment, NOON) == believed


@pytest.mark.parametrize("year", [1970, 2099])
async def test_wrong_clock(year: int) -> None:
    """A meter whose clock is wrong is read as if it spoke now, and after the clock is set."""
    station = charging()
    wrong = datetime(year, 1, 1, tzinfo=UTC)
    await say(station, Sample(at=wrong, readings=sample(0, 1500, 7000).readings))
    assert plug(station).meter.at == NOON
    assert plug(station).meter.power_w == 7000
    await say(station, sample(1, 2000, 3000))

    assert plug(station).meter.power_w == 3000
    assert plug(station).meter.register.total_wh == 2000
    assert energy_wh(station) == 1000


async def test_hour_put_back_in_a_session() -> None:
    """A session goes on when the clock is put back to before it began."""
    station = charging()
    await say(station, sample(4, 1500, 7000))
    await say(station, sample(-56, 2000, 3000))

    assert plug(station).meter.power_w == 3000
    assert energy_wh(station) == 1000


# Sessions


@given(ENERGIES)
def test_session_energy(readings: list[int]) -> None:
    """A session's energy is the way from its first reading to its highest."""
    session = Transaction(id=FIRST, connector=PLUG, started_at=NOON)
    for meter_wh in readings:
        session = counted(session, meter_wh)

    assert session.energy_wh == max(readings) - readings[0]


async def test_main_meter() -> None:
    """What belongs to no plug is the station's own meter's."""
    station = charging()
    await station.handle(MeterValuesReported(connector=None, samples=(sample(0, 9),)))

    assert station.state.meter.register.total_wh == 9
    assert plug(station).meter == Meter()
    assert energy_wh(station) == 0


async def test_samples_without_energy_are_not_kept() -> None:
    """What carries no energy is not worth the disk."""
    station = charging()
    await say(station, sample(1, power_w=7000), sample(2, 1100))

    backoffice = station._backoffice
    assert isinstance(backoffice, PlainBackoffice)
    assert [kept.at for _, kept in backoffice.samples] == [at(2)]


async def test_session_by_its_plug() -> None:
    """Samples that name no session, or one that does not exist, are of the one that runs."""
    station = charging()
    await say(station, sample(1, 1100))
    await say(station, sample(2, 1200), session=TransactionId("made up"))

    assert energy_wh(station) == 200


def charging() -> Station:
    """Return a station on which a session began at noon, with the meter at 1000 Wh."""
    session = Transaction(
        id=FIRST, connector=PLUG, started_at=NOON, meter_start_wh=1000, meter_wh=1000
    )
    state = StationState(id=StationId("garage"), adopted=True)
    state = state.with_connector(PLUG, transaction=session)
    return Station(state, PlainBackoffice())


async def say(
    station: Station, *samples: Sample, session: TransactionId | None = None
) -> None:
    """Have its meter say something."""
    values = MeterValuesReported(
        connector=PLUG, samples=samples, transaction_id=session
    )
    await station.handle(values)


def plug(station: Station) -> Connector:
    """Return its plug."""
    return station.state.connector(PLUG)


def energy_wh(station: Station) -> float | None:
    """Return the energy of the session."""
    session = plug(station).transaction
    assert session
    return session.energy_wh
