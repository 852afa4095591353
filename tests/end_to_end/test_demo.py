"""`scripts/demo` shows what it promises, on this machine alone, and ends when it is told to."""

import asyncio
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
import re
import signal
import sys

from aiohttp import ClientSession
from playwright.async_api import Browser
import pytest

from .browser import DOCUMENTATION, logged_in_page, screenshot
from .charger import DOMAIN
from .config_folder import REPOSITORY
from .dashboard import TITLE
from .demo import EXHIBITS, exhibited
from .home_assistant import PASSWORD, USER, HomeAssistant, free_port

READY_SECONDS = 90
END_SECONDS = 20
LISTENING = "0A"  # in /proc/net/tcp
LOOPBACK = "0100007F"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
async def test_it_says_where_to_look_and_ends_when_told(how: signal.Signals) -> None:
    """It prints address and login, which work; it listens to nobody else, and ends at once."""
    async with _running_demo() as (process, said):
        address = await _ready(process, said)
        assert f"User:            {USER}" in "".join(said)
        assert f"Password:        {PASSWORD}" in "".join(said)
        await _log_in(address)
        if sys.platform == "linux":  # elsewhere, nobody tells
            assert _listening_addresses(process.pid) == {LOOPBACK}
        process.send_signal(how)
        assert await asyncio.wait_for(process.wait(), END_SECONDS) == 0


async def test_it_ends_while_it_is_starting() -> None:
    """Nobody has to wait until it runs."""
    async with _running_demo() as (process, said):
        await anext(_lines(process, said))
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), END_SECONDS) == 0


async def test_its_chargers_do_different_things(
    new_home: HomeAssistant, browser: Browser
) -> None:
    """One charges, one is full, one waits for a tag, one is broken, one is not added yet."""
    await new_home.start()
    async with (
        exhibited(new_home, free_port()) as central,
        logged_in_page(browser, new_home, height=1_000) as page,
    ):
        shown = [
            (await new_home.wait_for_state(f"sensor.{name}_status", status)).value
            for name, status in {
                "garage": "charging",
                "carport": "suspended_ev",
                "office_connector_2": "preparing",
                "guests": "faulted",
            }.items()
        ]
        assert len(set(shown)) == 4
        assert len(await central.subentries("station")) == len(EXHIBITS) - 1
        assert len(await new_home.discovered(DOMAIN)) == 1
        await page.get_by_text(TITLE).first.wait_for()
        await page.get_by_text("Faulted").first.wait_for()
        await screenshot(page, "dashboard", DOCUMENTATION)


@asynccontextmanager
async def _running_demo() -> AsyncIterator[tuple[Process, list[str]]]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.end_to_end.demo"),
        cwd=REPOSITORY,
        stdout=PIPE,
    )
    try:
        yield process, []
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _lines(process: Process, said: list[str]) -> AsyncIterator[str]:
    assert process.stdout
    async for line in process.stdout:
        said.append(line.decode())
        yield said[-1]


async def _ready(process: Process, said: list[str]) -> str:
    """Wait until the demo has said all that it has to say; return where to look."""
    async with asyncio.timeout(READY_SECONDS):
        async for line in _lines(process, said):
            if "Ctrl+C" in line:
                break
    found = re.search(r"http://\S+", "".join(said))
    assert found, said
    return found.group()


async def _log_in(address: str) -> None:
    """Log in as a browser does; AssertionError if user or password are wrong."""
    client = {"client_id": f"{address}/"}
    beginning = {
        **client,
        "handler": ["homeassistant", None],
        "redirect_uri": f"{address}/?auth_callback=1",
    }
    async with ClientSession(address) as session:
        async with session.post("/auth/login_flow", json=beginning) as answer:
            flow = (await answer.json())["flow_id"]
        person = {**client, "username": USER, "password": PASSWORD}
        async with session.post(f"/auth/login_flow/{flow}", json=person) as answer:
            assert (await answer.json())["type"] == "create_entry"


def _listening_addresses(pid: int) -> set[str]:
    """Return where a process and its children listen, in the spelling of Linux."""
    sockets = {
        link.readlink().name
        for process in _family(pid)
        for link in Path(f"/proc/{process}/fd").iterdir()
        if link.is_symlink()
    }
    rows = [
        line.split()
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
    ]
    return {
        row[1].split(":")[0]
        for row in rows
        if row[3] == LISTENING and f"socket:[{row[9]}]" in sockets
    }


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in _family(int(child)))]
