"""Where a watched number comes from (THR-1).

A source says what to ask, never how: the adapters know the protocols.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import TypeAlias
from urllib.parse import urlsplit


class Statistic(StrEnum):
    """Which value of a period counts."""

    AVERAGE = "avg"
    MAXIMUM = "max"
    MINIMUM = "min"


class Period(IntEnum):
    """Seconds between two points of the Observability Platform (GetMonitorData, Period)."""

    MINUTE = 60
    FIVE_MINUTES = 300
    HOUR = 3_600
    DAY = 86_400


@dataclass(frozen=True)
class Sample:
    """One measured number.

    Attributes:
        at: when it was measured, by its source, in UTC.
        value: finite.
        label: which of several series it belongs to; untrusted text, empty for a single one.
    """

    at: datetime
    value: float
    label: str = ""


@dataclass(frozen=True)
class HttpJson:
    """A number in a JSON document on the web.

    Attributes:
        json_path: JMESPath; gives a number, or several as a list or an object.
        credential: name of a configured credential to send, empty for none.
    """

    url: str
    json_path: str
    headers: tuple[tuple[str, str], ...] = ()
    credential: str = ""


@dataclass(frozen=True)
class Prometheus:
    """An instant query; `url` is the server's base address."""

    url: str
    query: str
    credential: str = ""


@dataclass(frozen=True)
class TencentMonitor:
    """One metric of one object, by GetMonitorData; not for containers."""

    namespace: str
    metric: str
    dimensions: tuple[tuple[str, str], ...]
    period: Period = Period.FIVE_MINUTES
    statistic: Statistic = Statistic.AVERAGE
    region: str = ""


@dataclass(frozen=True)
class TencentStatistic:
    """One metric of all objects that fit, by DescribeStatisticData; one series per `group`."""

    namespace: str
    metric: str
    conditions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    period: Period = Period.FIVE_MINUTES
    group: tuple[str, ...] = ()
    region: str = ""


@dataclass(frozen=True)
class ClsNumber:
    """A number from log lines of the last `minutes`: CQL, a pipe, and SQL that gives one row."""

    topic_id: str
    query: str
    minutes: int = 5
    region: str = ""


MetricSource: TypeAlias = HttpJson | Prometheus | TencentMonitor | TencentStatistic | ClsNumber

NAMES: Mapping[type[MetricSource], str] = MappingProxyType(
    {
        HttpJson: "http_json",
        Prometheus: "prometheus",
        TencentMonitor: "tencent_monitor",
        TencentStatistic: "tencent_statistic",
        ClsNumber: "cls",
    }
)
"""The wire name of each kind of source."""


def reads_cloud(source: MetricSource) -> bool:
    """Say whether reading it needs the right to read the cloud's logs and metrics."""
    return isinstance(source, TencentMonitor | TencentStatistic | ClsNumber)


def place_of(source: MetricSource) -> str:
    """Return where the number comes from in a few words: a host, or a namespace and a name."""
    match source:
        case HttpJson() | Prometheus():
            return urlsplit(source.url).netloc
        case ClsNumber():
            return f"CLS {source.topic_id}"
        case _:
            return f"{source.namespace} {source.metric}"
