"""Reading the address of a page: one parser, one spelling, nothing odd (WEB-6).

Two programs that read one URL differently are how a guard is walked around. So everything that
parsers disagree about is refused before the parser sees it, and what is connected to, sent as
`Host` and shown is made from the parser's answer alone.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

import httpx

from integrations.web.refusals import Refusal, Refused

LONGEST_URL = 4096
"""Characters; servers commonly stop at 8 KB for the whole request line."""

LONGEST_HOST = 253
"""RFC 1035, 2.3.4, as text."""

DEFAULT_PORTS = {"http": 80, "https": 443}

_AUTHORITY = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ODD = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ufeff\\]")
"""Controls, spaces and backslashes: browsers drop or turn them, libraries do not."""

_ODD_IN_HOST = re.compile(r"[%<>\"{}|^`'(),;!$&*+=~]")
_NUMERIC = re.compile(r"(?:[0-9]+|0[xX][0-9A-Fa-f]*)")
"""A last label like this makes browsers and `inet_aton` read the host as an IPv4 address."""

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")


class BadUrl(Exception):
    """An address that is not asked for; carries the refusal."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


@dataclass(frozen=True)
class Target:
    """An address in its one spelling.

    Attributes:
        url: normalised, without fragment.
        host: lower case, IDNA encoded, without a trailing dot; an IPv6 address without brackets.
        port: as written, else the scheme's.
    """

    url: httpx.URL
    scheme: str
    host: str
    port: int

    @property
    def text(self) -> str:
        """The address as text."""
        return str(self.url)


@lru_cache(maxsize=16_384)
def read_url(text: str) -> Target:
    """Return what an address says.

    Remembers the answers, because a watch asks for the same address every time. Spaces are written
    as `%20`, as browsers do; in a host that is refused like any other sign.

    Raises:
        BadUrl: it is none, or one that different programs would read differently.
    """
    text = text.replace(" ", "%20")
    found = _AUTHORITY.match(text) if len(text) <= LONGEST_URL else None
    if found is None:
        raise BadUrl(Refusal(Refused.NOT_A_URL))
    scheme, authority = found[1].lower(), found[2]
    _check_spelling(text, scheme, authority)
    try:
        url = httpx.URL(text).copy_with(fragment=None)
        port = DEFAULT_PORTS[scheme] if url.port is None else url.port
        host = _read_host(url.raw_host.decode("ascii"))
        url = url.copy_with(host=host)
    except (httpx.InvalidURL, ValueError) as error:
        raise BadUrl(Refusal(Refused.ODD_HOST, _shown(authority))) from error
    if not 1 <= port <= 65_535:
        raise BadUrl(Refusal(Refused.PORT, host, port))
    return Target(url, scheme, host, port)


def follow(origin: Target, location: str) -> Target:
    """Return where a redirect leads.

    Raises:
        BadUrl: nowhere that may be asked for, or from https to http.
    """
    location = location.strip(" ").replace(" ", "%20")
    if _ODD.search(location):
        raise BadUrl(Refusal(Refused.ODD_HOST))
    try:
        absolute = location if _SCHEME.match(location) else str(origin.url.join(location))
        target = read_url(absolute)
    except (httpx.InvalidURL, ValueError) as error:
        raise BadUrl(Refusal(Refused.NOT_A_URL)) from error
    if origin.scheme == "https" and target.scheme == "http":
        raise BadUrl(Refusal(Refused.DOWNGRADE, target.host, target.port))
    return target


def normal_host(text: str) -> str:
    """Return a host in its one spelling.

    Raises:
        ValueError: it has none.
    """
    try:
        return _read_host(httpx.URL(scheme="http", host=text).raw_host.decode("ascii"))
    except httpx.InvalidURL as error:
        raise ValueError(str(error)) from error


def _check_spelling(text: str, scheme: str, authority: str) -> None:
    if scheme not in DEFAULT_PORTS:
        raise BadUrl(Refusal(Refused.SCHEME))
    if "@" in authority:
        raise BadUrl(Refusal(Refused.USER_INFO, _shown(authority.rpartition("@")[2])))
    if _ODD.search(text) or _ODD_IN_HOST.search(authority) or not authority:
        raise BadUrl(Refusal(Refused.ODD_HOST, _shown(authority)))


def _read_host(host: str) -> str:
    if ":" in host:
        address = IPv6Address(host)
        if address.scope_id is not None:
            raise ValueError("a zone")
        return str(address)
    host = host.lower().removesuffix(".")
    labels = host.split(".")
    if _NUMERIC.fullmatch(labels[-1]):
        return str(ip_address(host))
    if len(host) > LONGEST_HOST or not all(_LABEL.fullmatch(label) for label in labels):
        raise ValueError("no host name")
    return host


def _shown(host: str) -> str:
    return "".join(char for char in host if char.isprintable())[:LONGEST_HOST]
