"""The best that could have been done by someone who knew the whole day.

For one charger: the best times to be off, or on one of its numbers of phases, where a start
costs 15 s and a change of phases 45 s without current, and either 0.05 kWh. While charging
it follows the surplus without any delay.
"""

from dataclasses import dataclass
from typing import NamedTuple

from .plant import KWH, VOLTAGE, Day, Equipment, Result

BLOCK = 5
START_BLOCKS = 3
SWITCH_BLOCKS = 9
MOVE_KWH = 0.05


class Yield(NamedTuple):
    """The energy from the sun and from the grid (kWh) in a block."""

    solar: float
    grid: float


@dataclass(slots=True)
class Path:
    """The best way to end up somewhere, with its last step."""

    score: float
    before: int = 0
    blocks: int = 1


def best(day: Day, kind: Equipment) -> Result:
    """What perfect foresight makes of a day."""
    options = (0, 1, 3) if kind.switches else (0, kind.phases)
    yields = [_yields(day, kind, phases) for phases in options]
    paths = _paths(options, yields)
    return _walked(options, yields, paths)


def _yields(day: Day, kind: Equipment, phases: int) -> list[Yield]:
    least, most = (phases * VOLTAGE * amps for amps in (kind.min_a, kind.max_a))
    blocks = []
    for block in range(len(day.solar) // BLOCK):
        solar = grid = 0.0
        for now in range(block * BLOCK, (block + 1) * BLOCK):
            left = day.solar[now] - sum(load[now] for load in day.house)
            power = min(max(left, least), most)
            sun = min(power, max(0.0, left))
            solar, grid = solar + sun, grid + power - sun
        blocks.append(Yield(solar / KWH, grid / KWH))
    return blocks


def _paths(options: tuple[int, ...], yields: list[list[Yield]]) -> list[list[Path]]:
    """For each block's end and each option, the best way to be there."""
    count = len(yields[0])
    paths = [[Path(float("-inf")) for _ in options] for _ in range(count + 1)]
    paths[0][0] = Path(0.0)
    for block in range(count):
        for here, path in enumerate(paths[block]):
            for there in range(len(options)):
                blocks, price = _move(options[here], options[there])
                end = block + blocks
                if end > count:
                    continue
                gain = yields[there][end - 1]
                score = path.score + gain.solar - gain.grid - price
                if score > paths[end][there].score:
                    paths[end][there] = Path(score, here, blocks)
    return paths


def _move(here: int, there: int) -> tuple[int, float]:
    if here == there or there == 0:
        return 1, 0.0
    return (SWITCH_BLOCKS if here else START_BLOCKS) + 1, MOVE_KWH


def _walked(
    options: tuple[int, ...], yields: list[list[Yield]], paths: list[list[Path]]
) -> Result:
    result = Result()
    block = len(paths) - 1
    here = max(range(len(options)), key=lambda option: paths[block][option].score)
    while block > 0:
        path, gain = paths[block][here], yields[here][block - 1]
        result.solar += gain.solar
        result.imported += gain.grid
        result.starts += path.before != here and path.before == 0
        result.switches += path.before != here and here != 0 and path.before != 0
        block, here = block - path.blocks, path.before
    return result
