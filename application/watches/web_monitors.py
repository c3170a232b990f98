"""Looks at web pages for people who want to know when they change (WEB-1…5, TSK-4)."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from application.ports.watches.screenshots import Screenshots
from application.ports.watches.web import (
    ChangeJudge,
    FetchProblem,
    PageFetcher,
    PageReader,
    PageTexts,
)
from application.watches.page_visits import Look, PageTools, Visit
from domain.common.messages import Clauses, Message, Names, message
from domain.common.written_numbers import PageNumbers
from domain.task_types.configs import config_of
from domain.tasks.tasks import Task
from domain.watches.metric_memory import Level
from domain.watches.standing import DIGITS, WatchStanding
from domain.watches.watches import Check, WatchMemory
from domain.watches.web.changes import Reason, digest_of, recalled, weighty
from domain.watches.web.findings import number_of
from domain.watches.web.monitors import WebMonitorConfig
from domain.watches.web.problems import why_unread
from domain.watches.web_memory import WebMemory

MOST_AT_ONCE = 4
"""Pages of one task fetched at the same time; politeness towards one host is the fetcher's."""


@dataclass(frozen=True)
class WebMonitorChecker:
    """The `Checker` of web monitors.

    Attributes:
        fetcher: gets pages, with care.
        reader: makes text of them.
        texts: what pages said, to show what changed.
        numbers: reads those that are watched.
        judge: says whether a change matters; None tells every change.
        screenshots: keeps pictures of changed pages; None keeps none.
        longest: for all pages together; those that were not done with by then have a problem, and
            the others their news. Below the time after which a whole check is given up.
    """

    fetcher: PageFetcher
    reader: PageReader
    texts: PageTexts
    numbers: PageNumbers
    judge: ChangeJudge | None = None
    screenshots: Screenshots | None = None
    longest: timedelta = timedelta(minutes=4)

    async def check(self, task: Task, memory: WatchMemory, *, now: datetime) -> Check:
        """Look once at each page; a page that cannot be had hides nothing about the others."""
        config = config_of(task, WebMonitorConfig)
        filters, turns = config.filters(), asyncio.Semaphore(MOST_AT_ONCE)
        tools = PageTools(
            self.fetcher, self.reader, self.texts, self.judge, self.screenshots, self.numbers
        )

        async def look(url: str) -> Look:
            before = recalled(memory.web.get(url), filters)
            visit = Visit(tools, task, config, url, before, now)
            try:
                async with asyncio.timeout(self.longest.total_seconds()), turns:
                    return await visit.look()
            except TimeoutError:
                return visit.failed(why_unread(FetchProblem.TIMEOUT.value))

        try:
            # A group, so that no page is fetched any more once the check was given up.
            async with asyncio.TaskGroup() as group:
                visits = [group.create_task(look(url)) for url in config.urls]
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None  # such as the store's: it concerns all pages
        return _told(config, memory, [each.result() for each in visits])


def _told(config: WebMonitorConfig, memory: WatchMemory, looks: Sequence[Look]) -> Check:
    """Put the pages together: their memories, their news, and what could not be looked at."""
    web = {look.url: look.memory for look in looks}
    problems = tuple(look.problem for look in looks if look.problem)
    problem = message("web.problems", problems=Clauses(problems)) if problems else None
    waiting = any(look.memory.pending for look in looks)
    seen = [look for look in looks if look.reason is not None]
    return Check(
        memory=replace(memory, web=web),
        findings=tuple(each for look in looks for each in look.findings),
        problem=problem,
        said=_said(seen, web, waiting=waiting) if seen else problem,
        standing=_standing(web, waiting=waiting) if seen else WatchStanding(),
        urgent=_weights(config, web) != _weights(config, memory.web),
        again_after=config.change.confirm_after.total_seconds() if waiting else 0.0,
        ended=any(look.ended for look in looks),
        source=config.site,
        fault=looks[0].fault if all(look.fault for look in looks) else None,
    )


def _said(seen: Sequence[Look], web: dict[str, WebMemory], *, waiting: bool) -> Message:
    """Return in one sentence what the looks brought."""
    found = sum(len(look.findings) for look in seen)
    if found:
        outcome = message("web.news", n=found)
    elif waiting:
        outcome = message("web.waiting")
    elif any(look.reason in {Reason.FIRST_SIGHT, Reason.RECONFIGURED} for look in seen):
        outcome = message("web.noted")
    else:
        outcome = message("web.nothing_new")
    numbers = tuple(number_of(each.number) for each in web.values() if each.number is not None)
    shown = Names(numbers) if numbers else None
    return message("web.looked", pages=len(seen), outcome=outcome, numbers=shown)


def _standing(web: dict[str, WebMemory], *, waiting: bool) -> WatchStanding:
    """Return where the pages stand."""
    if waiting:
        level = Level.PENDING
    else:
        over = any(each.number_over for each in web.values())
        level = Level.BREACHED if over else Level.NORMAL
    digests = [each.text_digest for each in web.values() if each.text_digest]
    whole = digests[0] if len(digests) == 1 else digest_of("".join(digests))
    numbers = (each.number for each in web.values() if each.number is not None)
    return WatchStanding(level=level, value=next(numbers, None), digest=whole[:DIGITS])


def _weights(config: WebMonitorConfig, web: dict[str, WebMemory]) -> dict[str, object]:
    return {url: weighty(config, memory) for url, memory in web.items()}
