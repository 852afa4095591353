"""What the figures were measured on: they differ from machine to machine."""

from collections.abc import Iterator
from importlib.metadata import version
import os
from pathlib import Path
import platform
import sqlite3
from statistics import median
from tempfile import NamedTemporaryFile
from time import perf_counter

PACKAGES = ("homeassistant", "websockets", "ocpp", "orjson")


def facts(folder: str) -> Iterator[str]:
    """Yield a line each on processor, programs and disk; the ledger is below `folder`."""
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    yield f"{_processor()}, {os.cpu_count()} cores; load before the run: {load}"
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    yield f"CPython {platform.python_version()}, {versions}, SQLite {sqlite3.sqlite_version}"
    yield f"{platform.system()} {platform.release()}; fdatasync of 4 KiB: {sync_ms(folder):.1f} ms"


def sync_ms(folder: str, times: int = 30) -> float:
    """Return what the disk takes to have something for certain, in milliseconds."""
    took = []
    with NamedTemporaryFile(dir=folder) as file:
        for _ in range(times):
            file.write(bytes(4096))
            file.flush()
            began = perf_counter()
            _sync(file.fileno())
            took.append(perf_counter() - began)
    return median(took) * 1000


# macOS has no fdatasync.
_sync = getattr(os, "fdatasync", os.fsync)


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    if facts.exists():
        for line in facts.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
