"""The local list of RFID tags and the reservations of OCPP 1.6."""

from datetime import datetime
from functools import partial
from typing import Any

from .authority import LocalList
from .clock import moment
from .connector import Connector, Reservation
from .library import result16
from .line import Json, Line, answers
from .speech import TagVerdict
from .words import Key, Status

REFUSALS = {
    Status.FAULTED: "Faulted",
    Status.UNAVAILABLE: "Unavailable",
}


class Bookings16(Line):
    """Keeps tags, and sockets for their owners."""

    @answers("GetLocalListVersion")
    def on_get_local_list_version(self) -> Any:
        if not self._keeps_list():
            return result16.GetLocalListVersion(-1)
        return result16.GetLocalListVersion(self.station.authority.local_list.version)

    @answers("SendLocalList")
    def on_send_local_list(self, list_version: int, update_type: str, **_: Any) -> Any:
        if not self._keeps_list():
            return result16.SendLocalList("NotSupported")
        present = self.station.authority.local_list
        if update_type == "Differential" and list_version <= present.version:
            return result16.SendLocalList("VersionMismatch")
        entries = self.question.get("localAuthorizationList", [])
        kept = {} if update_type == "Full" else dict(present.tags)
        tags = _updated(kept, entries)
        most = self.cabinet.configuration.number("LocalAuthListMaxLength")
        if self.objections or (most is not None and len(tags) > most):
            return result16.SendLocalList("Failed")
        self.station.authority.local_list = LocalList(list_version, tags)
        return result16.SendLocalList("Accepted")

    @answers("ReserveNow")
    def on_reserve_now(
        self,
        connector_id: int,
        expiry_date: str,
        id_tag: str,
        reservation_id: int,
        parent_id_tag: str | None = None,
    ) -> Any:
        if self.objections:
            return result16.ReserveNow("Rejected")
        place = self._reservable(connector_id)
        if not place.free or place.status not in (Status.AVAILABLE, Status.RESERVED):
            return result16.ReserveNow(REFUSALS.get(place.status, "Occupied"))
        place.reservation = Reservation(
            id=reservation_id, tag=id_tag, parent_tag=parent_id_tag
        )
        expires = moment(expiry_date)
        self.afterwards(partial(self._expire, place, place.reservation, expires))
        self.station.flow.settle()
        return result16.ReserveNow("Accepted")

    @answers("CancelReservation")
    def on_cancel_reservation(self, reservation_id: int) -> Any:
        for connector in self.cabinet.connectors.values():
            if connector.reservation and connector.reservation.id == reservation_id:
                connector.reservation = None
                self.station.flow.settle()
                return result16.CancelReservation("Accepted")
        return result16.CancelReservation("Rejected")

    async def _expire(
        self, place: Connector, reservation: Reservation, expires: datetime
    ) -> None:
        left_s = (expires - self.cabinet.clock.now()).total_seconds()
        await self.cabinet.clock.sleep(max(0.0, left_s) * self.cabinet.clock.speed)
        if place.reservation is reservation:
            place.reservation = None
            self.station.flow.settle()

    def _keeps_list(self) -> bool:
        return self.cabinet.flag(Key.LOCAL_LIST, default=False)

    def _reservable(self, number: int) -> Connector:
        places = self.cabinet.connectors
        if number != 0:
            return places[number]
        return next((place for place in places.values() if place.free), places[1])


def _updated(tags: dict[str, TagVerdict], entries: list[Json]) -> dict[str, TagVerdict]:
    """Add, change and remove tags as a local list message says."""
    for entry in entries:
        tag, verdict = entry["idTag"].casefold(), entry.get("idTagInfo")
        if verdict is None:
            tags.pop(tag, None)
        else:
            tags[tag] = TagVerdict(
                status=verdict["status"], parent_tag=verdict.get("parentIdTag")
            )
    return tags
