"""Make the best of payloads that break their schema, as those of most stations do.

After mending, whatever is there has the type that the schema says, and keys that it does
not know are gone. What is missing stays missing: whether that matters, the reader decides.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from .checks import MAX_INTEGER, MIN_INTEGER, Check, Violation
from .error_codes import ERROR_CODES, Fault
from .rpc import Deviation, Payload
from .wire import number, timestamp

__all__ = ["Deviation", "Mended", "fatal_code", "mend"]

# How many kinds of deviation are told of one message.
MAX_DEVIATIONS = 20

_MAX_TEXT_LENGTH = 40

_FAULTS: Mapping[str, Fault] = {
    "required": Fault.INCOMPLETE,
    "type": Fault.TYPE,
    "minItems": Fault.OCCURRENCE,
    "maxItems": Fault.OCCURRENCE,
    "additionalProperties": Fault.MALFORMED,
}


class Mended(NamedTuple):
    """A payload as it should have been, and how it was not."""

    payload: Payload
    deviations: tuple[Deviation, ...] = ()


def mend(payload: Payload, check: Check, action: str) -> Mended:
    """Bring a payload as close to its schema as it can be. Raises nothing.

    It is the same object if it conforms. Types are converted, capitals put right, nulls,
    unknown keys and optional values that say nothing left out, numbers brought into range.
    """
    if check.conforms(payload):
        return Mended(payload)
    mender = _Mender(action)
    mended = mender.mended(payload, check, "")
    return Mended({} if mended is _LOST else mended, tuple(mender.deviations.values()))


def fatal_code(violation: Violation | None, subprotocol: str) -> str:
    """Return the error code for a payload that could not be read, and what it violates."""
    rule = violation.rule if violation else ""
    return ERROR_CODES[subprotocol][_FAULTS.get(rule, Fault.VALUE)]


# What is left of a value of which nothing can be made.
_LOST: Any = object()


class _Mender:
    def __init__(self, action: str) -> None:
        self._action = action
        self.deviations: dict[tuple[str, str], Deviation] = {}

    def mended(self, value: Any, check: Check, path: str) -> Any:
        """Return what a value should have been, or _LOST."""
        if check.conforms(value):
            return value
        fitted = self._fitted(value, check, path)
        if isinstance(fitted, dict):
            fitted = self._mended_object(fitted, check, path)
        elif isinstance(fitted, list) and check.items:
            fitted = self._mended_array(fitted, check.items, path)
        for rule in () if fitted is _LOST else check.broken(fitted):
            if rule != "required":
                self._note(path, rule, fitted)
        return fitted

    def _fitted(self, value: Any, check: Check, path: str) -> Any:
        """Return a value in the right type, and in the right word if there is a choice."""
        fitted = _FITS[check.keywords.get("type")](value)
        if fitted is not value:
            self._note(path, "type", value)
        words = check.keywords.get("enum", ())
        if isinstance(fitted, str) and words and fitted not in words:
            spoken = fitted.strip().casefold()
            for word in words:
                if word.casefold() == spoken:
                    self._note(path, "enum", fitted)
                    return word
        return fitted

    def _mended_object(
        self, value: Mapping[str, Any], check: Check, path: str
    ) -> dict[str, Any]:
        prefix = f"{path}." if path else ""
        required = check.keywords.get("required", frozenset())
        mended = {}
        for name, inner in value.items():
            if known := check.properties.get(name):
                kept = self.mended(inner, known, prefix + name)
                if name not in required and _says_nothing(kept, known):
                    kept = _LOST
            elif "additionalProperties" in check.keywords:
                self._note(prefix + name[:_MAX_TEXT_LENGTH], "additionalProperties")
                kept = _LOST
            else:
                kept = inner
            if kept is not _LOST:
                mended[name] = kept
        for name in sorted(required - mended.keys()):
            self._note(prefix + name, "required")
        return mended

    def _mended_array(self, value: list[Any], items: Check, path: str) -> list[Any]:
        mended = [self.mended(inner, items, f"{path}[]") for inner in value]
        return [inner for inner in mended if inner is not _LOST]

    def _note(self, path: str, rule: str, value: Any = "") -> None:
        if (path, rule) in self.deviations or len(self.deviations) == MAX_DEVIATIONS:
            return
        example = _EXAMPLES.get(rule, str)(value)[:_MAX_TEXT_LENGTH]
        deviation = Deviation(self._action, path, rule, example)
        self.deviations[path, rule] = deviation


def _says_nothing(value: Any, check: Check) -> bool:
    """Return whether a value is as good as none: no word of a choice, or no moment."""
    if "format" in check.keywords and isinstance(value, str):
        try:
            timestamp(value)
        except ValueError:
            return True
    return "enum" in check.keywords and not value


# What a value looks like in each type, or _LOST; the value itself if it has the type.


def _text(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else _only(str)(value)


def _whole(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return _LOST
    try:
        whole = value if isinstance(value, int) else int(str(value))
    except ValueError:
        if (read := number(value)) is None:
            return _LOST
        whole = round(read)
    return min(max(whole, MIN_INTEGER), MAX_INTEGER)


def _number(value: Any) -> Any:
    if isinstance(value, str):
        read = number(value)
        return _LOST if read is None else read
    return _LOST if isinstance(value, bool) else _only(int, float)(value)


def _truth(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    return _TRUTHS.get(str(value).strip().lower(), _LOST)


def _array(value: Any) -> Any:
    if isinstance(value, list):
        return value
    return _LOST if value is None else [value]


def _only(*types: type) -> Callable[[Any], Any]:
    return lambda value: value if isinstance(value, types) else _LOST


_TRUTHS = {
    **dict.fromkeys(("true", "1", "yes", "on"), True),
    **dict.fromkeys(("false", "0", "no", "off"), False),
}

_FITS: Mapping[str | None, Callable[[Any], Any]] = {
    "string": _text,
    "integer": _whole,
    "number": _number,
    "boolean": _truth,
    "array": _array,
    "object": _only(dict),
    None: lambda value: value,
}

_TYPE_NAMES = {
    type(None): "null",
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
}

# What to show of a value that breaks a rule: nothing that could be a tag or a key.
_EXAMPLES: Mapping[str, Callable[[Any], str]] = {
    "type": lambda value: _TYPE_NAMES[type(value)],
    "maxLength": lambda value: f"{len(value)} characters",
    "minItems": lambda value: f"{len(value)} items",
    "maxItems": lambda value: f"{len(value)} items",
}
