"""One connection: calls are answered in order, whatever else goes on."""

import asyncio
from itertools import count
from typing import Any, override

import pytest

from custom_components.local_ocpp.csms.domain.authorization import TokenPresented
from custom_components.local_ocpp.csms.domain.boot import Reset, ResetType
from custom_components.local_ocpp.csms.domain.messages import StationEvent
from custom_components.local_ocpp.csms.ocpp.adapter import Adapter
from custom_components.local_ocpp.csms.ocpp.v16 import ADAPTER as OCPP16
from custom_components.local_ocpp.csms.ocpp.v21 import ADAPTER as OCPP21
from custom_components.local_ocpp.csms.ocpp.v201 import ADAPTER as OCPP201
from tests.csms.backoffice import PlainBackoffice
from tests.csms.conversation import BOOT, Conversation
from tests.simulator.pipe import Pipe

RESET = Reset(type=ResetType.SOFT)
STATUS = {"connectorId": 1, "status": "Available", "errorCode": "NoError"}
START = {
    "connectorId": 1,
    "idTag": "CARD",
    "meterStart": 100,
    "timestamp": "2026-06-01T12:00:00Z",
}

versions = pytest.mark.parametrize(
    "adapter", [OCPP16, OCPP201, OCPP21], ids=lambda adapter: adapter.version
)


