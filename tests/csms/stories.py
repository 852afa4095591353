"""Charging stories as stations tell them, in the words of each OCPP version."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from custom_components.local_ocpp.csms.domain.model.metering import POWER
from custom_components.local_ocpp.csms.ocpp.v16 import ADAPTER as OCPP16
from custom_components.local_ocpp.csms.ocpp.v21 import ADAPTER as OCPP21
from custom_components.local_ocpp.csms.ocpp.v201 import ADAPTER as OCPP201
from tests.csms.backoffice import NOON


class Said(NamedTuple):
    """What a station says, so many minutes after noon."""

    minute: int
    action: str
    payload: dict[str, Any]


def at(minute: int) -> datetime:
    return NOON + timedelta(minutes=minute)


def stamp(minute: int) -> str:
    return at(minute).isoformat().replace("+00:00", "Z")


# OCPP 1.6's words


def status16(minute: int, word: str, connector: int = 1) -> Said:
    payload = {"connectorId": connector, "status": word, "errorCode": "NoError"}
    return Said(minute, "StatusNotification", payload)


def start16(minute: int, energy_wh: int, tag: str = "A1B2C3D4") -> Said:
    payload = {"connectorId": 1, "idTag": tag, "meterStart": energy_wh}
    return Said(minute, "StartTransaction", payload | {"timestamp": stamp(minute)})


def meter16(minute: int, energy_wh: int, power_kw: float) -> Said:
    sampled = [
        {"value": str(energy_wh)},
        {"value": str(power_kw), "measurand": POWER, "unit": "kW"},
    ]
    value = {"timestamp": stamp(minute), "sampledValue": sampled}
    payload = {"connectorId": 1, "transactionId": 1, "meterValue": [value]}
    return Said(minute, "MeterValues", payload)


def stop16(minute: int, energy_wh: int, *, reason: str = "Local") -> Said:
    sampled = {"value": str(energy_wh), "context": "Transaction.End"}
    value = {"timestamp": stamp(minute), "sampledValue": [sampled]}
    payload = {
        "transactionId": 1,
        "timestamp": stamp(minute),
        "meterStop": energy_wh,
        "reason": reason,
        "transactionData": [value],
    }
    return Said(minute, "StopTransaction", payload)


# OCPP 2.x's words


def status20(minute: int, word: str) -> Said:
    payload = {"evseId": 1, "connectorId": 1, "connectorStatus": word}
    return Said(minute, "StatusNotification", payload | {"timestamp": stamp(minute)})


def event20(
    minute: int,
    kind: str,
    trigger: str,
    info: dict[str, str],
    *,
    meter: list[dict[str, Any]] | None = None,
    tag: str | None = None,
) -> Said:
    payload: dict[str, Any] = {
        "eventType": kind,
        "timestamp": stamp(minute),
        "triggerReason": trigger,
        "seqNo": minute,
        "transactionInfo": {"transactionId": "b7e2-1", **info},
    }
    if kind == "Started":
        payload["evse"] = {"id": 1, "connectorId": 1}
    if meter:
        payload["meterValue"] = [{"timestamp": stamp(minute), "sampledValue": meter}]
    if tag:
        payload["idToken"] = {"idToken": tag, "type": "ISO14443"}
    return Said(minute, "TransactionEvent", payload)


def start20(minute: int, energy_wh: int, tag: str = "A1B2C3D4") -> Said:
    meter = [{"value": energy_wh, "context": "Transaction.Begin"}]
    info = {"chargingState": "EVConnected"}
    return event20(minute, "Started", "Authorized", info, meter=meter, tag=tag)


def charging20(minute: int, state: str) -> Said:
    info = {"chargingState": state}
    return event20(minute, "Updated", "ChargingStateChanged", info)


def meter20(minute: int, energy_wh: int, power_kw: float) -> Said:
    meter: list[dict[str, Any]] = [
        {"value": energy_wh},
        {"value": power_kw, "measurand": POWER, "unitOfMeasure": {"unit": "kW"}},
    ]
    return event20(minute, "Updated", "MeterValuePeriodic", {}, meter=meter)


def stop20(
    minute: int,
    energy_wh: int,
    *,
    reason: str = "Local",
    trigger: str = "StopAuthorized",
) -> Said:
    meter = [{"value": energy_wh, "context": "Transaction.End"}]
    return event20(minute, "Ended", trigger, {"stoppedReason": reason}, meter=meter)


# The story: a driver comes, charges until the car is full, ends the session and leaves.

BOOT_16 = (
    Said(
        0,
        "BootNotification",
        {
            "chargePointVendor": "ACME",
            "chargePointModel": "One",
            "chargePointSerialNumber": "S1",
            "firmwareVersion": "1.0",
        },
    ),
    status16(0, "Available", connector=0),
    status16(0, "Available"),
)
BOOT_20 = (
    Said(
        0,
        "BootNotification",
        {
            "reason": "PowerUp",
            "chargingStation": {
                "vendorName": "ACME",
                "model": "One",
                "serialNumber": "S1",
                "firmwareVersion": "1.0",
            },
        },
    ),
    status20(0, "Available"),
)
CHARGES_16 = (
    status16(1, "Preparing"),
    Said(2, "Authorize", {"idTag": "A1B2C3D4"}),
    start16(3, 1000),
    status16(4, "Charging"),
    meter16(33, 4000, 7.2),
)
CHARGES_20 = (
    status20(1, "Occupied"),
    Said(2, "Authorize", {"idToken": {"idToken": "A1B2C3D4", "type": "ISO14443"}}),
    start20(3, 1000),
    charging20(4, "Charging"),
    meter20(33, 4000, 7.2),
)
IS_FULL_16 = (status16(60, "SuspendedEV"),)
IS_FULL_20 = (charging20(60, "SuspendedEV"),)
ENDS_16 = (stop16(61, 7000), status16(61, "Finishing"))
ENDS_20 = (stop20(61, 7000),)
LEAVES_16 = (status16(65, "Available"),)
LEAVES_20 = (status20(65, "Available"),)

CHAPTERS = {
    OCPP16: (BOOT_16, CHARGES_16, IS_FULL_16, ENDS_16, LEAVES_16),
    OCPP201: (BOOT_20, CHARGES_20, IS_FULL_20, ENDS_20, LEAVES_20),
    OCPP21: (BOOT_20, CHARGES_20, IS_FULL_20, ENDS_20, LEAVES_20),
}

# A session that began and ended while the station could not reach us, told afterwards.
OFFLINE_16 = (*BOOT_16, start16(10, 1000), stop16(40, 5000), status16(90, "Available"))
OFFLINE_20 = (
    *BOOT_20,
    start20(10, 1000),
    charging20(11, "Charging"),
    stop20(40, 5000),
    status20(90, "Available"),
)
OFFLINE = {OCPP16: OFFLINE_16, OCPP201: OFFLINE_20, OCPP21: OFFLINE_20}

# A driver with an unknown tag, on a station that starts before it has asked.
REFUSED_16 = (
    *BOOT_16,
    status16(1, "Preparing"),
    start16(2, 1000, tag="BADBAD"),
    stop16(3, 1000, reason="DeAuthorized"),
    status16(3, "Finishing"),
)
REFUSED_20 = (
    *BOOT_20,
    status20(1, "Occupied"),
    start20(2, 1000, tag="BADBAD"),
    stop20(3, 1000, reason="DeAuthorized", trigger="Deauthorized"),
)
REFUSED = {OCPP16: REFUSED_16, OCPP201: REFUSED_20, OCPP21: REFUSED_20}
