"""Looks at web pages for people who want to know when they change (WEB-1…5, TSK-4)."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from application.ports.screenshots import Screenshots
from application.ports.web import (
    ChangeJudge,
    FetchFailed,
    Page,
    PageFetcher,
    PageReader,
    PageRequest,
    PageTexts,
    SelectionEmpty,
    Verdict,
)
from domain.errors import InvalidRequest
from domain.page_changes import (
    Decision,
    News,
    Reason,
    Sight,
    decide,
    decide_same,
    digest_of,
    failed,
    recalled,
    tidy,
    weighty,
)
from domain.page_diff_texts import bounded_lines
from domain.page_diffs import PageDiff, compare
from domain.page_keywords import present
from domain.page_numbers import number_in
from domain.quoting import plain
from domain.tasks import Finding, Task
from domain.watches import Check, WatchMemory
from domain.web_findings import Story, finding, shown_page
from domain.web_memory import WebMemory
from domain.web_monitors import WebMonitorConfig, read_web_monitor
from domain.web_triggers import Trigger
from domain.web_words import WebWords, web_words

MOST_AT_ONCE = 4
"""Pages of one task fetched at the same time; politeness towards one host is the fetcher's."""

MOST_JUDGED = (400, 24_000)
"""Lines and characters of a diff that a judge is given."""


@dataclass(frozen=True)
class WebMonitorChecker:
    """The `Checker` of web monitors.

    Attributes:
        fetcher: gets pages, with care.
        reader: makes text of them.
        texts: what pages said, to show what changed.
        judge: says whether a change matters; None tells every change.
        screenshots: keeps pictures of changed pages; None keeps none.
    """

    fetcher: PageFetcher
    reader: PageReader
    texts: PageTexts
    judge: ChangeJudge | None = None
    screenshots: Screenshots | None = None

    async def check(self, task: Task, memory: WatchMemory, *, now: datetime) -> Check:
        """Look once at each page; a page that cannot be had hides nothing about the others."""
        config = read_web_monitor(task.config)
        filters, turns = config.filters(), asyncio.Semaphore(MOST_AT_ONCE)

        async def look(url: str) -> _Look:
            async with turns:
                before = recalled(memory.web.get(url), filters)
                return await _Visit(self, task, config, url, before, now).look()

        try:
            # A group, so that no page is fetched any more once the check was given up.
            async with asyncio.TaskGroup() as group:
                visits = [group.create_task(look(url)) for url in config.urls]
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None  # such as the store's: it concerns all pages
        return _told(config, web_words(task.language), memory, [each.result() for each in visits])


@dataclass(frozen=True)
class _Look:
    """What looking at one page brought; `reason` is None when it could not be looked at."""

    url: str
    memory: WebMemory
    reason: Reason | None
    findings: tuple[Finding, ...] = ()
    problem: str = ""


class _Unreadable(Exception):
    """A page was there, and could not be used; says why in the task's language."""


