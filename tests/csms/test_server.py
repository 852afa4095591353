"""The door: who gets in, in which version, and what the others are told."""

import asyncio
from base64 import b64encode
import logging
import socket
from typing import override

import pytest
from websockets.asyncio.client import connect

from custom_components.local_ocpp.csms.central import CentralSystem
from custom_components.local_ocpp.csms.domain.model.station import StationId
from custom_components.local_ocpp.csms.server import Caps, Server
from custom_components.local_ocpp.csms.visitor import Refusal, Visitor
from tests.csms.backoffice import PlainBackoffice
from tests.csms.front_door import HERE, Porter, house

pytestmark = pytest.mark.usefixtures("socket_enabled")

SUBPROTOCOL = "Sec-WebSocket-Protocol"


async def test_own_port() -> None:
    """The server listens where it is told to, and says where that is."""
    async with house() as home:
        assert home.server.port > 0
        assert (await home.knock()).status == 101


async def test_port_taken() -> None:
    """A port that somebody else listens on cannot be listened on."""
    async with house() as home:
        central = CentralSystem(PlainBackoffice())
        second = Server(central, home.porter.admit, host=HERE, port=home.server.port)
        with pytest.raises(OSError, match="address already in use"):
            await second.start()


async def test_port_free_again() -> None:
    """Once stopped, the port is free for the next."""
    async with house() as home:
        port = home.server.port
        await home.knock()
    central = CentralSystem(PlainBackoffice())
    again = Server(central, Porter().admit, host=HERE, port=port)
    await again.start()
    await again.stop()


# Versions


@pytest.mark.parametrize(
    ("offered", "spoken"),
    [
        (["ocpp1.6"], "1.6"),
        (["ocpp2.0.1"], "2.0.1"),
        (["ocpp2.1"], "2.1"),
        (["ocpp0.1, ocpp1.6"], "1.6"),
        (["ocpp0.1,ocpp1.6"], "1.6"),
        (["ocpp0.1", "ocpp2.0.1"], "2.0.1"),
        (["ocpp2.0.1, ocpp1.6"], "1.6"),
        (["ocpp2.1, ocpp2.0.1"], "2.0.1"),
        (["ocpp1.6,"], "1.6"),
        (["ocpp1.6 ocpp2.0.1"], "1.6"),
    ],
    ids=" + ".join,
)
async def test_subprotocol(offered: list[str], spoken: str) -> None:
    """Of what is offered, exactly one is chosen: the one that we speak best."""
    async with house() as home:
        home.knows("GARAGE-1")
        answer = await home.knock(
            "/GARAGE-1", *((SUBPROTOCOL, name) for name in offered)
        )
        state = home.central.stations[StationId("GARAGE-1")].state

    assert (answer.status, answer.headers[SUBPROTOCOL]) == (101, f"ocpp{spoken}")
    assert state.ocpp_version == spoken


@pytest.mark.parametrize("headers", [(), ((SUBPROTOCOL, ""),), ((SUBPROTOCOL, " "),)])
async def test_no_subprotocol(headers: tuple[tuple[str, str], ...]) -> None:
    """A station that offers nothing speaks 1.6, and gets no header in the answer."""
    async with house() as home:
        home.knows("GARAGE-1")
        answer = await home.knock("/GARAGE-1", *headers)
        state = home.central.stations[StationId("GARAGE-1")].state

    assert answer.status == 101
    assert SUBPROTOCOL not in answer.headers
    assert state.ocpp_version == "1.6"


@pytest.mark.parametrize("offered", ["ocpp0.1", "ocpp1.5, ocpp3.0", "mqtt", "OCPP1.6"])
async def test_unknown_subprotocol(offered: str) -> None:
    """A station that offers nothing we speak is not upgraded, and told what we do."""
    async with house() as home:
        answer = await home.knock("/GARAGE-1", (SUBPROTOCOL, offered))
        assert not home.porter.visitors

    assert answer.status == 400
    assert answer.text == "Speak one of: ocpp1.6, ocpp2.0.1, ocpp2.1\n"
    assert SUBPROTOCOL not in answer.headers


async def test_no_compression() -> None:
    """Compression is declined: it costs more memory than it saves."""
    async with house() as home:
        offer = ("Sec-WebSocket-Extensions", "permessage-deflate")
        answer = await home.knock("/GARAGE-1", offer)

    assert answer.status == 101
    assert "Sec-WebSocket-Extensions" not in answer.headers


# Names and credentials


@pytest.mark.parametrize(
    ("path", "name"),
    [("/a/b/GARAGE%201/?x=/y", "GARAGE 1"), ("//GARAGE-1", "GARAGE-1"), ("/", "")],
)
async def test_visitor(path: str, name: str) -> None:
    """Who knocks is known by the path's last segment, and where it comes from."""
    async with house() as home:
        assert (await home.knock(path)).status == 101
        (visitor,) = home.porter.visitors

    assert (visitor.identity, visitor.address) == (name, HERE)
    assert (visitor.username, visitor.password) == (None, None)
    assert not visitor.secure


