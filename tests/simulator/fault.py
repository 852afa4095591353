"""One thing that is wrong with a connection for a while."""

from collections.abc import Callable
from dataclasses import dataclass

from .journal import Frame


@dataclass(frozen=True, kw_only=True, eq=False)
class Fault:
    """What happens to the frames that it concerns.

    `spell` turns a frame that is sent into the texts that really go out; frames
    received are only heard if `hears`; `hangs_up` ends the connection instead.
    """

    concerns: Callable[[Frame], bool]
    delay_s: float = 0.0
    spell: Callable[[str], tuple[str, ...]] = lambda text: (text,)
    hears: bool = True
    hangs_up: bool = False
    abruptly: bool = True
