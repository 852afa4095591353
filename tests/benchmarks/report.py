"""What a case found: a table, and whether its targets were reached."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Something that is to be reached; `aim` and `found` are in words."""

    what: str
    aim: str
    found: str
    reached: bool

    @property
    def verdict(self) -> str:
        """In one word."""
        return "reached" if self.reached else "**missed**"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A table; the first row is its head."""

    title: str
    rows: Sequence[Sequence[str]]
    targets: Sequence[Target] = field(default_factory=tuple)


def most(what: str, limit: float, found: float, unit: str, digits: int = 1) -> Target:
    """Return a target that is reached at `limit` or below."""
    return Target(
        what=what,
        aim=f"at most {limit:g}{unit}",
        found=f"{found:,.{digits}f}{unit}",
        reached=found <= limit,
    )


def least(what: str, limit: float, found: float, unit: str, digits: int = 1) -> Target:
    """Return a target that is reached at `limit` or above."""
    return Target(
        what=what,
        aim=f"at least {limit:,g}{unit}",
        found=f"{found:,.{digits}f}{unit}",
        reached=found >= limit,
    )


def percentiles(values: Sequence[float]) -> tuple[float, float]:
    """Return median and 95th percentile."""
    return median(values), quantiles(values, n=20)[-1]


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return a table that reads well as it is, and as Markdown."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    head, *body = (_line(row, widths) for row in rows)
    rule = "|".join(["", *("-" * (width + 2) for width in widths), ""])
    return "\n".join([head, rule, *body])


def verdicts(targets: Iterable[Target]) -> str:
    """Return the table of all targets."""
    rows = [(each.what, each.aim, each.found, each.verdict) for each in targets]
    return table([("Target", "Aim", "Found", ""), *rows])


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (
        cell.rjust(width) if number else cell.ljust(width)
        for number, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return f"| {' | '.join((first, *others))} |"
