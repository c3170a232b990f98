"""A store of discussions in memory, with handles to break it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from application.ports.discussions import (
    Draft,
    FoundMessage,
    FoundMessages,
    Listed,
    Notice,
    NoticeKind,
    Sent,
    StoreCheck,
    StoreFacts,
    StoreStatistics,
)
from domain.common.errors import Conflict, InvalidRequest, NotFound, Rejected
from domain.common.search_terms import relevance, terms_of
from domain.discussions.discussions import (
    BrokenFile,
    Discussion,
    DiscussionStatus,
    Message,
    Project,
)
from domain.discussions.files import head_of
from domain.discussions.ids import discussion_id_at, local_stamp, message_id_at
from domain.discussions.rules import joined
from storage.discussions.making import KNOWN_PROJECTS
from tests.fakes.clock import CountingIds, ManualClock


@dataclass
class InMemoryDiscussions:
    """Discussions by id; `broken` files are told of, `written` notices wait to be settled."""

    clock: ManualClock = field(default_factory=ManualClock)
    ids: CountingIds = field(default_factory=CountingIds)
    kept: dict[str, Discussion] = field(default_factory=dict)
    broken: list[BrokenFile] = field(default_factory=list)
    written: dict[Notice, datetime] = field(default_factory=dict)
    sent: dict[tuple[str, str], Sent] = field(default_factory=dict)
    known: list[Project] = field(default_factory=lambda: list(KNOWN_PROJECTS))
    made: bool = True
    repaired: int = 0
    taken_in: list[str] = field(default_factory=list)

    async def init(self) -> StoreFacts:
        made, self.made = self.made, False
        return StoreFacts("/lingmessage", "/lingmessage/discussions", made, True, True)

    async def projects(self) -> list[Project]:
        return list(self.known)

    async def list(self) -> Listed:
        heads = [head_of(each) for each in self.kept.values()]
        heads.sort(key=lambda each: (each.updated_at, each.last_at), reverse=True)
        return Listed(tuple(heads), tuple(self.broken))

    async def read(self, discussion_id: str) -> Discussion:
        for each in self.broken:
            if each.name == f"{discussion_id}.json":
                raise Rejected(f"{each.name} cannot be read: {each.why}")
        if discussion_id not in self.kept:
            raise NotFound("discussion", discussion_id)
        return self.kept[discussion_id]

    async def send(self, draft: Draft) -> Sent:
        if before := self.sent.get((draft.sender, draft.key)):
            return replace(before, fresh=False)
        at = self.clock.now()
        heads = (await self.list()).heads
        found = joined(heads, draft.topic)
        if found is None:
            unique = self.ids.new()
            opened = Discussion(
                id=discussion_id_at(at, unique),
                topic=draft.topic,
                initiator=draft.from_id,
                initiator_name=draft.from_name,
                created_at=local_stamp(at),
                updated_at=local_stamp(at),
            )
            self.kept[opened.id] = opened
            found = head_of(opened)
        return self._put(NoticeKind.SENT, self.kept[found.id], draft)

    async def reply(self, discussion_id: str, draft: Draft) -> Sent:
        if before := self.sent.get((draft.sender, draft.key)):
            return replace(before, fresh=False)
        discussion = await self.read(discussion_id)
        if discussion.status is DiscussionStatus.CLOSED:
            raise Conflict(f"{discussion_id} is closed; send_message begins another.")
        return self._put(NoticeKind.REPLIED, discussion, draft)

    async def close(self, discussion_id: str, *, at: datetime) -> Discussion:
        discussion = await self.read(discussion_id)
        if discussion.status is DiscussionStatus.OPEN:
            closed = replace(discussion, status=DiscussionStatus.CLOSED, closed_at=at)
            self.kept[discussion_id] = closed
            self.written[Notice(NoticeKind.CLOSED, discussion_id)] = at
        return self.kept[discussion_id]

    async def annotate(self, discussion_id: str, changed: Sequence[Message]) -> int:
        discussion = await self.read(discussion_id)
        marks = {each.id: (each.source_type, each.reason) for each in changed}
        messages = tuple(
            replace(each, source_type=marks[each.id][0], reason=marks[each.id][1])
            if each.id in marks
            else each
            for each in discussion.messages
        )
        self.kept[discussion_id] = replace(discussion, messages=messages)
        return sum(old != new for old, new in zip(discussion.messages, messages, strict=True))

    async def search(
        self,
        asked: Sequence[str],
        *,
        keyword: str,
        discussion_id: str = "",
        limit: int = 50,
        offset: int = 0,
    ) -> FoundMessages:
        found = [
            FoundMessage(discussion.id, discussion.topic, message, score)
            for discussion in self.kept.values()
            if discussion_id in ("", discussion.id)
            for message in discussion.messages
            for score in (_score(asked, keyword, discussion.topic, message),)
            if score
        ]
        found.sort(key=lambda each: (-each.score, each.message.id))
        return FoundMessages(len(found), tuple(found[offset : offset + limit]), tuple(self.broken))

    async def unsettled(self, *, before: datetime, limit: int = 100) -> tuple[Notice, ...]:
        return tuple(notice for notice, at in self.written.items() if at < before)[:limit]

    async def settle(self, notices: Sequence[Notice]) -> None:
        for each in notices:
            self.written.pop(each, None)

    async def statistics(self) -> StoreStatistics:
        messages = [each for one in self.kept.values() for each in one.messages]
        senders = [each.from_name for each in messages]
        opened = sum(each.status is DiscussionStatus.OPEN for each in self.kept.values())
        return StoreStatistics(
            discussions=len(self.kept),
            open=opened,
            closed=len(self.kept) - opened,
            messages=len(messages),
            by_sender={name: senders.count(name) for name in senders},
            latest_activity=max((each.updated_at for each in self.kept.values()), default=""),
            size_bytes=1024 * 1024,
            broken=tuple(self.broken),
        )

    async def check(self, *, repair: bool) -> StoreCheck:
        self.repaired += repair
        messages = sum(len(each.messages) for each in self.kept.values())
        return StoreCheck(len(self.kept), messages, tuple(self.broken), (), repaired=repair)

    async def take_in(self, folder: str) -> StoreCheck:
        self.taken_in.append(folder)
        return await self.check(repair=False)

    def foreign(self, discussion_id: str, **changes: object) -> None:
        """Write fields of a discussion as another program does, unasked."""
        self.kept[discussion_id] = replace(self.kept[discussion_id], **changes)

    def _put(self, kind: NoticeKind, discussion: Discussion, draft: Draft) -> Sent:
        ids = {each.id for each in discussion.messages}
        if draft.reply_to and draft.reply_to not in ids:
            raise InvalidRequest("reply_to", "must be a message of this discussion")
        at = self.clock.now()
        message = Message(
            id=message_id_at(at, self.ids.new()),
            from_id=draft.from_id,
            from_name=draft.from_name,
            topic=discussion.topic,
            content=draft.content,
            timestamp=local_stamp(at),
            sent_at=at,
            reply_to=draft.reply_to,
            tags=draft.tags,
            source_type=draft.source_type,
            claimed_source_type=draft.claimed_source_type,
            sender=draft.sender,
        )
        self.written[Notice(kind, discussion.id, message.id)] = at
        changed = replace(
            discussion,
            messages=(*discussion.messages, message),
            participants=tuple(dict.fromkeys((*discussion.participants, draft.from_name))),
            updated_at=local_stamp(at),
        )
        self.kept[discussion.id] = changed
        sent = Sent(head_of(changed), message)
        if draft.key:
            self.sent[draft.sender, draft.key] = sent
        return sent


def _score(asked: Sequence[str], keyword: str, topic: str, message: Message) -> float:
    """Return how well a message answers; a little at least when it holds the very words."""
    parts = (message.content, topic, message.from_name, message.from_id, *message.tags)
    terms = {term for part in parts for term in terms_of(part)}
    held = any(keyword.casefold() in part.casefold() for part in parts)
    return max(relevance(asked, terms), 0.01 if held else 0.0)
