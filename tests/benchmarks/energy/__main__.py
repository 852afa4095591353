"""Run with `python -m tests.benchmarks.energy [--quick]`."""

import sys

from .cases import main

if __name__ == "__main__":
    main("--quick" in sys.argv)
