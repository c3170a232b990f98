"""Discussions as results: bounded, visible, marked as data of others."""

from collections.abc import Sequence
from dataclasses import replace

from mcp_types import CallToolResult, TextContent

from application.common.wording import Localizer
from application.discussions.messages import closed_message, sent_message
from application.discussions.views import Closed, Marked, Said
from application.ports.discussions import FoundMessage, FoundMessages
from domain.common.messages import Message, message, named
from domain.common.quoting import UNTRUSTED
from domain.discussions.discussions import Anomaly, BrokenFile, Discussion
from domain.discussions.discussions import Message as Sent
from mcp_server.bounds import FOR_ITEMS, fitting, shown, wire_bytes
from mcp_server.cursors import Place, write_cursor
from mcp_server.discussions.results import (
    AnnotationShown,
    AnomaliesShown,
    AnomalyShown,
    BrokenShown,
    DiscussionAnnotated,
    DiscussionClosed,
    MessageFound,
    MessageSent,
    MessagesFound,
    ReplySent,
)
from mcp_server.results import SANDBOX, more, told

MOST_CONTENT = 2_000
"""Characters of one message: at four bytes each, twice (fields and text), one always fits."""

MOST_EXCERPT = 1_000
MOST_BROKEN = 20


def here(result: CallToolResult, *, sandbox: bool) -> CallToolResult:
    """Return an answer with the mark of the sandbox, in its fields and its text."""
    if not sandbox:
        return result
    fields = {**(result.structured_content or {}), "sandbox": True}
    texts = [each.text for each in result.content if isinstance(each, TextContent)]
    marked = TextContent(type="text", text=SANDBOX + "\n".join(texts))
    return CallToolResult(content=[marked], structured_content=fields)


def message_sent(said: Said, reader: Localizer) -> CallToolResult:
    """Return where a message went, and whether it counts as real."""
    one = said.sent.message
    result = MessageSent(
        id=one.id,
        from_id=one.from_id,
        from_name=one.from_name,
        topic=said.sent.discussion.topic,
        discussion_id=said.sent.discussion.id,
        status="sent",
        notified_endpoints=list(said.notified),
        source_type=one.source_type.value,
        source_reason=said.reason.value,
        repeated=not said.sent.fresh,
    )
    return told(result, reader.text(sent_message(said)))


def reply_sent(said: Said, reader: Localizer) -> CallToolResult:
    """Return that a reply is there, and whether it counts as real."""
    one = said.sent.message
    result = ReplySent(
        id=one.id,
        discussion_id=said.sent.discussion.id,
        from_id=one.from_id,
        from_name=one.from_name,
        status="sent",
        notified_endpoints=list(said.notified),
        source_type=one.source_type.value,
        source_reason=said.reason.value,
        repeated=not said.sent.fresh,
    )
    return told(result, reader.text(sent_message(said)))


def closed(done: Closed, reader: Localizer) -> CallToolResult:
    """Return that it is closed, and since when."""
    discussion = done.discussion
    result = DiscussionClosed(
        discussion_id=discussion.id,
        topic=shown(discussion.topic, 200),
        status="closed",
        closed_at=discussion.closed_at.isoformat() if discussion.closed_at else "",
        message_count=len(discussion.messages),
        notified_endpoints=list(done.notified),
    )
    return told(result, reader.text(closed_message(done)))


def messages_found(
    keyword: str, found: FoundMessages, place: Place, reader: Localizer
) -> CallToolResult:
    """Return one page of answers, as many as fit; the cursor goes on exactly behind them."""
    all_ = [_found(each) for each in found.best]
    texts = [
        f"{each.discussion_id} {each.message_id} ({each.topic}) {each.timestamp} "
        f"{each.from_name}: {shown(each.content, MOST_EXCERPT)}"
        for each in all_
    ]
    unread = broken(found.broken)
    kept = fit([(each.model_dump(), text) for each, text in zip(all_, texts, strict=True)], unread)
    skip = place.skip + kept
    cursor = write_cursor(replace(place, skip=skip)) if kept and skip < found.total else ""
    result = MessagesFound(
        keyword=keyword,
        total_matches=found.total,
        results=all_[:kept],
        truncated=kept < len(all_),
        next_cursor=cursor,
        broken=unread,
    )
    heading = message("bus.found", shown=kept, total=found.total)
    lines = [*texts[:kept], *unread_lines(unread, reader)]
    return told(result, block(heading, lines, reader, cursor))


