"""How a station proves that it is the one it says it is."""

from dataclasses import dataclass, field
from hashlib import scrypt
from hmac import compare_digest
from secrets import token_bytes

_COST = {"n": 2**14, "r": 8, "p": 1, "dklen": 32}


@dataclass(frozen=True, slots=True)
class PasswordHash:
    """A password that only the station and its owner know: salted and hashed (scrypt)."""

    salt: bytes = field(repr=False)
    digest: bytes = field(repr=False)

    @classmethod
    def of(cls, password: str) -> PasswordHash:
        """Hash a password; slow on purpose, so not on the event loop."""
        salt = token_bytes(16)
        return cls(salt, _digest(_canonical(password.encode()), salt))

    def matches(self, password: bytes) -> bool:
        """Return whether these bytes are the password, as text or as the key it spells.

        A key of 16 to 20 bytes is configured as 32 to 40 hexadecimal digits; some stations
        send the bytes, others the digits. Slow on purpose, in constant time.
        """
        return compare_digest(_digest(_canonical(password), self.salt), self.digest)

    def dump(self) -> str:
        """Return the hash as text."""
        return f"scrypt:{self.salt.hex()}:{self.digest.hex()}"

    @classmethod
    def load(cls, text: str) -> PasswordHash:
        """Read a dumped hash; raises ValueError for anything else."""
        scheme, salt, digest = text.split(":")
        if scheme != "scrypt":
            raise ValueError(f"unknown scheme {scheme}")
        return cls(bytes.fromhex(salt), bytes.fromhex(digest))


def _canonical(password: bytes) -> bytes:
    if len(password) in range(32, 41, 2):
        try:
            return bytes.fromhex(password.decode("ascii"))
        except UnicodeDecodeError, ValueError:
            pass
    return password


def _digest(password: bytes, salt: bytes) -> bytes:
    # The end is marked: by itself, scrypt takes no notice of zeros there.
    return scrypt(password + b"\x01", salt=salt, **_COST)
