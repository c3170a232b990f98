"""Where a watched number comes from (THR-1).

A source says what to ask, never how: the adapters know the protocols. Names and queries are kept as
they were given and only bounded here; whether a query is understood is for its source to say.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from hashlib import sha256
from types import MappingProxyType
from typing import Annotated, Any, TypeAlias
from urllib.parse import urlsplit

from pydantic import Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from domain.common.errors import BrokenRule
from domain.common.field_rules import By, Choice, Listed, Text, Whole
from domain.common.messages import Called, Message, Names, message, one_of
from domain.common.shapes import Group
from domain.watches.watches import WatchedSource
from domain.watches.web.addresses import Url
from domain.watches.web.headers import HEADERS, harmless

LONGEST_QUERY = 4_096
"""Characters of PromQL or SQL; CLS takes 12 KiB, a configuration as a whole 16 KiB."""

MOST_DIMENSIONS = 10
MOST_VALUES = 20


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


Pairs: TypeAlias = tuple[tuple[str, str], ...]
Conditions: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]


def _headers(given: object) -> Pairs:
    return tuple(sorted(harmless(given).items()))


def _dimensions(given: object) -> Pairs:
    pairs = _named_values(given, least=1)
    return tuple((name, _single(name, value)) for name, value in pairs.items())


def _conditions(given: object) -> Conditions:
    pairs = _named_values(given, least=0)
    return tuple((name, _several(name, value)) for name, value in pairs.items())


def _named_values(given: object, *, least: int) -> Mapping[str, object]:
    if not isinstance(given, Mapping) or not all(isinstance(name, str) for name in given):
        raise BrokenRule(message("rule.object"))
    fits = all(1 <= len(name) <= 128 and name.isprintable() for name in given)
    if not least <= len(given) <= MOST_DIMENSIONS or not fits:
        raise BrokenRule(message("rule.named_values", least=least, most=MOST_DIMENSIONS))
    return given


def _single(name: str, value: object) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= 256 or not value.isprintable():
        raise BrokenRule(message("rule.printable_between", least=1, most=256), name[:80])
    return value


def _several(name: str, value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list | tuple) else [value]
    if not 1 <= len(values) <= MOST_VALUES:
        raise BrokenRule(message("rule.text_or_list", least=1, most=MOST_VALUES), name[:80])
    return tuple(_single(name, each) for each in values)


def _period(seconds: object) -> Period:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds not in PERIODS:
        raise BrokenRule(one_of(map(str, PERIODS)))
    return Period(int(seconds))


def _wrong_credential(name: str) -> Message | None:
    fits = re.fullmatch(r"[A-Za-z0-9_.-]+", name)
    return None if fits else message("rule.credential_name")


def _wrong_region(region: str) -> Message | None:
    fits = re.fullmatch(r"[a-z]{2,}(-[a-z0-9]+)+", region)
    return None if fits else message("rule.region", example=Called("ap-guangzhou"))


def _wrong_cls_query(query: str) -> Message | None:
    return None if "|" in query else message("rule.cls_number", pipe=Called("|"))


def _wrong_object_namespace(namespace: str) -> Message | None:
    if namespace.startswith("QCE/TKE"):
        return message("rule.not_containers", instead=Called("tencent_statistic"))
    return None


PERIODS = [int(each) for each in Period]
_ONE = {"type": "string", "maxLength": 256}
_NAMED = {"type": "object", "maxProperties": MOST_DIMENSIONS, "additionalProperties": _ONE}

Query: TypeAlias = Annotated[str, Text(LONGEST_QUERY)]
Credential: TypeAlias = Annotated[
    str,
    Text(64, fits=_wrong_credential),
    Field(description="Name of a configured credential to send."),
]
Region: TypeAlias = Annotated[
    str, Text(40, fits=_wrong_region), Field(description="The configured one when left out.")
]
Seconds: TypeAlias = Annotated[
    Period,
    By(_period, {"type": "integer", "enum": PERIODS}),
    Field(description="Seconds between two points; default 300."),
]


@dataclass(frozen=True)
class HttpJson(Group):
    """A number in a JSON document on the web."""

    url: Url
    json_path: Annotated[
        str,
        Text(500),
        Field(description="JMESPath; gives a number, or several as a list or an object."),
    ]
    headers: Annotated[
        Pairs, By(_headers, HEADERS), Field(description="Up to 10 harmless request headers.")
    ] = ()
    credential: Credential = ""


@dataclass(frozen=True)
class Prometheus(Group):
    """An instant query."""

    url: Annotated[Url, Field(description="Base address of the server.")]
    query: Annotated[Query, Field(description="PromQL.")]
    credential: Credential = ""


@dataclass(frozen=True)
class TencentMonitor(Group):
    """One metric of one object, by GetMonitorData; not for containers."""

    namespace: Annotated[
        str, Text(64, fits=_wrong_object_namespace), Field(description="Such as QCE/CVM.")
    ]
    metric: Annotated[str, Text(128)]
    dimensions: Annotated[
        Pairs,
        By(_dimensions, {**_NAMED, "minProperties": 1}),
        Field(description="1 to 10 names with their values, such as an instance's id."),
    ]
    period: Seconds = Period.FIVE_MINUTES
    statistic: Annotated[
        Statistic, Choice(Statistic), Field(description="Which value of a period; default avg.")
    ] = Statistic.AVERAGE
    region: Region = ""


@dataclass(frozen=True)
class TencentStatistic(Group):
    """One metric of all objects that fit, by DescribeStatisticData; one series for each group."""

    namespace: Annotated[str, Text(64), Field(description="Such as QCE/TKE2.")]
    metric: Annotated[str, Text(128)]
    conditions: Annotated[
        Conditions,
        By(
            _conditions,
            {
                "type": "object",
                "maxProperties": MOST_DIMENSIONS,
                "additionalProperties": {
                    "anyOf": [_ONE, {"type": "array", "items": _ONE, "maxItems": MOST_VALUES}]
                },
            },
        ),
        Field(description="Up to 10 names, each with a value or a list of up to 20."),
    ] = ()
    period: Seconds = Period.FIVE_MINUTES
    group: Annotated[
        tuple[Annotated[str, Text(128)], ...],
        Listed(MOST_DIMENSIONS, once=True),
        Field(description="Dimensions of which each value is a series of its own."),
    ] = ()
    region: Region = ""


@dataclass(frozen=True)
class ClsNumber(Group):
    """A number from log lines: CQL, a pipe, and SQL that gives one row."""

    topic_id: Annotated[str, Text(64)]
    query: Annotated[
        str,
        Text(LONGEST_QUERY, fits=_wrong_cls_query),
        Field(description="CQL, a pipe, and SQL that gives one number."),
    ]
    minutes: Annotated[int, Whole(1, 1_440), Field(description="How far back; default 5.")] = 5
    region: Region = ""


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

_ONE_OF = message("rule.exactly_one", choices=Names(tuple(map(Called, NAMES.values()))))


@dataclass(frozen=True)
class _Named(Group):
    """The sources by their wire names, exactly one of which is given."""

    http_json: HttpJson | None = None
    prometheus: Prometheus | None = None
    tencent_monitor: TencentMonitor | None = None
    tencent_statistic: TencentStatistic | None = None
    cls: ClsNumber | None = None

    def one(self) -> MetricSource:
        """Return the one that is given."""
        given = [each for each in vars(self).values() if each is not None]
        if len(given) != 1:
            raise BrokenRule(_ONE_OF)
        found: MetricSource = given[0]
        return found


def _at_most_one(raw: object) -> object:
    if isinstance(raw, Mapping) and sum(raw.get(name) is not None for name in NAMES.values()) > 1:
        raise BrokenRule(_ONE_OF)
    return raw


class OneSource:
    """Reads the one source that an object such as `{"prometheus": {…}}` names."""

    def __get_pydantic_core_schema__(
        self,
        source: Any,  # noqa: ANN401 - pydantic's
        handler: GetCoreSchemaHandler,
    ) -> CoreSchema:
        """Read all that are given; there must be one."""
        named = handler.generate_schema(_Named)
        counted = core_schema.no_info_before_validator_function(_at_most_one, named)
        return core_schema.no_info_after_validator_function(_Named.one, counted)


Source: TypeAlias = Annotated[MetricSource, OneSource()]
"""A source as configurations name it."""


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


_CLOUD = {
    TencentMonitor: "monitor.tencentcloudapi.com",
    TencentStatistic: "monitor.tencentcloudapi.com",
    ClsNumber: "cls.tencentcloudapi.com",
}


def watched(source: MetricSource) -> WatchedSource:
    """Return what others ask as well: a server with a credential, or an API of a region."""
    match source:
        case HttpJson() | Prometheus():
            parts = urlsplit(source.url)
            base = parts.path.rstrip("/") if isinstance(source, Prometheus) else ""
            asked, place = f"{parts.scheme} {source.credential}", f"{parts.netloc}{base}"
        case _:
            asked, region = source.region, f" ({source.region})" if source.region else ""
            place = _CLOUD[type(source)] + region
    return WatchedSource(sha256(f"{place} {asked}".encode()).hexdigest()[:32], place)
