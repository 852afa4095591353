"""Behind the door: how many may come, how much they may say, and how they leave."""

import asyncio
from contextlib import AsyncExitStack, suppress
import json
import socket
from typing import override

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, ConnectionClosedError

from custom_components.local_ocpp.csms.domain.model.station import StationId
from custom_components.local_ocpp.csms.server import Caps, Keepalive
from custom_components.local_ocpp.csms.visitor import Refusal, Visitor
from tests.csms.front_door import HEARTBEAT, HERE, SECONDS, Porter, house

pytestmark = pytest.mark.usefixtures("socket_enabled")

CAP = Caps().frame_bytes


async def beats(station: ClientConnection) -> bool:
    """Return whether a heartbeat is answered."""
    async with asyncio.timeout(SECONDS):
        await station.send(HEARTBEAT)
        return bool(json.loads(await station.recv())[0] == 3)


def vendor_data(size: int, id: str = "1") -> str:
    """Return a call of so many bytes."""
    frame = [2, id, "DataTransfer", {"vendorId": "ACME", "data": ""}]
    frame[3]["data"] = "x" * (size - len(json.dumps(frame)))  # type: ignore[index]
    return json.dumps(frame)


# How many


async def test_connections_in_all() -> None:
    """One too many is told to come later, and comes in when another has left."""
    async with house(caps=Caps(connections=2)) as home:
        home.knows("A", "B", "C")
        answers = [await home.knock(f"/{name}") for name in "ABC"]
        assert [answer.status for answer in answers] == [101, 101, 503]
        assert answers[2].text == "Too many connections\n"
        await answers[0].over()
        await home.until_gone("A")
        assert (await home.knock("/C")).status == 101


async def test_connections_per_address() -> None:
    """One address that takes too many does not take them from others."""
    async with house(caps=Caps(per_address=2)) as home:
        answers = [await home.knock(f"/{name}") for name in "ABC"]
        elsewhere = await home.knock("/D", source="127.0.0.2")

    assert [answer.status for answer in answers] == [101, 101, 503]
    assert elsewhere.status == 101


async def test_refused_do_not_count() -> None:
    """Who was turned away at the door takes nobody's place."""
    porter = Porter(refuses={"LIAR": Refusal.UNAUTHORIZED})
    async with house(porter, caps=Caps(connections=1, per_address=1)) as home:
        for _ in range(5):
            answer = await home.knock("/LIAR")
            assert answer.status == 401
            assert await answer.reader.read() == b""
            await answer.over()
        assert (await home.knock("/GARAGE-1")).status == 101


async def test_knocking_counts() -> None:
    """Who is still at the door counts as well: slow decisions let in no more than may."""

    class Slow(Porter):
        @override
        async def admit(self, visitor: Visitor) -> StationId | Refusal:
            await decided.wait()
            return await super().admit(visitor)

    decided = asyncio.Event()
    async with house(Slow(), caps=Caps(connections=2)) as home:
        knocking = [asyncio.create_task(home.knock(f"/{name}")) for name in "ABCD"]
        done, _ = await asyncio.wait(knocking, return_when=asyncio.FIRST_COMPLETED)
        decided.set()
        statuses = sorted([(await answer).status for answer in knocking])

    assert {answer.result().status for answer in done} == {503}
    assert statuses == [101, 101, 503, 503]


async def test_connections_per_identity() -> None:
    """Of one station's connections so many may be open; the oldest gives way."""
    keepalive = Keepalive(farewell=SECONDS)
    async with house(caps=Caps(per_identity=2), keepalive=keepalive) as home:
        home.knows("GARAGE-1")
        answers = [await home.knock() for _ in range(3)]
        async with asyncio.timeout(SECONDS):
            with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
                await answers[0].reader.readexactly(10_000)
        assert [answer.status for answer in answers] == [101] * 3
        assert home.online("GARAGE-1")
        for answer in answers:
            await answer.over()


async def test_redial_is_never_locked_out() -> None:
    """However many connections a station has lost, its next one is served at once."""
    keepalive = Keepalive(farewell=SECONDS)
    async with house(caps=Caps(per_address=6), keepalive=keepalive) as home:
        home.knows("GARAGE-1")
        lost = [await home.knock() for _ in range(30)]
        async with connect(f"{home.url}/GARAGE-1") as station:
            assert await beats(station)
        for answer in lost:
            await answer.over()

    assert {answer.status for answer in lost} == {101}


