"""Put right the JSON that stations break.

Only for text that a JSON parser has refused. Nothing is guessed: a value that is missing or
was cut in the middle is null, or not there at all, because half an id tag is another tag.
"""

from collections.abc import Mapping
import re

# OCPP itself goes 26 deep (2.1, charging profiles); the rest is for vendors' own data.
MAX_DEPTH = 64

_TOKEN = re.compile(
    r'(?P<string>"(?:[^"\\]|\\.?)*+)(?P<end>")?|[\[\]{}:,]|[^\s"\[\]{}:,]++', re.DOTALL
)
_CONTROL_CHARACTER = re.compile(r"[\x00-\x1f]")
_CLOSERS = {"[": "]", "{": "}"}

# How printf and others spell what JSON cannot say; everything in small letters.
_WORDS: Mapping[str, str] = {
    **dict.fromkeys(("nan", "-nan", "+nan", "1.#qnan", "-1.#ind"), "null"),
    **dict.fromkeys(("inf", "-inf", "+inf", "infinity", "-infinity"), "null"),
    **dict.fromkeys(("none", "nil", "undefined", "null"), "null"),
    "true": "true",
    "false": "false",
}


class Hopeless(ValueError):
    """This cannot be put right."""


def mended(text: str) -> tuple[str, tuple[str, ...]]:
    """Return what the text was meant to be, and what was wrong with it.

    The result may still be no JSON. Raises Hopeless. Takes time linear in the text's length.
    """
    mender, last = _Mender(), None
    for last in _TOKEN.finditer(text):
        mender.take(last.group())
        if mender.is_complete:
            break
    if last is None or not mender.out:
        raise Hopeless("no brackets in it")
    if mender.is_complete:
        mender.note("stray characters", text[last.end() :].strip() != "")
    else:
        mender.finish(was_cut=last["end"] is None and last.group() not in "[]{}:,")
    return "".join(mender.out), tuple(mender.flaws)


class _Mender:
    """Copies tokens, and puts right what is between them."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.closers: list[str] = []
        self.flaws: dict[str, None] = {}

    @property
    def is_complete(self) -> bool:
        return not self.closers and bool(self.out)

    def note(self, flaw: str, is_there: bool = True) -> None:
        if is_there:
            self.flaws[flaw] = None

    def take(self, token: str) -> None:
        if not self.closers and token not in _CLOSERS:
            self.note("stray characters")
        elif token in _CLOSERS:
            self._open(token)
        elif token in ("]", "}"):
            self._close(token)
        elif token in (",", ":"):
            self._separate(token)
        else:
            self.out.append(self._value(token))

    def finish(self, *, was_cut: bool) -> None:
        """End a text that ended too soon."""
        self.note("truncated")
        if was_cut or self._is_lonely_key():
            self.out.pop()
        if self.out[-1] == ":":
            self.out.append("null")
        elif self.out[-1] == ",":
            self.out.pop()
        self.out.extend(reversed(self.closers))

    def _open(self, token: str) -> None:
        if len(self.closers) == MAX_DEPTH:
            raise Hopeless("too deep")
        self.closers.append(_CLOSERS[token])
        self.out.append(token)

    def _close(self, token: str) -> None:
        if self.closers.pop() != token:
            raise Hopeless("brackets do not match")
        if self.out[-1] == ",":
            self.note("trailing comma")
            self.out.pop()
        self._fill_gap()
        self.out.append(token)

    def _separate(self, token: str) -> None:
        if token == ",":
            self._fill_gap()
        self.out.append(token)

    def _fill_gap(self) -> None:
        if self.out[-1] == ":":
            self.note("missing value")
            self.out.append("null")

    def _value(self, token: str) -> str:
        if token[0] == '"':
            value = _CONTROL_CHARACTER.sub(" ", token)
            self.note("control character", value != token)
        else:
            value = _WORDS.get(token.lower(), token)
            self.note("unknown word", value != token)
        return value

    def _is_lonely_key(self) -> bool:
        return (
            self.closers[-1] == "}"
            and self.out[-1][0] == '"'
            and self.out[-2] in ("{", ",")
        )
