"""Threshold watches under a test's control: configurations, a timeline of looks, and readers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from domain.watches.metric_memory import ThresholdMemory
from domain.watches.metrics.news import Judgement, Kind, News
from domain.watches.metrics.rules import judge
from domain.watches.metrics.sources import MetricSource, Sample
from domain.watches.metrics.thresholds import ThresholdWatchConfig
from tests.fakes.configs import read_threshold_watch

START = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
SOURCE = {"http_json": {"url": "https://metrics.example.cn/cpu", "json_path": "value"}}


def raw_watch(**fields: object) -> dict[str, object]:
    """Return a configuration of a preset, above 90, looked at each minute; fields may be None."""
    raw = {"metric": "cpu", "threshold": 90, "check_interval_minutes": 1, **fields}
    return {name: value for name, value in raw.items() if value is not None}


def watch(**fields: object) -> ThresholdWatchConfig:
    """Return it, read."""
    return read_threshold_watch(raw_watch(**fields), presets={"cpu"})


@dataclass
class Timeline:
    """Looks at a number, one after another, and all the news they brought."""

    config: ThresholdWatchConfig
    memory: ThresholdMemory = field(default_factory=ThresholdMemory)
    now: datetime = START
    news: list[News] = field(default_factory=list)
    last: Judgement | None = None

    def look(self, value: float | None, *, minutes: float = 1, label: str = "") -> list[Kind]:
        """Look once, `minutes` after the last time; return what was news."""
        self.now += timedelta(minutes=minutes)
        sample = None if value is None else Sample(self.now, value, label)
        return self.meet(sample)

    def meet(self, sample: Sample | None) -> list[Kind]:
        """Judge a sample at this moment; return what was news."""
        self.last = judge(self.config, self.memory, sample, now=self.now)
        self.memory = self.last.memory
        self.news += self.last.news
        return [each.kind for each in self.last.news]

    def looks(self, values: Iterable[float | None]) -> list[Kind]:
        """Look once a minute; return all that was news."""
        return [kind for value in values for kind in self.look(value)]

    @property
    def told(self) -> list[Kind]:
        """What people were told, in order."""
        return [each.kind for each in self.news if each.notify]


@dataclass
class FakeMetrics:
    """A reader that gives what a test lays out: samples, or an error to raise."""

    answers: Sequence[Sample] | Exception = ()
    asked: list[MetricSource] = field(default_factory=list)

    def say(self, value: float, at: datetime, label: str = "") -> None:
        """Lay out one value."""
        self.answers = (Sample(at, value, label),)

    async def read(
        self,
        source: MetricSource,
        *,
        now: datetime,
        owner: str,
    ) -> list[Sample]:
        """Return or raise it."""
        self.asked.append(source)
        if isinstance(self.answers, Exception):
            raise self.answers
        return list(self.answers)
