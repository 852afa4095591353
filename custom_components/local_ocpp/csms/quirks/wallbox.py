"""Wallbox: Pulsar, Copper and Commander."""

from math import floor

from .quirk import Quirk
from .rewrites import Profile, of_profile


def whole_amperes(profile: Profile) -> Profile:
    """Round limits in ampere down: a limit is never exceeded."""
    schedule = profile["chargingSchedule"]
    if schedule["chargingRateUnit"] != "A":
        return profile
    periods = [
        {**period, "limit": floor(period["limit"])}
        for period in schedule["chargingSchedulePeriod"]
    ]
    rounded = {**schedule, "chargingSchedulePeriod": periods}
    return {**profile, "chargingSchedule": rounded}


QUIRKS = (
    Quirk(
        vendor="Wall*Box*",
        version="1.6",
        because="Charges at full current when a limit is no whole number of amperes.",
        rewrites={
            "SetChargingProfile": of_profile(whole_amperes),
            "RemoteStartTransaction": of_profile(whole_amperes),
        },
    ),
)
