"""Notices how long an event loop did not get round to anything."""

import asyncio

EVERY_SECONDS = 0.005


class StallWatch:
    """Looks at the clock every few milliseconds."""

    def __init__(self) -> None:
        """Watch from now on."""
        self._loop = asyncio.get_running_loop()
        self._worst = 0.0
        self._due = self._loop.time()
        self._timer = self._loop.call_at(self._due, self._look)

    def stop(self) -> float:
        """Return the longest stall, in seconds."""
        self._timer.cancel()
        return self._worst

    def _look(self) -> None:
        now = self._loop.time()
        self._worst = max(self._worst, now - self._due)
        self._due = now + EVERY_SECONDS
        self._timer = self._loop.call_at(self._due, self._look)
