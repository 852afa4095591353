"""What we ask of a station: one thing at a time, and every question ends."""

import asyncio
import json
from typing import Any

import pytest

from custom_components.local_ocpp.csms.domain.authorization import ClearCache
from custom_components.local_ocpp.csms.domain.boot import Reset, ResetType
from custom_components.local_ocpp.csms.domain.errors import (
    InvalidCall,
    NoReply,
    NotSupported,
    Rejected,
    StationOffline,
    Unintelligible,
)
from custom_components.local_ocpp.csms.domain.model.evse import ConnectorRef
from custom_components.local_ocpp.csms.domain.model.token import IdToken
from custom_components.local_ocpp.csms.domain.transactions import RequestStart
from custom_components.local_ocpp.csms.domain.vendor_data import SendCall
from custom_components.local_ocpp.csms.session import Patience
from tests.csms.conversation import Caller, Conversation

RESET = Reset(type=ResetType.SOFT)
START = RequestStart(connector=ConnectorRef(1), token=IdToken("CARD"))
IMPATIENT = Patience(reply=0.05, boot=0)


async def asked(caller: Caller) -> tuple[str, str]:
    """Return id and action of the next question."""
    type_, id_, action, _ = await caller.hear()
    assert type_ == 2
    return id_, action


async def test_result() -> None:
    """A result is what the station answers to the question with that id."""
    garage = Conversation()
    async with garage.caller() as caller:
        result = garage.ask(RESET)
        id_, action = await asked(caller)
        await caller.send(3, id_, {"status": "Accepted"})

        assert action == "Reset"
        await result


async def test_refusal() -> None:
    """A refusal is told in the station's own words."""
    garage = Conversation()
    async with garage.caller() as caller:
        result = garage.ask(RESET)
        id_, _ = await asked(caller)
        await caller.send(4, id_, "InternalError", "out of coffee", {})

        with pytest.raises(Rejected, match="InternalError: out of coffee"):
            await result


@pytest.mark.parametrize("code", ["NotImplemented", "NotSupported"])
async def test_unsupported(code: str) -> None:
    """A station that has no such thing says so with either of two codes."""
    garage = Conversation()
    async with garage.caller() as caller:
        result = garage.ask(RESET)
        id_, _ = await asked(caller)
        await caller.send(4, id_, code, "", {})

        with pytest.raises(NotSupported):
            await result


async def test_long_refusal() -> None:
    """Of a refusal that goes on and on, the beginning is kept."""
    garage = Conversation()
    async with garage.caller() as caller:
        result = garage.ask(RESET)
        id_, _ = await asked(caller)
        await caller.send(4, id_, "InternalError", "at line 1\n" * 1000, {})

        with pytest.raises(Rejected) as refusal:
            await result
        assert len(refusal.value.detail) == 500


@pytest.mark.parametrize(
    "error",
    [
        [4, "{id}", "InternalError", "four elements"],
        [4, "{id}", "InternalError"],
        [4, "{id}"],
        [4, "-1", "FormationViolation", "could not read it", {}],
        [4, "-1", "FormationViolation", "four elements"],
        [4, "", "GenericError", "", {}],
        [4, None, "GenericError", "", {}],
        [4, "{id}", None, None, None],
    ],
    ids=json.dumps,
)
async def test_odd_errors(error: list[Any]) -> None:
    """An error ends the question, however it is spelled and whether or not it names it."""
    garage = Conversation()
    async with garage.caller() as caller:
        result = garage.ask(RESET)
        id_, _ = await asked(caller)
        await caller.send_text(json.dumps(error).replace("{id}", id_))

        with pytest.raises(Rejected):
            await result


@pytest.mark.parametrize(
    "answer",
    [
        '[3,"{id}"]',
        '[3,"{id}",null]',
        '[3,"{id}",[]]',
        '[3,"{id}",["Accepted"]]',
        '[3,"{id}","Accepted"]',
        '[3,"{id}",{"status":null}]',
        '[3,"{id}",{"status":',
        '[3,"{id}",{"status":NaN}]',
        '[3,"{id}",{"status":"Accepted"}}}}',
        '[3,"{id}",' + '{"status":' * 100 + "0" + "}" * 100 + "]",
        '[3,"{id}",{"x":[' + "0," * 20_000 + "0]}]",
    ],
    ids=lambda answer: answer[:40],
)
async def test_unintelligible(answer: str) -> None:
    """An answer of which nothing can be made ends the question at once, with an error."""
    garage = Conversation()
    async with garage.caller() as caller:
        result = garage.ask(RESET)
        id_, _ = await asked(caller)
        await caller.send_text(answer.replace("{id}", id_))

        with pytest.raises(Unintelligible):
            await result


async def test_silence() -> None:
    """A station that does not answer in time is said to be silent."""
    garage = Conversation(patience=IMPATIENT)
    async with garage.caller() as caller:
        result = garage.ask(RESET)
        await asked(caller)

        with pytest.raises(NoReply, match="Reset"):
            await result


def test_patience() -> None:
    """A station has 60 seconds: the slowest certified one takes 38."""
    assert Patience().reply == 60


async def test_late_answer() -> None:
    """An answer that comes too late is not taken for that to the next question."""
    garage = Conversation(patience=IMPATIENT)
    async with garage.caller() as caller:
        first = garage.ask(RESET)
        late, _ = await asked(caller)
        with pytest.raises(NoReply):
            await first
        second = garage.ask(ClearCache())
        id_, _ = await asked(caller)
        await caller.send(4, late, "InternalError", "", {})
        await caller.send(3, id_, {"status": "Accepted"})

        await second


