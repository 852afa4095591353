"""A Home Assistant process: started, listened to, and ended politely or not."""

import asyncio
from asyncio.subprocess import PIPE, STDOUT, Process
from collections import deque
import os
from pathlib import Path
from signal import SIGABRT
import sys

STARTED = "Home Assistant initialized"
# Not home-assistant.log: Home Assistant writes that one itself, anew in every run.
OUTPUT = "output.log"
START_SECONDS = 120
STOP_SECONDS = 120


class EndedUnexpectedly(Exception):
    """Home Assistant ended while it should have been starting."""


class HomeAssistantProcess:
    """One run of Home Assistant on a configuration folder."""

    def __init__(self, folder: Path, process: Process) -> None:
        self._process = process
        self._last_lines: deque[str] = deque(maxlen=100)
        self._initialized = asyncio.Event()
        self._listening = asyncio.create_task(self._listen(folder / OUTPUT))

    @classmethod
    async def start(cls, folder: Path) -> HomeAssistantProcess:
        """Start Home Assistant and return once everything in its configuration is set up."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-X", "faulthandler", "-m", "homeassistant"),
            *("--config", str(folder), "--skip-pip", "--log-no-color"),
            stdout=PIPE,
            stderr=STDOUT,
            env=_environment(),
            start_new_session=True,  # Our Ctrl+C is not meant for it.
        )
        started = cls(folder, process)
        try:
            await started._wait_until_initialized()
        except BaseException:
            await started.kill()
            raise
        return started

    @property
    def pid(self) -> int:
        """The number by which the system knows the process."""
        return self._process.pid

    @property
    def runs(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.returncode is None

    async def stop(self) -> None:
        """Ask it to end, and wait until everything is saved; TimeoutError if it will not."""
        if self.runs:
            self._process.terminate()
        await asyncio.wait({self._listening}, timeout=STOP_SECONDS)
        if not self._listening.done():
            # This makes it say what every thread was doing.
            self._process.send_signal(SIGABRT)
            await self._listening
            raise TimeoutError("\n".join(self._last_lines))
        await self._process.wait()

    async def kill(self) -> None:
        """End it as a power cut would (SIGKILL)."""
        if self.runs:
            self._process.kill()
        await self._listening
        await self._process.wait()

    async def _wait_until_initialized(self) -> None:
        waiting = asyncio.create_task(self._initialized.wait())
        async with asyncio.timeout(START_SECONDS):
            await asyncio.wait(
                {waiting, self._listening}, return_when=asyncio.FIRST_COMPLETED
            )
        if not waiting.done():
            waiting.cancel()
            raise EndedUnexpectedly("\n".join(self._last_lines))

    async def _listen(self, log: Path) -> None:
        """Keep what it says; a full pipe would make it wait for us."""
        assert self._process.stdout
        with log.open("ab") as file:
            async for line in self._process.stdout:
                file.write(line)
                file.flush()
                self._last_lines.append(line.decode(errors="replace").rstrip())
                if STARTED in self._last_lines[-1]:
                    self._initialized.set()


def _environment() -> dict[str, str]:
    """Return ours, but let it keep what it compiled: it starts in half the time."""
    return {
        key: value
        for key, value in os.environ.items()
        if key != "PYTHONDONTWRITEBYTECODE"
    }
