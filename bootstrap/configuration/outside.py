"""Settings of the outside world: the cloud, the model, and what reaches people."""

import json
from enum import StrEnum
from typing import Annotated, Literal
from urllib.parse import parse_qs, urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import NoDecode

from bootstrap.configuration.kinds import (
    Group,
    Names,
    Port,
    Region,
    Regions,
    comma_separated,
    json_text,
)
from domain.deliveries.channels import ROBOTS
from domain.deliveries.deliveries import ChannelKind
from domain.people.likeness import MOST_NUMBERS

LocalServices = Annotated[
    tuple[
        Literal["mail", "llm", "weather", "webhooks", "apprise", "alertmanager", "kubernetes"], ...
    ],
    NoDecode,
    BeforeValidator(comma_separated),
]


class CapacityMetric(Group):
    """One utilisation series of Tencent Cloud Observability that can run full."""

    namespace: str
    """Such as `QCE/CVM`."""
    metric: str
    """Such as `CvmDiskUsage`."""
    dimensions: dict[str, str]
    """What names the object, such as `{"InstanceId": "ins-…"}`."""
    unit: str = "%"
    """Unit of the values."""
    limit: float = 100.0
    """Where it is full, in that unit."""


class TencentSettings(Group):
    """Tencent Cloud: logs, alarms and metrics."""

    secret_id: SecretStr = SecretStr("")
    """Id of the API key; empty: no Tencent Cloud. A sub-account that may only read is enough."""
    secret_key: SecretStr = SecretStr("")
    """Secret of the API key."""
    region: Region = "ap-guangzhou"
    """Region of the topics and metrics."""
    regions: Regions = ()
    """Further regions whose alarms are read and confirmed, comma separated, 20 at most."""
    endpoint: str = ""
    """URL to use in place of Tencent Cloud, for the sandbox; empty: the real one."""
    topics: Names = ()
    """Ids of the CLS topics that go into briefings, comma separated; empty: all, up to 20."""
    capacity: Annotated[tuple[CapacityMetric, ...], NoDecode, BeforeValidator(json_text)] = ()
    """JSON list of the series that can run full: namespace, metric, dimensions, unit, limit."""
    calls_per_second: float = Field(default=10.0, gt=0, le=1000)
    """Most calls of one action per second and process; alarm actions allow 20, and we share."""
    searches_at_once: int = Field(default=8, ge=1, le=15)
    """Most calls of one action in flight per process; CLS refuses a 16th search on a topic."""
    timeout_seconds: float = Field(default=20.0, gt=0, le=300)
    """Longest wait for one answer, in seconds; an analysis over a day takes a few."""

    @property
    def configured(self) -> bool:
        """Whether there is a cloud to ask."""
        return bool(self.secret_id.get_secret_value())


def _no_field_of_ours(value: dict[str, object]) -> dict[str, object]:
    if ours := sorted(_OUR_FIELDS & value.keys()):
        raise ValueError(f"may not hold {', '.join(ours)}: Zhiban sets that itself")
    if len(json.dumps(value)) > _LONGEST_BODY:
        raise ValueError(f"must have at most {_LONGEST_BODY} characters")
    return value


_OUR_FIELDS = frozenset(
    {"model", "messages", "tools", "stream", "stream_options", "response_format", "n"}
    | {"max_tokens", "max_completion_tokens"}
)
_LONGEST_BODY = 4_000

ExtraBody = Annotated[
    dict[str, object], NoDecode, BeforeValidator(json_text), AfterValidator(_no_field_of_ours)
]


