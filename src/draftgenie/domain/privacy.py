"""Where text may be sent: endpoints and their providers, and who allowed what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import SplitResult, urlsplit

MAX_PURPOSE_LENGTH = 200
_DEFAULT_PORTS = {"http": 80, "https": 443}
_LOOPBACK_6 = IPv6Address("::1")
_HOST = re.compile(r"[a-z0-9._-]+")
# What programs read differently: one may see a host where another sees a user.
_AMBIGUOUS = set(' @%\\#?"<>^`{|}')


@dataclass(frozen=True, slots=True)
class Consent:
    """One person's decision about one provider; the newest counts.

    `speaker` is whose text it is about; None is the switch of the whole workspace. `purpose` is
    what the text may be sent for, in that person's words; None when sending is denied. `by` is
    who decided, `at` when.
    """

    provider: str
    speaker: str | None
    allowed: bool
    purpose: str | None
    by: str
    at: str


def is_local(base_url: str) -> bool:
    """Whether an endpoint is on this very machine, by its address alone.

    Only 127.0.0.0/8, ::1 and the name localhost are, written plainly: nothing is looked up, and
    whatever could be read in two ways is not local.

    >>> is_local("http://127.0.0.1:11434/v1"), is_local("http://localhost.evil.com/v1")
    (True, False)
    """
    try:
        host = _split(base_url).hostname or ""
    except ValueError:
        return False
    if host == "localhost":
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_loopback if isinstance(address, IPv4Address) else address == _LOOPBACK_6


def read_provider(text: str) -> str:
    """The provider of a base URL: scheme, host and port; a bare host is taken as https.

    Raises:
        ValueError: it is no address that is read in one way only.

    >>> read_provider("https://API.example.com:443/v1"), read_provider("api.example.com")
    ('https://api.example.com', 'https://api.example.com')
    >>> read_provider("http://10.0.0.5:8000/v1")
    'http://10.0.0.5:8000'
    """
    parts = _split(text if "://" in text else f"https://{text}")
    host = parts.hostname or ""
    shown = f"[{host}]" if ":" in host else host
    port = parts.port
    default = port is None or port == _DEFAULT_PORTS[parts.scheme]
    return f"{parts.scheme}://{shown}" + ("" if default else f":{port}")


def _split(url: str) -> SplitResult:
    """The parts of a plain http or https URL with a host and without a user."""
    if not url.isascii() or not url.isprintable() or _AMBIGUOUS & set(url):
        msg = "holds a user or characters that an endpoint's address has not"
        raise ValueError(msg)
    try:
        parts = urlsplit(url)
        _check_host(parts)
    except ValueError:
        # Not chained: the library's words repeat the address, which may hold a key.
        msg = "names no host, or no port that can be"
        raise ValueError(msg) from None
    if parts.scheme not in _DEFAULT_PORTS:
        msg = "does not start with http:// or https://"
        raise ValueError(msg)
    return parts


def _check_host(parts: SplitResult) -> None:
    host = parts.hostname or ""
    if ":" in host:
        IPv6Address(host)
    elif not _HOST.fullmatch(host):
        raise ValueError
    if parts.netloc.endswith(":") or parts.port == 0:
        raise ValueError
