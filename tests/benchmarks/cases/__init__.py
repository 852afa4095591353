"""What is measured, a case each: `CASES` names them all."""

from collections.abc import Callable, Mapping

from ..bench import Bench
from ..report import Report
from .actions import actions
from .idle import idle
from .ledger import ledger
from .setup import setup
from .storm import storm
from .throughput import throughput
from .typical_home import typical_home
from .writes import writes

type Case = Callable[[Bench], Report]

CASES: Mapping[str, Case] = {
    "throughput": throughput,
    "writes": writes,
    "idle": idle,
    "storm": storm,
    "setup": setup,
    "actions": actions,
    "ledger": ledger,
    "home": typical_home,
}
