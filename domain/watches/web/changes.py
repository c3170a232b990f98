"""What a look at a page means: what is news, and what is remembered (WEB-1, WEB-3, TSK-4).

An *edge* is a difference between what is remembered and what is seen: the text is another one, a
keyword came or went, a number crossed or came back. An edge that must be confirmed leaves the
memory as it is until it was seen often enough, so one that goes away by itself leaves no trace; and
an edge that counts is remembered in the same step in which it is told, so none is told twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from domain.watches.web.monitors import ChangeRule, Trigger, WebMonitorConfig
from domain.watches.web.numbers import NumberRule
from domain.watches.web_memory import WebMemory

CHANGES = "changes"
APPEARS = "appears:"
DISAPPEARS = "disappears:"
CROSSES = "crosses"
COMES_BACK = "comes back"
"""Names of edges, as they are remembered while they wait."""


class Reason(StrEnum):
    """Why a look had the outcome it had."""

    FIRST_SIGHT = "first_sight"  # the baseline is set
    RECONFIGURED = "reconfigured"  # the baseline is set anew, silently
    SAME = "same"  # nothing is different
    TOLD = "told"  # there is news
    NOT_ASKED_FOR = "not_asked_for"  # something is different, and nobody wants to know
    MINOR = "minor"  # the change is too small to be told, and keeps adding up
    WAITING = "waiting"  # for its confirmation
    WENT_AWAY = "went_away"  # what waited for its confirmation is no more


@dataclass(frozen=True)
class Sight:
    """A page as one look found it.

    Attributes:
        text_digest: of the filtered text.
        keywords: those that are present.
        number: None when the configuration asks for none.
        changed_percent: of the characters, against the baseline.
        changed_characters: as above, counted.
    """

    text_digest: str
    keywords: tuple[str, ...] = ()
    number: float | None = None
    changed_percent: float = 100.0
    changed_characters: int = 1_000_000


@dataclass(frozen=True)
class News:
    """Something to be told.

    Attributes:
        trigger: which kind; None for a first sight that its owner asked for.
        keywords: that came or went.
    """

    trigger: Trigger | None
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decision:
    """What a look means.

    Attributes:
        memory: what to remember of the page, without validators.
        reason: why.
        news: what to tell, in order.
        rebased: the text that was seen is the baseline from now on.
    """

    memory: WebMemory
    reason: Reason
    news: tuple[News, ...] = ()
    rebased: bool = False

    @property
    def waiting(self) -> bool:
        """Whether something waits to be confirmed by a further look."""
        return bool(self.memory.pending)


def digest_of(text: str | bytes) -> str:
    """Return the SHA-256 of a text or a body."""
    return sha256(
        text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    ).hexdigest()


def tidy(text: str) -> str:
    """Return a text without spaces at line ends and empty lines around it: they are no news."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")


def recalled(memory: WebMemory | None, filters: str) -> WebMemory:
    """Return what still holds under a filter configuration: everything, or nothing at all."""
    if memory is None or not memory.filters:
        return WebMemory()
    return memory if memory.filters == filters else WebMemory(filters=filters)


def failed(memory: WebMemory) -> WebMemory:
    """Return the memory after a look that did not work: the next one asks unconditionally."""
    return replace(memory, etag="", last_modified="", raw_digest="")


def weighty(config: WebMonitorConfig, memory: WebMemory) -> tuple[object, ...]:
    """Return the part of a memory that must not be lost, or news would be missed or told twice."""
    unasked = config.on.isdisjoint({Trigger.CHANGE, Trigger.UNCHANGED})
    return (
        memory.filters,
        "" if unasked else memory.text_digest,  # where nobody asks for changes it decides nothing
        memory.keywords,
        memory.number_over,
        memory.pending,
    )


def decide_same(config: WebMonitorConfig, memory: WebMemory, *, at: datetime) -> Decision:
    """Decide about a page that is, byte for byte, what it was when it was last looked at."""
    return _with_silence(config, Decision(memory, Reason.SAME), at=at)


def decide(config: WebMonitorConfig, memory: WebMemory, sight: Sight, *, at: datetime) -> Decision:
    """Decide what a look means.

    Args:
        config: the monitor's.
        memory: as `recalled` gave it.
        sight: what was seen.
        at: when.
    """
    if not memory.text_digest:
        return _first(config, memory, sight, at=at)
    edges = _edges(config, memory, sight)
    accepted, waiting = _confirmed(config.change, memory, edges)
    after = _advanced(memory, sight, accepted, at=at)
    if Trigger.CHANGE not in config.on and sight.text_digest != memory.text_digest:
        after = _rebased(after, sight, at=at)
    after = replace(
        after,
        number=sight.number,
        pending=waiting.pending,
        pending_checks=waiting.pending_checks,
    )
    news = _news(config, accepted)
    reason = Reason.TOLD if news else _quiet_reason(memory, sight, after, accepted=bool(accepted))
    rebased = after.text_digest != memory.text_digest
    return _with_silence(config, Decision(after, reason, news, rebased), at=at)


def _first(config: WebMonitorConfig, memory: WebMemory, sight: Sight, *, at: datetime) -> Decision:
    reason = Reason.RECONFIGURED if memory.filters else Reason.FIRST_SIGHT
    asked = config.notify_first_sight and reason is Reason.FIRST_SIGHT
    baseline = WebMemory(
        filters=config.filters(),
        text_digest=sight.text_digest,
        keywords=sight.keywords,
        number=sight.number,
        number_over=_over(config.number, sight.number),
        changed_at=at,
    )
    return Decision(baseline, reason, (News(None),) if asked else (), rebased=True)


