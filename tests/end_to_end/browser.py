"""A browser in front of Home Assistant, already logged in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import json
import os
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from .config_folder import REPOSITORY
from .home_assistant import HomeAssistant

# To look at, whenever tests have run ...
SCREENSHOTS = Path(__file__).parent / "screenshots"
# ... and what the README shows, which changes only when somebody asks for it.
DOCUMENTATION = (
    REPOSITORY / "docs" / "images"
    if os.environ.get("UPDATE_SCREENSHOTS") == "1"
    else SCREENSHOTS
)
WIDTH, HEIGHT = 1280, 800
PATIENCE_MS = 20_000


@asynccontextmanager
async def started_browser(chromium: Path) -> AsyncIterator[Browser]:
    """Run a browser without a window for as long as the block lasts."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium,
            # In containers, where tests often run as root, Chromium's own cage does not start.
            args=["--no-sandbox", "--disable-dev-shm-usage"],
        )
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def logged_in_page(
    browser: Browser,
    home: HomeAssistant,
    *,
    width: int = WIDTH,
    height: int = HEIGHT,
    language: str = "en",
) -> AsyncIterator[Page]:
    """Open Home Assistant's first page, as its owner sees it."""
    context = await browser.new_context(
        base_url=home.url, viewport={"width": width, "height": height}
    )
    context.set_default_timeout(PATIENCE_MS)
    try:
        await context.add_init_script(_remember(home, language))
        page = await context.new_page()
        await page.goto("/")
        await page.locator("ha-sidebar").wait_for()
        yield page
    finally:
        await context.close()


async def screenshot(page: Page, name: str, folder: Path = SCREENSHOTS) -> Path:
    """Take a picture of the page as `<name>.png` and return where it is."""
    file = folder / f"{name}.png"
    await page.screenshot(path=file, animations="disabled")
    return file


def _remember(home: HomeAssistant, language: str) -> str:
    """Return a script that leaves in the browser what logging in would have left."""
    tokens = {
        "access_token": home.token,
        "clientId": f"{home.url}/",
        "expires": 4_000_000_000_000,
        "expires_in": 1_800,
        "hassUrl": home.url,
        "refresh_token": "",
        "token_type": "Bearer",
    }
    kept = {"hassTokens": tokens, "selectedLanguage": language}
    return "".join(
        f"localStorage.setItem({json.dumps(key)}, {json.dumps(json.dumps(value))});"
        for key, value in kept.items()
    )
