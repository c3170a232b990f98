"""Looks at numbers for people who want to know when they leave their bounds (THR-1…4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from application.common.wording import message_for
from application.incidents.threshold_alerts import IncidentOpening
from application.ports.watches.metrics import MetricReader
from application.ports.watches.web import FetchFailed
from application.watches.faults import fault_of
from domain.common.errors import (
    InvalidRequest,
    Misconfigured,
    NotFound,
    Rejected,
    TooManyRequests,
    ZhibanError,
)
from domain.common.messages import Gist, Localized, Message, message
from domain.incidents.threshold_alerts import alert_of_news
from domain.task_types.configs import config_of
from domain.tasks.tasks import Finding, Task
from domain.watches.metric_memory import Level, ThresholdMemory
from domain.watches.metrics.findings import Subject, finding_of, standing, standing_of
from domain.watches.metrics.news import Judgement
from domain.watches.metrics.options import NoDataPolicy
from domain.watches.metrics.positions import breaking, worst_of
from domain.watches.metrics.presets import Preset
from domain.watches.metrics.problems import MOST_DETAIL, MetricProblem, MetricUnreadable, unread
from domain.watches.metrics.rules import judge
from domain.watches.metrics.sources import MetricSource, Sample, place_of, watched
from domain.watches.metrics.thresholds import ThresholdWatchConfig, unknown_metric
from domain.watches.watches import Check, SourceFault, WatchMemory
from domain.watches.web.problems import why_unread

_FAULT_OF = {
    MetricProblem.UNAVAILABLE: SourceFault.SILENT,
    MetricProblem.CREDENTIALS: SourceFault.CREDENTIALS,
    MetricProblem.THROTTLED: SourceFault.THROTTLED,
}
_PROBLEM_OF: tuple[tuple[type[ZhibanError], MetricProblem], ...] = (
    (InvalidRequest, MetricProblem.BAD_QUERY),
    (NotFound, MetricProblem.NOT_FOUND),
    (Misconfigured, MetricProblem.CREDENTIALS),
    (TooManyRequests, MetricProblem.THROTTLED),
    (Rejected, MetricProblem.REFUSED),
    (ZhibanError, MetricProblem.UNAVAILABLE),
)
"""The first that fits."""


@dataclass(frozen=True, kw_only=True)
class _Reading:
    """What a source gave.

    Attributes:
        problem: why it gave nothing; None when it answered.
        ended: whether reading it was ended, as it cost too much.
        fault: why it answers nobody, where that is so.
    """

    samples: Sequence[Sample] = ()
    problem: Message | None = None
    ended: bool = False
    fault: SourceFault | None = None


@dataclass(frozen=True)
class ThresholdChecker:
    """The `Checker` of threshold watches.

    Attributes:
        opening: opens incidents for watches that ask for it; None where there are none.
    """

    reader: MetricReader
    presets: Mapping[str, Preset]
    opening: IncidentOpening | None = None

    async def check(self, task: Task, memory: WatchMemory, *, now: datetime) -> Check:
        """Read the number and judge it; a source that cannot be read is a `problem`."""
        try:
            config, metric = self._config(task)
        except InvalidRequest as error:
            why = message(
                "web.why",
                why=MetricProblem.CONFIGURATION,
                detail=Gist(message_for(error), MOST_DETAIL),
            )
            return Check(memory=memory, problem=unread(task.name, why))
        source = config.source
        read = await self._read(task, config, source, now) if source else _Reading()
        samples, problem = list(read.samples), read.problem
        sample, broken = worst_of(config, samples), breaking(config, samples)
        if problem:
            # That it cannot be read is told by itself, and is no proof that all is well.
            config = config.ignoring_gaps()
        judged = judge(config, memory.threshold, sample, now=now)
        subject = Subject(task.name, metric, broken, len(samples))
        findings = tuple(finding_of(news, config, subject, now=now) for news in judged.news)
        await self._open_incidents(task, config, judged, findings, now)
        return Check(
            memory=replace(memory, threshold=judged.memory),
            findings=findings,
            problem=problem,
            lack=None if problem or sample else _lack(config),
            said=problem or standing(judged, config),
            standing=standing_of(judged, config),
            urgent=_decides(memory.threshold) != _decides(judged.memory),
            ended=read.ended,
            source=watched(source) if source else None,
            fault=read.fault,
        )

    async def _open_incidents(
        self,
        task: Task,
        config: ThresholdWatchConfig,
        judged: Judgement,
        findings: Sequence[Finding],
        now: datetime,
    ) -> None:
        """Hand in breaches before they are kept as found.

        Whatever fails here is looked at again, with the same memory and so the same alert: it
        reaches its incident at least once, and twice is one more occurrence.
        """
        if self.opening is None:
            return
        pairs, forms = zip(judged.news, findings, strict=True), self.opening.forms
        made = [alert_of_news(news, found, task, config, forms, now=now) for news, found in pairs]
        alerts = [alert for alert in made if alert is not None]
        if alerts:
            await self.opening.open(task, alerts)

    def _config(self, task: Task) -> tuple[ThresholdWatchConfig, Localized | Message | None]:
        """Return the configuration with its source, and what people call a configured metric."""
        config = config_of(task, ThresholdWatchConfig)
        if config.source is not None:
            return config, None
        if rule := unknown_metric(config.metric, self.presets):
            raise InvalidRequest("config.metric", rule)
        preset = self.presets[config.metric]
        return config.reading(preset.source, unit=preset.unit), preset.title

    async def _read(
        self, task: Task, config: ThresholdWatchConfig, source: MetricSource, now: datetime
    ) -> _Reading:
        """Return the newest values, or why there are none."""
        place = place_of(source)
        try:
            samples = await self.reader.read(source, now=now, owner=task.owner)
            if len(samples) > 1 and config.operator.looks_back:
                several = message("value.plain", value=len(samples))
                raise MetricUnreadable(MetricProblem.SEVERAL_SERIES, several)  # noqa: TRY301 - one place says it
        except MetricUnreadable as error:
            return _Reading(
                problem=unread(place, error.problem, error.detail),
                ended=error.problem is MetricProblem.TOO_COSTLY,
                fault=_FAULT_OF.get(error.problem),
            )
        except FetchFailed as error:
            why = why_unread(error.problem.value, error.status, error.detail)
            return _Reading(problem=unread(place, why), fault=fault_of(error))
        except ZhibanError as error:
            kind = next(kind for type_, kind in _PROBLEM_OF if isinstance(error, type_))
            problem = unread(place, kind, message_for(error))
            return _Reading(problem=problem, fault=_FAULT_OF.get(kind))
        return _Reading(samples=samples)


def _decides(memory: ThresholdMemory) -> tuple[object, ...]:
    """Return what later decisions hang on, and a repeated look would not find again."""
    waiting = memory.level if memory.level is not Level.UNKNOWN else Level.NORMAL
    return waiting, memory.breached_since, memory.clearing_since, memory.flapping


def _lack(config: ThresholdWatchConfig) -> Message | None:
    """Say at once that no value was found; None where having none is how it should be."""
    if config.source is None or config.no_data.policy is not NoDataPolicy.ALERT:
        return None
    return unread(place_of(config.source), MetricProblem.NO_VALUE)
