"""Charging sessions, from their start to their end, in every order they are told in."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from custom_components.local_ocpp.csms.domain.metering import MeterValuesReported
from custom_components.local_ocpp.csms.domain.model.evse import (
    ChargingState,
    ConnectorRef,
    ConnectorStatus,
)
from custom_components.local_ocpp.csms.domain.model.metering import (
    ENERGY,
    Quantity,
    Sample,
)
from custom_components.local_ocpp.csms.domain.model.station import (
    Connector,
    StationId,
    StationState,
)
from custom_components.local_ocpp.csms.domain.model.token import (
    AuthorizationStatus,
    IdToken,
)
from custom_components.local_ocpp.csms.domain.model.transaction import (
    Transaction,
    TransactionId,
)
from custom_components.local_ocpp.csms.domain.station import Station
from custom_components.local_ocpp.csms.domain.transactions import (
    Receipt,
    TransactionEnded,
    TransactionStarted,
)
from tests.csms.backoffice import ACCEPTED, NOON, PlainBackoffice

PLUG, OTHER_PLUG = ConnectorRef(1), ConnectorRef(2)
CARD = IdToken("CARD")


def at(minute: float) -> datetime:
    """Return so many minutes after noon."""
    return NOON + timedelta(minutes=minute)


class Garage:
    """A station that tells of its sessions, and what is known of them then."""

    def __init__(self) -> None:
        self.backoffice = PlainBackoffice({"card": ACCEPTED})
        state = StationState(id=StationId("garage"), adopted=True)
        self.station = Station(state, self.backoffice)

    def plug(self, ref: ConnectorRef = PLUG) -> Connector:
        """Return what is known of a plug."""
        return self.station.state.connector(ref)

    async def starts(self, minute: float, meter_wh: float, **more: Any) -> Receipt:
        """Begin a session."""
        said: dict[str, Any] = {"connector": PLUG, "at": at(minute), "token": CARD}
        event = TransactionStarted(meter_wh=meter_wh, **(said | more))
        return await self._say(event)

    async def ends(
        self, session: TransactionId, minute: float, meter_wh: float | None, **more: Any
    ) -> Receipt:
        """End a session."""
        said: dict[str, Any] = {"at": at(minute)}
        event = TransactionEnded(
            transaction_id=session, meter_wh=meter_wh, **(said | more)
        )
        return await self._say(event)

    async def reads(self, minute: float, meter_wh: float) -> None:
        """Read the meter."""
        sample = Sample(at=at(minute), readings={Quantity(ENERGY, "Wh"): meter_wh})
        await self.station.handle(
            MeterValuesReported(connector=PLUG, samples=(sample,))
        )

    async def _say(self, event: TransactionStarted | TransactionEnded) -> Receipt:
        self.backoffice.clock = max(
            self.backoffice.clock, min(event.at, NOON + timedelta(days=30))
        )
        return await self.station.handle(event)


def session(receipt: Receipt) -> Transaction:
    """Return the session that a receipt is for."""
    assert receipt.transaction
    return receipt.transaction


async def test_session() -> None:
    """A session runs, counts, ends, and is remembered as the last one."""
    garage = Garage()
    number = session(await garage.starts(0, 1000)).id
    await garage.reads(10, 2000)
    running = garage.plug().transaction
    assert running
    assert (running.id, running.energy_wh) == (number, 1000)
    await garage.ends(number, 20, 3000)

    plug = garage.plug()
    assert plug.transaction is None
    assert plug.last_transaction
    assert plug.last_transaction.energy_wh == 2000
    assert plug.session == plug.last_transaction
    assert plug.meter.register.total_wh == 3000


async def test_two_plugs() -> None:
    """Two sessions that begin in the same second are two."""
    garage = Garage()
    one = session(await garage.starts(0, 1000))
    two = session(await garage.starts(0, 5000, connector=OTHER_PLUG))
    await garage.ends(one.id, 10, 2000)

    assert one.id != two.id
    assert garage.plug().transaction is None
    assert garage.plug(OTHER_PLUG).transaction == two


async def test_told_again() -> None:
    """A session that is told again is the same session."""
    garage = Garage()
    first = await garage.starts(0, 1000)
    await garage.reads(10, 2000)
    again = await garage.starts(0, 1000)
    await garage.ends(session(first).id, 20, 3000)
    state = garage.station.state
    await garage.ends(session(first).id, 20, 3000)

    assert session(first).id == session(again).id
    assert garage.station.state == state


async def test_end_of_nothing() -> None:
    """The end of a session that nobody knows is answered, and changes nothing."""
    garage = Garage()
    before = garage.station.state
    receipt = await garage.ends(TransactionId("-1"), 10, 2000, token=CARD)

    assert receipt.transaction is None
    assert receipt.authorization
    assert garage.station.state == before


async def test_end_without_a_meter() -> None:
    """Without a final reading, the last one that came counts."""
    garage = Garage()
    number = session(await garage.starts(0, 1000)).id
    await garage.reads(10, 2500)
    ended = session(await garage.ends(number, 20, None))

    assert ended.energy_wh == 1500


async def test_end_by_samples() -> None:
    """A reading that comes with the end is the final one, if the end has none."""
    garage = Garage()
    number = session(await garage.starts(0, 1000)).id
    last = Sample(at=at(20), readings={Quantity(ENERGY, "Wh"): 4000.0})
    ended = session(await garage.ends(number, 20, None, samples=(last,)))

    assert ended.energy_wh == 3000


async def test_meter_that_ends_lower() -> None:
    """A meter that ends below its start charged nothing, rather than less."""
    garage = Garage()
    number = session(await garage.starts(0, 1000)).id
    ended = session(await garage.ends(number, 20, 999))

    assert ended.energy_wh == 0


async def test_unknown_card() -> None:
    """A session with a card that nobody knows has a number all the same."""
    receipt = await Garage().starts(0, 1000, token=IdToken("OTHER"))

    assert session(receipt).id
    assert receipt.authorization
    assert receipt.authorization.status is AuthorizationStatus.INVALID


async def test_without_a_card() -> None:
    """A session that nobody's card began is not judged."""
    receipt = await Garage().starts(0, 1000, token=None)

    assert session(receipt).token is None
    assert receipt.authorization is None


