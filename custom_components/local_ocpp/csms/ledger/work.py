"""What there is to do with the database, for one argument or for a hundred at once."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from sqlite3 import Connection


@dataclass(frozen=True, slots=True, eq=False)
class Work[ArgumentT, ResultT]:
    """`run` takes the arguments of all who wait for this and returns a result for each."""

    run: Callable[[Connection, Sequence[ArgumentT]], Iterable[ResultT]]
    writes: bool = True


def writes[ArgumentT, ResultT](
    one: Callable[[Connection, ArgumentT], ResultT],
) -> Work[ArgumentT, ResultT]:
    """Make work of a function that writes, for one argument at a time."""
    return Work(lambda connection, all_: [one(connection, each) for each in all_])


def reads[ArgumentT, ResultT](
    one: Callable[[Connection, ArgumentT], ResultT],
) -> Work[ArgumentT, ResultT]:
    """Make work of a function that only looks something up: a locked file does not matter."""
    return Work(
        lambda connection, all_: [one(connection, each) for each in all_],
        writes=False,
    )
