"""What is asked of a metric: which one it is, and where its limit is (ANL-2, CLD-3)."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from domain.common.errors import BrokenRule
from domain.common.field_rules import Flag, Number, Text, Whole
from domain.common.messages import message
from domain.common.shapes import Shape
from domain.watches.metrics.sources import Source

MOST_DAYS = 14
USUAL_DAYS = 7


class MetricQuestion(Shape):
    """Which metric: a configured one, or where its numbers come from."""

    metric: Annotated[str, Text(64)] = Field(
        "", description="Name of a configured metric; or give source."
    )
    source: Source | None = Field(
        None,
        description="Where the numbers come from: prometheus, tencent_monitor or "
        "tencent_statistic, as in threshold watches; or give metric.",
    )
    unit: Annotated[str, Text(16)] = Field("", description="Written behind numbers.")
    name: Annotated[str, Text(80)] = Field(
        "", description="What people call it, such as '/data of db-1'."
    )

    def check(self) -> None:
        """Refuse none and both."""
        if bool(self.metric) == (self.source is not None):
            raise BrokenRule(message("forecast.metric_or_source"), "source")


class ForecastQuestion(MetricQuestion):
    """When a metric reaches its limit."""

    limit: Annotated[float, Number()] = Field(description="Where it is full, in its own unit.")
    floor: Flag = Field(
        default=False, description="The limit is reached from above, as by free space."
    )
    days: Annotated[int, Whole(1, MOST_DAYS)] = Field(
        USUAL_DAYS, description="How far ahead, at most half of the known past; default 7."
    )

    @property
    def horizon(self) -> timedelta:
        """How far ahead."""
        return timedelta(days=self.days)
