"""What a CSMS may not ask of an OCPP 2.0.1 station, by the standard or its limits."""

from collections.abc import Iterator, Mapping

from . import profile_rules
from .cabinet import Cabinet
from .line import Json, Rule
from .profiles import Purpose
from .variables import short

PURPOSES = {
    "ChargingStationMaxProfile": Purpose.STATION_MAX,
    "TxDefaultProfile": Purpose.TX_DEFAULT,
    "TxProfile": Purpose.TX,
}


def _set_charging_profile(cabinet: Cabinet, payload: Json) -> Iterator[str]:
    evse, profile = payload["evseId"], payload["chargingProfile"]
    purpose = PURPOSES.get(profile["chargingProfilePurpose"])
    if purpose is None:
        yield f"{profile['chargingProfilePurpose']}, which is not for a CSMS to set"
        return
    if purpose is Purpose.STATION_MAX and profile["chargingProfileKind"] == "Relative":
        yield "a ChargingStationMaxProfile that is Relative"
    schedule = profile["chargingSchedule"][0]
    yield from profile_rules.place(cabinet, evse, purpose)
    yield from profile_rules.schedule(cabinet, profile, schedule)
    yield from profile_rules.transaction(
        cabinet, evse, purpose, profile.get("transactionId")
    )
    new = profile_rules.read(evse, profile, schedule, purpose, cabinet.clock.now())
    yield from profile_rules.room(cabinet, new)


def _request_start(cabinet: Cabinet, payload: Json) -> Iterator[str]:
    yield from _evse(cabinet, payload.get("evseId"), least=1)
    if (profile := payload.get("chargingProfile")) is None:
        return
    if profile["chargingProfilePurpose"] != Purpose.TX:
        yield f"with a {profile['chargingProfilePurpose']}"
    if "transactionId" in profile:
        yield "with a transactionId for a transaction that does not exist yet"
    yield from profile_rules.schedule(cabinet, profile, profile["chargingSchedule"][0])


def _clear_charging_profile(_: Cabinet, payload: Json) -> Iterator[str]:
    if not payload.keys() & {"chargingProfileId", "chargingProfileCriteria"}:
        yield "neither an id nor criteria"


def _get_variables(cabinet: Cabinet, payload: Json) -> Iterator[str]:
    yield from _items(cabinet, "GetVariables", payload["getVariableData"])


def _set_variables(cabinet: Cabinet, payload: Json) -> Iterator[str]:
    yield from _items(cabinet, "SetVariables", payload["setVariableData"])
    for wanted in payload["setVariableData"]:
        name = short(wanted["component"], wanted["variable"])
        verdict = cabinet.configuration.judge(name, wanted["attributeValue"])
        if verdict.objection is not None:
            yield verdict.objection


def _asked_evse(cabinet: Cabinet, payload: Json) -> Iterator[str]:
    yield from _evse(cabinet, payload.get("evse", {}).get("id"))


def _evse_id(cabinet: Cabinet, payload: Json) -> Iterator[str]:
    yield from _evse(cabinet, payload.get("evseId"))


def _items(cabinet: Cabinet, message: str, items: list[Json]) -> Iterator[str]:
    most = cabinet.configuration.number(f"DeviceDataCtrlr.ItemsPerMessage[{message}]")
    if most is not None and len(items) > most:
        yield f"{len(items)} variables, where {most:.0f} are allowed"


def _evse(cabinet: Cabinet, evse: int | None, least: int = 0) -> Iterator[str]:
    most = len(cabinet.connectors)
    if evse is not None and not least <= evse <= most:
        yield f"EVSE {evse}, where {least}..{most} exist"


RULES: Mapping[str, Rule] = {
    "ChangeAvailability": _asked_evse,
    "ClearChargingProfile": _clear_charging_profile,
    "GetCompositeSchedule": _evse_id,
    "GetVariables": _get_variables,
    "RequestStartTransaction": _request_start,
    "Reset": _evse_id,
    "SetChargingProfile": _set_charging_profile,
    "SetVariables": _set_variables,
    "TriggerMessage": _asked_evse,
    "UnlockConnector": _evse_id,
}