async def test_liars_do_not_lock_out() -> None:
    """Whoever knocks in a station's name without its password takes nothing from it."""

    class Strict(Porter):
        @override
        async def admit(self, visitor: Visitor) -> StationId | Refusal:
            known = await super().admit(visitor)
            return known if visitor.address == HERE else Refusal.UNAUTHORIZED

    async with house(Strict(), caps=Caps(per_identity=1)) as home:
        home.knows("GARAGE-1")
        async with connect(f"{home.url}/GARAGE-1") as station:
            liars = [await home.knock(source="127.0.0.2") for _ in range(5)]
            assert await beats(station)

    assert {liar.status for liar in liars} == {401}


# How much


async def test_biggest_frame() -> None:
    """A frame as big as may be is read."""
    async with house() as home, connect(f"{home.url}/GARAGE-1") as station:
        home.knows("GARAGE-1")
        await station.send(vendor_data(CAP))
        assert json.loads(await station.recv())[2] == {"status": "UnknownVendorId"}


async def test_oversized_frame() -> None:
    """A bigger one ends its connection with 1009, and no other."""
    async with house() as home, connect(f"{home.url}/OTHER") as other:
        home.knows("GARAGE-1", "OTHER")
        async with connect(f"{home.url}/GARAGE-1") as station:
            await station.send(vendor_data(CAP + 1))
            with pytest.raises(ConnectionClosedError) as closed:
                await station.recv()
        assert await beats(other)
        async with connect(f"{home.url}/GARAGE-1") as station:
            assert await beats(station)

    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1009


