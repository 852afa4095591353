"""What end-to-end tests share: one Home Assistant for all that only look, one browser."""

from collections.abc import AsyncGenerator
import os
from pathlib import Path

from playwright.async_api import Browser
import pytest
import pytest_asyncio
import pytest_socket

from .browser import started_browser
from .chromium import find_chromium
from .home_assistant import HomeAssistant
from .local_ocpp import LocalOcpp

HERE = Path(__file__).parent
# These have a Home Assistant of their own each, within the test.
WITHIN = HERE / "certification"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Most tests here share one event loop, because they share what lives in it."""
    for item in items:
        if WITHIN in item.path.parents:
            continue
        if HERE in item.path.parents and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(autouse=True)
def sockets() -> None:
    """Let tests open sockets, which the plugin of Home Assistant forbids anew before each."""
    pytest_socket.enable_socket()


@pytest.fixture(autouse=True)
def verify_cleanup() -> None:
    """Replace the search for left-over tasks: here, tasks outlive a test on purpose."""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def home(
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncGenerator[HomeAssistant]:
    """A Home Assistant that runs as long as the tests do; leave it as you found it."""
    pytest_socket.enable_socket()  # This runs before the fixture above.
    folder = tmp_path_factory.mktemp("home_assistant") / "config"
    async with HomeAssistant.running(folder) as home:
        yield home


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def central(home: HomeAssistant) -> LocalOcpp:
    """Local OCPP in the Home Assistant that all share; it asks about chargers it does not know."""
    return await LocalOcpp.set_up(home)


@pytest_asyncio.fixture(loop_scope="session")
async def new_home(sockets: None, tmp_path: Path) -> AsyncGenerator[HomeAssistant]:
    """A Home Assistant that is not started yet, for tests that end it their own way."""
    home = HomeAssistant(tmp_path / "config")
    yield home
    await home.stop()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncGenerator[Browser]:
    """A Chromium without a window."""
    pytest_socket.enable_socket()
    async with started_browser(_chromium()) as browser:
        yield browser


def _chromium() -> Path:
    chromium = find_chromium()
    if chromium is not None:
        return chromium
    reason = "no Chromium or Google Chrome was found; scripts/setup says why"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
