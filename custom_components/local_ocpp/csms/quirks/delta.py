"""Delta: the AC Max wallboxes."""

from ..domain.model.learned import Beliefs
from .quirk import Quirk

QUIRKS = (
    Quirk(
        vendor="Delta*",
        version="1.6",
        because="Hangs up when it is asked many things right after it connected.",
        beliefs=Beliefs(quiet_seconds=30),
    ),
)