def anomalies_shown(
    discussion: Discussion, anomalies: Sequence[Anomaly], reader: Localizer
) -> CallToolResult:
    """Return what is odd, as much as fits."""
    all_ = [_anomaly(each) for each in anomalies]
    kept = len(fitting(all_, lambda each: 2 * wire_bytes(each.model_dump())))
    result = AnomaliesShown(
        discussion_id=discussion.id,
        total_messages=len(discussion.messages),
        anomaly_count=len(all_),
        anomalies=all_[:kept],
        truncated=kept < len(all_),
    )
    heading = message("bus.anomalies", count=len(all_), messages=result.total_messages)
    lines = [f"{each.index}: {each.description}" for each in all_[:kept]]
    return told(result, block(heading, lines, reader))


def discussion_annotated(done: Marked, reader: Localizer) -> CallToolResult:
    """Return what is marked, and how much of it was not before."""
    all_ = [
        AnnotationShown(
            msg_id=shown(each.id, 80),
            source_type=each.source_type.value,
            reason=shown(each.reason, 300),
        )
        for each in done.touched
    ]
    kept = len(fitting(all_, lambda each: 2 * wire_bytes(each.model_dump())))
    result = DiscussionAnnotated(
        discussion_id=done.discussion.id,
        total_messages=len(done.discussion.messages),
        anomalies_found=len(done.anomalies),
        updated=done.updated,
        details=all_[:kept],
        truncated=kept < len(all_),
    )
    heading = message(
        "bus.annotated", count=len(all_), messages=result.total_messages, changed=done.updated
    )
    lines = [
        f"{each.msg_id}: {reader.text(named(touched.source_type))}, {each.reason}"
        for touched, each in zip(done.touched, all_[:kept], strict=False)
    ]
    return told(result, block(heading, lines, reader))


def message_words(said: Sent, reader: Localizer, most: int = MOST_CONTENT) -> str:
    """Return a message on one line."""
    marks = [reader.text(named(said.source_type))]
    marks += [f"#{shown(tag, 64)}" for tag in said.tags[:20]]
    answer = f" → {shown(said.reply_to, 80)}" if said.reply_to else ""
    who = f"{shown(said.id, 80)}{answer} {shown(said.timestamp, 40)} "
    who += f"{shown(said.from_name, 80)} ({', '.join(marks)})"
    return f"{who}: {shown(said.content, most)}"


def _found(found: FoundMessage) -> MessageFound:
    one = found.message
    return MessageFound(
        discussion_id=found.discussion_id,
        topic=shown(found.topic, 200),
        message_id=shown(one.id, 80),
        from_name=shown(one.from_name, 80),
        content=lines_shown(one.content, MOST_EXCERPT),
        timestamp=shown(one.timestamp, 40),
        tags=[shown(tag, 64) for tag in one.tags[:20]],
        source_type=one.source_type.value,
        score=round(found.score, 3),
    )


def _anomaly(anomaly: Anomaly) -> AnomalyShown:
    return AnomalyShown(
        index=anomaly.index,
        description=shown(anomaly.description, 500),
        kind=anomaly.kind,
        seconds=round(anomaly.seconds, 6),
        confidence=round(anomaly.confidence, 3),
        message_ids=[shown(each, 80) for each in anomaly.message_ids[:10]],
    )


def lines_shown(text: str, most: int) -> str:
    """Return at most `most` characters with their line breaks, all else as `shown` has it."""
    cut = text if len(text) <= most else f"{text[: most - 1]}…"
    return "\n".join(shown(line, most) for line in cut.splitlines())


def broken(files: Sequence[BrokenFile]) -> list[BrokenShown]:
    """Return the files that cannot be read, as many as are shown."""
    return [
        BrokenShown(name=shown(each.name, 80), why=shown(each.why, 200))
        for each in files[:MOST_BROKEN]
    ]


def fit(pairs: Sequence[tuple[object, str]], broken: Sequence[BrokenShown]) -> int:
    """Return how many items fit beside what is broken; one always does."""
    budget = FOR_ITEMS - 2 * sum(wire_bytes(each.model_dump()) for each in broken)
    return max(min(1, len(pairs)), len(fitting(pairs, wire_bytes, budget=budget)))


def unread_lines(files: Sequence[BrokenShown], reader: Localizer) -> list[str]:
    """Name the files that cannot be read."""
    said = message("bus.unreadable")
    return [f"{reader.text(said)} {each.name}: {each.why}" for each in files]


def block(heading: Message, lines: Sequence[str], reader: Localizer, cursor: str = "") -> str:
    """Return a text of lines, marked as data of others, with how to go on."""
    warned = f" {UNTRUSTED}" if lines else ""
    return "\n".join((f"{reader.text(heading)}{warned}", *lines, *more(reader, cursor)))
