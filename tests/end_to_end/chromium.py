"""Where this machine has a Chromium that tests can drive; run as a program, it says so."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
import shutil
import sys

COMMANDS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# What `playwright install chromium` leaves when it is told to stay inside .venv.
PLAYWRIGHT_BUILDS = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
)


def find_chromium() -> Path | None:
    """Return the program to start, or None where there is none."""
    return next(_candidates(), None)


def _candidates() -> Iterator[Path]:
    # First what was fetched because the rest would not do.
    for pattern in PLAYWRIGHT_BUILDS:
        yield from _browsers_of_playwright().glob(pattern)
    yield from (Path(found) for name in COMMANDS if (found := shutil.which(name)))
    yield from (path for name in APPLICATIONS if (path := Path(name)).exists())


def _browsers_of_playwright() -> Path:
    package = find_spec("playwright")
    if package is None or package.origin is None:
        return Path("nowhere")
    return Path(package.origin).parent / "driver" / "package" / ".local-browsers"


if __name__ == "__main__":
    chromium = find_chromium()
    sys.exit("No Chromium found." if chromium is None else print(chromium))
