"""What may be said on the bus, into which discussion it goes, and who is believed (BUS-1, BUS-3).

Whoever sends says for which project, and is not believed for saying so: a setting names the one
person who speaks for a project, and their token proves it. A role proves nothing here; an
administrator is no more the agent `lingyi` than anybody else is.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

from domain.common import texts
from domain.common.errors import InvalidRequest, TooLarge
from domain.common.messages import Called, Names, message, one_of
from domain.discussions.discussions import DiscussionHead, DiscussionStatus, Project, SourceType
from domain.discussions.ids import is_safe

LONGEST_TOPIC = 200
MOST_NAMED = 30
"""Characters; a line."""

LONGEST_CONTENT = 100_000
"""Characters; some forty pages. Every reader of a discussion parses the whole file."""

MOST_TAGS = 20
LONGEST_TAG = 64
LONGEST_KEYWORD = 200
LONGEST_CLIENT_KEY = 64
LONGEST_THRESHOLD = 3_600.0
"""Seconds; the rule asks who answered too fast, and an hour is not fast."""

MOST_SHOWN = 100
"""Participants that a list shows of one discussion; the file keeps all."""


class SourceReason(StrEnum):
    """Why a message has its source type."""

    PROVEN = "proven"
    MORE_MODEST = "more modest than proven"
    NO_SPEAKER = "nobody is named to speak for the project"
    NOT_THE_SPEAKER = "somebody else is named to speak for the project"
    ACTS_FOR_ANYBODY = "whoever can act for anybody is not proven to be somebody"


@dataclass(frozen=True)
class Sourced:
    """How far a sender is proven, and why."""

    type: SourceType
    reason: SourceReason


def source_type_of(
    claimed: str, *, from_id: str, caller: Collection[str], speakers: Mapping[str, str]
) -> Sourced:
    """Return what a message really is; the claim alone makes nothing real.

    Args:
        claimed: a source type, as the sender says.
        from_id: project for which they speak.
        caller: names of the person whose token it was: id and mail.
        speakers: of a project, the id or mail of the person who speaks for it.

    Raises:
        InvalidRequest: there is no such source type.
    """
    claim = check_source_type(claimed)
    speaker = speakers.get(from_id, "").strip().lower()
    if not speaker:
        return Sourced(SourceType.UNVERIFIABLE, SourceReason.NO_SPEAKER)
    if speaker not in {name.lower() for name in caller if name}:
        return Sourced(SourceType.UNVERIFIABLE, SourceReason.NOT_THE_SPEAKER)
    if claim is not SourceType.REAL:
        return Sourced(claim, SourceReason.MORE_MODEST)
    return Sourced(SourceType.REAL, SourceReason.PROVEN)


def joined(heads: Iterable[DiscussionHead], topic: str) -> DiscussionHead | None:
    """Return the open discussion of a topic, of several the one that was updated last."""
    same = [head for head in heads if head.topic.strip() == topic and _is_open(head)]
    return max(same, key=lambda head: (head.updated_at, head.last_at, head.id), default=None)


def project_of(projects: Iterable[Project], project_id: str) -> Project:
    """Return who that is, or raise `InvalidRequest` that names everybody there is."""
    known = {project.id: project for project in projects}
    if project_id not in known:
        names = Names(tuple(map(Called, sorted(known)[:MOST_NAMED]))) if known else None
        rule = message("discussion.project", file=Called("config.json"), projects=names)
        raise InvalidRequest("from_id", rule)
    return known[project_id]


def check_topic(topic: str) -> str:
    """Return the trimmed topic, or raise `InvalidRequest`."""
    trimmed = topic.strip()
    if (
        not 1 <= len(trimmed) <= LONGEST_TOPIC
        or not texts.is_storable(trimmed)
        or _has_lines(trimmed)
    ):
        raise InvalidRequest("topic", message("rule.one_line", most=LONGEST_TOPIC))
    return trimmed


def check_content(content: str) -> str:
    """Return what is said, as it is; raise `InvalidRequest`, or `TooLarge` with the bound."""
    if len(content) > LONGEST_CONTENT:
        raise TooLarge(
            message("discussion.content_too_long", size=len(content), most=LONGEST_CONTENT)
        )
    if not content.strip() or not texts.is_storable(content):
        raise InvalidRequest("content", message("rule.characters", least=1, most=LONGEST_CONTENT))
    return content


def check_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Return the trimmed tags, each once, or raise `InvalidRequest`."""
    return texts.check_tags(tags, most=MOST_TAGS, longest=LONGEST_TAG)


def check_reply_to(reply_to: str) -> str:
    """Return the id of the message that is answered, or empty; else raise `InvalidRequest`."""
    if reply_to and not is_safe(reply_to):
        raise InvalidRequest("reply_to", message("discussion.reply_to"))
    return reply_to


def check_source_type(source_type: str) -> SourceType:
    """Return the source type, or raise `InvalidRequest`."""
    try:
        return SourceType(source_type)
    except ValueError:
        raise InvalidRequest("source_type", one_of(SourceType)) from None


def check_status(status: str) -> DiscussionStatus:
    """Return the status, or raise `InvalidRequest`."""
    try:
        return DiscussionStatus(status)
    except ValueError:
        raise InvalidRequest("status", one_of(DiscussionStatus)) from None


def check_keyword(keyword: str) -> str:
    """Return the trimmed keyword, or raise `InvalidRequest`."""
    trimmed = keyword.strip()
    if not 1 <= len(trimmed) <= LONGEST_KEYWORD or not texts.is_storable(trimmed):
        raise InvalidRequest("keyword", message("rule.characters", least=1, most=LONGEST_KEYWORD))
    return trimmed


def check_threshold(seconds: float) -> float:
    """Return the seconds, or raise `InvalidRequest`."""
    if not isfinite(seconds) or not 0 < seconds <= LONGEST_THRESHOLD:
        rule = message("discussion.threshold", most=int(LONGEST_THRESHOLD))
        raise InvalidRequest("threshold_seconds", rule)
    return seconds


def check_client_key(key: str) -> str:
    """Return the sender's idempotency key, or raise `InvalidRequest`."""
    if len(key) > LONGEST_CLIENT_KEY or not texts.is_storable(key):
        raise InvalidRequest("client_key", message("rule.most_characters", most=LONGEST_CLIENT_KEY))
    return key


def _is_open(head: DiscussionHead) -> bool:
    return head.status is DiscussionStatus.OPEN


def _has_lines(text: str) -> bool:
    return len(text.splitlines()) > 1
