"""What `lingbus` tells of discussions and their store: bounded, marked as data of others."""

from collections.abc import Sequence
from dataclasses import replace

from mcp_types import CallToolResult

from application.discussions.lists import place_of
from application.discussions.views import DiscussionList, DiscussionPage
from application.ports.discussions import StoreFacts, StoreStatistics
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
)
from mcp_server.results import UNTRUSTED, told

BYTES_PER_MB = 1024 * 1024


def discussions_shown(listed: DiscussionList, place: Place) -> CallToolResult:
    """Return one page of heads, as many as fit; the cursor goes on exactly behind them."""
    all_ = [_head(each) for each in listed.heads]
    texts = [
        f"{each.id} {each.status} {each.updated_at} {each.message_count} messages: {each.topic}"
        for each in all_
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
    heading = f"{kept} of {listed.total} discussions, the newest update first. {UNTRUSTED}"
    lines = [*texts[:kept], *(f"cannot be read: {each.name}: {each.why}" for each in unread)]
    return told(result, block(heading if lines else "No discussion.", lines, cursor))


def discussion_shown(page: DiscussionPage, request: str) -> CallToolResult:
    """Return a discussion with the newest of these messages that fit."""
    discussion, head = page.discussion, _discussion_head(page)
    messages, texts = _newest(discussion.messages, FOR_ITEMS - wire_bytes(head))
    kept = len(messages)
    left_out = page.first + len(discussion.messages) - kept
    cursor = write_cursor(Place(request, skip=left_out)) if left_out else ""
    result = DiscussionShown.model_validate(
        head
        | {"messages": _related(messages), "messages_left_out": left_out, "next_cursor": cursor}
    )
    heading = f"{result.topic} ({discussion.id}, {result.status}): {kept} of {page.total} messages"
    older = f", {left_out} older ones left out" if left_out else ""
    return told(result, block(f"{heading}{older}. {UNTRUSTED}", texts, cursor))


def store_made(facts: StoreFacts) -> CallToolResult:
    """Return where the store is."""
    result = StoreMade(
        initialized=True,
        store=facts.path,
        discussions_dir=facts.discussions_path,
        config_exists=facts.config_exists,
        index_exists=facts.index_exists,
        made=facts.made,
    )
    return told(result, f"{'Made' if facts.made else 'There already'}: {facts.path}")


def projects_shown(projects: Sequence[Project]) -> CallToolResult:
    """Return who takes part, as many as fit."""
    all_ = [
        ProjectShown(id=shown(each.id, 80), name=shown(each.name, 80), role=shown(each.role, 200))
        for each in projects
    ]
    kept = fitting(all_, lambda each: 2 * wire_bytes(each.model_dump()))
    result = ProjectsShown(total=len(all_), projects=kept)
    lines = [f"{each.id}  {each.name}  {each.role}" for each in kept]
    heading = f"{len(kept)} of {len(all_)} projects (id, name, role). {UNTRUSTED}"
    return told(result, block(heading, lines))


def stats_shown(counted: StoreStatistics) -> CallToolResult:
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
    heading = f"{counted.messages} messages in {counted.discussions} discussions, "
    last = shown(counted.latest_activity, 40) or "never"
    heading += f"{counted.open} of them open; the last {last}. {UNTRUSTED}"
    lines = [f"{name}: {count}" for name, count in result.active_participants.items()]
    return told(result, block(heading, lines))


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


def _names(participants: Sequence[str]) -> list[str]:
    return [shown(each, 40) for each in participants[:MOST_SHOWN]]


def _message(message: Message) -> MessageShown:
    return MessageShown(
        id=shown(message.id, 80),
        from_id=shown(message.from_id, 80),
        from_name=shown(message.from_name, 80),
        topic=shown(message.topic, 200),
        content=lines_shown(message.content, MOST_CONTENT),
        content_cut=len(message.content) > MOST_CONTENT,
        timestamp=shown(message.timestamp, 40),
        sent_at=message.sent_at.isoformat() if message.sent_at else "",
        reply_to=shown(message.reply_to, 80),
        replies=[],
        tags=[shown(tag, 64) for tag in message.tags[:20]],
        source_type=message.source_type.value,
        claimed_source_type=shown(message.claimed_source_type, 40),
        reason=shown(message.reason, 300),
    )


def _newest(messages: Sequence[Message], budget: int) -> tuple[list[MessageShown], list[str]]:
    """Return the newest messages that fit, as fields and as words, the oldest first; one always."""
    fields: list[MessageShown] = []
    texts: list[str] = []
    for each in reversed(messages):
        shown_, text = _message(each), message_words(each)
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
