"""Charge Amps: the Halo."""

from ..domain.model.learned import Beliefs
from .quirk import Quirk
from .rewrites import no_station_max

MEASURANDS = (
    "Energy.Active.Import.Register",
    "Power.Active.Import",
    "Current.Import",
    "Current.Offered",
    "Voltage",
    "Frequency",
    "Temperature",
)

QUIRKS = (
    Quirk(
        vendor="Charge*Amps*",
        model="*Halo*",
        version="1.6",
        because="Refuses to unlock its cable.",
        refuses=frozenset({"UnlockConnector"}),
    ),
    Quirk(
        vendor="Charge*Amps*",
        model="*Halo*",
        version="1.6",
        because="Knows no limit for the whole station.",
        rewrites={"SetChargingProfile": no_station_max},
    ),
    Quirk(
        vendor="Charge*Amps*",
        model="*Halo*",
        version="1.6",
        because="Measures seven things and refuses to be asked for any other.",
        beliefs=Beliefs(measurands=MEASURANDS),
    ),
)
