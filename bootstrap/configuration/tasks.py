"""Settings of background tasks: how many, what they may reach, and whom they tell."""

from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, SecretStr, field_validator
from pydantic_settings import NoDecode

from bootstrap.configuration.kinds import Group, Names, json_text

Presets = Annotated[dict[str, Any], NoDecode, BeforeValidator(json_text)]


class WatchesSettings(Group):
    """Watches, their checks and their worker."""

    slots: int = Field(default=12_000, ge=1, le=100_000)
    """Most checks that one worker holds at a time; what does not fit waits in Temporal."""
    cached: int = Field(default=50, ge=0, le=10_000)
    """Open workflows of watches kept in a worker's memory; a quiet watch needs none."""
    most_each: int = Field(default=200, ge=1, le=100_000)
    """Most tasks of one person; bounds what one account can make us do."""


class Credential(Group):
    """A header that opens a page or a metric to us."""

    header: str = Field(default="Authorization", pattern=r"^[A-Za-z0-9-]{1,64}$")
    """Name of the header."""
    value: SecretStr = Field(min_length=1)
    """Value of the header, such as `Bearer …`."""
    hosts: Names = Field(min_length=1)
    """Hosts (https; `host:port` for others) that it is sent to, also after a redirect no others."""


class WebSettings(Group):
    """What watches, feeds and scraping may fetch."""

    allow: Names = ()
    """Private hosts (`name`, `name:port`) and networks (CIDR) that may be fetched all the same."""
    per_host: int = Field(default=4, ge=1, le=1_000)
    """Most requests to one host at a time, per process."""
    per_host_per_second: float = Field(default=5.0, gt=0, le=10_000)
    """Most requests to one host per second and process."""
    hurried: Names = ()
    """Hosts of one's own that may be asked as often as wanted, comma separated."""
    credentials: Annotated[dict[str, Credential], NoDecode, BeforeValidator(json_text)] = Field(
        default={}
    )
    """JSON object: name of a credential to its header, value and hosts; tasks use the name."""
    longest_wait: float = Field(default=15.0, gt=0, le=300)
    """Seconds that a request waits for its turn at a host; then the look has failed."""
    ca_file: str = ""
    """PEM file with further authorities that may sign certificates; empty: the system's only."""
    browser: str = ""
    """Chromium for pages with scripts and PNG of dashboards; empty: looked for, `off`: never."""
    browser_sandbox: bool | None = None
    """Let Chromium shut its pages in; unset: yes, unless we run as root, where it cannot."""
    browser_pages: int = Field(default=2, ge=1, le=50)
    """Most pages that are shown at a time; each takes about 100 MB."""


class TwilioSettings(Group):
    """Text messages through Twilio."""

    account_sid: str = ""
    """Account that sends; empty: no text messages."""
    auth_token: SecretStr = SecretStr("")
    """Its secret."""
    sender: str = ""
    """Number in E.164 form that texts come from."""
    service_sid: str = ""
    """Messaging service to use in place of a number."""
    url: str = ""
    """Server to use in place of Twilio's, for the sandbox; empty: the real one."""
    timeout_seconds: float = Field(default=20.0, gt=0, le=300)
    """Longest wait for one answer, in seconds."""

    @property
    def configured(self) -> bool:
        """Whether texts can be sent."""
        return bool(self.account_sid)


class WeatherSettings(Group):
    """Where forecasts come from: Open-Meteo, or a server of the same shape."""

    forecast_url: str = ""
    """Server of forecasts in the shape of Open-Meteo's; empty: Open-Meteo, none in the sandbox."""
    geocoding_url: str = ""
    """Server that knows places; empty: Open-Meteo, none in the sandbox."""


class FeedbackSettings(Group):
    """Events of tasks sent to one other program."""

    url: str = ""
    """Address that gets every event of tasks as a CloudEvent; empty: none."""
    secret: SecretStr = SecretStr("")
    """Secret that the events are signed with; empty: not signed."""

    @field_validator("url")
    @classmethod
    def _web(cls, value: str) -> str:
        return web_address(value)


class Webhook(Group):
    """A program that wants to know what happens."""

    url: str = Field(min_length=1)
    """Address that gets events as CloudEvents."""
    secret: SecretStr = SecretStr("")
    """Secret that the events are signed with; empty: not signed."""
    types: Names = ("zhiban.*",)
    """Types to send, comma separated; a star ends a prefix."""

    @field_validator("url")
    @classmethod
    def _web(cls, value: str) -> str:
        return web_address(value)


Webhooks = Annotated[dict[str, Webhook], NoDecode, BeforeValidator(json_text)]

AppriseAddresses = Annotated[
    dict[str, Annotated[SecretStr, Field(min_length=1)]], NoDecode, BeforeValidator(json_text)
]
"""By name; an address of Apprise often holds a key."""


def web_address(value: str) -> str:
    """Return the address if it is one.

    Raises:
        ValueError: it is not; the message does not repeat it, for it may hold a secret.
    """
    if value:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("must begin with http:// or https:// and name a host")
    return value
