"""What people do on the pages of Home Assistant, found by what they read there."""

from playwright.async_api import Page

from .charger import DOMAIN

INTEGRATIONS = "/config/integrations/dashboard"
OURS = f"/config/integrations/integration/{DOMAIN}"

# Most of it is in shadow trees, which the browser's own innerText does not look into.
_TEXTS = """
() => {
    const texts = [];
    const walk = (node) => {
        if (node.nodeType === Node.TEXT_NODE) {
            const text = node.textContent.trim();
            if (text) texts.push(text);
        } else if (!["SCRIPT", "STYLE"].includes(node.nodeName)) {
            if (node.shadowRoot) node.shadowRoot.childNodes.forEach(walk);
            node.childNodes.forEach(walk);
        }
    };
    walk(document.body);
    return texts;
}
"""


class Form:
    """A dialog with a form, or with what comes before and after it."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._dialog = page.locator("dialog-data-entry-flow")

    async def says(self, text: str) -> None:
        """Wait until the dialog says something."""
        await self._dialog.get_by_text(text).first.wait_for()

    async def fill(self, name: str, value: str) -> None:
        """Type into a field."""
        await self._dialog.locator(f"input[name={name}]").fill(value)

    async def value(self, name: str) -> str:
        """Return what a field holds."""
        return await self._dialog.locator(f"input[name={name}]").input_value()

    async def press(self, text: str) -> None:
        """Press a button, or pick from a menu or from choices."""
        await self._dialog.get_by_text(text, exact=True).first.click()

    async def submit(self) -> None:
        """Send the form."""
        await self.press("Submit")

    async def close(self, text: str) -> None:
        """Press the button that closes the dialog."""
        await self.press(text)
        await self._dialog.locator("ha-dialog").wait_for(state="hidden")


async def add_discovered(page: Page, name: str) -> Form:
    """Press "Add" on what was discovered and is called so."""
    card = page.locator("ha-config-flow-card").filter(has_text=name)
    await card.get_by_text("Add", exact=True).click()
    return Form(page)


async def open_device(page: Page, device_id: str) -> None:
    """Open the page of a device."""
    await page.goto(f"/config/devices/device/{device_id}")
    await page.locator("ha-device-entities-card").first.wait_for()


async def toggle(page: Page, name: str) -> None:
    """Press the switch of that name on the page of a device."""
    row = page.locator("hui-toggle-entity-row").filter(has_text=name)
    await row.locator("ha-switch").click()


async def slide(page: Page, name: str, steps: int) -> None:
    """Move the slider of that name so many steps; to the left if they are negative."""
    row = page.locator("hui-number-entity-row").filter(has_text=name)
    await row.get_by_role("slider").focus()
    for _ in range(abs(steps)):
        await page.keyboard.press("ArrowRight" if steps > 0 else "ArrowLeft")


async def texts(page: Page) -> set[str]:
    """Return every piece of text on the page."""
    return set(await page.evaluate(_TEXTS))