async def test_oversized_in_pieces() -> None:
    """Cutting it up does not help."""
    async with house() as home, connect(f"{home.url}/GARAGE-1") as station:
        await station.send(["x" * (CAP // 2)] * 3)
        await station.wait_closed()
        assert station.close_code == 1009


async def test_pieces() -> None:
    """A message in many pieces is one message."""
    async with house() as home, connect(f"{home.url}/GARAGE-1") as station:
        home.knows("GARAGE-1")
        await station.send(list(HEARTBEAT))
        assert json.loads(await station.recv())[:2] == [3, "1"]


@pytest.mark.parametrize(
    "frame",
    [
        HEARTBEAT.encode(),
        b'[2,"1","DataTransfer",{"vendorId":"Gar\xe4ge"}]',
        b'[2,"1","Authorize",{"idTag":"CARD\xff\xfe"}]',
    ],
)
@pytest.mark.parametrize("as_text", [True, False])
async def test_bytes(frame: bytes, as_text: bool) -> None:
    """Binary frames are read as text, and so is text that is no UTF-8."""
    async with house() as home, connect(f"{home.url}/GARAGE-1") as station:
        home.knows("GARAGE-1")
        await station.send(frame, text=as_text)
        assert json.loads(await station.recv())[:2] == [3, "1"]


# Gone, or only silent


async def test_silent_to_pings() -> None:
    """A station that answers no ping stays connected, and its pings do not pile up."""
    keepalive = Keepalive(ping=0.01, farewell=0.05)
    async with house(keepalive=keepalive) as home:
        home.knows("GARAGE-1")
        answer = await home.knock()
        async with asyncio.timeout(SECONDS):
            pings = await answer.reader.readexactly(6 * 10)
        assert len(home.connection.pending_pings) == 1
        assert home.online("GARAGE-1")

    assert pings[0::6] == b"\x89" * 10


async def test_vanished() -> None:
    """A station whose connection breaks is offline at once."""
    async with house() as home:
        home.knows("GARAGE-1")
        answer = await home.knock()
        answer.writer.transport.abort()
        await home.until_gone("GARAGE-1")


@pytest.mark.parametrize("system_helps", [True, False])
async def test_does_not_read(
    system_helps: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A station that talks and never reads our answers is given up after a while."""
    if not system_helps:
        monkeypatch.delattr(socket, "TCP_USER_TIMEOUT")
    async with house(keepalive=Keepalive(gone=0.2, farewell=0.05)) as home:
        home.knows("GARAGE-1", "OTHER")
        answer = await home.knock()
        talking = asyncio.create_task(_talk_on(answer.writer))
        async with connect(f"{home.url}/OTHER") as other:
            assert await beats(other)
            await home.until_gone("GARAGE-1")
            assert await beats(other)
        talking.cancel()


async def test_dead_peer_is_noticed() -> None:
    """What we send must be acknowledged in time, or the system drops the connection."""
    async with house(keepalive=Keepalive(gone=7, farewell=0.05)) as home:
        await home.knock()
        raw = home.connection.transport.get_extra_info("socket")
        timeout = raw.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)

    assert timeout == 7000


@pytest.mark.parametrize("lacks", ["the option", "the means"])
async def test_elsewhere(lacks: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Systems that have no such thing serve stations all the same."""
    if lacks == "the option":
        monkeypatch.delattr(socket, "TCP_USER_TIMEOUT")
    else:
        monkeypatch.setattr(socket, "TCP_USER_TIMEOUT", 9999)
    async with house() as home, connect(f"{home.url}/GARAGE-1") as station:
        home.knows("GARAGE-1")
        assert await beats(station)


async def test_half_open() -> None:
    """A station that comes back before we noticed that it was gone is served at once."""
    async with house(keepalive=Keepalive(farewell=SECONDS)) as home:
        home.knows("GARAGE-1")
        lost = await home.knock()
        async with connect(f"{home.url}/GARAGE-1") as station:
            assert await beats(station)
            lost.writer.transport.abort()
            assert await beats(station)
            assert home.online("GARAGE-1")


async def test_ten_redials() -> None:
    """Ten times in a row, the newest connection is the one that counts."""
    async with house() as home, AsyncExitStack() as stack:
        home.knows("GARAGE-1")
        for _ in range(10):
            dialling = connect(f"{home.url}/GARAGE-1")
            station = await stack.enter_async_context(dialling)
            assert await beats(station)
        assert home.online("GARAGE-1")


# Closing


async def test_stop() -> None:
    """When the server stops, it says goodbye, and stations are offline."""
    async with house() as home:
        home.knows("GARAGE-1")
        station = await connect(f"{home.url}/GARAGE-1")
        await home.server.stop()
        with pytest.raises(ConnectionClosed) as closed:
            await station.recv()
        assert not home.online("GARAGE-1")

    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1001


async def test_stop_is_not_held_up() -> None:
    """Neither who never says goodbye, nor who never said hello, holds up the stop."""
    async with house() as home:
        home.knows("GARAGE-1")
        await home.knock()
        _, silent = await asyncio.open_connection(HERE, home.server.port)
        async with asyncio.timeout(1):
            await home.server.stop()
        assert not home.online("GARAGE-1")
        silent.close()


async def test_stop_while_somebody_does_not_read() -> None:
    """Nor does who does not read."""
    async with house() as home:
        home.knows("GARAGE-1")
        answer = await home.knock()
        talking = asyncio.create_task(_talk_on(answer.writer))
        while not home.connection.transport.get_write_buffer_size():
            await asyncio.wait([talking], timeout=0.05)
        async with asyncio.timeout(2):
            await home.server.stop()
        talking.cancel()


async def test_dismissed() -> None:
    """A station that its owner removes is hung up on."""
    async with house() as home, connect(f"{home.url}/GARAGE-1") as station:
        home.knows("GARAGE-1")
        (station_id,) = home.central.stations
        await home.central.dismiss(station_id)
        with pytest.raises(ConnectionClosed) as closed:
            await station.recv()

    assert closed.value.rcvd is not None
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (
        1001,
        "removed by its owner",
    )


async def _talk_on(writer: asyncio.StreamWriter) -> None:
    """Send calls without end over a raw connection, and never read."""
    payload = json.dumps([2, "x" * 250, "Heartbeat", {}]).encode()
    frame = b"\x81\xfe%b\0\0\0\0%b" % (len(payload).to_bytes(2), payload)
    with suppress(ConnectionError):
        while True:
            writer.write(frame * 1000)
            await writer.drain()
