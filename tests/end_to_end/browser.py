"""A browser in front of Home Assistant, already logged in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import json
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from .home_assistant import HomeAssistant

SCREENSHOTS = Path(__file__).parent / "screenshots"
WIDTH, HEIGHT = 1280, 800


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
    browser: Browser, home: HomeAssistant, *, width: int = WIDTH, height: int = HEIGHT
) -> AsyncIterator[Page]:
    """Open Home Assistant's first page, as its owner sees it."""
    context = await browser.new_context(
        base_url=home.url, viewport={"width": width, "height": height}
    )
    try:
        await context.add_init_script(_remember_login(home))
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


def _remember_login(home: HomeAssistant) -> str:
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
    return f"localStorage.setItem('hassTokens', {json.dumps(json.dumps(tokens))});"
