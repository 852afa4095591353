"""BG SyncEV: the Compact wallboxes."""

from dataclasses import replace

from ..domain.model.learned import Beliefs, Learned
from .quirk import Quirk

MEASURANDS = (
    "Energy.Active.Import.Register",
    "Power.Active.Import",
    "Current.Import",
    "Current.Offered",
    "Voltage",
    "Temperature",
)


def unlisted_features(learned: Learned) -> Learned:
    """Count what it can do without saying so among its features."""
    if learned.feature_profiles is None:
        return learned
    features = learned.feature_profiles | {"SmartCharging", "RemoteTrigger"}
    return replace(learned, feature_profiles=features)


QUIRKS = (
    Quirk(
        vendor="*Sync*EV*",
        version="1.6",
        because="Takes charging profiles and triggers without listing either feature.",
        believe=unlisted_features,
    ),
    Quirk(
        vendor="*Sync*EV*",
        version="1.6",
        because="Sends meter values only when asked for them, of six kinds.",
        beliefs=Beliefs(measurands=MEASURANDS, needs_polling=True),
    ),
)
