"""What is taken out of a bug report, and what is left in."""

import json
from typing import Any

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.local_ocpp.redaction import REDACTED, Redaction

TAG = "04A1B2C3"
KEY = "00112233445566778899aabbccddeeff"


def call(action: str, **payload: Any) -> str:
    return json.dumps([2, "1", action, payload])


def of_frame(text: str) -> str:
    """Return a frame as it stands in a report by itself."""
    redaction = Redaction()
    frame: str = redaction.everywhere(redaction.of_frame(text))
    return frame


BASIC = {
    "component": {"name": "SecurityCtrlr"},
    "variable": {"name": "BasicAuthPassword"},
}
FRAMES = [
    call("Authorize", idTag=TAG),
    call("Authorize", IdTag=TAG),
    call("Authorize", idTag=int("9" * 8)),
    call("Authorize", idToken={"idToken": TAG, "type": "ISO14443"}),
    call("Authorize", idToken={"additionalInfo": [{"additionalIdToken": TAG}]}),
    json.dumps([3, "1", {"idTagInfo": {"status": "Accepted", "parentIdTag": TAG}}]),
    json.dumps([3, "1", {"idTokenInfo": {"groupIdToken": {"idToken": TAG}}}]),
    call("SendLocalList", localAuthorizationList=[{"idTag": TAG}]),
    call("BootNotification", chargePointSerialNumber=TAG, chargeBoxSerialNumber=TAG),
    call("BootNotification", iccid=TAG, imsi=TAG, meterSerialNumber=TAG),
    call("BootNotification", chargingStation={"modem": {"iccid": TAG}}),
    call("ChangeConfiguration", key="AuthorizationKey", value=KEY),
    call("ChangeConfiguration", value=KEY, key="AuthorizationKey"),
    call("ChangeConfiguration", key="vendor.WifiPassword", value=KEY),
    json.dumps([3, "1", {"configurationKey": [{"key": "FTPPassw", "value": KEY}]}]),
    call("SetVariables", setVariableData=[{**BASIC, "attributeValue": KEY}]),
    call("SetVariables", setVariableData=[{"attributeValue": KEY, **BASIC}]),
    call("NotifyReport", reportData=[{**BASIC, "variableAttribute": [{"value": KEY}]}]),
    call("UpdateFirmware", location=f"ftp://{TAG}:{KEY}@192.168.1.2/firmware.bin"),
    call("DataTransfer", data=json.dumps({"idTag": TAG}), idTag=TAG),
]
SECRETS = (TAG, KEY, "9" * 8)


@pytest.mark.parametrize("frame", FRAMES)
def test_whole_frames(frame: str) -> None:
    """Whose tag, which device and what password: none of it is left in a frame."""
    assert not any(secret in of_frame(frame) for secret in SECRETS)
    assert REDACTED in of_frame(frame)


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("spaces", [(",", ":"), (" , ", " : ")])
def test_cut_frames(frame: str, spaces: tuple[str, str]) -> None:
    """Nor in a frame that was cut, wherever that was."""
    spelled = json.dumps(json.loads(frame), separators=spaces)
    for length in range(len(spelled)):
        left = of_frame(spelled[:length])
        for secret in SECRETS:
            for part in (secret, secret[:5]):
                assert part not in left.replace("192.168", "")


def test_escaped() -> None:
    """A secret is found however it is spelled."""
    frame = '[2,"1","Authorize",{"idTag":"\\u0030\\"4A1"}]'
    assert "4A1" not in of_frame(frame)
    for length in range(len(frame)):
        assert "4A1" not in of_frame(frame[:length])


@pytest.mark.parametrize(
    "frame",
    [
        call("StatusNotification", connectorId=1, status="Available"),
        call("MeterValues", meterValue=[{"sampledValue": [{"value": "1.50"}]}]),
        '[2, "1",  "Heartbeat",{}]',
        call("ChangeConfiguration", key="ConnectionTimeOut", value="90"),
        "no JSON at all",
        '[2,"1","MeterValues",{"meterValue":[{"sampledValue":[{"value":"1"},{"val',
    ],
)
def test_left_as_it_is(frame: str) -> None:
    """What gives nobody away is left as it was spelled."""
    assert of_frame(frame) == frame


