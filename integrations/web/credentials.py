"""Named credentials: a header that goes to its own hosts and nowhere else (WEB-6)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from domain.common.errors import Misconfigured
from integrations.web.urls import Target, normal_host

_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}")
_PLACE = re.compile(r"(?P<host>\[[^\]]+\]|[^:\[\]]+)(?::(?P<port>[0-9]{1,5}))?")


@dataclass(frozen=True)
class Credential:
    """A secret header for some hosts.

    Attributes:
        name: how tasks call it.
        header: e.g. `Authorization`.
        value: the secret.
        hosts: `host` (port 443) or `host:port`; nobody else is ever sent the value.
    """

    name: str
    header: str
    value: str = field(repr=False)
    hosts: tuple[str, ...]


class Credentials:
    """All of them, by name.

    Args:
        credentials: from the configuration.

    Raises:
        Misconfigured: a header, value or host cannot be used; names the credential.
    """

    def __init__(self, credentials: Iterable[Credential] = ()) -> None:
        self._by_name = {each.name: (each, _places(each)) for each in credentials}

    def header_for(self, name: str, target: Target) -> tuple[str, str] | None:
        """Return the header to send to a place, None when the credential is not for it.

        Raises:
            KeyError: there is no credential of that name.
        """
        credential, places = self._by_name[name]
        belongs = (target.host, target.port) in places
        return (credential.header, credential.value) if belongs else None


def _places(credential: Credential) -> frozenset[tuple[str, int]]:
    value = credential.value
    if not _TOKEN.fullmatch(credential.header) or not value.isprintable() or not value.isascii():
        raise Misconfigured(
            f"The web credential '{credential.name}' needs a header name and a value of ASCII "
            "characters on one line."
        )
    places: set[tuple[str, int]] = set()
    for entry in credential.hosts:
        found = _PLACE.fullmatch(entry.strip())
        try:
            host = normal_host(found["host"].strip("[]")) if found else ""
        except ValueError:
            host = ""
        if found is None or not host:
            raise Misconfigured(
                f"The web credential '{credential.name}' names a host that cannot be read; write "
                "host or host:port."
            )
        # Without a port it goes over TLS only: in clear, everybody on the way could read it.
        ports = (int(found["port"]) if found["port"] else 443,)
        places.update((host, port) for port in ports)
    return frozenset(places)
