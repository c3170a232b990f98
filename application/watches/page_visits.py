"""One look at one watched page: asked for with care, read, compared, told (WEB-1…5)."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from application.common.wording import message_for
from application.ports.watches.screenshots import Screenshots
from application.ports.watches.web import (
    ChangeJudge,
    FetchFailed,
    FetchProblem,
    Page,
    PageFetcher,
    PageReader,
    PageRequest,
    PageTexts,
    SelectionEmpty,
)
from application.watches.faults import fault_of
from domain.common.errors import InvalidRequest
from domain.common.messages import Gist, Message, message
from domain.common.written_numbers import PageNumbers, UnclearNumberError, machine_number
from domain.tasks.tasks import Finding, Task
from domain.watches.watches import SourceFault
from domain.watches.web.changes import (
    Decision,
    News,
    Reason,
    Sight,
    decide,
    decide_same,
    digest_of,
    failed,
    tidy,
)
from domain.watches.web.diff_texts import bounded_lines
from domain.watches.web.diffs import PageDiff, compare
from domain.watches.web.findings import Story, Verdict, finding
from domain.watches.web.keywords import present
from domain.watches.web.monitors import Trigger, WebMonitorConfig
from domain.watches.web.problems import nothing_selected, unclear_number, unread, why_unread
from domain.watches.web.selections import Selection
from domain.watches.web_memory import WebMemory

MOST_DETAIL = 200
"""Columns of why a filter cannot be used."""

MOST_JUDGED = (400, 24_000)
"""Lines and characters of a diff that a judge is given."""


@dataclass(frozen=True)
class PageTools:
    """What looking at pages takes; see `WebMonitorChecker`."""

    fetcher: PageFetcher
    reader: PageReader
    texts: PageTexts
    judge: ChangeJudge | None
    screenshots: Screenshots | None
    numbers: PageNumbers


@dataclass(frozen=True)
class Look:
    """What looking at one page brought.

    Attributes:
        reason: None when it could not be looked at.
        ended: reading it had to be ended.
        fault: why its server answers nobody, where that is so.
    """

    url: str
    memory: WebMemory
    reason: Reason | None
    findings: tuple[Finding, ...] = ()
    problem: Message | None = None
    ended: bool = False
    fault: SourceFault | None = None


class _Unreadable(Exception):
    """A page was there, and could not be used."""

    def __init__(self, why: Message) -> None:
        super().__init__(why.id)
        self.why = why


@dataclass(frozen=True)
class Visit:
    """One look at one page.

    Attributes:
        before: what still holds of what was remembered of the page.
    """

    tools: PageTools
    task: Task
    config: WebMonitorConfig
    url: str
    before: WebMemory
    now: datetime

    async def look(self) -> Look:
        """Fetch the page and decide what it means; a page that cannot be had is a problem."""
        try:
            request = self._request()
            page = await self.tools.fetcher.fetch(request)
            return await self._read(page, conditional=bool(request.etag or request.last_modified))
        except FetchFailed as error:
            why = why_unread(error.problem.value, error.status, error.detail)
            ended = error.problem is FetchProblem.TOO_COSTLY
            return replace(self.failed(why, ended=ended), fault=fault_of(error))
        except SelectionEmpty as error:
            why = nothing_selected(error.why)
        except InvalidRequest as error:
            why = message("value.plain", value=Gist(message_for(error), MOST_DETAIL))
        except _Unreadable as error:
            why = error.why
        return self.failed(why)

    def failed(self, why: Message, *, ended: bool = False) -> Look:
        """Return a look that did not work, and why."""
        problem = unread(self.url, why)
        return Look(self.url, failed(self.before), None, problem=problem, ended=ended)

    def _request(self) -> PageRequest:
        """Ask conditionally, except when the answer must be read whatever the server thinks."""
        fetch, before = self.config.fetch, self.before
        # What waits for its confirmation must be seen, and its text is not kept.
        conditional = before.text_digest and before.raw_digest and not before.pending
        return PageRequest(
            url=self.url,
            etag=before.etag if conditional else "",
            last_modified=before.last_modified if conditional else "",
            headers=fetch.headers,
            credential=fetch.credential,
            render=fetch.render,
            wait_for=fetch.wait_for,
            timeout_seconds=fetch.timeout.total_seconds(),
        )

    async def _read(self, page: Page, *, conditional: bool) -> Look:
        """Decide what the page means, and keep its validators with the body they stand for."""
        before = self.before
        if page.unchanged and not conditional:
            raise _Unreadable(why_unread(FetchProblem.BROKEN.value))
        if page.unchanged:
            return await self._settled(page, decide_same(self.config, before, at=self.now))
        raw = digest_of(page.body or page.text)
        if raw == before.raw_digest and not before.pending:
            decision = decide_same(self.config, before, at=self.now)
            return await self._settled(page, _standing_for(page, raw, decision))
        text = tidy(await self._selected(page, self.config.selection))
        diff = await self._difference(text)
        sight = await self._sight(page, text, diff)
        decision = decide(self.config, before, sight, at=self.now)
        return await self._settled(page, _standing_for(page, raw, decision), text=text, diff=diff)

    async def _selected(self, page: Page, how: Selection) -> str:
        return await self.tools.reader.select(page, how, owner=self.task.owner)

    async def _sight(self, page: Page, text: str, diff: PageDiff | None) -> Sight:
        if not text:
            raise _Unreadable(nothing_selected())
        # In threads, as whatever takes its time with a page as large as somebody likes.
        matching = self.config.matching
        words = await asyncio.to_thread(present, text, self.config.keywords, matching)
        sight = Sight(digest_of(text), words, await self._number(page, text))
        if diff is None:
            return sight
        return replace(sight, changed_percent=diff.percent, changed_characters=diff.characters)

    async def _number(self, page: Page, text: str) -> float | None:
        """Return the number that is watched; None when none is."""
        rule = self.config.number
        if rule is None:
            return None
        if rule.pattern:
            # By the reader, for an expression can take for ever, and it knows how to stop that.
            shown = Page(url=self.url, status=200, text=text, media_type="text/plain")
            try:
                text = await self._selected(shown, Selection(regex=rule.pattern))
            except SelectionEmpty:
                raise _Unreadable(message("web.no_number")) from None
        if self.config.selection.json_path or "json" in page.media_type:
            number = machine_number(text)  # a number of JSON is written in one way only
            if number is not None:
                return number
        try:
            number = await asyncio.to_thread(self.tools.numbers.first_in, text, rule.decimal)
        except UnclearNumberError as error:
            raise _Unreadable(unclear_number(error.unclear)) from None
        if number is None:
            raise _Unreadable(message("web.no_number"))
        return number

    async def _difference(self, text: str) -> PageDiff | None:
        """Return what changed; None when nothing did, nobody asks, or the baseline is lost."""
        baseline = self.before.text_digest
        if Trigger.CHANGE not in self.config.on or baseline in {"", digest_of(text)}:
            return None
        old = await self.tools.texts.get(self.task.id, self.url, digest=baseline)
        return None if old is None else await asyncio.to_thread(compare, old, text)

    async def _settled(
        self, page: Page, decision: Decision, *, text: str = "", diff: PageDiff | None = None
    ) -> Look:
        """Keep what the memory points to before the memory can be kept, and tell the news."""
        if decision.rebased and Trigger.CHANGE in self.config.on:
            digest = decision.memory.text_digest
            await self.tools.texts.put(self.task.id, self.url, digest=digest, text=text)
        story = Story(
            name=self.task.name,
            url=self.url,
            config=self.config,
            memory=decision.memory,
            before=self.before,
            at=self.now,
            text=text,
            diff=diff,
        )
        if decision.news:
            story = replace(
                story,
                verdict=await self._judged(decision.news, diff),
                screenshot=await self._pictured(page),
            )
        findings = [await asyncio.to_thread(finding, story, news) for news in decision.news]
        return Look(self.url, decision.memory, decision.reason, tuple(findings))

    async def _judged(self, news: Iterable[News], diff: PageDiff | None) -> Verdict | None:
        """Return what a model says of the change; None when there is no intent to hold it to."""
        intent = self.config.change.intent
        if not intent or not any(each.trigger is Trigger.CHANGE for each in news):
            return None
        if diff is None or self.tools.judge is None:
            return Verdict.UNKNOWN
        lines = bounded_lines(diff, most_lines=MOST_JUDGED[0], most_characters=MOST_JUDGED[1])
        return await self.tools.judge.judge(intent=intent, diff="\n".join(lines))

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
