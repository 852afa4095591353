"""Who knocks: the name in the path, the credentials in their header."""

from base64 import b64encode

from hypothesis import given, strategies as st
import pytest

from custom_components.local_ocpp.csms.visitor import Visitor, credentials, identity


def basic(plain: bytes) -> str:
    """Return a header with credentials."""
    return f"Basic {b64encode(plain).decode()}"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/GARAGE-1", "GARAGE-1"),
        ("/ocpp/1.6/GARAGE-1", "GARAGE-1"),
        ("/a/b/c/d/e/f/GARAGE-1", "GARAGE-1"),
        ("/GARAGE-1/", "GARAGE-1"),
        ("/GARAGE-1///", "GARAGE-1"),
        ("//GARAGE-1", "GARAGE-1"),
        ("/ocpp//GARAGE-1", "GARAGE-1"),
        ("GARAGE-1", "GARAGE-1"),
        ("/GARAGE-1?token=a/b", "GARAGE-1"),
        ("/ws/GARAGE-1/?=sn", "GARAGE-1"),
        ("/GARAGE-1#top", "GARAGE-1"),
        ("http://home:9000/GARAGE-1", "GARAGE-1"),
        ("/Garage%201", "Garage 1"),
        ("/Gar%C3%A4ge", "Garäge"),
        ("/CP%2F1", "CP/1"),
        ("/CP%3F1", "CP?1"),
        ("/AA:BB:CC:DD:EE:FF", "AA:BB:CC:DD:EE:FF"),
        ("/50%", "50%"),
        ("/%20GARAGE-1%20", "GARAGE-1"),
        ("/", ""),
        ("", ""),
        ("///", ""),
        ("/?station=1", ""),
    ],
)
def test_identity(path: str, name: str) -> None:
    """The name is the last segment of the path, whatever stands around it."""
    assert identity(path) == name


@pytest.mark.parametrize(
    "path",
    ["/%FF%FE", "/a%00b", "/a%0Ab", "/" + "x" * 256, "/%E2%80%AEab", "/%ED%A0%80"],
)
def test_no_identity(path: str) -> None:
    """What cannot be shown, or is longer than any name, is none."""
    with pytest.raises(ValueError, match="no charger's name"):
        identity(path)


def test_longest_identity() -> None:
    """A name may have 255 characters."""
    assert identity("/" + "x" * 255) == "x" * 255


@given(st.text())
def test_any_path(path: str) -> None:
    """Every path has a printable name, or none at all."""
    try:
        name = identity(path)
    except ValueError:
        return
    assert name == "" or name.isprintable()


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        (b"GARAGE-1:secret", (b"GARAGE-1", b"secret")),
        (b"GARAGE-1:se:cr:et", (b"GARAGE-1", b"se:cr:et")),
        (b"GARAGE-1:", (b"GARAGE-1", b"")),
        (b"GARAGE-1", (b"GARAGE-1", b"")),
        (b":secret", (b"", b"secret")),
        (b"", (b"", b"")),
        (b"GARAGE-1:\xff\x00\x01:\n", (b"GARAGE-1", b"\xff\x00\x01:\n")),
        (b"\xff:secret", (b"\xff", b"secret")),
        (b"GARAGE-10:secret", (b"GARAGE-10", b"secret")),
    ],
)
def test_credentials(plain: bytes, expected: tuple[bytes, bytes]) -> None:
    """The first colon ends the username; what follows is the password, in any bytes."""
    assert credentials(basic(plain), "GARAGE-1") == expected


def test_example_of_the_specification() -> None:
    """A key is sent as the bytes that its hexadecimal digits spell (OCPP-J 1.6, 6.2.2)."""
    header = "Basic QUwxMDAwOgABAgMEBQYH////////////////"
    key = bytes(range(8)) + b"\xff" * 12

    assert credentials(header, "AL1000") == (b"AL1000", key)


def test_name_with_colons() -> None:
    """A colon in the station's own name does not end the username."""
    header = basic(b"AA:BB:se:cret")
    assert credentials(header, "AA:BB") == (b"AA:BB", b"se:cret")


@pytest.mark.parametrize("header", ["", "Bearer abc", "Digest username=x", "secret"])
def test_no_credentials(header: str) -> None:
    """Other schemes say nothing to us."""
    assert credentials(header, "GARAGE-1") == (None, None)


@pytest.mark.parametrize("scheme", ["basic", "BASIC", "Basic"])
def test_scheme_in_any_case(scheme: str) -> None:
    """The scheme may be spelled in any case, and spaces do not matter."""
    header = f"{scheme}   {b64encode(b'a:b').decode()} "
    assert credentials(header, "a") == (b"a", b"b")


@pytest.mark.parametrize("encoded", ["secret!", "YTpi=YTpi", "a", "ä", "YTp"])
def test_no_base64(encoded: str) -> None:
    """What is no base64 is told, without repeating it."""
    with pytest.raises(ValueError, match=r"^The credentials are not base64$"):
        credentials(f"Basic {encoded}", "GARAGE-1")


def test_password_is_not_shown() -> None:
    """A visitor that ends up in a log does not show the password."""
    assert "secret" not in repr(Visitor(identity="a", password=b"secret"))
