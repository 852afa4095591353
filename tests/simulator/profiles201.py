"""Smart charging in OCPP 2.0.1."""

from collections.abc import Callable
from functools import partial
from itertools import groupby
from typing import Any

from .clock import stamp
from .composite import composite
from .library import call201, result201
from .line import Json, Line, answers
from .profile_rules import read
from .profiles import Profile, Purpose
from .rules201 import PURPOSES


class Profiles201(Line):
    """Takes, forgets, lists and adds up charging profiles."""

    @answers("SetChargingProfile")
    def on_set_charging_profile(self, evse_id: int, **_: Any) -> Any:
        wire: Json = self.question["chargingProfile"]
        if self.objections or self._too_late(evse_id, wire):
            return result201.SetChargingProfile("Rejected")
        purpose = PURPOSES[wire["chargingProfilePurpose"]]
        schedule, now = wire["chargingSchedule"][0], self.cabinet.clock.now()
        self.cabinet.profiles.install(read(evse_id, wire, schedule, purpose, now))
        if purpose is not Purpose.TX:
            self.cabinet.configuration.writes += 1
        self.station.flow.settle()
        return result201.SetChargingProfile("Accepted")

    @answers("ClearChargingProfile")
    def on_clear_charging_profile(self, **_: Any) -> Any:
        profile_id = self.question.get("chargingProfileId")
        criteria = self.question.get("chargingProfileCriteria", {})
        wanted = _matching(criteria, criteria.get("evseId"))
        cleared = self.cabinet.profiles.clear(
            wanted if profile_id is None else lambda held: held.id == profile_id
        )
        self.station.flow.settle()
        return result201.ClearChargingProfile("Accepted" if cleared else "Unknown")

    @answers("GetChargingProfiles")
    def on_get_charging_profiles(
        self, request_id: int, evse_id: int | None = None, **_: Any
    ) -> Any:
        matches = _matching(self.question["chargingProfile"], evse_id)
        held = [
            profile for profile in self.cabinet.profiles.profiles if matches(profile)
        ]
        if not held:
            return result201.GetChargingProfiles("NoProfiles")
        self.afterwards(partial(self._send_profiles, request_id, held))
        return result201.GetChargingProfiles("Accepted")

    @answers("GetCompositeSchedule")
    def on_get_composite_schedule(
        self, duration: int, evse_id: int, charging_rate_unit: str = "A"
    ) -> Any:
        if self.objections:
            return result201.GetCompositeSchedule("Rejected")
        added_up = composite(
            self.cabinet, self.station.flow, evse_id, duration, charging_rate_unit
        )
        schedule = {
            "evseId": evse_id,
            "duration": duration,
            "scheduleStart": stamp(added_up.start),
            "chargingRateUnit": added_up.unit,
            "chargingSchedulePeriod": [
                {"startPeriod": start_s, "limit": limit}
                for start_s, limit in added_up.periods
            ],
        }
        return result201.GetCompositeSchedule("Accepted", schedule=schedule)

    async def _send_profiles(self, request_id: int, held: list[Profile]) -> None:
        by_evse = sorted(held, key=lambda profile: profile.connector)
        groups = [
            (evse_id, [profile.wire for profile in group])
            for evse_id, group in groupby(by_evse, lambda profile: profile.connector)
        ]
        for number, (evse_id, wires) in enumerate(groups, start=1):
            await self.ask(
                call201.ReportChargingProfiles(
                    request_id=request_id,
                    charging_limit_source="CSO",
                    charging_profile=wires,
                    evse_id=evse_id,
                    tbc=number < len(groups),
                )
            )

    def _too_late(self, evse_id: int, wire: Json) -> bool:
        """Tell whether a profile is for a session whose end is not reported yet."""
        if wire["chargingProfilePurpose"] != Purpose.TX:
            return False
        return self.cabinet.connectors[evse_id].transaction is None


def _matching(criteria: Json, evse_id: int | None) -> Callable[[Profile], bool]:
    """Return a test for profiles: all criteria that are given have to match."""
    ids = criteria.get("chargingProfileId")
    purpose = criteria.get("chargingProfilePurpose")
    level = criteria.get("stackLevel")

    def matches(held: Profile) -> bool:
        return (
            evse_id in (None, held.connector)
            and (ids is None or held.id in ids)
            and purpose in (None, held.wire["chargingProfilePurpose"])
            and level in (None, held.stack_level)
        )

    return matches
