"""Takes out of a bug report what gives people, passwords and devices away."""

from collections.abc import Mapping
import json
import re
from typing import Any

REDACTED = "**REDACTED**"

# What is redacted wherever it stands; compared without case and underscores.
PRIVATE = frozenset(
    {
        "additionalidtoken",
        "chargeboxserialnumber",
        "chargepointserialnumber",
        "groupidtoken",
        "iccid",
        "idtag",
        "idtoken",
        "imsi",
        "meterserial",
        "meterserialnumber",
        "note",
        "ownidtag",
        "parent",
        "parentidtag",
        "password",
        "passwordhash",
        "serial",
        "serialnumber",
        "token",
    }
)

# Settings that are secret, and the keys that values of settings have.
SECRET_SETTING = re.compile(
    "AuthorizationKey|Passw|Passphrase|Pwd|Secret|PSK|PrivateKey|WifiKey|ApiKey|"
    "AuthToken|SimPin|LoginPin",
    re.IGNORECASE,
)
SETTING_VALUES = frozenset({"value", "attributevalue", "variableattribute"})

# Shorter ones also stand for something else, and are redacted by their key alone.
SHORTEST_SECRET = 6

_LOGIN = re.compile(r"(?<=://)[^/@\s\"]+(?=@)")

# In a frame that was cut off: a login, a key with its value, and an object without objects
# inside, each of which may lack its end. Vendors put JSON into strings, so quotes may be
# escaped. Possessive, so that no frame takes long.
_CUT_LOGIN = re.compile(r"(?<=://)[^/@\s\"]+(?=@|$)")
_STRING = r'"(?:[^"\\]|\\.)*+(?:"|\\?$)'
_PAIR = re.compile(
    r'(?P<quote>\\?")(?P<key>\w+)(?P=quote)\s*:\s*'
    rf'(?P<value>{_STRING}|\\"[^"\\]*+(?:\\"|\\?$)|-?\d[\d.]*+)'
)
_OBJECT = re.compile(rf'\{{(?:[^{{}}"]|{_STRING})*+(?:\}}|$)')


class Redaction:
    """One bug report: what is secret in one place of it is so in all others."""

    def __init__(self) -> None:
        """Start with nothing secret."""
        self._secrets: set[str] = set()

    def of(self, known: Any) -> Any:
        """Return a JSON value without what its keys say is private."""
        if isinstance(known, Mapping):
            return {key: self._value(key, known) for key in known}
        if isinstance(known, list):
            return [self.of(item) for item in known]
        return self._of_text(known) if isinstance(known, str) else known

    def of_frame(self, text: str) -> str:
        """Return a frame, whole or cut off, without what is private."""
        try:
            whole = json.loads(text)
            redacted = self.of(whole)
        except ValueError, RecursionError:
            return self._of_piece(text)
        return text if redacted == whole else json.dumps(redacted, ensure_ascii=False)

    def of_example(self, path: str, example: str) -> str:
        """Return what was found at the end of a path, unless that is private."""
        last = re.split(r"\W+", path.rstrip("[]"))[-1]
        private = _name(last) in PRIVATE or "configurationKey" in path
        private = private or "ttribute" in path
        return self._hidden(example) if private else self._of_piece(example)

    def everywhere(self, report: Any) -> Any:
        """Return a report without what was found to be secret in any part of it."""
        if isinstance(report, Mapping):
            return {self._clean(str(k)): self.everywhere(v) for k, v in report.items()}
        if isinstance(report, list):
            return [self.everywhere(item) for item in report]
        return self._clean(report) if isinstance(report, str) else report

    def _value(self, key: Any, holder: Mapping[Any, Any]) -> Any:
        value, name = holder[key], _name(str(key))
        setting = name in SETTING_VALUES and _is_secret_setting(holder)
        if setting or name in PRIVATE or SECRET_SETTING.search(str(key)):
            return self._hidden(value)
        return self.of(value)

    def _of_text(self, text: str) -> str:
        """Return a text, which may itself be JSON, without what is private."""
        is_json = text.startswith(("{", "["))
        return self.of_frame(text) if is_json else _LOGIN.sub(REDACTED, text)

    def _hidden(self, value: Any) -> Any:
        """Take note of a secret, with all that is in it; return what to show instead."""
        if isinstance(value, Mapping):
            return {k: v if k == "type" else self._hidden(v) for k, v in value.items()}
        if isinstance(value, list):
            return [self._hidden(item) for item in value]
        if value is None or isinstance(value, bool):
            return value
        if len(str(value)) >= SHORTEST_SECRET:
            self._secrets.add(str(value))
        return REDACTED

    def _of_piece(self, text: str) -> str:
        """Return a piece of JSON without what is private, or may be for want of the rest."""
        without = _PAIR.sub(lambda pair: self._pair(pair, PRIVATE), text)
        without = _OBJECT.sub(self._object, without)
        if "ttribute" in without:  # 2.x: which setting it is stands elsewhere
            without = _PAIR.sub(self._setting, without)
        return _CUT_LOGIN.sub(REDACTED, without)

    def _object(self, found: re.Match[str]) -> str:
        is_whole = found[0].endswith("}")
        if is_whole and not SECRET_SETTING.search(found[0]):
            return found[0]
        return _PAIR.sub(self._setting, found[0])

    def _setting(self, pair: re.Match[str]) -> str:
        return self._pair(pair, SETTING_VALUES)

    def _pair(self, pair: re.Match[str], private: frozenset[str]) -> str:
        if _name(pair["key"]) not in private:
            start = pair.start("value") - pair.start() + 1
            within = _PAIR.sub(lambda each: self._pair(each, private), pair[0][start:])
            return pair[0][:start] + within
        quote, key = pair["quote"], pair["key"]
        hidden = self._hidden(pair["value"].strip('"\\'))
        return f"{quote}{key}{quote}: {quote}{hidden}{quote}"

    def _clean(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, REDACTED)
        return text


def _name(key: str) -> str:
    return key.replace("_", "").lower()


def _is_secret_setting(holder: Mapping[Any, Any]) -> bool:
    """Return whether an object is about a secret setting, as OCPP 1.6 and 2.x name them."""
    variable = holder.get("variable")
    name = variable.get("name") if isinstance(variable, Mapping) else holder.get("key")
    return isinstance(name, str) and bool(SECRET_SETTING.search(name))
