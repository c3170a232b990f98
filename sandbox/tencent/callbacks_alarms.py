"""Alarms that can fire, and one firing of one: what callbacks and histories tell about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from pydantic import ConfigDict


class BodyStyle(StrEnum):
    """How the same thing is written; all were seen in the wild."""

    NUMBERS = "numbers"
    """`alarmStatus: 1`, `durationTime: 60`."""
    TEXTS = "texts"
    """`alarmStatus: "1"`, `durationTime: "60"`."""
    OLD = "old"
    """`sessionID` and `appID`, and no `alertId`."""


@dataclass(frozen=True)
class MonitorAlarm:
    """A policy of the observability platform and the object it watches.

    Attributes:
        dimensions: what the object is called, such as namespace and workload_name.
        metric: what is measured; for an event its name.
        value: what it is at the moment, and `threshold` what it must not pass.
        level: `Remind`, `Warn` or `Serious` of a graded policy; empty for any other.
        event: whether it is about an event instead of a metric.
    """

    # The control face reads these from JSON; a misspelt field must not pass as the default.
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    policy_id: str
    policy_name: str
    dimensions: Mapping[str, str]
    metric: str = "K8sWorkloadAbnormal"
    shown: str = "工作负载异常"
    value: str = "1"
    threshold: str = "0"
    unit: str = ""
    level: str = ""
    namespace: str = "qce/tke2"
    region: str = "ap-guangzhou"
    event: bool = False


@dataclass(frozen=True)
class ClsAlarm:
    """A policy of the log service.

    Attributes:
        template: of the body, as its owner wrote it; `{{.X}}` and `{{escape .X}}` are filled in.
        level: 0 Warn, 1 Info, 2 Critical.
        logs: lines that are sent along, ten at most; as text, or as their fields.
    """

    # The control face reads these from JSON; a misspelt field must not pass as the default.
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    alarm_id: str
    name: str
    template: str
    topic_id: str = ""
    condition: str = "$1.count > 0"
    trigger: str = "$1.count=12;"
    level: int = 0
    region: str = "ap-guangzhou"
    logs: Sequence[str | Mapping[str, str]] = ()


@dataclass(frozen=True)
class Firing:
    """One firing of an alarm.

    Attributes:
        id: of the session, or of the record.
        ended: when it recovered; None while it fires.
        forged: it was made up: no history knows of it.
    """

    alarm: MonitorAlarm | ClsAlarm
    id: str
    began: datetime
    ended: datetime | None = None
    forged: bool = False

    def recovered(self, at: datetime) -> "Firing":
        """Return the same firing, ended."""
        return replace(self, ended=at)


@dataclass(frozen=True)
class Sender:
    """The account whose alarms these are."""

    uin: str = "100000000001"
    app_id: int = 1250000000
    nickname: str = "sandbox"
