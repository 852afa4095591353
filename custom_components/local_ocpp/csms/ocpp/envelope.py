"""Straighten the envelope that some stations put their messages in."""

from collections.abc import Mapping
from typing import Any

type Flaws = tuple[tuple[str, str], ...]

# What the elements of a message are called (OCPP-J 4.2).
_ELEMENTS: Mapping[int, tuple[str, ...]] = {
    2: ("messageTypeId", "messageId", "action", "payload"),
    3: ("messageTypeId", "messageId", "payload"),
    4: ("messageTypeId", "messageId", "errorCode", "errorDescription", "errorDetails"),
}
# What a refusal says that says no more; the id is for one that could not be read at all.
_BARE_REFUSAL: tuple[Any, ...] = ("GenericError", "", {})
_NO_ID = "-1"


def straightened(document: Any) -> tuple[Any, Flaws]:
    """Return the document with the right number and kind of elements, and what was wrong.

    What cannot be straightened stays as it is. A number as id is spelled out; a request's
    payload that is empty in any way is an empty object; an answer is one, whatever it says,
    so that nobody waits for it any longer.
    """
    match document:
        case [2 as kind, id_, action, *payload]:
            straight = [2, _id(id_), action, _payload(payload)]
        case [3 as kind, id_, *payload]:
            straight = [3, _id(id_), _payload(payload, is_answer=True)]
        case [4 as kind, id_, *refusal]:
            straight = [4, _NO_ID if id_ is None else _id(id_), *_refusal(refusal)]
        case _:
            return document, ()
    pairs = zip(_ELEMENTS[kind], document, straight, strict=False)
    flaws = [(name, "type") for name, was, is_now in pairs if was is not is_now]
    if len(document) != len(straight):
        flaws.append(("", "elements"))
    return straight, tuple(flaws)


def _id(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value


def _payload(elements: list[Any], *, is_answer: bool = False) -> Any:
    first = elements[0] if elements else {}
    if isinstance(first, dict) or (first and not is_answer):
        return first
    return {}


def _refusal(elements: list[Any]) -> list[Any]:
    complete = (*elements, *_BARE_REFUSAL[len(elements) :])[: len(_BARE_REFUSAL)]
    return [
        value if isinstance(value, type(bare)) else bare
        for value, bare in zip(complete, _BARE_REFUSAL, strict=True)
    ]
