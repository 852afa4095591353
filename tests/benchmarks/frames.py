"""What the stations of the benchmark say: made beforehand, so that it costs them nothing."""

from datetime import UTC, datetime
import json
from math import sin
from typing import Any

# Times that a message differs before the values, other than the energy, come again.
VARIANTS = 48

# Measurand, unit, phase, location; all of it conforms to the schemas of OCPP 1.6.
SAMPLED = (
    ("Energy.Active.Import.Register", "Wh", None, "Outlet"),
    ("Power.Active.Import", "W", None, "Outlet"),
    ("Current.Import", "A", "L1", "Outlet"),
    ("Current.Import", "A", "L2", "Outlet"),
    ("Current.Import", "A", "L3", "Outlet"),
    ("Current.Offered", "A", None, "Outlet"),
    ("Voltage", "V", "L1-N", "Outlet"),
    ("Voltage", "V", "L2-N", "Outlet"),
    ("Voltage", "V", "L3-N", "Outlet"),
    ("Power.Offered", "W", None, "Outlet"),
    ("SoC", "Percent", None, "EV"),
    ("Temperature", "Celsius", None, "Body"),
)

BOOT = {
    "chargePointVendor": "Benchmark",
    "chargePointModel": "B-11",
    "firmwareVersion": "1.0.0",
}
STATUS = {"connectorId": 1, "errorCode": "NoError", "status": "Charging"}

# What the stations answer when they are asked something; anything else they do not know.
_KEYS = {
    "SupportedFeatureProfiles": "Core,SmartCharging",
    "NumberOfConnectors": "1",
    "GetConfigurationMaxKeys": "50",
    "ChargingScheduleAllowedChargingRateUnit": "Current,Power",
    "ChargeProfileMaxStackLevel": "8",
    "ChargingScheduleMaxPeriods": "24",
    "MaxChargingProfilesInstalled": "8",
    "MeterValueSampleInterval": "10",
    "ClockAlignedDataInterval": "0",
    "WebSocketPingInterval": "60",
    "MeterValuesSampledData": "Energy.Active.Import.Register,Power.Active.Import",
}
ANSWERS = {
    "GetConfiguration": {
        "configurationKey": [
            {"key": key, "readonly": False, "value": value}
            for key, value in _KEYS.items()
        ]
    },
    "ChangeConfiguration": {"status": "Accepted"},
    "SetChargingProfile": {"status": "Accepted"},
    "ClearChargingProfile": {"status": "Accepted"},
    "TriggerMessage": {"status": "NotImplemented"},
}


def start_of_session() -> dict[str, object]:
    """Return the payload of a StartTransaction of now."""
    return {
        "connectorId": 1,
        "idTag": "0A0B0C0D",
        "meterStart": 1_000_000,
        "timestamp": _now(),
    }


def values(sequence: int) -> tuple[str, ...]:
    """Return the twelve values of a message; what is rounded away in life stays the same."""
    swing = sin(sequence % VARIANTS)
    volts = [f"{229 + phase + sequence % 8 // 4}.0" for phase in range(3)]
    return (
        str(1_000_000 + sequence),
        f"{11_000 + 40 * swing:.1f}",
        *(f"{15.5 + 0.2 * swing + phase / 10:.2f}" for phase in range(3)),
        "16.0",
        *volts,
        "11040",
        str(40 + sequence % VARIANTS // 12),
        str(30 + sequence % VARIANTS // 24),
    )


def changes(sequence: int) -> int:
    """Return how many values of a message are not those of the message before."""
    pairs = zip(values(sequence), values(sequence - 1), strict=True)
    return sum(now != before for now, before in pairs)


def payload(sequence: int, transaction: int | None) -> Any:
    """Return a whole MeterValues, for those who want to look at it."""
    frame = MeterFrames(transaction).next(sequence)
    return json.loads(frame)[3]


class MeterFrames:
    """MeterValues of a session, ready but for id, time and energy."""

    def __init__(self, transaction: int | None) -> None:
        """Make all variants."""
        named = "" if transaction is None else f'"transactionId":{transaction},'
        self._head = f'","MeterValues",{{"connectorId":1,{named}"meterValue":'
        self._rests = [_without_energy(sequence) for sequence in range(VARIANTS)]

    def next(self, sequence: int) -> bytes:
        """Return the frame with this number."""
        return (
            f'[2,"{sequence}{self._head}[{{"timestamp":"{_now()}",'
            f'"sampledValue":[{{"value":"{1_000_000 + sequence}'
            f"{self._rests[sequence % VARIANTS]}"
        ).encode()


def _without_energy(sequence: int) -> str:
    """Return everything of a message that follows the digits of its first value."""
    pairs = zip(SAMPLED, values(sequence), strict=True)
    first, *others = (_sampled(what, value) for what, value in pairs)
    text = json.dumps([first | {"value": ""}, *others], separators=(",", ":"))
    return f"{text.removeprefix('[{"value":"')}}}]}}]"


def _sampled(what: tuple[str, str, str | None, str], value: str) -> dict[str, str]:
    measurand, unit, phase, location = what
    return {
        "value": value,
        "context": "Sample.Periodic",
        "measurand": measurand,
        **({"phase": phase} if phase else {}),
        "location": location,
        "unit": unit,
    }


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"
