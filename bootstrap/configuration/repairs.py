"""Settings of alerts, clusters and repairs."""

from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, SecretStr, field_validator
from pydantic_settings import NoDecode

from bootstrap.configuration.kinds import Group, LongSecret, Names, json_text
from bootstrap.configuration.tasks import web_address
from domain.alerts.alerts import IGNORED_NAMES
from domain.alerts.heartbeats import HEARTBEAT_NAMES


class AlertsSettings(Group):
    """Where alerts come from, and how they are asked again."""

    secret: LongSecret = SecretStr("")
    """Last part of the addresses that sources post to, 24 characters or more; empty: none may."""
    header: SecretStr = SecretStr("")
    """Value that the Authorization header must have besides; empty: the address is enough."""
    per_minute: int = Field(default=600, ge=1, le=100_000)
    """Most messages of one source per minute; what is over it is asked to come again."""
    cluster: str = ""
    """Cluster that alerts are about when they name none."""
    zone: str = "Asia/Shanghai"
    """IANA zone of times without one in alerts, and of the nightly sweep."""
    alertmanager_url: str = ""
    """Alertmanager that is asked whether an alert is true; empty: its alerts stay unconfirmed."""
    alertmanager_token: SecretStr = SecretStr("")
    """Bearer token for it."""
    poll_seconds: float = Field(default=60.0, ge=0, le=3_600)
    """How often the sources are asked for what a lost message left out; 0: never."""
    sweep_hour: int = Field(default=5, ge=-1, le=23)
    """Hour of the nightly look at what nobody handled; -1: never."""
    ignored: Names = tuple(sorted(IGNORED_NAMES))
    """Names of alert rules that never open an incident, comma separated."""
    heartbeats: Names = tuple(sorted(HEARTBEAT_NAMES))
    """Names of rules that always fire, comma separated: who sent one and falls silent is news."""
    silence_seconds: float = Field(default=900.0, ge=0, le=30 * 86_400)
    """How long it may be silent, or twice its own rhythm if that is more; 0: nobody is told."""

    @field_validator("alertmanager_url")
    @classmethod
    def _web(cls, value: str) -> str:
        return web_address(value)


class KubernetesSettings(Group):
    """How clusters are reached."""

    kubeconfigs: Annotated[dict[str, Path], NoDecode, BeforeValidator(json_text)] = Field(
        default={}
    )
    """JSON object: id of a cluster to a kubeconfig file, beside the clusters of the account."""
    regions: Names = ()
    """Regions whose clusters are looked at, comma separated; empty: the account's region."""
    extranet: bool = False
    """Reach clusters over their public endpoint, not the one in the private network."""
    calls_per_second: int = Field(default=50, ge=1, le=1_000)
    """Most requests to one cluster, from all processes together."""
    timeout_seconds: float = Field(default=10.0, gt=0, le=120)
    """Longest wait for one answer of a cluster, in seconds."""


class RepairsSettings(Group):
    """What repairs go by."""

    policy: Path | None = None
    """TOML file with the policy; unset: the built-in one, which only observes."""
    checkpoint_days: int = Field(default=90, ge=1, le=3_650)
    """Days for which checkpoints are kept."""
    config_seconds: float = Field(default=600.0, ge=0, le=86_400)
    """How often ConfigMaps of healthy workloads are kept, to put them back; 0: never."""
    weights_learn: bool = False
    """Apply better weights of scores without asking; each step is small and can be taken back."""
