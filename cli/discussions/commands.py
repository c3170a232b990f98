"""`zhiban discussions …`: the bus of agents and people, and the store that it is kept in."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from application.common.wording import Localizer
from application.discussions.discussions import MOST_READ
from application.discussions.messages import closed_message, page_message, sent_message
from application.discussions.views import (
    Closed,
    DiscussionList,
    DiscussionPage,
    Marked,
    Said,
    Saying,
)
from application.ports.discussions import FoundMessages
from application.services import Services
from cli.asking import acting
from cli.discussions.words import (
    anomaly_fields,
    closed_fields,
    found_fields,
    list_fields,
    marked_fields,
    message_line,
    note_broken,
    page_fields,
    said_fields,
)
from cli.options import As, AsJson, Limit
from cli.output import heads, note, note_more, one_line, say, say_json, say_table
from cli.terminal import Terminal
from domain.common.messages import Command, message, named
from domain.discussions.discussions import Anomaly, Discussion, DiscussionStatus, SourceType

DiscussionId = Annotated[str, typer.Argument(metavar="DISCUSSION", help="option.discussion_id")]
Content = Annotated[str, typer.Argument(help="option.content")]
From = Annotated[str, typer.Option("--from", help="option.from")]
ReplyTo = Annotated[str, typer.Option(help="option.reply_to")]
Tag = Annotated[list[str] | None, typer.Option(help="option.tag")]
Source = Annotated[SourceType, typer.Option(help="option.source_type")]
Key = Annotated[str, typer.Option(help="option.send_key")]

_LISTED = ("head.id", "head.status", "head.updated", "head.messages", "head.topic")
_FOUND = ("head.discussion", "head.time", "head.sender", "head.topic", "head.message")
_ODD = ("head.index", "head.kind", "head.confidence", "head.what")
_MARKED = ("head.id", "head.source", "head.reason")


@dataclass(frozen=True)
class DiscussionCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def list_all(
        self,
        *,
        status: Annotated[DiscussionStatus | None, typer.Option(help="option.status")] = None,
        limit: Limit = 20,
        after: Annotated[str, typer.Option(help="option.next_after")] = "",
        as_json: AsJson = False,
    ) -> None:
        """List discussions, the newest update first.

        Example: zhiban discussions list --status open
        """
        by = self.terminal.operator

        async def asked(services: Services) -> DiscussionList:
            return await services.discussions.list(
                by=by, status=status or "", limit=limit, after=after
            )

        listed, reader = self.terminal.told(asked)
        if as_json:
            say_json(list_fields(listed))
            return
        rows = [
            (
                each.id,
                reader.text(named(each.status)),
                each.updated_at,
                each.message_count,
                each.topic,
            )
            for each in listed.heads
        ]
        say_table(heads(reader.text, *_LISTED), rows)
        note_broken(listed.broken, reader)
        if listed.next_after:
            note_more(reader.text, f"--after '{listed.next_after}'")

    def read(
        self,
        *,
        discussion: DiscussionId,
        before: Annotated[int | None, typer.Option(min=0, help="option.read_before")] = None,
        limit: Annotated[
            int, typer.Option("--limit", "-n", min=1, max=MOST_READ, help="option.limit")
        ] = 100,
        as_json: AsJson = False,
    ) -> None:
        """Show a discussion with its newest messages.

        Example: zhiban discussions read disc_20261121063000_0123456789abcdef
        """
        by = self.terminal.operator

        async def asked(services: Services) -> DiscussionPage:
            return await services.discussions.read(
                by=by, discussion_id=discussion, before=before, limit=limit
            )

        page, reader = self.terminal.told(asked)
        if as_json:
            say_json(page_fields(page))
            return
        found = page.discussion
        say(one_line(reader.text(page_message(page, 0))))
        if page.first:
            option = Command(f"--before {page.first}")
            note(reader.text(message("bus.older", left_out=page.first, option=option)))
        for each in found.messages:
            say(message_line(each, reader))

    def send(  # noqa: PLR0913 - one option per parameter
        self,
        *,
        content: Content,
        from_id: From,
        topic: Annotated[str, typer.Option(help="option.discussion_topic")],
        reply_to: ReplyTo = "",
        tag: Tag = None,
        source_type: Source = SourceType.REAL,
        key: Key = "",
        person: As = None,
        as_json: AsJson = False,
    ) -> None:
        """Say something under a topic, in its open discussion or in one that is opened.

        Example: zhiban discussions send 'The disk is almost full' --from lingyi --topic database
        """
        saying = Saying(from_id, _text(content), reply_to, tuple(tag or ()), source_type, key)

        async def asked(services: Services) -> Said:
            by = await acting(self.terminal, services, person)
            return await services.discussions.send(by=by, topic=topic, saying=saying)

        _say_said(*self.terminal.told(asked, person=person), as_json=as_json)

    def reply(  # noqa: PLR0913 - one option per parameter
        self,
        *,
        discussion: DiscussionId,
        content: Content,
        from_id: From,
        reply_to: ReplyTo = "",
        tag: Tag = None,
        source_type: Source = SourceType.REAL,
        key: Key = "",
        person: As = None,
        as_json: AsJson = False,
    ) -> None:
        """Say something in an open discussion.

        Example: zhiban discussions reply disc_20261121063000_0123456789abcdef Seen --from lingyi
        """
        saying = Saying(from_id, _text(content), reply_to, tuple(tag or ()), source_type, key)

        async def asked(services: Services) -> Said:
            by = await acting(self.terminal, services, person)
            return await services.discussions.reply(by=by, discussion_id=discussion, saying=saying)

        _say_said(*self.terminal.told(asked, person=person), as_json=as_json)

    def close(self, *, discussion: DiscussionId, as_json: AsJson = False) -> None:
        """End a discussion, so that nobody can reply any more.

        Example: zhiban discussions close disc_20261121063000_0123456789abcdef
        """
        by = self.terminal.operator

        async def asked(services: Services) -> Closed:
            return await services.discussions.close(by=by, discussion_id=discussion)

        done, reader = self.terminal.told(asked)
        if as_json:
            say_json(closed_fields(done))
        else:
            note(reader.text(closed_message(done)))

    def search(
        self,
        *,
        keyword: Annotated[str, typer.Argument(help="option.keyword")],
        discussion: Annotated[str, typer.Option(help="option.discussion")] = "",
        limit: Limit = 20,
        offset: Annotated[int, typer.Option(min=0, help="option.offset")] = 0,
        as_json: AsJson = False,
    ) -> None:
        """Find messages by content, topic, sender and tags, the best first.

        Example: zhiban discussions search disk
        """
        by = self.terminal.operator

        async def asked(services: Services) -> FoundMessages:
            return await services.discussions.search(
                by=by, keyword=keyword, discussion_id=discussion, limit=limit, offset=offset
            )

        found, reader = self.terminal.told(asked)
        if as_json:
            say_json(found_fields(found))
            return
        rows = [
            (
                each.discussion_id,
                each.message.timestamp,
                each.message.from_name,
                each.topic,
                each.message.content[:200],
            )
            for each in found.best
        ]
        say_table(heads(reader.text, *_FOUND), rows)
        note_broken(found.broken, reader)
        if offset + len(rows) < found.total:
            option = Command(f"--offset {offset + len(rows)}")
            note(reader.text(message("bus.more_found", total=found.total, option=option)))

    def anomalies(
        self,
        *,
        discussion: DiscussionId,
        threshold: Annotated[float, typer.Option(help="option.seconds_apart")] = 2.0,
        as_json: AsJson = False,
    ) -> None:
        """Say which messages came too fast for somebody to have read and written.

        Example: zhiban discussions anomalies disc_20261121063000_0123456789abcdef
        """
        by = self.terminal.operator

        async def asked(services: Services) -> tuple[Discussion, Sequence[Anomaly]]:
            return await services.discussions.anomalies(
                by=by, discussion_id=discussion, threshold_seconds=threshold
            )

        (where, found), reader = self.terminal.told(asked)
        if as_json:
            say_json(anomaly_fields(where, found))
            return
        rows = [(each.index, each.kind, each.confidence, each.description) for each in found]
        say_table(heads(reader.text, *_ODD), rows)

    def annotate(self, *, discussion: DiscussionId, as_json: AsJson = False) -> None:
        """Mark as inferred what anomalies or the tag auto_reply touch; stable when done again.

        Example: zhiban discussions annotate disc_20261121063000_0123456789abcdef
        """
        by = self.terminal.operator

        async def asked(services: Services) -> Marked:
            return await services.discussions.annotate(by=by, discussion_id=discussion)

        done, reader = self.terminal.told(asked)
        if as_json:
            say_json(marked_fields(done))
            return
        rows = [
            (each.id, reader.text(named(each.source_type)), each.reason) for each in done.touched
        ]
        say_table(heads(reader.text, *_MARKED), rows)
        note(reader.text(message("bus.marked", changed=done.updated)))


def _text(content: str) -> str:
    return sys.stdin.read().rstrip("\n") if content == "-" else content


def _say_said(said: Said, reader: Localizer, *, as_json: bool) -> None:
    if as_json:
        say_json(said_fields(said))
        return
    say(f"{said.sent.discussion.id} {said.sent.message.id}")
    note(reader.text(sent_message(said)))