async def test_name_given_by_the_porter() -> None:
    """A station is who the porter says it is: an empty path may name the only one."""

    class OnlyOne(Porter):
        @override
        async def admit(self, visitor: Visitor) -> StationId:
            return StationId("GARAGE-1")

    async with house(OnlyOne()) as home:
        home.knows("GARAGE-1")
        await home.knock("/")
        assert home.online("GARAGE-1")


async def test_credentials() -> None:
    """A password reaches the porter in its own bytes."""
    secret = b"GARAGE-1:\xff\xfe:\x00"
    async with house() as home:
        basic = ("Authorization", f"Basic {b64encode(secret).decode()}")
        await home.knock("/GARAGE-1", basic)
        (visitor,) = home.porter.visitors

    assert (visitor.username, visitor.password) == (b"GARAGE-1", b"\xff\xfe:\x00")


@pytest.mark.parametrize(
    ("path", "headers", "why"),
    [
        ("/%FF", (), "The last segment of the path is no charger's name\n"),
        (
            "/GARAGE-1",
            (("Authorization", "Basic secret!"),),
            "The credentials are not base64\n",
        ),
    ],
)
async def test_bad_request(
    path: str, headers: tuple[tuple[str, str], ...], why: str
) -> None:
    """A name or credentials that are none are told so, before anybody is asked."""
    async with house() as home:
        answer = await home.knock(path, *headers)
        assert not home.porter.visitors

    assert (answer.status, answer.text) == (400, why)


@pytest.mark.parametrize("header", ["Authorization", "Upgrade", SUBPROTOCOL])
async def test_header_twice(header: str, caplog: pytest.LogCaptureFixture) -> None:
    """A header that comes twice is an answer's matter, not a failure of ours."""
    values = {"Authorization": "Basic YTpi", "Upgrade": "websocket"}
    twice = ((header, values.get(header, "ocpp1.6")),) * 2
    async with house() as home:
        answer = await home.knock("/GARAGE-1", *twice)

    assert answer.status in (101, 426)
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_refused() -> None:
    """An unknown station is told 404, wrong credentials 401 and how to send them."""
    porter = Porter(refuses={"WHO": Refusal.UNKNOWN, "LIAR": Refusal.UNAUTHORIZED})
    async with house(porter) as home:
        unknown, unauthorized = [await home.knock(f"/{who}") for who in porter.refuses]
        assert not home.central.stations

    assert (unknown.status, unknown.text) == (404, "Not Found\n")
    assert (unauthorized.status, unauthorized.text) == (401, "Unauthorized\n")
    assert unauthorized.headers["WWW-Authenticate"] == 'Basic realm="OCPP"'


async def test_no_secrets_in_logs(caplog: pytest.LogCaptureFixture) -> None:
    """However much is logged, passwords are not."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("custom_components.local_ocpp").setLevel(logging.DEBUG)
    basic = ("Authorization", f"Basic {b64encode(b'LIAR:hunter2').decode()}")
    async with house(Porter(refuses={"LIAR": Refusal.UNAUTHORIZED})) as home:
        await home.knock("/LIAR", basic)
        await home.knock("/GARAGE-1", basic)

    assert "LIAR" in caplog.text
    assert "hunter2" not in caplog.text
    assert basic[1].split()[1] not in caplog.text


# No WebSocket at all


@pytest.mark.parametrize(
    "request_line",
    [
        "GET / HTTP/1.1",
        "GET /GARAGE-1 HTTP/1.0",
        "POST / HTTP/1.1",
        "HEAD / HTTP/1.1",
    ],
)
async def test_browser(request_line: str) -> None:
    """Who comes without a WebSocket is told what this is, and how to use it."""
    async with house() as home:
        answer = await home.say(f"{request_line}\r\nHost: home\r\n\r\n".encode())

    assert answer.status == 426
    assert answer.headers["Upgrade"] == "websocket"
    assert "ws://" in answer.text


@pytest.mark.parametrize(
    "noise",
    [
        b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)),
        b"GET\r\n\r\n",
        "GET /Garäge HTTP/1.1\r\n\r\n".encode(),
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 1000,
        b"GET /" + b"x" * 100_000,
    ],
    ids=lambda noise: repr(noise[:12]),
)
async def test_noise(noise: bytes) -> None:
    """What is no request is hung up on, and nobody else notices."""
    async with house() as home, connect(f"{home.url}/GARAGE-1"):
        reader, writer = await asyncio.open_connection(HERE, home.server.port)
        writer.write(noise)
        async with asyncio.timeout(5):
            while await reader.read(1000):
                pass
        writer.close()
        assert home.online("GARAGE-1")


async def test_handshake_without_a_key() -> None:
    """A handshake that is none is refused, and leaves nothing behind."""
    request = (
        b"GET /GARAGE-1 HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    )
    async with house(caps=Caps(connections=1)) as home:
        for _ in range(3):
            answer = await home.say(request)
            assert answer.status == 400
            assert await answer.reader.read() == b""
            await answer.over()
        assert (await home.knock()).status == 101


async def test_backlog() -> None:
    """Hundreds may knock in one moment, before the first of them is let in."""
    async with house() as home:
        visitors = [
            socket.create_connection((HERE, home.server.port), timeout=0.5)
            for _ in range(400)
        ]
        for visitor in visitors:
            visitor.close()
        assert (await home.knock()).status == 101
