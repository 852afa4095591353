"""What all cases share: how thorough to be, where the disk is, and the stations."""

from dataclasses import dataclass

from .elsewhere import Elsewhere
from .subjects.core import core
from .subjects.home import home


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """One run of the benchmark; `folder` is on the disk that the ledger is to be on."""

    stations: Elsewhere
    folder: str
    quick: bool
    profile: bool = False

    def either(self, quick: float, full: float) -> float:
        """Return how much of something, as thoroughly as wanted."""
        return quick if self.quick else full

    def core(self, count: int) -> Elsewhere:
        """Start a core that expects so many stations."""
        return Elsewhere(core, self.folder, count)

    def home(self, count: int, *, recorder: bool = False) -> Elsewhere:
        """Start a Home Assistant with so many stations, not yet set up."""
        return Elsewhere(home, self.folder, count, recorder)

    def arrive(
        self,
        subject: Elsewhere,
        fleet: str,
        count: int,
        *,
        boots: bool = True,
        session: bool = True,
    ) -> None:
        """Have stations connect to a subject."""
        port = subject.ask("port")
        self.stations.ask("arrive", fleet, port, count, boots, session)
