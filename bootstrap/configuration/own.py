"""Settings of what we run ourselves: Temporal, the faces, and what they say about themselves."""

import base64
import binascii
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, SecretBytes, SecretStr
from pydantic_settings import NoDecode

from bootstrap.configuration.kinds import (
    Group,
    LongSecret,
    Names,
    Networks,
    Port,
    PortOrOff,
    SafeAddress,
    comma_separated,
    json_text,
)
from domain.people.access import Role

RealSides = Annotated[
    tuple[Literal["model", "cloud"], ...], NoDecode, BeforeValidator(comma_separated)
]

Roles = Annotated[tuple[Role, ...], NoDecode, BeforeValidator(comma_separated)]


class TemporalSettings(Group):
    """Where Temporal is and how we present ourselves there."""

    address: str = "127.0.0.1:7233"
    """Host and port of the frontend; the default is what `zhiban up` starts."""
    namespace: str = "default"
    """Namespace of this installation alone; the embedded server always has `default`."""
    queue: str = "zhiban"
    """Task queue of the workers; that of watches has `-watches` behind it."""
    api_key: SecretStr = SecretStr("")
    """Key for Temporal Cloud; setting it turns TLS on."""
    tls: bool = False
    """Speak TLS to the frontend; also on when a key or a certificate is set."""
    tls_ca: Path | None = None
    """PEM file with the authority that signed the server's certificate; unset: the system's."""
    tls_cert: Path | None = None
    """PEM file with our certificate, for mutual TLS; goes with the key."""
    tls_key: Path | None = None
    """PEM file with the key of our certificate."""
    tls_server_name: str = ""
    """Name the server's certificate must bear; empty: the host of the address."""
    ui_url: str = "http://127.0.0.1:8233"
    """The Web UI: links lead there, and only pages from there may ask us to decrypt payloads."""
    codec_key: LongSecret = SecretStr("")
    """Part of a codec address that needs no signing in, as `zhiban up` makes one; empty: none."""
    deployment: str = "zhiban"
    """Name of the worker deployment; all versions of one installation share it."""
    build_id: str = ""
    """Version of this worker within the deployment; empty: worker versioning is off."""


class ApiSettings(Group):
    """The HTTP API with its pages."""

    host: str = "127.0.0.1"
    """Address to listen on; loopback, because TLS is the business of a proxy in front."""
    port: Port = 8080
    """Port to listen on."""
    public_url: str = ""
    """How people reach the API, share links begin with it; empty: http, its host and port."""
    trusted_hosts: Names = ()
    """Host headers to accept beside loopback and the public address, comma separated."""
    trusted_proxies: Networks = ()
    """Addresses or networks of proxies whose X-Forwarded-For is believed, comma separated."""
    secure_cookies: bool | None = None
    """Send cookies over HTTPS only; unset: yes when the public address begins with https."""
    open_registration: bool = False
    """Let anybody who reaches the API ask for an account; off, because accounts see logs."""
    registration_approval: bool = True
    """Who registers by themselves waits until an admin approves them."""
    registration_domains: Names = ()
    """Domains of mail addresses that may register, comma separated; empty: any, or no address."""
    registrations_an_hour: int = Field(default=20, ge=1, le=200)
    """Registrations within an hour, of everybody together (1 to 200)."""
    second_factor_roles: Roles = ()
    """Roles that must set up two-step sign-in before anything opens, such as `approver,admin`."""

    @property
    def address(self) -> str:
        """How people reach the API, without a slash at the end."""
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def cookies_are_secure(self) -> bool:
        """Whether browsers may send our cookies over HTTPS only."""
        if self.secure_cookies is None:
            return self.public_url.startswith("https://")
        return self.secure_cookies


class McpSettings(Group):
    """MCP over HTTP."""

    host: str = "127.0.0.1"
    """Address to listen on."""
    port: Port = 8090
    """Port to listen on."""
    allowed_hosts: Names = ()
    """Host headers to accept beside loopback, comma separated; guards against DNS rebinding."""
    output_schemas: bool = False
    """List the schemas of results, for programs that check or type them; the desk never does."""
    public_url: str = ""
    """How clients reach MCP, without `/mcp`; empty: http, its host and port."""
    oauth_issuer: SafeAddress = ""
    """Issuer of an OAuth 2.1 provider whose access tokens (JWT) count beside ours; empty: none."""
    oauth_audiences: Names = ()
    """What its tokens must be made for, comma separated; empty: the addresses of our endpoints."""
    oauth_person_claim: str = "email"
    """Claim of its tokens that names the person, by the mail address or id of their account."""


