"""A pipe carries frames both ways, in order, and ends as a socket does."""

import asyncio

import pytest

from .pipe import Pipe, PipeClosedError


async def test_both_ways() -> None:
    """What one end sends the other receives, in order."""
    one, another = Pipe.pair()
    await one.send("a")
    await one.send(b"b")
    await another.send("c")
    assert [await another.recv(), await another.recv()] == ["a", b"b"]
    assert await one.recv() == "c"


async def test_what_was_sent_before_the_end_arrives() -> None:
    """Iteration ends after the last frame; both ends know how it ended."""
    one, another = Pipe.pair()
    await one.send("last words")
    await one.close(1001, "going away")
    assert [frame async for frame in another] == ["last words"]
    assert (one.close_code, another.close_code) == (1001, 1001)
    assert another.close_reason == "going away"


async def test_hanging_up_is_abnormal() -> None:
    """Who vanishes leaves code 1006, and nothing more can be said."""
    one, another = Pipe.pair()
    one.hang_up()
    await another.wait_closed()
    with pytest.raises(PipeClosedError) as error:
        await another.send("hello?")
    assert error.value.code == 1006


async def test_a_full_pipe_makes_the_sender_wait() -> None:
    """Nobody can send more than the pipe holds until somebody reads."""
    one, another = Pipe.pair(room=1)
    await one.send("a")
    waiting = asyncio.create_task(one.send("b"))
    await asyncio.sleep(0)
    assert not waiting.done()
    assert await another.recv() == "a"
    await waiting
    assert await another.recv() == "b"


async def test_a_reader_is_told_of_the_end() -> None:
    """Who waits for a frame when the pipe ends does not wait for ever."""
    one, another = Pipe.pair()
    waiting = asyncio.create_task(another.recv())
    await asyncio.sleep(0)
    await one.close()
    with pytest.raises(PipeClosedError, match="1000"):
        await waiting
