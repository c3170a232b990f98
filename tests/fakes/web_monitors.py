"""Pages, readers, stores and judges of web monitors, in memory and under a test's control."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from application.ports.watches.screenshots import MOST_KEPT, Screenshot
from application.ports.watches.verdicts import Judgement, Question
from application.ports.watches.web import (
    MOST_TEXTS,
    Article,
    FetchFailed,
    FetchProblem,
    Page,
    PageRequest,
    SelectionEmpty,
    Snapshot,
)
from domain.common.errors import InvalidRequest
from domain.common.messages import Alternatives, Called, Foreign, message
from domain.watches.web.findings import Verdict
from domain.watches.web.selections import Selection


@dataclass
class FakeSite:
    """Pages by URL, served with validators as a good server does; remembers what was asked."""

    pages: dict[str, str] = field(default_factory=dict)
    problems: dict[str, FetchFailed] = field(default_factory=dict)
    with_etag: bool = True
    with_last_modified: bool = False
    screenshot: bytes = b""
    asked: list[PageRequest] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    hold: asyncio.Event | None = None
    at_once: int = 0
    most_at_once: int = 0

    async def fetch(self, request: PageRequest) -> Page:
        self.asked.append(request)
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        try:
            if self.hold is not None:
                await self.hold.wait()
            return self._answer(request)
        finally:
            self.at_once -= 1

    def _answer(self, request: PageRequest) -> Page:
        if request.url in self.problems:
            raise self.problems[request.url]
        body = self.pages[request.url]
        etag = f'W/"{hash(body)}"' if self.with_etag else ""
        modified = f"Sat, 21 Nov 2026 {len(body) % 24:02}:00:00 GMT"
        last_modified = modified if self.with_last_modified else ""
        same_tag = etag and request.etag == etag
        if same_tag or (last_modified and request.last_modified == last_modified):
            self.statuses.append(304)
            return Page(
                url=request.url, status=304, unchanged=True, etag=etag, last_modified=last_modified
            )
        self.statuses.append(200)
        return Page(
            url=request.url,
            status=200,
            text=body,
            media_type="text/plain",
            etag=etag,
            last_modified=last_modified,
            body=body.encode(),
            screenshot=self.screenshot,
        )


@dataclass
class PlainReader:
    """Reads pages of plain text; understands `regex` and `ignore_lines`, and `css` as a prefix."""

    read: int = 0

    async def select(self, page: Page, how: Selection, *, owner: str) -> str:
        self.read += 1
        lines = page.text.splitlines()
        for prefix in how.css:
            if prefix == "::":
                raise InvalidRequest("selection.css[0]", "is no CSS selector")
            lines = [line for line in lines if line.startswith(prefix)]
            if not lines:
                raise SelectionEmpty(
                    message(
                        "selection.no_match",
                        how=Called("css"),
                        expressions=Alternatives((Foreign(prefix),)),
                    )
                )
        kept = [line for line in lines if not any(re.search(p, line) for p in how.ignore_lines)]
        text = "\n".join(sorted(kept) if how.sort_lines else kept)
        if not how.regex:
            return text
        found = re.findall(how.regex, text)
        if not found:
            raise SelectionEmpty(message("selection.regex", pattern=Foreign(how.regex)))
        return "\n".join(found)

    async def article(self, page: Page, *, owner: str) -> Article:
        return Article("", page.text)


@dataclass
class InMemoryPageTexts:
    """Texts by task, page and digest; the newest of a page. Each is kept a minute after another."""

    kept: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    moments: dict[tuple[str, str, str], datetime] = field(default_factory=dict)
    now: datetime = datetime(2026, 11, 21, 1, tzinfo=UTC)

    async def put(self, task_id: str, url: str, *, digest: str, text: str) -> None:
        texts = self.kept.setdefault((task_id, url), {})
        texts.pop(digest, None)
        texts[digest] = text
        self.now += timedelta(minutes=1)
        self.moments[task_id, url, digest] = self.now
        for old in list(texts)[:-MOST_TEXTS]:
            del texts[old]

    async def snapshots(self, task_id: str) -> list[Snapshot]:
        found = [
            Snapshot(url, digest, self.moments[task_id, url, digest])
            for (task, url), texts in self.kept.items()
            if task == task_id
            for digest in texts
        ]
        return sorted(found, key=lambda each: each.kept_at, reverse=True)

    async def get(self, task_id: str, url: str, *, digest: str) -> str | None:
        return self.kept.get((task_id, url), {}).get(digest)


@dataclass
class InMemoryScreenshots:
    """Pictures by task."""

    kept: dict[str, list[Screenshot]] = field(default_factory=dict)

    async def put(self, task_id: str, url: str, *, at: datetime, png: bytes) -> int:
        mine = self.kept.setdefault(task_id, [])
        number = mine[-1].number + 1 if mine else 1
        self.kept[task_id] = [*mine, Screenshot(task_id, number, url, at, png)][-MOST_KEPT:]
        return number

    async def get(self, task_id: str, number: int) -> Screenshot | None:
        return next((one for one in self.kept.get(task_id, []) if one.number == number), None)

    async def list(self, task_id: str) -> list[Screenshot]:
        return self.kept.get(task_id, [])[::-1]


@dataclass
class InMemoryVerdicts:
    """Verdicts by digest; forgets nothing old, for a test is not that long."""

    kept: dict[str, bool] = field(default_factory=dict)

    async def get(self, digest: str) -> bool | None:
        return self.kept.get(digest)

    async def put(self, digest: str, *, matters: bool, at: datetime) -> None:
        self.kept[digest] = matters


@dataclass
class ScriptedJudge:
    """Says the same of every change; remembers what it was asked."""

    verdict: Verdict = Verdict.MATTERS
    asked: list[tuple[str, str]] = field(default_factory=list)

    async def judge(self, *, intent: str, diff: str) -> Verdict:
        self.asked.append((intent, diff))
        return self.verdict


@dataclass
class ScriptedChangeModel:
    """Answers as told, or raises its error."""

    answer: Judgement | Exception | Callable[[Question], Judgement]
    asked: list[Question] = field(default_factory=list)

    async def ask(self, question: Question) -> Judgement:
        self.asked.append(question)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer(question) if callable(self.answer) else self.answer


def out_of_reach(status: int = 503) -> FetchFailed:
    """Return the failure of a server that answers with an error."""
    return FetchFailed(FetchProblem.STATUS, f"HTTP {status}", status=status)
