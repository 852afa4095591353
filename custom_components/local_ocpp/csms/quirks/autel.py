"""Autel: the MaxiCharger."""

from .quirk import Quirk
from .rewrites import STATION_MAX, Profile, of_profile

# Any moment that lies behind every station will do.
LONG_AGO = "2020-01-01T00:00:00Z"


def absolute(profile: Profile) -> Profile:
    """Say from when a limit for the whole station holds."""
    if (
        profile["chargingProfilePurpose"] != STATION_MAX
        or profile["chargingProfileKind"] != "Relative"
    ):
        return profile
    schedule = {"startSchedule": LONG_AGO, **profile["chargingSchedule"]}
    return {
        **profile,
        "chargingProfileKind": "Absolute",
        "chargingSchedule": schedule,
    }


QUIRKS = (
    Quirk(
        vendor="Autel*",
        version="1.6",
        because="Refuses a limit for the whole station that does not say from when.",
        rewrites={"SetChargingProfile": of_profile(absolute)},
    ),
)
