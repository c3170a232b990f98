"""Discussions of agents and people, on a store that other programs share (BUS-1 … BUS-4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from application.discussions.drafts import Drafts
from application.discussions.lists import listed_after
from application.discussions.notices import TYPE_OF, DiscussionNotices
from application.discussions.views import (
    Closed,
    DiscussionList,
    DiscussionPage,
    Marked,
    Said,
    Saying,
)
from application.ports.clock import Clock
from application.ports.discussions import (
    DiscussionStore,
    FoundMessages,
    Notice,
    NoticeKind,
    Sent,
    StoreCheck,
    StoreFacts,
    StoreStatistics,
)
from domain.common.errors import InvalidRequest, NotFound
from domain.common.messages import message
from domain.common.search_terms import asked_terms
from domain.discussions.anomalies import annotated, anomalies_of
from domain.discussions.discussions import Anomaly, Discussion, Message, Project
from domain.discussions.events import closing_event, message_event
from domain.discussions.ids import check_discussion_id, check_message_id
from domain.discussions.rules import (
    SourceReason,
    check_keyword,
    check_status,
    check_threshold,
    check_topic,
)
from domain.people.access import Actor, Permission, require

MOST_LISTED = 100
MOST_READ = 500
"""Messages of one page; who wants more asks again."""

MOST_FOUND = 100
FURTHEST = 100_000
"""Answers that can be passed over; nobody reads so far."""


@dataclass(frozen=True)
class DiscussionService:
    """The one door to discussions.

    Attributes:
        stop_words: what a search asks for only when it holds nothing else.
        speakers: project id to the person who may speak for it; others are never proven.
    """

    store: DiscussionStore
    notices: DiscussionNotices
    clock: Clock
    stop_words: frozenset[str]
    speakers: Mapping[str, str] = field(default_factory=dict)

    async def send(self, *, by: Actor, topic: str, saying: Saying) -> Said:
        """Say something in the open discussion of a topic, or open one.

        Raises:
            InvalidRequest: a field breaks a rule, or the project is unknown.
            TooLarge: the content is over its bound.
        """
        require(by, Permission.SEND_DISCUSSIONS)
        draft, reason = await self._drafts.of(by, check_topic(topic), saying)
        return await self._told(NoticeKind.SENT, await self.store.send(draft), reason)

    async def reply(self, *, by: Actor, discussion_id: str, saying: Saying) -> Said:
        """Say something in a discussion.

        Raises:
            NotFound: there is none of that id.
            Conflict: it is closed.
            InvalidRequest: a field breaks a rule, or the project is unknown.
            TooLarge: the content is over its bound.
        """
        require(by, Permission.SEND_DISCUSSIONS)
        draft, reason = await self._drafts.of(by, "", saying)
        sent = await self.store.reply(check_discussion_id(discussion_id), draft)
        return await self._told(NoticeKind.REPLIED, sent, reason)

    async def close(self, *, by: Actor, discussion_id: str) -> Closed:
        """End a discussion; closing it again changes nothing.

        Raises:
            NotFound: there is none of that id.
        """
        require(by, Permission.SEND_DISCUSSIONS)
        at = self.clock.now()
        closed = await self.store.close(check_discussion_id(discussion_id), at=at)
        if closed.closed_at is None:  # another program has closed it, and said so in its own way
            return Closed(closed, ())
        event = closing_event(closed, at=at)
        notice = Notice(NoticeKind.CLOSED, closed.id)
        return Closed(closed, await self.notices.tell(notice, event))

    async def list(
        self, *, by: Actor, status: str = "", limit: int = 20, after: str = ""
    ) -> DiscussionList:
        """Return discussions, the newest update first.

        Args:
            by: who asks.
            status: `open` or `closed`; empty for all.
            limit: 1 to 100.
            after: `next_after` of the page before.
        """
        require(by, Permission.READ_DISCUSSIONS)
        _check_limit(limit, MOST_LISTED)
        wanted = check_status(status) if status else None
        return listed_after(after, await self.store.list(), status=wanted, limit=limit)

    async def read(
        self, *, by: Actor, discussion_id: str, before: int | None = None, limit: int = MOST_READ
    ) -> DiscussionPage:
        """Return a discussion with its newest messages.

        Args:
            by: who asks.
            discussion_id: which.
            before: `first` of the page before, to go on to older ones; None for the newest.
            limit: messages, 1 to 500.

        Raises:
            NotFound: there is none of that id.
            Rejected: its file cannot be read; says why.
        """
        require(by, Permission.READ_DISCUSSIONS)
        _check_limit(limit, MOST_READ)
        if before is not None and before < 0:
            raise InvalidRequest("before", message("rule.at_least", least=0))
        found = await self.store.read(check_discussion_id(discussion_id))
        total = len(found.messages)
        end = total if before is None else min(before, total)
        first = max(0, end - limit)
        return DiscussionPage(replace(found, messages=found.messages[first:end]), total, first)

    async def message(self, *, by: Actor, discussion_id: str, message_id: str) -> Message:
        """Return one message with all its content.

        Raises:
            NotFound: there is no such discussion, or no such message in it.
        """
        require(by, Permission.READ_DISCUSSIONS)
        found = await self.store.read(check_discussion_id(discussion_id))
        for each in found.messages:
            if each.id == check_message_id(message_id):
                return each
        raise NotFound("message", message_id)

    async def search(
        self,
        *,
        by: Actor,
        keyword: str,
        discussion_id: str = "",
        limit: int = 20,
        offset: int = 0,
    ) -> FoundMessages:
        """Find messages by content, topic, sender and tags, the best first.

        Args:
            by: who asks.
            keyword: words in any language; Chinese needs no spaces.
            discussion_id: only in this one; empty for all.
            limit: 1 to 100.
            offset: answers to pass over first.
        """
        require(by, Permission.READ_DISCUSSIONS)
        _check_limit(limit, MOST_FOUND)
        if not 0 <= offset <= FURTHEST:
            raise InvalidRequest("offset", message("rule.between", least=0, most=FURTHEST))
        wanted = check_keyword(keyword)
        return await self.store.search(
            asked_terms(wanted, self.stop_words),
            keyword=wanted,
            discussion_id=check_discussion_id(discussion_id) if discussion_id else "",
            limit=limit,
            offset=offset,
        )

    async def anomalies(
        self, *, by: Actor, discussion_id: str, threshold_seconds: float = 2.0
    ) -> tuple[Discussion, tuple[Anomaly, ...]]:
        """Return a discussion and what is odd about the times of its messages.

        Args:
            by: who asks.
            discussion_id: which.
            threshold_seconds: two senders closer than this are an anomaly; to 3,600.
        """
        require(by, Permission.READ_DISCUSSIONS)
        threshold = check_threshold(threshold_seconds)
        found = await self.store.read(check_discussion_id(discussion_id))
        return found, tuple(anomalies_of(found, threshold_seconds=threshold))

    async def annotate(self, *, by: Actor, discussion_id: str) -> Marked:
        """Mark what anomalies or the tag `auto_reply` touch as inferred; stable when done again."""
        require(by, Permission.ANNOTATE_DISCUSSIONS)
        found, anomalies = await self.anomalies(by=by, discussion_id=discussion_id)
        touched = tuple(annotated(found, anomalies))
        updated = await self.store.annotate(found.id, touched) if touched else 0
        return Marked(found, anomalies, touched, updated)

    async def projects(self, *, by: Actor) -> Sequence[Project]:
        """Return who takes part."""
        require(by, Permission.READ_DISCUSSIONS)
        return await self.store.projects()

    async def statistics(self, *, by: Actor) -> StoreStatistics:
        """Count discussions, messages and senders."""
        require(by, Permission.READ_DISCUSSIONS)
        return await self.store.statistics()

    async def init(self, *, by: Actor) -> StoreFacts:
        """Make what is missing of the store; overwrite nothing."""
        require(by, Permission.SEND_DISCUSSIONS)
        return await self.store.init()

    async def check(self, *, by: Actor, repair: bool = False) -> StoreCheck:
        """Compare the files with the index and with what we wrote.

        Args:
            by: who asks; only those who act for others may repair.
            repair: mend what can be mended.
        """
        require(by, Permission.ACT_FOR_OTHERS if repair else Permission.READ_DISCUSSIONS)
        return await self.store.check(repair=repair)

    async def take_in(self, *, by: Actor, folder: str) -> StoreCheck:
        """Copy the discussions of another store in; only for those who act for others.

        Raises:
            NotFound: there is no store in that folder.
        """
        require(by, Permission.ACT_FOR_OTHERS)
        return await self.store.take_in(folder)

    @property
    def _drafts(self) -> Drafts:
        return Drafts(self.store, self.speakers)

    async def _told(self, kind: NoticeKind, sent: Sent, reason: SourceReason) -> Said:
        head, message = sent.discussion, sent.message
        event = message_event(TYPE_OF[kind], head.id, head.topic, message, at=self.clock.now())
        notified = await self.notices.tell(Notice(kind, head.id, message.id), event)
        return Said(sent, reason, notified)


def _check_limit(limit: int, most: int) -> None:
    if not 1 <= limit <= most:
        raise InvalidRequest("limit", message("rule.between", least=1, most=most))
