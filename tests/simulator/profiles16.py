"""The SmartCharging profile of OCPP 1.6."""

from typing import Any

from .clock import stamp
from .composite import composite
from .library import result16
from .line import Json, Line, answers
from .profile_rules import read
from .profiles import Profile, Purpose


class Profiles16(Line):
    """Takes, forgets and adds up charging profiles."""

    @answers("SetChargingProfile")
    def on_set_charging_profile(self, connector_id: int, **_: Any) -> Any:
        wire: Json = self.question["csChargingProfiles"]
        purpose = Purpose(wire["chargingProfilePurpose"])
        if self.objections or self._too_late(connector_id, purpose):
            return result16.SetChargingProfile("Rejected")
        now = self.cabinet.clock.now()
        self.cabinet.profiles.install(
            read(connector_id, wire, wire["chargingSchedule"], purpose, now)
        )
        if purpose is not Purpose.TX:
            self.cabinet.configuration.writes += 1
        self.station.flow.settle()
        return result16.SetChargingProfile("Accepted")

    @answers("ClearChargingProfile")
    def on_clear_charging_profile(
        self,
        id: int | None = None,
        connector_id: int | None = None,
        charging_profile_purpose: str | None = None,
        stack_level: int | None = None,
    ) -> Any:
        def unwanted(held: Profile) -> bool:
            if id is not None:
                return held.id == id
            return (
                connector_id in (None, held.connector)
                and charging_profile_purpose in (None, held.purpose)
                and stack_level in (None, held.stack_level)
            )

        cleared = self.cabinet.profiles.clear(unwanted)
        self.station.flow.settle()
        return result16.ClearChargingProfile("Accepted" if cleared else "Unknown")

    @answers("GetCompositeSchedule")
    def on_get_composite_schedule(
        self, connector_id: int, duration: int, charging_rate_unit: str = "A"
    ) -> Any:
        if self.objections:
            return result16.GetCompositeSchedule("Rejected")
        added_up = composite(
            self.cabinet, self.station.flow, connector_id, duration, charging_rate_unit
        )
        return result16.GetCompositeSchedule(
            "Accepted",
            connector_id,
            stamp(added_up.start),
            {
                "duration": added_up.duration_s,
                "startSchedule": stamp(added_up.start),
                "chargingRateUnit": added_up.unit,
                "chargingSchedulePeriod": [
                    {"startPeriod": start_s, "limit": limit}
                    for start_s, limit in added_up.periods
                ],
            },
        )

    def _too_late(self, connector_id: int, purpose: Purpose) -> bool:
        """Tell whether a profile is for a session whose end is not reported yet."""
        if purpose is not Purpose.TX:
            return False
        return self.cabinet.connectors[connector_id].transaction is None