class Slow(PlainBackoffice):
    """A backoffice that takes its time over tags, until it is told to go on."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = asyncio.Event()
        self.go_on = asyncio.Event()
        self.decisions = 0

    @override
    async def authorize(self, *args: Any, **kwargs: Any) -> Any:
        self.decisions += 1
        self.asked.set()
        await self.go_on.wait()
        return await super().authorize(*args, **kwargs)


class Broken(PlainBackoffice):
    """A backoffice that fails as often as it is told to."""

    failures = 1

    @override
    async def open_transaction(self, *args: Any, **kwargs: Any) -> Any:
        if self.failures:
            self.failures -= 1
            raise OSError("disk full")
        return await super().open_transaction(*args, **kwargs)


class Counted(Pipe):
    """A connection that counts what is sent over it."""

    sent = 0

    @override
    async def send(self, frame: str | bytes) -> None:
        await super().send(frame)
        self.sent += 1


async def flood(pipe: Pipe) -> None:
    """Say the same without end."""
    for number in count():
        await pipe.send(f'[2,"{number}","Authorize",{{"idTag":"CARD"}}]')


def mistake(event: StationEvent[Any] | None, answer: object) -> None:
    """Fail whenever something is told."""
    if event:
        raise ZeroDivisionError


def heard(garage: Conversation) -> list[StationEvent[Any]]:
    """Return the list of what the station tells, which grows as it does."""
    events: list[StationEvent[Any]] = []
    garage.station.subscribe(lambda event, _: events.append(event) if event else None)
    return events


# Answers


async def test_answer() -> None:
    """A call is answered with its own id."""
    async with Conversation().caller() as caller:
        answer = await caller.call("Heartbeat", id="abc")

    assert answer == [3, "abc", {"currentTime": "2026-06-01T12:00:00.000Z"}]


async def test_in_order() -> None:
    """Calls that come in one go are answered in that order."""
    async with Conversation().caller() as caller:
        for number in range(10):
            await caller.send(2, str(number), "StatusNotification", STATUS)
        answers = [await caller.hear() for _ in range(10)]

    assert answers == [[3, str(number), {}] for number in range(10)]


async def test_in_order_with_a_slow_decision() -> None:
    """A call waits until the one before it has been decided."""
    backoffice = Slow()
    garage = Conversation(backoffice=backoffice)
    async with garage.caller() as caller:
        await caller.send(2, "slow", "Authorize", {"idTag": "CARD"})
        await backoffice.asked.wait()
        await caller.send(2, "fast", "Heartbeat", {})
        backoffice.go_on.set()
        answers = [await caller.hear() for _ in range(2)]

    assert [id_ for _, id_, _ in answers] == ["slow", "fast"]


async def test_replies_pass_decisions() -> None:
    """An answer to us is delivered at once, even while a call is being decided."""
    backoffice = Slow()
    garage = Conversation(backoffice=backoffice)
    async with garage.caller() as caller:
        asking = garage.ask(RESET)
        question = await caller.hear()
        await caller.send(2, "slow", "Authorize", {"idTag": "CARD"})
        await backoffice.asked.wait()
        await caller.send(3, question[1], {"status": "Accepted"})
        await asking

        backoffice.go_on.set()
        assert (await caller.hear())[1] == "slow"


async def test_answered_while_asked() -> None:
    """A call is answered while our own question is open: many send it before their answer."""
    garage = Conversation()
    async with garage.caller() as caller:
        asking = garage.ask(RESET)
        question = await caller.hear()
        answer = await caller.call("StartTransaction", START)
        await caller.send(3, question[1], {"status": "Accepted"})
        await asking

    assert answer[2]["transactionId"] == 1


async def test_flood() -> None:
    """A flood of calls is held back, and the answer to us in its middle is not lost."""
    backoffice = Slow()
    garage = Conversation(backoffice=backoffice)
    async with garage.caller() as caller:
        asking = garage.ask(RESET)
        question = await caller.hear()

        async def rush() -> None:
            for number in range(500):
                await caller.send(2, f"f{number}", "Authorize", {"idTag": "CARD"})
                if number == 250:
                    await caller.send(3, question[1], {"status": "Accepted"})

        flooding = asyncio.create_task(rush())
        await backoffice.asked.wait()
        backoffice.go_on.set()
        answers = [await caller.hear() for _ in range(500)]
        await asyncio.gather(flooding, asking)

    assert [id_ for _, id_, _ in answers] == [f"f{number}" for number in range(500)]


async def test_flood_is_bounded() -> None:
    """What has not been decided yet is not read without end."""
    backoffice = Slow()
    garage = Conversation(backoffice=backoffice)
    ours, theirs = Counted.pair(room=1)
    async with garage.caller(ours) as caller:
        flooding = asyncio.create_task(flood(theirs))
        await backoffice.asked.wait()
        await asyncio.wait([flooding], timeout=0.1)
        assert theirs.sent < 30
        flooding.cancel()
        backoffice.go_on.set()
        assert (await caller.hear())[1] == "0"


# What cannot be answered


@versions
async def test_unknown_action(adapter: Adapter) -> None:
    """An action that the version does not have is not implemented."""
    async with Conversation(adapter).caller() as caller:
        assert (await caller.call("Dance"))[2] == "NotImplemented"


@versions
@pytest.mark.parametrize("action", ["Reset", "FirmwareStatusNotification"])
async def test_unsupported_action(adapter: Adapter, action: str) -> None:
    """An action that the version has, and we do not, is not supported."""
    if action in adapter.incoming:
        pytest.skip("we have it by now")
    async with Conversation(adapter).caller() as caller:
        assert (await caller.call(action))[2] == "NotSupported"


DANCING = {
    "evseId": 1,
    "connectorId": 1,
    "connectorStatus": "Dancing",
    "timestamp": "2026-06-01T12:00:00Z",
}
MALFORMED: list[tuple[Adapter, str, Any, str]] = [
    (OCPP16, "Authorize", {}, "ProtocolError"),
    (OCPP201, "Authorize", {}, "ProtocolError"),
    (OCPP21, "Authorize", {}, "ProtocolError"),
    (OCPP16, "Authorize", {"idTag": {}}, "TypeConstraintViolation"),
    (OCPP201, "Authorize", {"idToken": "CARD"}, "TypeConstraintViolation"),
    (OCPP21, "Authorize", {"idToken": "CARD"}, "TypeConstraintViolation"),
    (
        OCPP16,
        "StatusNotification",
        STATUS | {"status": "Dancing"},
        "PropertyConstraintViolation",
    ),
    (OCPP201, "StatusNotification", DANCING, "PropertyConstraintViolation"),
    (OCPP21, "StatusNotification", DANCING, "PropertyConstraintViolation"),
    (OCPP16, "Authorize", ["CARD"], "FormationViolation"),
    (OCPP201, "Authorize", ["CARD"], "FormatViolation"),
    (OCPP21, "Authorize", ["CARD"], "FormatViolation"),
]


@pytest.mark.parametrize(
    ("adapter", "action", "payload", "code"),
    MALFORMED,
    ids=[f"{adapter.version}-{code}" for adapter, _, _, code in MALFORMED],
)
async def test_malformed(
    adapter: Adapter, action: str, payload: Any, code: str
) -> None:
    """A payload that cannot be read is refused with the code that its version has for it."""
    async with Conversation(adapter).caller() as caller:
        answer = await caller.call(action, payload, id="bad")

    assert answer[:3] == [4, "bad", code]
    assert len(answer) == 5
    assert "CARD" not in str(answer)


async def test_our_bug(caplog: pytest.LogCaptureFixture) -> None:
    """A mistake of ours is an internal error, told once, and the connection lives."""
    garage = Conversation()
    stop = garage.station.subscribe(mistake)
    async with garage.caller() as caller:
        answers = [await caller.call("Heartbeat") for _ in range(3)]
        stop()
        assert (await caller.call("Heartbeat"))[0] == 3

    assert [answer[2] for answer in answers] == ["InternalError"] * 3
    assert [record.levelname for record in caplog.records].count("ERROR") == 1


async def test_ledger_failure(caplog: pytest.LogCaptureFixture) -> None:
    """What could not be kept is not acknowledged; the station repeats it, and it is kept."""
    garage = Conversation(backoffice=Broken())
    async with garage.caller() as caller:
        failed = await caller.call("StartTransaction", START, id="s1")
        repeated = await caller.call("StartTransaction", START, id="s1")

    assert failed[:3] == [4, "s1", "InternalError"]
    assert repeated[:2] == [3, "s1"]
    assert repeated[2]["transactionId"] == 1
    assert "disk full" in caplog.text


# Repeats


async def test_repeat() -> None:
    """The same call with the same id gets the same answer, and nothing happens twice."""
    garage = Conversation()
    events = heard(garage)
    async with garage.caller() as caller:
        first = await caller.call("StartTransaction", START, id="s1")
        await caller.call("StatusNotification", STATUS)
        again = await caller.call("StartTransaction", START, id="s1")

    assert first == again
    assert [type(event).__name__ for event in events].count("TransactionStarted") == 1


async def test_repeat_over_the_next_connection() -> None:
    """It is the same call if the connection was lost before the answer came through."""
    garage = Conversation()
    events = heard(garage)
    async with garage.caller() as caller:
        first = await caller.call("Authorize", {"idTag": "CARD"}, id="a1")
    async with garage.caller() as caller:
        again = await caller.call("Authorize", {"idTag": "CARD"}, id="a1")

    assert first == again
    assert len(events) == 1


async def test_repeat_while_the_first_is_decided() -> None:
    """The next connection may bring a call that is still being decided: it happens once."""
    backoffice = Slow()
    garage = Conversation(backoffice=backoffice)
    async with garage.caller() as first:
        await first.send(2, "a1", "Authorize", {"idTag": "CARD"})
        await backoffice.asked.wait()
        async with garage.caller() as second:
            await second.send(2, "a1", "Authorize", {"idTag": "CARD"})
            backoffice.go_on.set()
            answer = await second.hear()

    assert answer == [3, "a1", {"idTagInfo": {"status": "Accepted"}}]
    assert backoffice.decisions == 1


async def test_same_id_for_something_else() -> None:
    """Another call with the same id is another call."""
    garage = Conversation()
    async with garage.caller() as caller:
        known = await caller.call("Authorize", {"idTag": "CARD"}, id="1")
        unknown = await caller.call("Authorize", {"idTag": "OTHER"}, id="1")

    assert known[2]["idTagInfo"]["status"] == "Accepted"
    assert unknown[2]["idTagInfo"]["status"] == "Invalid"


async def test_ids_begin_anew() -> None:
    """A station that counts from 1 after each start does not repeat itself."""
    garage = Conversation()
    events = heard(garage)
    for _ in range(2):
        async with garage.caller() as caller:
            await caller.call("BootNotification", BOOT, id="1")
            await caller.call("StatusNotification", STATUS, id="2")
            await caller.call("Authorize", {"idTag": "CARD"}, id="3")

    assert len([event for event in events if isinstance(event, TokenPresented)]) == 2
    assert len(events) == 6
