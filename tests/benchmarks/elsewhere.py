"""Objects that live in a process of their own, so that one cannot slow the other down."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
import inspect
from multiprocessing import get_context
from multiprocessing.connection import Connection
import resource
from typing import Any, Self

# More than a server with a thousand connections needs, and those that it has just lost.
OPEN_FILES = 10_000

type Making = Callable[..., AbstractAsyncContextManager[Any]]


class Elsewhere:
    """An object in another process; its methods are called by name."""

    def __init__(self, making: Making, *args: Any) -> None:
        """Start to make it; `making` must be importable by its name."""
        processes = get_context("spawn")
        self._pipe, theirs = processes.Pipe()
        self._process = processes.Process(
            target=_live, args=(theirs, making, args), daemon=True
        )
        self._process.start()
        theirs.close()
        self._made = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, method: str, *args: Any) -> Any:
        """Call a method and return its result; raises RuntimeError with what it raised."""
        self.start(method, *args)
        return self.finish()

    def start(self, method: str, *args: Any) -> None:
        """Call a method; `finish` returns its result."""
        self.wait_until_made()
        self._pipe.send((method, args))

    def finish(self) -> Any:
        """Return the result of what was started."""
        is_fine, result = self._pipe.recv()
        if not is_fine:
            raise RuntimeError(result)
        return result

    def wait_until_made(self) -> None:
        """Return once it can be called."""
        if not self._made:
            self._made = True
            self.finish()

    def close(self) -> None:
        """Let it end, with its process."""
        self._pipe.close()
        self._process.join(timeout=30)
        if self._process.is_alive():
            self._process.kill()


def _live(pipe: Connection, making: Making, args: tuple[Any, ...]) -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(OPEN_FILES, most), most))
    asyncio.run(_answer(pipe, making, args))


async def _answer(pipe: Connection, making: Making, args: tuple[Any, ...]) -> None:
    try:
        async with making(*args) as made:
            pipe.send((True, None))
            while call := await _next_call(pipe):
                name, arguments = call
                pipe.send(await _result(getattr(made, name), arguments))
    except BaseException as error:
        pipe.send((False, repr(error)))
        raise


async def _next_call(pipe: Connection) -> Any:
    """Return the next call; None once nobody is left to make one."""
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    loop.add_reader(pipe.fileno(), ready.set)
    try:
        await ready.wait()
        return pipe.recv()
    except EOFError, ConnectionResetError:
        return None
    finally:
        loop.remove_reader(pipe.fileno())


async def _result(method: Callable[..., Any], arguments: Any) -> tuple[bool, Any]:
    try:
        result = method(*arguments)
        return True, await result if inspect.isawaitable(result) else result
    except Exception as error:  # noqa: BLE001 - it is raised where the call came from
        return False, repr(error)
