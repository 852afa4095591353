"""What a CSMS may not ask of an OCPP 1.6 station, by the standard or by its limits."""

from collections.abc import Iterator, Mapping

from . import profile_rules
from .cabinet import Cabinet
from .line import Json, Rule
from .profiles import Purpose
from .words import Key


def _set_charging_profile(cabinet: Cabinet, payload: Json) -> Iterator[str]:
    connector, profile = payload["connectorId"], payload["csChargingProfiles"]
    schedule = profile["chargingSchedule"]
    purpose = Purpose(profile["chargingProfilePurpose"])
    yield from profile_rules.place(cabinet, connector, purpose)
    yield from profile_rules.schedule(cabinet, profile, schedule)
    yield from profile_rules.transaction(
        cabinet, connector, purpose, profile.get("transactionId")
    )
    new = profile_rules.read(connector, profile, schedule, purpose, cabinet.clock.now())
    yield from profile_rules.room(cabinet, new)


def _remote_start(cabinet: Cabinet, payload: Json) -> Iterator[str]:
    yield from _connector(cabinet, payload.get("connectorId"), least=1)
    if (profile := payload.get("chargingProfile")) is None:
        return
    if profile["chargingProfilePurpose"] != Purpose.TX:
        yield f"with a {profile['chargingProfilePurpose']}"
    if "transactionId" in profile:
        yield "with a transactionId for a transaction that does not exist yet"
    yield from profile_rules.schedule(cabinet, profile, profile["chargingSchedule"])
    highest = cabinet.number(Key.STACK_LEVEL)
    if highest is not None and profile["stackLevel"] > highest:
        yield f"stack level {profile['stackLevel']}, where {highest:.0f} is the highest"


def _get_configuration(cabinet: Cabinet, payload: Json) -> Iterator[str]:
    asked = len(payload.get("key", ()))
    most = cabinet.configuration.number("GetConfigurationMaxKeys")
    if most is not None and asked > most:
        yield f"{asked} keys, where {most:.0f} are allowed"


def _change_configuration(cabinet: Cabinet, payload: Json) -> Iterator[str]:
    verdict = cabinet.configuration.judge(payload["key"], payload["value"])
    if verdict.objection is not None:
        yield verdict.objection


def _send_local_list(cabinet: Cabinet, payload: Json) -> Iterator[str]:
    entries = payload.get("localAuthorizationList", [])
    most = cabinet.configuration.number("SendLocalListMaxLength")
    if most is not None and len(entries) > most:
        yield f"{len(entries)} tags, where {most:.0f} are allowed"
    if payload["listVersion"] <= 0:
        yield f"list version {payload['listVersion']}"
    if payload["updateType"] == "Full" and any(
        "idTagInfo" not in entry for entry in entries
    ):
        yield "a full list with a tag that has no idTagInfo"


def _reserve_now(cabinet: Cabinet, payload: Json) -> Iterator[str]:
    yield from _connector(cabinet, payload["connectorId"])
    zero = cabinet.configuration.flag("ReserveConnectorZeroSupported", default=False)
    if payload["connectorId"] == 0 and not zero:
        yield "connector 0, which cannot be reserved here"


def _asked_connector(cabinet: Cabinet, payload: Json) -> Iterator[str]:
    yield from _connector(cabinet, payload.get("connectorId"))


def _one_connector(cabinet: Cabinet, payload: Json) -> Iterator[str]:
    yield from _connector(cabinet, payload.get("connectorId"), least=1)


def _composite(cabinet: Cabinet, payload: Json) -> Iterator[str]:
    yield from _connector(cabinet, payload["connectorId"])
    unit, allowed = payload.get("chargingRateUnit"), profile_rules.rate_units(cabinet)
    if unit is not None and allowed and unit not in allowed:
        yield f"chargingRateUnit {unit}, where only {'/'.join(sorted(allowed))} is"


def _connector(
    cabinet: Cabinet, connector: int | None, least: int = 0
) -> Iterator[str]:
    most = len(cabinet.connectors)
    if connector is not None and not least <= connector <= most:
        yield f"connector {connector}, where {least}..{most} exist"


RULES: Mapping[str, Rule] = {
    "ChangeAvailability": _asked_connector,
    "ChangeConfiguration": _change_configuration,
    "GetCompositeSchedule": _composite,
    "GetConfiguration": _get_configuration,
    "RemoteStartTransaction": _remote_start,
    "ReserveNow": _reserve_now,
    "SendLocalList": _send_local_list,
    "SetChargingProfile": _set_charging_profile,
    "TriggerMessage": _asked_connector,
    "UnlockConnector": _one_connector,
}