def _over(rule: NumberRule | None, number: float | None) -> bool:
    return rule is not None and number is not None and rule.holds(number)


def _edges(config: WebMonitorConfig, memory: WebMemory, sight: Sight) -> tuple[str, ...]:
    """Return the names of what is different; of text only when its changes are wanted."""
    edges = []
    if (
        Trigger.CHANGE in config.on
        and sight.text_digest != memory.text_digest
        and not _minor(config.change, sight)
    ):
        edges.append(CHANGES)
    edges += [f"{APPEARS}{word}" for word in sight.keywords if word not in memory.keywords]
    edges += [f"{DISAPPEARS}{word}" for word in memory.keywords if word not in sight.keywords]
    if config.number is not None and sight.number is not None:
        if not memory.number_over and config.number.holds(sight.number):
            edges.append(CROSSES)
        if memory.number_over and config.number.is_clear(sight.number):
            edges.append(COMES_BACK)
    return tuple(edges)


def _minor(rule: ChangeRule, sight: Sight) -> bool:
    return (
        sight.changed_percent < rule.least_percent
        or sight.changed_characters < rule.least_characters
    )


@dataclass(frozen=True)
class _Wait:
    pending: tuple[str, ...] = ()
    pending_checks: int = 0


def _confirmed(
    rule: ChangeRule, memory: WebMemory, edges: tuple[str, ...]
) -> tuple[tuple[str, ...], _Wait]:
    """Return the edges that count now, and what to remember of those that wait.

    An edge is confirmed by being there again, whatever the text is by then: a ticker must not put
    off its own news for ever, and an error page that comes and goes is gone at the next look.
    """
    if rule.confirm_checks == 0:
        return edges, _Wait()
    still = tuple(edge for edge in edges if edge in memory.pending)
    if not still:
        return (), _Wait(edges)
    if memory.pending_checks + 1 < rule.confirm_checks:
        return (), _Wait(still, memory.pending_checks + 1)
    fresh = tuple(edge for edge in edges if edge not in still)
    return still, _Wait(fresh)


def _advanced(memory: WebMemory, sight: Sight, edges: Iterable[str], *, at: datetime) -> WebMemory:
    """Return the memory in which these edges are remembered, and no others."""
    after, keywords = memory, list(memory.keywords)
    for edge in edges:
        if edge == CHANGES:
            after = _rebased(after, sight, at=at)
        elif edge in {CROSSES, COMES_BACK}:
            after = replace(after, number_over=edge == CROSSES)
        elif edge.startswith(APPEARS):
            keywords.append(edge.removeprefix(APPEARS))
        else:
            keywords.remove(edge.removeprefix(DISAPPEARS))
    return replace(after, keywords=tuple(keywords))


def _rebased(memory: WebMemory, sight: Sight, *, at: datetime) -> WebMemory:
    return replace(memory, text_digest=sight.text_digest, changed_at=at, unchanged_told=False)


def _news(config: WebMonitorConfig, edges: tuple[str, ...]) -> tuple[News, ...]:
    """Return the edges that are asked for; keywords that came or went at once are one piece."""
    came = tuple(edge.removeprefix(APPEARS) for edge in edges if edge.startswith(APPEARS))
    gone = tuple(edge.removeprefix(DISAPPEARS) for edge in edges if edge.startswith(DISAPPEARS))
    found = (
        (Trigger.KEYWORD_APPEARS, bool(came), came),
        (Trigger.KEYWORD_DISAPPEARS, bool(gone), gone),
        (Trigger.NUMBER_CROSSES, CROSSES in edges, ()),
        (Trigger.CHANGE, CHANGES in edges, ()),
    )
    return tuple(
        News(trigger, words) for trigger, there, words in found if there and trigger in config.on
    )


def _quiet_reason(memory: WebMemory, sight: Sight, after: WebMemory, *, accepted: bool) -> Reason:
    """Say why nothing is told."""
    if after.pending:
        return Reason.WAITING
    if accepted:
        return Reason.NOT_ASKED_FOR
    if memory.pending:
        return Reason.WENT_AWAY
    if sight.text_digest == memory.text_digest:
        return Reason.SAME
    return Reason.NOT_ASKED_FOR if after.text_digest == sight.text_digest else Reason.MINOR


def _with_silence(config: WebMonitorConfig, decision: Decision, *, at: datetime) -> Decision:
    """Add the news that a page has not changed for long; told once until it changes."""
    memory, longest = decision.memory, config.unchanged_for
    if longest is None or Trigger.UNCHANGED not in config.on or CHANGES in memory.pending:
        return decision
    if memory.unchanged_told or unchanged_since(memory, at=at) < longest:
        return decision
    return replace(
        decision,
        memory=replace(memory, unchanged_told=True),
        reason=Reason.TOLD,
        news=(*decision.news, News(Trigger.UNCHANGED)),
    )


def unchanged_since(memory: WebMemory, *, at: datetime) -> timedelta:
    """Return for how long the baseline has been the same."""
    return at - memory.changed_at if memory.changed_at else timedelta(0)