class LlmSettings(Group):
    """Any server that speaks OpenAI's chat completions."""

    base_url: str = "https://api.openai.com/v1"
    """Where the server is."""
    api_key: SecretStr = SecretStr("")
    """Bearer key; empty with the default address: no model, summaries are deterministic."""
    model: str = "gpt-4.1-mini"
    """Name of the model; the assistant needs one that calls tools."""
    extra_body: ExtraBody = Field(default={})
    """JSON object of the vendor's own fields, sent with each request; such as thinking off."""
    answer_tokens: int = Field(default=0, ge=0, le=200_000)
    """Least bound of an answer, thoughts included; 0: as tasks need, more once thoughts are cut."""
    timeout_seconds: float = Field(default=60.0, gt=0, le=600)
    """Longest wait for one answer, in seconds; thinking models need more. Then rules write it."""
    daily_tokens: int = Field(default=500_000, ge=0)
    """Most tokens per UTC day, prompt and answer together, then deterministic; 0: no model."""
    alert_opinion: bool = False
    """Ask the model how severe an alert is; its opinion moves a score by at most seven points."""

    @property
    def configured(self) -> bool:
        """Whether there is a model to ask; a server of one's own may need no key."""
        own_server = self.base_url != LlmSettings.model_fields["base_url"].default
        return self.daily_tokens > 0 and (own_server or bool(self.api_key.get_secret_value()))


class EmbeddingsSettings(Group):
    """Any server that speaks OpenAI's embeddings: finds memories by meaning, too."""

    base_url: str = ""
    """Where the server is; empty: memories are found by words only, and go nowhere."""
    api_key: SecretStr = SecretStr("")
    """Bearer key; empty for a server that asks for none."""
    model: str = "text-embedding-3-small"
    """Name of the model; another one has all vectors made anew."""
    dimensions: int = Field(default=0, ge=0, le=MOST_NUMBERS)
    """Numbers of a vector, for models that let one choose; 0: the model's own, up to 4,096."""
    least: float = Field(default=0.0, ge=0, le=1)
    """Cosine below which a memory does not answer; models differ, `bench.recall` measures it."""
    timeout_seconds: float = Field(default=5.0, gt=0, le=60)
    """Longest wait of a search, in seconds; then words alone are searched, and that is said."""

    @property
    def configured(self) -> bool:
        """Whether there is a model to ask."""
        return bool(self.base_url)


class MailTls(StrEnum):
    """How the connection to the mail server is protected."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


class MailSettings(Group):
    """The mail server that takes our messages."""

    host: str = ""
    """Name of the SMTP server; empty: no mail."""
    port: Port = 587
    """Port of the SMTP server; 587 with starttls, 465 with tls."""
    user: str = ""
    """Name to sign in with; empty: without signing in."""
    password: SecretStr = SecretStr("")
    """Password to sign in with."""
    sender: str = "zhiban@localhost"
    """Address in From; the server must accept it."""
    tls: MailTls = MailTls.STARTTLS
    """none, starttls or tls; none only on a network of one's own."""
    ca_file: str = ""
    """PEM file with further authorities that may sign its certificate; empty: the system's only."""
    timeout_seconds: float = Field(default=30.0, gt=0, le=300)
    """Longest wait for one answer of the server, in seconds."""

    @property
    def configured(self) -> bool:
        """Whether mail can be sent."""
        return bool(self.host)


def _robot_kind(kind: ChannelKind) -> ChannelKind:
    if kind not in ROBOTS:
        raise ValueError(f"must be one of {', '.join(sorted(ROBOTS))}")
    return kind


def _key_alone(value: object) -> object:
    """Take the key out of a webhook address, which is what the chat programs show."""
    if not isinstance(value, str) or not value.startswith(("http://", "https://")):
        return value
    address = urlsplit(value)
    query = parse_qs(address.query)
    named = query.get("key") or query.get("access_token")
    return named[0] if named else address.path.rstrip("/").rpartition("/")[2]


class Robot(Group):
    """A group robot; the key opens the group, so it is a secret."""

    kind: Annotated[ChannelKind, AfterValidator(_robot_kind)]
    """wecom, dingtalk or feishu."""
    key: Annotated[SecretStr, BeforeValidator(_key_alone), Field(min_length=1)]
    """The robot's key, or its whole webhook address as the chat program shows it."""
    secret: SecretStr = SecretStr("")
    """Secret for signatures (DingTalk, Feishu); empty: the robot is not signed."""
    keyword: str = ""
    """A word that the robot wants in every post (DingTalk, Feishu); empty: it wants none."""
    url: str = ""
    """Server to use in place of the chat program's, for the sandbox; empty: the real one."""


Robots = Annotated[dict[str, Robot], NoDecode, BeforeValidator(json_text)]
