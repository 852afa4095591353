"""A password is proved as text or as the key that it spells, and never shown."""

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.local_ocpp.csms.domain.security import PasswordHash

KEY = bytes(range(0xE0, 0xF4))


@pytest.mark.parametrize(
    ("configured", "sent"),
    [
        ("secret", b"secret"),
        ("pässwörd", "pässwörd".encode()),
        ("with:colons:", b"with:colons:"),
        ("x" * 1000, b"x" * 1000),
        ("", b""),
        (KEY.hex(), KEY),
        (KEY.hex(), KEY.hex().encode()),
        (KEY.hex(), KEY.hex().upper().encode()),
        (KEY.hex().upper(), KEY),
        (KEY[:16].hex(), KEY[:16]),
        ("abcdefabcdefabcd", b"abcdefabcdefabcd"),
    ],
)
def test_matches(configured: str, sent: bytes) -> None:
    """A station may send its password as it is, or the key that its digits spell."""
    assert PasswordHash.of(configured).matches(sent)


@pytest.mark.parametrize(
    ("configured", "sent"),
    [
        ("secret", b"Secret"),
        ("secret", b"secret "),
        ("secret", b""),
        ("", b"secret"),
        ("secret", b"\xff\xfe"),
        (KEY.hex(), KEY[:-1]),
        (KEY.hex(), KEY + b"\0"),
        (KEY.hex(), KEY.hex()[:-1].encode()),
        ("abcdefabcdefabcd", bytes.fromhex("abcdefabcdefabcd")),
        ("0" * 32, b"0" * 31),
    ],
)
def test_does_not_match(configured: str, sent: bytes) -> None:
    """Anything else is refused."""
    assert not PasswordHash.of(configured).matches(sent)


@settings(max_examples=10, deadline=None)
@given(st.binary(min_size=16, max_size=20))
def test_any_key(key: bytes) -> None:
    """Every key of 16 to 20 bytes is recognized in both forms."""
    hashed = PasswordHash.of(key.hex())

    assert hashed.matches(key)
    assert hashed.matches(key.hex().encode())


def test_salt() -> None:
    """Two hashes of one password have nothing in common."""
    first, second = PasswordHash.of("secret"), PasswordHash.of("secret")

    assert first.salt != second.salt
    assert first.digest != second.digest


def test_dump() -> None:
    """A hash that was written down is the same when it is read."""
    hashed = PasswordHash.of("secret")
    read = PasswordHash.load(hashed.dump())

    assert read == hashed
    assert read.matches(b"secret")
    assert "secret" not in hashed.dump()


@pytest.mark.parametrize(
    "text", ["", "secret", "md5:00:00", "scrypt:00", "scrypt:xx:00", "scrypt:0:0:0"]
)
def test_load_something_else(text: str) -> None:
    """What is no hash is not taken for one."""
    with pytest.raises(ValueError, match=r"."):
        PasswordHash.load(text)


def test_hash_is_not_shown() -> None:
    """A hash that ends up in a log shows nothing of itself."""
    hashed = PasswordHash.of("secret")

    assert hashed.digest.hex() not in repr(hashed)
    assert repr(hashed.digest) not in repr(hashed)