@pytest.mark.parametrize(
    "stray",
    [[3, "nobody", {"status": "Rejected"}], [4, "nobody", "InternalError", "", {}]],
)
async def test_stray_answer(stray: list[Any]) -> None:
    """An answer to what nobody asked changes nothing, before, during or after a question."""
    garage = Conversation()
    async with garage.caller() as caller:
        await caller.send(*stray)
        result = garage.ask(RESET)
        id_, _ = await asked(caller)
        await caller.send(*stray)
        await caller.send(3, id_, {"status": "Accepted"})
        await caller.send(*stray)

        await result
        assert await caller.heard_so_far() == []


async def test_answered_twice() -> None:
    """The first of two answers counts."""
    garage = Conversation()
    async with garage.caller() as caller:
        result = garage.ask(RESET)
        id_, _ = await asked(caller)
        await caller.send(3, id_, {"status": "Accepted"})
        await caller.send(3, id_, {"status": "Rejected"})

        await result


async def test_one_question_at_a_time() -> None:
    """The second question is asked when the first has been answered."""
    garage = Conversation()
    async with garage.caller() as caller:
        first, second = garage.ask(RESET), garage.ask(ClearCache())
        id_, action = await asked(caller)
        assert (action, await caller.heard_so_far()) == ("Reset", [])
        await caller.send(3, id_, {"status": "Accepted"})
        id_, action = await asked(caller)
        await caller.send(3, id_, {"status": "Accepted"})

        assert action == "ClearCache"
        await asyncio.gather(first, second)


async def test_asker_gives_up() -> None:
    """Who no longer waits does not let the next question out before the answer is there."""
    garage = Conversation()
    async with garage.caller() as caller:
        first, second = garage.ask(RESET), garage.ask(ClearCache())
        id_, _ = await asked(caller)
        first.cancel()
        assert await caller.heard_so_far() == []
        await caller.send(3, id_, {"status": "Accepted"})
        id_, action = await asked(caller)
        await caller.send(3, id_, {"status": "Accepted"})

        assert action == "ClearCache"
        await second


async def test_asker_gives_up_on_a_silent_station() -> None:
    """If the answer never comes, the next question goes out when it is too late for it."""
    garage = Conversation(patience=IMPATIENT)
    async with garage.caller() as caller:
        first, second = garage.ask(RESET), garage.ask(ClearCache())
        await asked(caller)
        first.cancel()
        id_, action = await asked(caller)
        await caller.send(3, id_, {"status": "Accepted"})

        assert action == "ClearCache"
        await second


async def test_asker_gives_up_before_its_turn() -> None:
    """A question that nobody waits for when its turn comes is never asked."""
    garage = Conversation()
    async with garage.caller() as caller:
        first, second, third = (
            garage.ask(command) for command in (RESET, ClearCache(), START)
        )
        id_, _ = await asked(caller)
        second.cancel()
        await caller.send(3, id_, {"status": "Accepted"})
        id_, action = await asked(caller)
        await caller.send(3, id_, {"status": "Accepted"})

        assert action == "RemoteStartTransaction"
        await asyncio.gather(first, third)


async def test_hang_up_while_asked() -> None:
    """When the connection is lost, all who wait learn of it: asked or not yet asked."""
    garage = Conversation()
    async with garage.caller() as caller:
        asking = [garage.ask(RESET), garage.ask(ClearCache()), garage.ask(START)]
        await asked(caller)
        caller.vanish()

        for question in asking:
            with pytest.raises(StationOffline):
                await question


async def test_hang_up_before_the_boot() -> None:
    """A question that waits for the station to boot ends with the connection as well."""
    garage = Conversation(patience=Patience(boot=60))
    async with garage.caller() as caller:
        question = garage.ask(RESET)
        assert await caller.heard_so_far() == []
        caller.vanish()

        with pytest.raises(StationOffline):
            await question


async def test_offline() -> None:
    """A station that is not there cannot be asked."""
    garage = Conversation()
    with pytest.raises(StationOffline):
        await garage.ask(RESET)


async def test_next_connection_after_a_question() -> None:
    """What was asked over a lost connection does not keep the next one waiting."""
    garage = Conversation()
    async with garage.caller() as caller:
        lost = garage.ask(RESET)
        await asked(caller)
    async with garage.caller() as caller:
        result = garage.ask(ClearCache())
        id_, action = await asked(caller)
        await caller.send(3, id_, {"status": "Accepted"})

        assert action == "ClearCache"
        await result
    assert isinstance(lost.exception(), StationOffline)


async def test_not_our_words() -> None:
    """What a version has no words for is not asked."""
    garage = Conversation()
    async with garage.caller() as caller:
        with pytest.raises(InvalidCall):
            await garage.ask(SendCall(action="GetReport", payload={}))
        assert await caller.heard_so_far() == []


@pytest.mark.parametrize(
    "payload",
    [{}, {"type": "Sideways"}, {"type": "Soft", "x": 1}, {"type": 2**70}],
)
async def test_invalid_call(payload: dict[str, Any]) -> None:
    """What breaks the specification is not sent."""
    garage = Conversation()
    async with garage.caller() as caller:
        with pytest.raises(InvalidCall):
            await garage.ask(SendCall(action="Reset", payload=payload))
        assert await caller.heard_so_far() == []


async def test_call_that_is_no_json() -> None:
    """What cannot be written as JSON is refused, and the next question is asked."""
    garage = Conversation()
    async with garage.caller() as caller:
        call = {"vendorId": "ACME", "data": {1, 2}}
        with pytest.raises(InvalidCall):
            await garage.ask(SendCall(action="DataTransfer", payload=call))
        result = garage.ask(RESET)
        id_, _ = await asked(caller)
        await caller.send(3, id_, {"status": "Accepted"})

        await result
