"""Sending, replying, closing and annotating: what may happen to a discussion under its lock.

The order is the promise: notice and key are written first, then the file, then the journal, then
the index. Whoever is killed in between has either changed nothing that anybody was told of, or left
a notice by which the rest is found.
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, tzinfo

from application.ports.clock import Clock, Ids
from application.ports.discussions import Draft, Notice, NoticeKind, Sent
from domain.common.errors import Conflict, NotFound, ZhibanError
from domain.discussions.changes import annotated_with, annotations_for, closed, said
from domain.discussions.discussions import Discussion, DiscussionStatus, Message, SourceType
from domain.discussions.files import (
    discussion_of,
    head_in,
    message_of,
    messages_in,
    raw_discussion,
    raw_message,
    status_in,
    text_of,
)
from domain.discussions.ids import discussion_id_at, local_stamp, message_id_at
from storage.discussions.catalog import Catalog
from storage.discussions.disk import disk_troubles
from storage.discussions.files import Change, DiscussionFiles, Document
from storage.discussions.index_file import IndexFile
from storage.discussions.locks import locked
from storage.discussions.notes import Keys, Notices


class _ClosedMeanwhile(Conflict):
    """The discussion that a message was to join takes no more."""


@dataclass(frozen=True)
class Saying:
    """Everything that changes discussions.

    Attributes:
        zone: of the times that other programs read; None for that of the machine.
    """

    files: DiscussionFiles
    catalog: Catalog
    index: IndexFile
    clock: Clock
    ids: Ids
    zone: tzinfo | None = None

    @property
    def notices(self) -> Notices:
        """Return the notes of what the record of events has not heard of."""
        return Notices(self.files.places)

    @property
    def keys(self) -> Keys:
        """Return the notes of idempotency keys."""
        return Keys(self.files.places)

    def send(self, draft: Draft) -> Sent:
        """Put a message into the open discussion of its topic, or open one."""
        return self._once(draft, lambda: self._send(draft))

    def reply(self, name: str, draft: Draft) -> Sent:
        """Put a message into a discussion; `Conflict` when it is closed."""
        return self._once(draft, lambda: self._say(name, draft, NoticeKind.REPLIED))

    def close(self, name: str, at: datetime) -> Discussion:
        """Close a discussion; one that is closed stays as it is."""
        notice, noted = Notice(NoticeKind.CLOSED, name), False

        def alter(document: Document) -> Change:
            nonlocal noted
            if status_in(document) is DiscussionStatus.CLOSED:
                return Change(document)
            with disk_troubles("Closing a discussion"):
                self.notices.write(notice, at)
            noted = True
            changed = closed(document, at=at, stamp=local_stamp(at.astimezone(self.zone)))
            closing = {name: changed[name] for name in ("status", "updated_at", "closed_at")}
            return Change(changed, ({"closing": closing},))

        try:
            document = self.files.change(name, alter)
        except ZhibanError:
            if noted:
                self.notices.remove(notice)
            raise
        self.noted(document, name)
        self.catalog.note(head_in(document, name))
        return discussion_of(document, name)

    def annotate(self, name: str, wanted: Sequence[Message]) -> int:
        """Write `source_type` and `reason` of messages that are there."""
        count = 0

        def alter(document: Document) -> Change:
            nonlocal count
            fields = annotations_for(document, wanted)
            count = len(fields)
            if not fields:
                return Change(document)
            before = {
                text_of(raw, "id"): text_of(raw, "source_type") for raw in messages_in(document)
            }
            lines = {key: {**each, "before": before[key]} for key, each in fields.items()}
            return Change(annotated_with(document, fields), ({"annotated": lines},))

        self.files.change(name, alter)
        return count

    def stamp(self) -> str:
        """Return this moment as the files have it."""
        return local_stamp(self._local())

    def noted(self, document: Document, name: str) -> None:
        """Bring the index up to date with one discussion."""
        self.index.note([head_in(document, name)], stamp=self.stamp())

    def _once(self, draft: Draft, send: Callable[[], Sent]) -> Sent:
        """Send, unless the same key has sent before."""
        if not draft.key:
            return send()
        places, key = self.files.places, self.keys.name_of(draft)
        with locked(places.lock("key", key), patience=self.files.patience):
            known = self.keys.get(key)
            return (known and self._sent_before(*known)) or send()

    def _sent_before(self, name: str, message_id: str) -> Sent | None:
        """Return what a key has sent; None when it was killed before it had."""
        try:
            document = self.files.read(name)
        except NotFound:
            return None
        for raw in messages_in(document):
            if text_of(raw, "id") == message_id:
                head = head_in(document, name)
                return Sent(head, message_of(raw, topic=head.topic), fresh=False)
        return None

    def _send(self, draft: Draft) -> Sent:
        """Join without a lock on the topic first: only who opens a discussion must be alone."""
        sent = self._join(draft, surely=False)
        if sent is not None:
            return sent
        lock = self.files.places.lock("topic", draft.topic)
        with locked(lock, patience=self.files.patience):
            joined = self._join(draft, surely=False) or self._join(draft, surely=True)
            return joined or self._open(draft)

    def _join(self, draft: Draft, *, surely: bool) -> Sent | None:
        """Join the open discussion of a topic; None when there is none, or none any more.

        Args:
            draft: the message.
            surely: look at all files, instead of trusting what is known.
        """
        name = self.catalog.open_discussion(draft.topic, surely=surely)
        if name is None:
            return None
        try:
            return self._say(name, draft, NoticeKind.SENT)
        except (_ClosedMeanwhile, NotFound):
            return None

    def _open(self, draft: Draft) -> Sent:
        local = self._local()
        name = discussion_id_at(local, self.ids.new())
        message = self._message(draft, draft.topic)
        document = raw_discussion(
            Discussion(
                id=name,
                topic=draft.topic,
                initiator=draft.from_id,
                initiator_name=draft.from_name,
                created_at=message.timestamp,
                updated_at=message.timestamp,
                participants=(draft.from_name,),
                messages=(message,),
            )
        )
        notice = Notice(NoticeKind.SENT, name, message.id)
        self._intend(draft, notice, message)
        with ExitStack() as undo:
            undo.callback(self.notices.remove, notice)
            self.files.create(name, document)
            undo.pop_all()
        head = head_in(document, name)
        self.catalog.note(head)
        self.noted(document, name)
        return Sent(head, message)

    def _say(self, name: str, draft: Draft, kind: NoticeKind) -> Sent:
        message: Message | None = None

        def alter(document: Document) -> Change:
            nonlocal message
            topic = text_of(document, "topic")
            _must_take(document, name, draft, topic)
            if message is None:
                message = self._message(draft, topic)
                self._intend(draft, Notice(kind, name, message.id), message)
            return Change(said(document, message), ({"message": raw_message(message)},))

        try:
            document = self.files.change(name, alter)
        except ZhibanError:
            if message is not None:
                self.notices.remove(Notice(kind, name, message.id))
            raise
        self.noted(document, name)
        if message is None:
            raise NotFound("discussion", name)
        return Sent(head_in(document, name), message)

    def _message(self, draft: Draft, topic: str) -> Message:
        local = self._local()
        return Message(
            id=message_id_at(local, self.ids.new()),
            from_id=draft.from_id,
            from_name=draft.from_name,
            topic=topic,
            content=draft.content,
            timestamp=local_stamp(local),
            sent_at=self.clock.now(),
            reply_to=draft.reply_to,
            tags=draft.tags,
            source_type=SourceType(draft.source_type),
            claimed_source_type=draft.claimed_source_type,
            sender=draft.sender,
        )

    def _intend(self, draft: Draft, notice: Notice, message: Message) -> None:
        """Write down what is about to be done."""
        with disk_troubles("Writing a message"):
            if draft.key:
                self.keys.keep(self.keys.name_of(draft), notice.discussion_id, message.id)
            self.notices.write(notice, self.clock.now())

    def _local(self) -> datetime:
        return self.clock.now().astimezone(self.zone)


def _must_take(document: Document, name: str, draft: Draft, topic: str) -> None:
    """Refuse what a discussion does not take."""
    if status_in(document) is DiscussionStatus.CLOSED:
        raise _ClosedMeanwhile(f"The discussion {name} is closed; open another about its topic.")
    if draft.topic and topic.strip() != draft.topic:
        raise _ClosedMeanwhile(f"The discussion {name} is about something else by now.")
