"""What every server tells about itself: what it has used, and how it has been."""

from cProfile import Profile
import gc
from io import StringIO
from pathlib import Path
from pstats import SortKey, Stats
import resource
from time import process_time, thread_time
from typing import NamedTuple

from ..stalls import StallWatch


class Usage(NamedTuple):
    """CPU seconds so far: of the whole process, and of the event loop's thread."""

    process: float
    loop: float


class Subject:
    """A server that listens on a port."""

    def __init__(self, port: int) -> None:
        """Remember the port."""
        self._port = port
        self._stalls: StallWatch | None = None
        self._profile = Profile()

    def port(self) -> int:
        """Return where it listens."""
        return self._port

    def used(self) -> Usage:
        """Return the CPU time used so far."""
        return Usage(process_time(), thread_time())

    def memory(self) -> int:
        """Return the memory in use, in bytes."""
        gc.collect()
        statm = Path("/proc/self/statm")
        if statm.exists():
            return int(statm.read_text().split()[1]) * resource.getpagesize()
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # its peak, in bytes

    def watch_stalls(self) -> None:
        """Look out for stalls of the event loop from now on."""
        self._stalls = StallWatch()

    def worst_stall(self) -> float:
        """Return the longest stall since, in seconds."""
        assert self._stalls
        return self._stalls.stop()

    def profile(self, is_on: bool) -> None:
        """Profile what the event loop's thread does, or stop to."""
        if is_on:
            self._profile.enable()
        else:
            self._profile.disable()

    def profiled(self, rows: int) -> str:
        """Return where the time went."""
        text = StringIO()
        Stats(self._profile, stream=text).sort_stats(SortKey.TIME).print_stats(rows)
        return text.getvalue()
