"""SearchLog: lines page by page, or the rows of an analysis."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from typing import Any

from sandbox.tencent.actions import Request
from sandbox.tencent.cls.lines import LogLine
from sandbox.tencent.cls.paging import CONTEXT_MAX_LINES, Bookmark, Bookmarks
from sandbox.tencent.cls.questions import Question, read_question
from sandbox.tencent.cls.replies import analysis_reply, log_info
from sandbox.tencent.cls.sql import analyse
from sandbox.tencent.cls.state import DEFAULT_PERIOD_DAYS, ClsState, Topic
from sandbox.tencent.errors import ApiError, invalid_parameter

MAX_TOPICS = 50


@dataclass(frozen=True)
class Page:
    """The lines of one reply from one topic."""

    topic: Topic
    bookmark: Bookmark
    lines: Sequence[LogLine]
    more: bool


@dataclass(frozen=True)
class Searching:
    """Answers searches over the topics of `state`."""

    state: ClsState
    bookmarks: Bookmarks

    def search_log(self, request: Request) -> Mapping[str, Any]:
        """Perform SearchLog."""
        params = request.params
        if ("TopicId" in params) == ("Topics" in params):
            raise invalid_parameter("TopicId", "give either TopicId or Topics, and not both.")
        question = read_question(params)
        if "TopicId" in params:
            topic = self.state.topic(params["TopicId"], request.region)
            reply = self.search_one(topic, question, params)
        else:
            reply = self._search_many(request, question)
        # Nothing is ever sampled here; the field says so.
        return {**reply, "SamplingRate": 1.0}

    def search_one(
        self, topic: Topic, question: Question, params: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """Search one topic: an analysis, or one page of lines."""
        if question.sql is not None:
            return self._analysis([topic], question, params)
        if "Context" in params and params.get("Offset"):
            raise invalid_parameter("Offset", "it cannot be used together with Context.")
        page = self._page(topic, question, params.get("Context"), params.get("Offset", 0))
        return {
            "Context": self.bookmarks.keep(page.bookmark, page.lines) if page.more else "",
            "ListOver": not page.more,
            "Analysis": False,
            "Results": [log_info(topic, line, question) for line in page.lines],
        }

    def _search_many(self, request: Request, question: Question) -> Mapping[str, Any]:
        asked = request.params["Topics"]
        if not 1 <= len(asked) <= MAX_TOPICS:
            raise invalid_parameter("Topics", f"between 1 and {MAX_TOPICS} topics are expected.")
        if "Offset" in request.params or "Context" in request.params:
            raise invalid_parameter("Offset", "several topics are paged by Topics[].Context.")
        found, errors = self._find(asked, request.region)
        if not found:
            raise ApiError("ResourceNotFound.TopicNotExist", "None of the topics exists.")
        if question.sql is not None:
            topics = [topic for topic, _ in found]
            return self._analysis(topics, question, request.params)
        pages = [self._page(topic, question, context, 0) for topic, context in found]
        chosen = _first_of_all(pages, question)
        return {
            "Context": "",
            "ListOver": len(chosen) == sum(len(page.lines) for page in pages)
            and not any(page.more for page in pages),
            "Analysis": False,
            "Results": [log_info(page.topic, line, question) for page, line in chosen],
            "Topics": {"Errors": errors, "Infos": self._infos(pages, chosen)},
        }

    def _find(
        self, asked: Iterable[Mapping[str, Any]], region: str
    ) -> tuple[list[tuple[Topic, str | None]], list[dict[str, str]]]:
        found: list[tuple[Topic, str | None]] = []
        errors: list[dict[str, str]] = []
        for each in asked:
            topic_id = each.get("TopicId", "")
            try:
                found.append((self.state.topic(topic_id, region), each.get("Context")))
            except ApiError as error:
                errors.append(
                    {
                        "TopicId": topic_id,
                        "ErrorMsg": f"[sandbox] {error.message}",
                        "ErrorCodeStr": error.code,
                    }
                )
        return found, errors

    def _page(self, topic: Topic, question: Question, context: str | None, offset: int) -> Page:
        if offset < 0:
            raise invalid_parameter("Offset", "it must not be negative.")
        bookmark = self.bookmarks.resume(context, question.text(topic.topic_id))
        matches = topic.matches(question.condition, question.syntax, question.start, question.end)
        limit = min(question.limit, CONTEXT_MAX_LINES - bookmark.given)
        if question.newest_first:
            end = _until(matches, bookmark) - offset
            lines: Sequence[LogLine] = matches[max(0, end - limit) : max(0, end)][::-1]
            return Page(topic, bookmark, lines, more=end - limit > 0)
        start = _since(matches, bookmark) + offset
        return Page(
            topic, bookmark, matches[start : start + limit], more=start + limit < len(matches)
        )

    def _analysis(
        self, topics: Sequence[Topic], question: Question, params: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        lines: list[LogLine] = []
        types: dict[str, str] = {}
        names: set[str] = set()
        for topic in topics:
            index = topic.searchable()
            types.update(index.types)
            names |= topic.lines.field_names | set(index.types)
            lines.extend(
                topic.matches(question.condition, question.syntax, question.start, question.end)
            )
        analysis = analyse(question.sql or "", lines, names, types)
        return analysis_reply(analysis, new_form=bool(params.get("UseNewAnalysis", False)))

    def _infos(
        self, pages: Sequence[Page], chosen: Sequence[tuple[Page, LogLine]]
    ) -> list[dict[str, Any]]:
        """Return each topic's context, which goes on after the lines that were chosen from it."""
        infos: list[dict[str, Any]] = []
        for page in pages:
            given = [line for owner, line in chosen if owner is page]
            infos.append(
                {
                    "TopicId": page.topic.topic_id,
                    "Period": page.topic.settings.get("Period", DEFAULT_PERIOD_DAYS),
                    "Context": self.bookmarks.keep(page.bookmark, given),
                }
            )
        return infos


def _until(matches: Sequence[LogLine], bookmark: Bookmark) -> int:
    if bookmark.last is None:
        return len(matches)
    return bisect_left(matches, bookmark.last, key=lambda line: line.key)


def _since(matches: Sequence[LogLine], bookmark: Bookmark) -> int:
    if bookmark.last is None:
        return 0
    return bisect_right(matches, bookmark.last, key=lambda line: line.key)


def _first_of_all(pages: Sequence[Page], question: Question) -> list[tuple[Page, LogLine]]:
    """Return the first `limit` lines of all pages together, in the order that was asked for."""
    streams = [[(page, line) for line in page.lines] for page in pages]
    ordered = merge(*streams, key=lambda each: each[1].time, reverse=question.newest_first)
    return list(islice(ordered, question.limit))
