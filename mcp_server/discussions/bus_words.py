"""What `lingbus` tells of discussions and their store: bounded, marked as data of others."""

from collections.abc import Sequence
from dataclasses import replace

from mcp_types import CallToolResult

from application.common.wording import Localizer
from application.discussions.lists import place_of
from application.discussions.messages import page_message, statistics_message
from application.discussions.views import DiscussionList, DiscussionPage
from application.ports.discussions import StoreFacts, StoreStatistics
from domain.common.messages import Called, message
from domain.common.messages import Message as Told
from domain.discussions.discussions import DiscussionHead, Message, Project
from domain.discussions.rules import MOST_SHOWN
from mcp_server.bounds import FOR_ITEMS, fitting, shown, wire_bytes
from mcp_server.cursors import Place, write_cursor
from mcp_server.discussions.results import (
    DiscussionShown,
    DiscussionsShown,
    HeadShown,
    MessageShown,
    ProjectShown,
    ProjectsShown,
    StatsShown,
    StoreMade,
)
from mcp_server.discussions.words import (
    MOST_CONTENT,
    block,
    broken,
    fit,
    lines_shown,
    message_words,
    unread_lines,
)
from mcp_server.results import told

BYTES_PER_MB = 1024 * 1024


def discussions_shown(listed: DiscussionList, place: Place, reader: Localizer) -> CallToolResult:
    """Return one page of heads, as many as fit; the cursor goes on exactly behind them."""
    all_ = [_head(each) for each in listed.heads]
    texts = [
        f"{reader.text(_head_message(head))}: {each.topic}"
        for head, each in zip(listed.heads, all_, strict=True)
    ]
    unread = broken(listed.broken)
    kept = fit([(each.model_dump(), text) for each, text in zip(all_, texts, strict=True)], unread)
    truncated = kept < len(all_)
    after = place_of(listed.heads[kept - 1]) if truncated else listed.next_after
    cursor = write_cursor(replace(place, page=after)) if after else ""
    result = DiscussionsShown(
        total=listed.total,
        open=listed.open,
        closed=listed.closed,
        discussions=all_[:kept],
        truncated=truncated,
        next_cursor=cursor,
        broken=unread,
    )
    heading = message("bus.listed", shown=kept, total=listed.total)
    lines = [*texts[:kept], *unread_lines(unread, reader)]
    return told(result, block(heading, lines, reader, cursor))


def discussion_shown(page: DiscussionPage, request: str, reader: Localizer) -> CallToolResult:
    """Return a discussion with the newest of these messages that fit."""
    discussion, head = page.discussion, _discussion_head(page)
    messages, texts = _newest(discussion.messages, reader, FOR_ITEMS - wire_bytes(head))
    kept = len(messages)
    left_out = page.first + len(discussion.messages) - kept
    cursor = write_cursor(Place(request, skip=left_out)) if left_out else ""
    result = DiscussionShown.model_validate(
        head
        | {"messages": _related(messages), "messages_left_out": left_out, "next_cursor": cursor}
    )
    return told(result, block(page_message(page, left_out), texts, reader, cursor))


def store_made(facts: StoreFacts, reader: Localizer) -> CallToolResult:
    """Return where the store is."""
    result = StoreMade(
        initialized=True,
        store=facts.path,
        discussions_dir=facts.discussions_path,
        config_exists=facts.config_exists,
        index_exists=facts.index_exists,
        made=facts.made,
    )
    return told(result, f"{reader.text(message('bus.store', made=facts.made))} {facts.path}")


def projects_shown(projects: Sequence[Project], reader: Localizer) -> CallToolResult:
    """Return who takes part, as many as fit."""
    all_ = [
        ProjectShown(id=shown(each.id, 80), name=shown(each.name, 80), role=shown(each.role, 200))
        for each in projects
    ]
    kept = fitting(all_, lambda each: 2 * wire_bytes(each.model_dump()))
    result = ProjectsShown(total=len(all_), projects=kept)
    lines = [f"{each.id}  {each.name}  {each.role}" for each in kept]
    heading = message("bus.projects", shown=len(kept), total=len(all_))
    return told(result, block(heading, lines, reader))


