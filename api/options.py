"""What the composition root decides about the HTTP face."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol
from urllib.parse import urlsplit

from api.clients import Network
from domain.common.messages import Message
from domain.common.readers import Reader

HealthCheck = Callable[[], Awaitable[str]]
"""Returns a sentence when the part is well; raises, with a sentence, when it is not."""


class NotReady(Exception):
    """A part is not well, for a reason that anybody may read."""


@dataclass(frozen=True)
class WirePayload:
    """One Temporal payload as the codec protocol carries it, base64 already removed."""

    metadata: dict[str, bytes]
    data: bytes


class PayloadCodec(Protocol):
    """Encrypts and decrypts payloads for the Temporal Web UI (SEC-1)."""

    async def encode(self, payloads: list[WirePayload]) -> list[WirePayload]:
        """Return the payloads encrypted, in order.

        Raises:
            ValueError: a payload cannot be encrypted.
        """
        ...

    async def decode(self, payloads: list[WirePayload]) -> list[WirePayload]:
        """Return the payloads in clear, in order; clear ones stay as they are.

        Raises:
            ValueError: a payload was made with a key that is not here, or was changed.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class SettingInForce:
    """One setting as people may see it.

    Attributes:
        name: as it is written in the environment.
        value: as it is written; of a secret nothing, of tables and lists of secrets the names or
            how many there are.
        is_secret: whether it is or holds a secret.
        is_default: nobody has set it.
        why: where it was set.
        meaning: what it is for, as the page of all settings has it (English).
    """

    name: str
    value: str
    is_secret: bool
    is_default: bool
    why: Message
    meaning: str


@dataclass(frozen=True, kw_only=True)
class CheckMade:
    """One thing that was looked at, in the reader's words; `kind` is `good`, `warn` or `bad`."""

    name: str
    kind: str
    verdict: str
    detail: str
    advice: str = ""


Doctor = Callable[[Reader], Awaitable[Sequence[CheckMade]]]
"""Looks at everything that has to be right; one trouble never hides the next."""


def _no_metrics() -> str:
    return ""


@dataclass(frozen=True, kw_only=True)
class ApiOptions:
    """Everything about the face that is not a service.

    Attributes:
        version: ours, shown at the door.
        public_url: where people reach us, without a trailing slash; share links begin with it.
        trusted_hosts: names that a request's Host may bear beside the public one, ports aside;
            `*.example.cn` and `*` work. Keeps a foreign page from reaching us through a name it
            made resolve to us.
        trusted_proxies: addresses whose `X-Forwarded-For` is believed; none unless set.
        secure_cookies: True behind TLS; adds Secure, the `__Host-` prefix and HSTS.
        temporal_ui: address of the Temporal Web UI, empty when there is none to link to.
        health_checks: a check per part; each gets `patience` to answer.
        metrics: returns the Prometheus text of this process.
        metrics_token: whoever sends it reads the metrics, as admins do; empty: only admins.
        codec: decrypts payloads for the Temporal Web UI; None switches the routes off.
        codec_origin: the only origin whose pages may use the codec with people's cookies.
        codec_key: part of an address at which pages of that origin need no cookie; empty: none.
        largest_body: bytes of a request body; codec requests may have `largest_codec_body`.
        largest_codec_body: bytes; a page of the Web UI holds many payloads of up to 2 MB.
        longest_stream: live streams end after this; clients come back with where they were.
        heartbeat: a sign of life on quiet streams, and the moment rights are looked at again.
        most_streams: live streams at once in this process; bounds memory and sockets.
        most_streams_each: live streams at once of one person.
        patience: how long one health check may take.
        settings: what is in force and why, without secrets.
        doctor: checks this installation when an admin asks; None: it cannot from here.
    """

    version: str
    public_url: str = "http://127.0.0.1:8080"
    trusted_hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    trusted_proxies: tuple[Network, ...] = ()
    secure_cookies: bool = False
    temporal_ui: str = ""
    health_checks: Mapping[str, HealthCheck] = field(default_factory=dict)
    metrics: Callable[[], str] = _no_metrics
    metrics_token: str = field(default="", repr=False)
    codec: PayloadCodec | None = None
    codec_origin: str = ""
    codec_key: str = field(default="", repr=False)
    largest_body: int = 1024 * 1024
    largest_codec_body: int = 32 * 1024 * 1024
    longest_stream: timedelta = timedelta(minutes=15)
    heartbeat: timedelta = timedelta(seconds=10)
    most_streams: int = 200
    most_streams_each: int = 10
    patience: timedelta = timedelta(seconds=3)
    settings: Sequence[SettingInForce] = ()
    doctor: Doctor | None = None

    @property
    def session_cookie(self) -> str:
        """Name of the cookie that proves a sign-in; `__Host-` ties it to this very host."""
        return "__Host-zhiban_session" if self.secure_cookies else "zhiban_session"

    @property
    def csrf_cookie(self) -> str:
        """Name of the cookie that our own pages read and send back as a header."""
        return "__Host-zhiban_csrf" if self.secure_cookies else "zhiban_csrf"

    @property
    def every_trusted_host(self) -> tuple[str, ...]:
        """The names of `trusted_hosts` and the one people reach us under."""
        return (*self.trusted_hosts, re.sub(r":\d+$", "", self.public_host))

    @property
    def public_host(self) -> str:
        """Host and port under which people reach us."""
        return urlsplit(self.public_url).netloc
