"""What goes wrong between a station and its CSMS, each as a context manager."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

from .fault import Fault
from .journal import Frame, Kind
from .station import Station
from .words import BootReason


@contextmanager
def delayed(
    station: Station, seconds: float, action: str | None = None
) -> Iterator[None]:
    """Everything the station says, or only about one action, leaves so much later.

    In real seconds.
    """
    with _in_force(station, Fault(concerns=_about(action), delay_s=seconds)):
        yield


@contextmanager
def dropped(station: Station, action: str) -> Iterator[None]:
    """What the station says about an action never leaves it.

    Its own message is lost on the way, and a question of the CSMS stays unanswered.
    """
    with _in_force(station, Fault(concerns=_about(action), spell=lambda _: ())):
        yield


@contextmanager
def deaf(station: Station, action: str) -> Iterator[None]:
    """What the CSMS says about an action never arrives, question or answer."""
    with _in_force(station, Fault(concerns=_about(action), hears=False)):
        yield


@contextmanager
def repeated(station: Station, action: str) -> Iterator[None]:
    """The station says everything about an action twice, with the same message id."""
    twice = Fault(concerns=_about(action), spell=lambda text: (text, text))
    with _in_force(station, twice):
        yield


@contextmanager
def hanging_up(
    station: Station, action: str, *, abruptly: bool = True
) -> Iterator[None]:
    """The connection ends just when the CSMS asks for an action, or answers one."""
    cut = Fault(concerns=_about(action), hears=False, hangs_up=True, abruptly=abruptly)
    with _in_force(station, cut):
        yield


def truncated(text: str) -> str:
    """Lose the end of a frame."""
    return text[: len(text) * 2 // 3]


def valueless(text: str) -> str:
    """Leave out the first number, as stations do that have none to tell."""
    head, colon, tail = text.partition(":")
    value = tail.split(",")[0].split("}")[0]
    return head + colon + tail[len(value) :]


@contextmanager
def garbled(
    station: Station,
    how: Callable[[str], str] = truncated,
    action: str | None = None,
) -> Iterator[None]:
    """What the station says, or only about one action, is no JSON any more."""
    fault = Fault(concerns=_about(action), spell=lambda text: (how(text),))
    with _in_force(station, fault):
        yield


@asynccontextmanager
async def offline(station: Station, *, abruptly: bool = True) -> AsyncIterator[None]:
    """The network is gone; the station goes on and reports it all on its return."""
    await station.connection.go_dark(abruptly=abruptly)
    try:
        yield
    finally:
        station.connection.come_back()
    await station.delivered()


@asynccontextmanager
async def rebooting(
    station: Station, reason: BootReason = BootReason.WATCHDOG
) -> AsyncIterator[None]:
    """The station restarts: it is gone meanwhile, and boots at the end.

    Its sessions end with reason PowerLoss, reported when it is back.
    """
    await station.connection.go_dark(abruptly=True)
    station.lose_sessions()
    try:
        yield
    finally:
        station.connection.start_afresh(reason)
        station.connection.come_back()
    await station.booted()
    await station.delivered()


@contextmanager
def _in_force(station: Station, fault: Fault) -> Iterator[None]:
    station.cabinet.faults.append(fault)
    try:
        yield
    finally:
        station.cabinet.faults.remove(fault)


def _about(action: str | None) -> Callable[[Frame], bool]:
    def concerned(frame: Frame) -> bool:
        return frame.kind is not Kind.GARBLED and action in (None, frame.action)

    return concerned