def stats_shown(counted: StoreStatistics, reader: Localizer) -> CallToolResult:
    """Return the counts."""
    busiest = sorted(counted.by_sender.items(), key=lambda each: (-each[1], each[0]))[:MOST_SHOWN]
    result = StatsShown(
        total_discussions=counted.discussions,
        open_discussions=counted.open,
        closed_discussions=counted.closed,
        total_messages=counted.messages,
        active_participants={shown(name, 40): count for name, count in busiest},
        latest_activity=shown(counted.latest_activity, 40),
        store_size_mb=round(counted.size_bytes / BYTES_PER_MB, 3),
        broken=broken(counted.broken),
    )
    lines = [f"{name}: {count}" for name, count in result.active_participants.items()]
    return told(result, block(statistics_message(counted), lines, reader))


def _head(head: DiscussionHead) -> HeadShown:
    return HeadShown(
        id=head.id,
        topic=shown(head.topic, 200),
        initiator=shown(head.initiator, 80),
        participants=_names(head.participants),
        participants_total=len(head.participants),
        message_count=head.message_count,
        status=head.status.value,
        created_at=shown(head.created_at, 40),
        updated_at=shown(head.updated_at, 40),
    )


def _head_message(head: DiscussionHead) -> Told:
    return message(
        "bus.head",
        discussion=Called(head.id),
        status=head.status,
        at=Called(head.updated_at),
        count=head.message_count,
    )


def _names(participants: Sequence[str]) -> list[str]:
    return [shown(each, 40) for each in participants[:MOST_SHOWN]]


def _message(one: Message) -> MessageShown:
    return MessageShown(
        id=shown(one.id, 80),
        from_id=shown(one.from_id, 80),
        from_name=shown(one.from_name, 80),
        topic=shown(one.topic, 200),
        content=lines_shown(one.content, MOST_CONTENT),
        content_cut=len(one.content) > MOST_CONTENT,
        timestamp=shown(one.timestamp, 40),
        sent_at=one.sent_at.isoformat() if one.sent_at else "",
        reply_to=shown(one.reply_to, 80),
        replies=[],
        tags=[shown(tag, 64) for tag in one.tags[:20]],
        source_type=one.source_type.value,
        claimed_source_type=shown(one.claimed_source_type, 40),
        reason=shown(one.reason, 300),
    )


def _newest(
    messages: Sequence[Message], reader: Localizer, budget: int
) -> tuple[list[MessageShown], list[str]]:
    """Return the newest messages that fit, as fields and as words, the oldest first; one always."""
    fields: list[MessageShown] = []
    texts: list[str] = []
    for each in reversed(messages):
        shown_, text = _message(each), message_words(each, reader)
        budget -= wire_bytes((shown_.model_dump(), text))
        if budget < 0 and fields:
            break
        fields.append(shown_)
        texts.append(text)
    return fields[::-1], texts[::-1]


def _related(messages: list[MessageShown]) -> list[MessageShown]:
    """Name with each message those that answer it."""
    answers: dict[str, list[str]] = {}
    for each in messages:
        if each.reply_to:
            answers.setdefault(each.reply_to, []).append(each.id)
    return [each.model_copy(update={"replies": answers.get(each.id, [])}) for each in messages]


def _discussion_head(page: DiscussionPage) -> dict[str, object]:
    discussion = page.discussion
    return {
        "id": discussion.id,
        "topic": shown(discussion.topic, 200),
        "initiator": shown(discussion.initiator, 80),
        "initiator_name": shown(discussion.initiator_name, 80),
        "created_at": shown(discussion.created_at, 40),
        "updated_at": shown(discussion.updated_at, 40),
        "closed_at": discussion.closed_at.isoformat() if discussion.closed_at else "",
        "participants": _names(discussion.participants),
        "participants_total": len(discussion.participants),
        "status": discussion.status.value,
        "summary": shown(discussion.summary, 500),
        "messages_total": page.total,
    }
