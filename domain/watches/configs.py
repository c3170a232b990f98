"""What the configurations of all watches have in common: the rhythm, and when failing is news."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, ClassVar

from pydantic import Field

from domain.common.errors import BrokenRule
from domain.common.field_rules import Number, Whole
from domain.common.messages import Called, message
from domain.tasks.configs import TaskConfig
from domain.watches.watches import LONGEST_INTERVAL, SHORTEST_INTERVAL

FAILURES_BEFORE_ALERT = 3
"""Failed looks in a row that become news, unless the configuration says another number (TSK-5)."""

SILENT_AFTER_PERIODS = 10
"""Intervals without a success that become news, unless the configuration says another number."""

MINUTES = "check_interval_minutes"
SECONDS = "check_interval_seconds"


class WatchConfig(TaskConfig):
    """How a watch is cared for; what it looks at says its type."""

    usual: ClassVar[timedelta] = timedelta(minutes=5)
    """Between two looks, where the configuration says nothing."""

    check_interval_minutes: Annotated[
        float | None, Number(SHORTEST_INTERVAL / 60, LONGEST_INTERVAL / 60)
    ] = Field(None, description="Minutes between two looks, 10 seconds to 28 days; may be 0.5.")
    check_interval_seconds: Annotated[float | None, Number(SHORTEST_INTERVAL, LONGEST_INTERVAL)] = (
        Field(None, description="The same in seconds; only one of the two.")
    )
    failures_before_alert: Annotated[int, Whole(1, 100)] = Field(
        FAILURES_BEFORE_ALERT, description="Failed looks in a row that are told; default 3."
    )
    silent_after_periods: Annotated[int, Whole(2, 10_000)] = Field(
        SILENT_AFTER_PERIODS,
        description="Intervals without a successful look that are told; default 10.",
    )

    @property
    def interval(self) -> timedelta:
        """The time between two looks (TSK-6)."""
        if self.check_interval_minutes is not None:
            return timedelta(minutes=self.check_interval_minutes)
        if self.check_interval_seconds is not None:
            return timedelta(seconds=self.check_interval_seconds)
        return self.usual

    def check(self) -> None:
        """Refuse two rhythms."""
        if self.check_interval_minutes is not None and self.check_interval_seconds is not None:
            raise BrokenRule(message("rule.not_with", other=Called(MINUTES)), SECONDS)


def only_newest_interval(config: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the configuration with the changes laid over it.

    Whoever changes the seconds of a watch that has minutes means the seconds, and the other way
    round; so what was there before gives way.
    """
    gone = {name for name, other in ((MINUTES, SECONDS), (SECONDS, MINUTES)) if other in changes}
    kept = {name: value for name, value in config.items() if name not in gone - set(changes)}
    return {**kept, **changes}