PersonId = Annotated[str, Field(pattern=r"^u_[a-z0-9][a-z0-9_-]{2,39}$")]
Servers = tuple[Literal["signing", "annotate", "lingbus"], ...]


def _servers(value: object) -> object:
    names = comma_separated(value)
    return () if names == ("none",) else names


class DiscussionsSettings(Group):
    """The bus on which agents and people discuss."""

    dir: str = ""
    """Folder of the store that other programs share; empty: ~/.lingmessage, the sandbox's own."""
    servers: Annotated[Servers, NoDecode, BeforeValidator(_servers)] = (
        "signing",
        "annotate",
        "lingbus",
    )
    """Which of the three servers may be started, comma separated; `none`: no server of it."""
    together: bool = False
    """Serve them also where no set of tools is named; off, because reading is not writing."""
    speakers: Annotated[dict[str, PersonId], NoDecode, BeforeValidator(json_text)] = Field(
        default={}
    )
    """JSON object: project to the person (u_…, no admin) whose token proves that it speaks."""
    open_from: Literal["", "info", "warning", "critical"] = ""
    """`info`, `warning` or `critical`: so bad incidents get a discussion; empty: people open it."""


class ReachSettings(Group):
    """Whom people who are no operators may have messages sent to."""

    allowed: Names = ()
    """Beside own ones: mails, `@example.com` for a domain, numbers, robots; comma separated."""
    on_call_robots: Names = ()
    """Names of robots that only operators may use, comma separated: chats of who is on call."""
    most_a_day: int = Field(default=500, ge=1, le=100_000)
    """Messages that the tasks of one person send within 24 hours (1 to 100000); others wait."""


class EncryptionKey(Group):
    """One AES-256 key for payloads in Temporal."""

    id: str = Field(pattern=r"^[A-Za-z0-9._-]{1,40}$")
    """Name that travels beside the payload, so that it is found again after a rotation."""
    secret: SecretBytes
    """32 bytes."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `id:base64`.

        Raises:
            ValueError: it is not of that form; the message does not repeat it.
        """
        name, _, encoded = text.partition(":")
        try:
            secret = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            secret = b""
        if len(secret) != 32:  # AES-256
            raise ValueError("must be id:base64 of 32 random bytes, comma separated")
        return cls(id=name, secret=SecretBytes(secret))


def _keys(value: object) -> object:
    if not isinstance(value, str):
        return value
    keys = [EncryptionKey.parse(part.strip()) for part in value.split(",") if part.strip()]
    if len({key.id for key in keys}) < len(keys):
        raise ValueError("must not use one id for two keys")
    return tuple(keys)


EncryptionKeys = Annotated[tuple[EncryptionKey, ...], NoDecode, BeforeValidator(_keys)]


class LogSettings(Group):
    """What the program says about itself, always on standard error."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    """Least important message to write."""
    format: Literal["console", "json"] = "console"
    """console for people, json (one object per line) for a log collector."""


class WorkerSettings(Group):
    """Where a worker shows that it lives; a worker that stands still for 20 s ends by itself."""

    host: str = "127.0.0.1"
    """Address to listen on."""
    port: PortOrOff = 0
    """Port on which GET /health is answered by its event loop; 0: off."""


class MetricsSettings(Group):
    """Where Prometheus reads the worker's numbers; the API has its own under /metrics."""

    host: str = "127.0.0.1"
    """Address to listen on."""
    port: PortOrOff = 0
    """Port to listen on; 0: off, because several workers may share one machine."""
    token: LongSecret = SecretStr("")
    """Bearer token with which the API's /metrics is read; empty: an admin's token is needed."""


class UpSettings(Group):
    """What `zhiban up` starts; the API and MCP listen where their own settings say."""

    temporal_port: Port = 7233
    """Port of the embedded Temporal server."""
    ui_port: Port = 8233
    """Port of its Web UI."""
    sandbox_port: Port = 8100
    """First of the eleven ports, one after the other, of the stand-ins for the outside world."""
    metrics_port: Port = 9464
    """Port of the worker's numbers."""
    worker_port: Port = 9465
    """Port on which the worker shows that it lives."""
    bridge_port: Port = 9466
    """Port on which the bridge to desk robots shows that it lives."""
    real: RealSides = ()
    """Of `model`, `cloud`: real, as their own settings say; all else outside is a stand-in."""
