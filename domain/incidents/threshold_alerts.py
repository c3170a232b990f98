"""A breach of a threshold watch as an alert, when the watch's owner asks for that (THR-4)."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from domain.alerts.alerts import Alert, AlertSource, AlertState
from domain.alerts.fault_classes import fault_of
from domain.alerts.forms import (
    LONGEST_NAME,
    LONGEST_TEXT,
    FormSettings,
    labels_of,
    message_id,
    object_of_labels,
    text_of,
)
from domain.alerts.monitor import measures_of
from domain.tasks.tasks import Finding, Task
from domain.watches.metrics.news import Kind, News
from domain.watches.metrics.sources import TencentMonitor, TencentStatistic, place_of
from domain.watches.metrics.thresholds import ThresholdWatchConfig


def alert_of_news(
    news: News,
    finding: Finding,
    task: Task,
    config: ThresholdWatchConfig,
    forms: FormSettings,
    *,
    now: datetime,
) -> Alert | None:
    """Return the alert that goes with a piece of news; None when there is none to send.

    Only the beginning and the end of a breach are alerts. Both begin at the same moment, so the
    end is known as that of its beginning; looking again gives the same alert.
    """
    if not config.opens_incident:
        return None
    if news.kind is Kind.BREACHED:
        state, began = AlertState.FIRING, news.after.breached_since
    elif news.kind is Kind.CLEARED:
        state, began = AlertState.RESOLVED, news.before.breached_since
    else:
        return None
    if began is None:  # data came back, and there was no breach
        return None
    labels, target = _labels(config), config.incident
    metric = labels.get("metric", "")
    measures = measures_of(metric or task.name, news.after.value, config.unit)
    name = text_of(task.name, LONGEST_NAME)
    said = target.fault if target else None
    return Alert(
        id=message_id(AlertSource.THRESHOLD_WATCH, task.id, began, state),
        key=task.id,
        source=AlertSource.THRESHOLD_WATCH,
        state=state,
        name=name,
        severity=config.severity,
        fault=said or fault_of(name, labels, measures, forms.faults),
        object=target.object if target else object_of_labels(labels, forms),
        started_at=min(began, now),
        received_at=now,
        measures=measures,
        labels=labels,
        text=text_of(" ".join(_said(finding)), LONGEST_TEXT),
    )


def _said(finding: Finding) -> Iterator[str]:
    """Yield the figures by their names: models read them, and people the finding itself."""
    for name in ("reason", "value", "unit", "operator", "threshold", "low", "high", "since"):
        if finding.data.get(name) not in (None, ""):
            yield f"{name}={finding.data[name]}"


def _labels(config: ThresholdWatchConfig) -> dict[str, str]:
    """Return the dimensions that the owner wrote into the source; none come from its answers."""
    source = config.source
    dimensions: Mapping[str, str] = {}
    if isinstance(source, TencentStatistic):
        dimensions = {name: values[0] for name, values in source.conditions if len(values) == 1}
    elif isinstance(source, TencentMonitor):
        dimensions = dict(source.dimensions)
    metric = source.metric if isinstance(source, TencentStatistic | TencentMonitor) else ""
    place = place_of(source) if source else ""
    return labels_of({**dimensions, "metric": metric or config.metric, "from": place})
