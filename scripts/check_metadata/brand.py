"""The pictures by which people recognize the integration."""

from collections.abc import Iterator
from pathlib import Path
import struct

from .integration import Integration

ICON_PIXELS = {"icon.png": 256, "icon@2x.png": 512}
# Shortest side of a logo, smallest and largest.
LOGO_PIXELS = {"logo.png": (128, 256), "logo@2x.png": (256, 512)}
DARK = "dark_"


def problems(integration: Integration) -> Iterator[str]:
    """Yield pictures that are missing, unknown to Home Assistant or of the wrong size."""
    folder = integration.folder / "brand"
    for name in ICON_PIXELS:
        if not (folder / name).exists():
            yield f"brand/{name}: missing"
    for file in sorted(folder.glob("*")):
        yield from _problems_of(file)


def pixels(file: Path) -> tuple[int, int]:
    """Return width and height of a PNG file; (0, 0) if it is none."""
    head = file.read_bytes()[:24]
    if len(head) < 24 or not head.startswith(b"\x89PNG\r\n"):
        return 0, 0
    width, height = struct.unpack(">II", head[16:24])
    return width, height


def _problems_of(file: Path) -> Iterator[str]:
    name, size = file.name.removeprefix(DARK), pixels(file)
    if name in ICON_PIXELS:
        if size != (ICON_PIXELS[name], ICON_PIXELS[name]):
            yield f"brand/{file.name}: a square of {ICON_PIXELS[name]} pixels is expected"
    elif name in LOGO_PIXELS:
        smallest, largest = LOGO_PIXELS[name]
        if not smallest <= min(size) <= largest:
            yield f"brand/{file.name}: {smallest} to {largest} pixels high is expected"
    else:
        yield f"brand/{file.name}: Home Assistant does not serve this file"