@pytest.mark.parametrize(
    ("status", "charging", "afterwards"),
    [
        (ConnectorStatus.AVAILABLE, None, ChargingState.IDLE),
        (ConnectorStatus.OCCUPIED, ChargingState.CHARGING, ChargingState.FINISHING),
        (ConnectorStatus.FAULTED, ChargingState.CHARGING, ChargingState.FINISHING),
        (None, ChargingState.CHARGING, ChargingState.CHARGING),
        (None, None, None),
    ],
)
async def test_afterwards(
    status: ConnectorStatus | None,
    charging: ChargingState | None,
    afterwards: ChargingState | None,
) -> None:
    """What goes on at the plug after a session follows from what it said last."""
    garage = Garage()
    number = session(await garage.starts(0, 1000)).id
    garage.station.state = garage.station.state.with_connector(
        PLUG, status=status, charging=charging
    )
    await garage.ends(number, 10, 2000)

    assert garage.plug().charging is afterwards


# Told late


async def test_replayed_while_another_runs() -> None:
    """A session of before that is told now does not disturb the one that runs."""
    garage = Garage()
    running = session(await garage.starts(60, 5000))
    replayed = session(await garage.starts(0, 1000))
    assert garage.plug().transaction == running
    ended = session(await garage.ends(replayed.id, 30, 4000))

    assert ended.energy_wh == 3000
    assert garage.plug().transaction == running
    assert garage.plug().last_transaction == ended
    assert garage.plug().meter.register.total_wh == 5000


async def test_next_session_without_an_end() -> None:
    """When the next session begins, the one whose end got lost runs no longer."""
    garage = Garage()
    await garage.starts(0, 1000)
    following = session(await garage.starts(60, 2000))

    assert garage.plug().transaction == following


async def test_ends_in_any_order() -> None:
    """Of sessions that are told late, the one that ended last is the last one."""
    garage = Garage()
    early = session(await garage.starts(0, 1000)).id
    late = session(await garage.starts(60, 2000)).id
    await garage.ends(late, 90, 3000)
    await garage.ends(early, 30, 2000)

    last = garage.plug().last_transaction
    assert last
    assert last.id == late


# Clocks


@pytest.mark.parametrize("year", [1970, 2099])
async def test_wrong_clock_at_the_start(year: int) -> None:
    """A session that begins with a wrong clock counts, and its energy is that of the meter."""
    garage = Garage()
    wrong = datetime(year, 1, 1, 0, 0, 10, tzinfo=UTC)
    started = session(await garage.starts(0, 1000, at=wrong))
    garage.backoffice.clock = at(5)
    await garage.reads(5, 2000)
    assert garage.plug().meter.register.total_wh == 2000
    ended = session(await garage.ends(started.id, 10, 3000))

    assert started.started_at == wrong
    assert ended.energy_wh == 2000
    assert garage.plug().meter.register.total_wh == 3000


@pytest.mark.parametrize("year", [1970, 2099])
async def test_wrong_clock_at_the_end(year: int) -> None:
    """A session that ends with a wrong clock is over, and the next one counts."""
    garage = Garage()
    first = session(await garage.starts(0, 1000))
    wrong = datetime(year, 1, 1, tzinfo=UTC)
    await garage.ends(first.id, 0, 2000, at=wrong)
    assert garage.plug().transaction is None
    following = session(await garage.starts(60, 2000))
    await garage.ends(following.id, 90, 2500)

    last = garage.plug().last_transaction
    assert last
    assert (last.id, last.energy_wh) == (following.id, 500)
    assert garage.plug().meter.register.total_wh == 2500


@pytest.mark.parametrize("year", [1970, 2099])
async def test_wrong_clock_and_no_end(year: int) -> None:
    """A session with a wrong clock whose end got lost does not stand in the next one's way."""
    garage = Garage()
    wrong = datetime(year, 1, 1, tzinfo=UTC)
    await garage.starts(0, 1000, at=wrong)
    following = session(await garage.starts(60, 2000))

    assert garage.plug().transaction == following


async def test_clock_put_back_an_hour() -> None:
    """A session in which the clock is put back ends before it began, with its energy."""
    garage = Garage()
    started = session(await garage.starts(30, 1000))
    await garage.reads(50, 2000)
    await garage.reads(0, 2500)
    ended = session(await garage.ends(started.id, 10, 3000))

    assert ended.energy_wh == 2000
    assert garage.plug().transaction is None
    assert garage.plug().last_transaction == ended
    assert garage.plug().meter.register.total_wh == 3000