@dataclass(frozen=True)
class _Visit:
    """One look at one page."""

    tools: WebMonitorChecker
    task: Task
    config: WebMonitorConfig
    url: str
    before: WebMemory
    now: datetime

    @property
    def words(self) -> WebWords:
        return web_words(self.task.language)

    async def look(self) -> _Look:
        try:
            request = self._request()
            page = await self.tools.fetcher.fetch(request)
            return await self._read(page, conditional=bool(request.etag or request.last_modified))
        except FetchFailed as error:
            why = self.words.why(error.problem.value, error.status)
        except SelectionEmpty as error:
            why = self.words.nothing_selected(plain(str(error)))
        except InvalidRequest as error:
            why = plain(f"{error.field} {error.rule}")
        except _Unreadable as error:
            why = str(error)
        problem = self.words.trouble(shown_page(self.url), why)
        return _Look(self.url, failed(self.before), None, problem=problem)

    def _request(self) -> PageRequest:
        """Ask conditionally, except when the answer must be read whatever the server thinks."""
        fetch, before = self.config.fetch, self.before
        # What waits for its confirmation must be seen, and its text is not kept.
        conditional = before.text_digest and before.raw_digest and not before.pending
        return PageRequest(
            self.url,
            etag=before.etag if conditional else "",
            last_modified=before.last_modified if conditional else "",
            headers=fetch.headers,
            credential=fetch.credential,
            render=fetch.render,
            wait_for=fetch.wait_for,
            timeout_seconds=fetch.timeout.total_seconds(),
        )

    async def _read(self, page: Page, *, conditional: bool) -> _Look:
        """Decide what the page means, and keep its validators with the body they stand for."""
        before = self.before
        if page.unchanged and not conditional:
            raise _Unreadable(self.words.why("broken", page.status))
        if page.unchanged:
            return await self._settled(page, decide_same(self.config, before, at=self.now))
        raw = digest_of(page.body or page.text)
        if raw == before.raw_digest and not before.pending:
            decision = decide_same(self.config, before, at=self.now)
            return await self._settled(page, _standing_for(page, raw, decision))
        text = tidy(await asyncio.to_thread(self.tools.reader.select, page, self.config.selection))
        diff = await self._difference(text)
        decision = decide(self.config, before, self._sight(text, diff), at=self.now)
        return await self._settled(page, _standing_for(page, raw, decision), text=text, diff=diff)

    def _sight(self, text: str, diff: PageDiff | None) -> Sight:
        if not text:
            raise _Unreadable(self.words.nothing_selected("…"))
        rule = self.config.number
        number = number_in(text, rule.pattern) if rule else None
        if rule and number is None:
            raise _Unreadable(self.words.no_number())
        sight = Sight(
            digest_of(text), present(text, self.config.keywords, self.config.matching), number
        )
        if diff is None:
            return sight
        return replace(sight, changed_percent=diff.percent, changed_characters=diff.characters)

    async def _difference(self, text: str) -> PageDiff | None:
        """Return what changed; None when nothing did, nobody asks, or the baseline is lost."""
        baseline = self.before.text_digest
        if Trigger.CHANGE not in self.config.on or baseline in {"", digest_of(text)}:
            return None
        old = await self.tools.texts.get(self.task.id, self.url, digest=baseline)
        return None if old is None else await asyncio.to_thread(compare, old, text)

    async def _settled(
        self, page: Page, decision: Decision, *, text: str = "", diff: PageDiff | None = None
    ) -> _Look:
        """Keep what the memory points to before the memory can be kept, and tell the news."""
        if decision.rebased and Trigger.CHANGE in self.config.on:
            digest = decision.memory.text_digest
            await self.tools.texts.put(self.task.id, self.url, digest=digest, text=text)
        story = Story(
            self.task.name,
            self.task.language,
            self.url,
            self.config,
            decision.memory,
            self.before,
            self.now,
            text,
            diff,
        )
        if decision.news:
            story = replace(
                story,
                unimportant=await self._is_unimportant(decision.news, diff),
                screenshot=await self._pictured(page),
            )
        findings = tuple(finding(story, news) for news in decision.news)
        return _Look(self.url, decision.memory, decision.reason, findings)

    async def _is_unimportant(self, news: Iterable[News], diff: PageDiff | None) -> bool:
        intent = self.config.change.intent
        changed = any(each.trigger is Trigger.CHANGE for each in news)
        if not changed or not intent or diff is None or self.tools.judge is None:
            return False
        lines = bounded_lines(diff, most_lines=MOST_JUDGED[0], most_characters=MOST_JUDGED[1])
        verdict = await self.tools.judge.judge(intent=intent, diff="\n".join(lines))
        return verdict is Verdict.DOES_NOT_MATTER

    async def _pictured(self, page: Page) -> int | None:
        if not page.screenshot or self.tools.screenshots is None:
            return None
        put = self.tools.screenshots.put
        return await put(self.task.id, self.url, at=self.now, png=page.screenshot)


def _standing_for(page: Page, raw: str, decision: Decision) -> Decision:
    """Return the decision with the page's validators, or none when it came without."""
    memory = replace(
        decision.memory, etag=page.etag, last_modified=page.last_modified, raw_digest=raw
    )
    return replace(decision, memory=memory)


def _told(
    config: WebMonitorConfig, words: WebWords, memory: WatchMemory, looks: Sequence[_Look]
) -> Check:
    """Put the pages together: their memories, their news, and what could not be looked at."""
    web = {look.url: look.memory for look in looks}
    findings = tuple(each for look in looks for each in look.findings)
    waiting = any(look.memory.pending for look in looks)
    problem = " ".join(look.problem for look in looks if look.problem)
    looked = sum(look.reason is not None for look in looks)
    said = words.looked(
        looked,
        len(findings),
        waiting=waiting,
        first=any(look.reason in {Reason.FIRST_SIGHT, Reason.RECONFIGURED} for look in looks),
    )
    return Check(
        replace(memory, web=web),
        findings,
        problem=problem,
        said=said if looked else problem,
        urgent=_weights(web) != _weights(memory.web),
        again_after=config.change.confirm_after.total_seconds() if waiting else 0.0,
    )


def _weights(web: dict[str, WebMemory]) -> dict[str, tuple[object, ...]]:
    return {url: weighty(memory) for url, memory in web.items()}