def test_settings_of_a_cut_frame() -> None:
    """Of a long list of settings that was cut, only the secret ones are gone."""
    frame = (
        '[3,"1",{"configurationKey":[{"key":"A","value":"1"},'
        f'{{"key":"AuthorizationKey","value":"{KEY}"}},{{"key":"B","value":"2"}},'
        '{"key":"C","val'
    )
    left = of_frame(frame)
    assert '{"key":"A","value":"1"}' in left
    assert '{"key":"B","value":"2"}' in left
    assert KEY not in left


def test_state() -> None:
    """What we know of a charger loses the same."""
    known = {
        "identity": {"vendor": "Alfen", "serial": TAG, "iccid": None},
        "transaction": {"id": "7", "token": {"value": TAG, "type": "ISO14443"}},
        "variables": {"AuthorizationKey": KEY, "HeartbeatInterval": "300"},
        "refused": {"AdminPassword": [KEY, "short"]},
        "online": True,
    }
    assert Redaction().of(known) == {
        "identity": {"vendor": "Alfen", "serial": REDACTED, "iccid": None},
        "transaction": {"id": "7", "token": {"value": REDACTED, "type": "ISO14443"}},
        "variables": {"AuthorizationKey": REDACTED, "HeartbeatInterval": "300"},
        "refused": {"AdminPassword": [REDACTED, REDACTED]},
        "online": True,
    }


def test_everywhere() -> None:
    """What is secret in one place is so in all, even as a part and as a key."""
    redaction = Redaction()
    redaction.of({"serial": TAG})
    report = {TAG: [f"charger {TAG} said", 5, None], "fine": {"a": TAG}}
    assert redaction.everywhere(report) == {
        REDACTED: [f"charger {REDACTED} said", 5, None],
        "fine": {"a": REDACTED},
    }


def test_short_secrets() -> None:
    """A short secret is gone where it is told, but not wherever its letters stand."""
    redaction = Redaction()
    frame = redaction.of_frame(call("Authorize", idTag="12"))
    assert redaction.everywhere([frame, "2012"]) == [
        call("Authorize", idTag=REDACTED),
        "2012",
    ]


@pytest.mark.parametrize(
    ("path", "example", "shown"),
    [
        ("idTag", TAG, REDACTED),
        ("localAuthorizationList[].idTag", TAG, REDACTED),
        ("configurationKey[].value", KEY, REDACTED),
        ("getVariableResult[].attributeValue", KEY, REDACTED),
        ("meterValue[].sampledValue[].value", "NaN", "NaN"),
        ("", f'{{"idTag": "{TAG}"', f'{{"idTag": "{REDACTED}"'),
    ],
)
def test_examples(path: str, example: str, shown: str) -> None:
    """An example of what is wrong is shown unless it is private."""
    assert Redaction().of_example(path, example) == shown


@settings(deadline=200, max_examples=50)
@given(st.text(alphabet='{}[]":,\\ab1', max_size=4096))
def test_any_text(text: str) -> None:
    """Whatever a charger says, the report is made in no time."""
    Redaction().of_frame(text)


@pytest.mark.parametrize("piece", ["{", '"', '{"', '"a":', '{"a":"', '\\"', '":"'])
def test_hostile_text(piece: str) -> None:
    """Nor can a charger hold the report up on purpose."""
    Redaction().of_frame((piece * 4096)[:4096])


def test_deep_text() -> None:
    """A frame that is nested beyond reason is searched all the same."""
    frame = "[" * 2000 + f'{{"idTag":"{TAG}"}}' + "]" * 2000
    assert TAG not in of_frame(frame)
