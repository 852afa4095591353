"""Check the integration in this repository and list every problem found."""

from pathlib import Path
import sys

from . import (
    brand,
    code,
    descriptions,
    icons,
    manifest,
    quality_scale,
    repository,
    translations,
)
from .integration import Integration, Unreadable

CHECKS = (
    manifest.problems,
    translations.problems,
    icons.problems,
    descriptions.problems,
    code.problems,
    quality_scale.problems,
    brand.problems,
    repository.problems,
)


def problems(integration: Integration) -> list[str]:
    """Return what is wrong, one sentence each, beginning with the file it is in."""
    found: list[str] = []
    for check in CHECKS:
        try:
            found += check(integration)
        except Unreadable as error:
            found.append(str(error))
    return list(dict.fromkeys(found))


def main() -> int:
    """Print every problem; 1 if there is any."""
    found = problems(Integration.only_one_in(Path.cwd()))
    for problem in found:
        print(problem)
    print(f"{len(found)} problems." if found else "The metadata is in order.")
    return min(len(found), 1)


if __name__ == "__main__":
    sys.exit(main())
