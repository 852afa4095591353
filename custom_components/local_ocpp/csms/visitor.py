"""Who knocks: what a station's first request says about it."""

from base64 import b64decode
from binascii import Error as Base64Error
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
import re
from urllib.parse import unquote

LONGEST_IDENTITY = 255
NO_NAME = "The last segment of the path is no charger's name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A station at the door: the name it gives, and its credentials as bytes."""

    identity: str
    username: bytes | None = None
    password: bytes | None = field(default=None, repr=False)
    address: str = ""
    secure: bool = False


class Refusal(Enum):
    """Why a visitor stays outside, as the HTTP status that says so (OCPP-J 3.2)."""

    UNKNOWN = HTTPStatus.NOT_FOUND
    UNAUTHORIZED = HTTPStatus.UNAUTHORIZED


def identity(path: str) -> str:
    """Return the identity in a request's path: its last segment, percent-decoded.

    Whatever stands before it, a query string and a trailing slash do not matter
    (OCPP-J 3.1). Raises ValueError if it cannot be one.
    """
    last = re.split("[?#]", path, maxsplit=1)[0].rstrip("/").rpartition("/")[2]
    try:
        decoded = unquote(last, errors="strict").strip()
    except UnicodeDecodeError as error:
        raise ValueError(NO_NAME) from error
    if len(decoded) > LONGEST_IDENTITY or not (decoded == "" or decoded.isprintable()):
        raise ValueError(NO_NAME)
    return decoded


def credentials(header: str, name: str) -> tuple[bytes | None, bytes | None]:
    """Return username and password of Basic authentication; a password may be any bytes.

    The first colon ends the username, unless it is part of the station's name. Raises
    ValueError for what is no base64.
    """
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return None, None
    try:
        plain = b64decode(encoded.strip().encode(), validate=True)
    except Base64Error as error:
        raise ValueError("The credentials are not base64") from error
    own = name.encode()
    if name and plain.startswith(own + b":"):
        return own, plain.removeprefix(own + b":")
    username, _, password = plain.partition(b":")
    return username, password
