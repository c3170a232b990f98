"""A person's "this is normal": the alert becomes part of the configuration (THR-2)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from domain.common.errors import Conflict, InvalidRequest
from domain.common.messages import Called, Names, message
from domain.tasks.configs import TaskConfig
from domain.watches.metrics.thresholds import ThresholdWatchConfig
from domain.watches.novelty import MOST_NORMAL, Alert

_SAME = timedelta(minutes=1)
"""People write moments without seconds; two alerts of a watch are hours apart."""


def with_normal(
    config: TaskConfig, told: Sequence[Alert], at: datetime | None = None
) -> dict[str, Any]:
    """Return the field `anomaly` of a configuration with one more alert that was normal.

    Args:
        config: of the task.
        told: the newest alerts that it remembers, oldest first.
        at: the moment of one of them, to the minute; the newest when None.

    Raises:
        Conflict: the task does not learn what is usual, or has told of nothing yet.
        InvalidRequest: it remembers no alert of that moment.
    """
    if not isinstance(config, ThresholdWatchConfig) or config.anomaly is None:
        raise Conflict(message("task.learns_nothing"))
    if not told:
        raise Conflict(message("task.told_nothing_new"))
    known = [each.at for each in told]
    meant = known if at is None else [each for each in known if abs(each - at) < _SAME]
    if not meant:
        moments = Names(tuple(Called(each.isoformat()) for each in reversed(known)))
        raise InvalidRequest("at", message("task.no_such_alert", known=moments))
    chosen = meant[-1]
    given = config.given.get("anomaly") or {}
    others = [each for each in given.get("normal", ()) if datetime.fromisoformat(each) != chosen]
    return {**given, "normal": [*others, chosen.isoformat()][-MOST_NORMAL:]}


def is_normal(config: TaskConfig, alert: Alert) -> bool:
    """Say whether a person called it normal."""
    return (
        isinstance(config, ThresholdWatchConfig)
        and config.anomaly is not None
        and alert.at in config.anomaly.rule.normal
    )
