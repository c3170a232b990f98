"""A configuration, tried once without being kept: what it would see, and whom it would tell."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from application.common.wording import Localizer, message_for
from application.ports.tasks import Checker
from application.ports.watches.web import Article, Page, PageReader, Snapshot
from application.tasks.trials import TrialView
from application.watches.web_monitors import WebMonitorChecker
from domain.common.errors import ZhibanError
from domain.common.messages import message, named
from domain.common.quoting import clean, shorten
from domain.schedules.digests import NewsDigestConfig
from domain.schedules.messages import rhythm
from domain.schedules.schedules import ScheduleConfig
from domain.tasks.tasks import Task, TaskType
from domain.watches.care import care_of, cared_for
from domain.watches.metrics.sources import place_of
from domain.watches.metrics.thresholds import ThresholdWatchConfig
from domain.watches.standing import WatchStanding
from domain.watches.watches import Check, WatchMemory
from domain.watches.web.monitors import WebMonitorConfig
from domain.watches.web.selections import Selection

LONGEST = 14.0
"""Seconds; whoever asks waits for the answer."""

MOST_LINES = 20
LONGEST_LINE = 160
"""Of what a page's filters chose."""


class _NoTexts:
    """Keeps no text of a page, so that every page is seen for the first time."""

    async def put(self, task_id: str, url: str, *, digest: str, text: str) -> None:
        """Let it go."""

    async def snapshots(self, task_id: str) -> list[Snapshot]:  # noqa: ARG002 - the port's
        """Return none."""
        return []

    async def get(self, task_id: str, url: str, *, digest: str) -> str | None:  # noqa: ARG002 - the port's
        """Return none."""
        return None


@dataclass(frozen=True)
class _Overheard:
    """A reader of pages that holds what was chosen of each."""

    reader: PageReader
    seen: dict[str, str] = field(default_factory=dict)

    async def select(self, page: Page, how: Selection, *, owner: str) -> str:
        """Choose; the first choice of a page is what is watched of it."""
        text = await self.reader.select(page, how, owner=owner)
        self.seen.setdefault(page.url, text)
        return text

    async def article(self, page: Page, *, owner: str) -> Article:
        """Return the main text."""
        return await self.reader.article(page, owner=owner)


@dataclass(frozen=True)
class LookingTrials:
    """The `Trials` of the application, made of what looks for watches; it keeps nothing.

    Attributes:
        numbers: looks at numbers; without a way to open incidents.
    """

    pages: WebMonitorChecker
    numbers: Checker

    async def of(self, task: Task, reader: Localizer, *, now: datetime) -> TrialView:
        """Return what a task would do; it is looked at once, and nothing is kept."""
        overheard = _Overheard(self.pages.reader)
        check = await self._look(task, overheard, now=now)
        seen = check.memory.standing
        return TrialView(
            type=task.type,
            name=task.name,
            config=task.config.given,
            sources=_sources(task),
            chosen=_chosen(overheard.seen),
            level=seen.level,
            value=seen.value,
            unit=seen.unit,
            content=seen.digest,
            result=reader.text(seen.said),
            problem=reader.text(check.memory.problem),
            told=tuple(
                f"{reader.text(named(each.kind))}: {each.target}" for each in task.config.addresses
            ),
        )

    async def _look(self, task: Task, reader: PageReader, *, now: datetime) -> Check:
        if isinstance(task.config, ScheduleConfig | NewsDigestConfig):
            when = rhythm(task.config.timetable(task.zone))
            return Check(memory=WatchMemory(standing=WatchStanding(said=when)))
        memory = WatchMemory()
        try:
            async with asyncio.timeout(LONGEST):
                check = await self._checker(task, reader).check(task, memory, now=now)
        except TimeoutError:
            check = Check(memory=memory, problem=message("task.trial_too_slow"))
        except ZhibanError as error:
            check = Check(memory=memory, problem=message_for(error))
        return cared_for(task, care_of(task), memory, check, at=now)

    def _checker(self, task: Task, reader: PageReader) -> Checker:
        if task.type is TaskType.THRESHOLD_WATCH:
            return self.numbers
        return replace(self.pages, reader=reader, texts=_NoTexts(), judge=None, screenshots=None)


def _sources(task: Task) -> tuple[str, ...]:
    match task.config:
        case WebMonitorConfig(urls=urls):
            return tuple(urls)
        case NewsDigestConfig(news_urls=urls):
            return tuple(urls)
        case ThresholdWatchConfig(source=source, metric=metric):
            return (place_of(source) if source else metric,)
        case _:
            return ()


def _chosen(seen: Mapping[str, str]) -> tuple[str, ...]:
    lines = (clean(line) for text in seen.values() for line in text.splitlines())
    return tuple(shorten(line, LONGEST_LINE) for line in lines if line)[:MOST_LINES]
