"""What the numbers suggest to change in a policy, with the numbers behind it (ANL-3).

Suggestions are for people: nothing here changes anything. Few and cautious: below the least
counts, one odd night would decide.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.clusters.repairs import AttemptState
from domain.common.readers import Language
from domain.incidents.metrics import Effect, IncidentFacts, IncidentMetrics

LEAST_TRIED = 5
"""Judged attempts below which nothing is said about an action."""

RARELY, MOSTLY = 0.2, 0.8
"""Shares of success up to which an action hardly helps, and from which it nearly always does."""

LEAST_APPROVED = 10
"""Approved writes, all of them verified, after which a person may wish to be asked no more."""

LEAST_FIXES = 10
MOST_FALSE = 0.1
"""Share of fixes that came back, above which looking longer is worth its time."""

SLOW_ANSWER = 900.0
"""Seconds; half of the calls are acknowledged later than the approval hop of most teams."""


class Advice(StrEnum):
    """What might be changed; the value names the field of the policy."""

    CANNOT_HELP = "cannot_help"
    BEGIN_AT = "begin_at"
    MODE_AUTO = "modes"
    LONGER_DWELL = "verify.dwell"
    ON_CALL = "on_call"


@dataclass(frozen=True)
class Suggestion:
    """One suggestion.

    Attributes:
        action, fault: what it is about; empty when about all.
        numbers: what it follows from, by name.
    """

    advice: Advice
    action: str = ""
    fault: str = ""
    numbers: tuple[tuple[str, float], ...] = ()


def suggest(metrics: IncidentMetrics, facts: Sequence[IncidentFacts]) -> tuple[Suggestion, ...]:
    """Return what the numbers suggest, the most telling kinds first."""
    return (
        *_useless(metrics.by_action),
        *_better_first(metrics.by_action),
        *_trusted(facts),
        *_too_early(metrics),
        *_slow_answers(metrics),
    )


def said(suggestion: Suggestion, language: Language) -> str:
    """Return a suggestion as a sentence with its numbers."""
    facts = {name: f"{value:g}" for name, value in suggestion.numbers}
    template = _SENTENCES[language][suggestion.advice]
    return template.format(action=suggestion.action, fault=suggestion.fault, **facts)


def _judged(effect: Effect) -> int:
    return effect.verified + effect.failed


def _useless(effects: Sequence[Effect]) -> Iterator[Suggestion]:
    for each in effects:
        if _judged(each) >= LEAST_TRIED and each.success is not None and each.success <= RARELY:
            numbers = (("tried", _judged(each)), ("percent", _percent(each.success)))
            yield Suggestion(Advice.CANNOT_HELP, each.key[0], each.key[1], numbers)


def _better_first(effects: Sequence[Effect]) -> Iterator[Suggestion]:
    """Say which action to begin with, where another one was tried and did not do."""
    for fault in sorted({each.key[1] for each in effects}):
        known = [each for each in effects if each.key[1] == fault and _judged(each) >= LEAST_TRIED]
        best = max(known, key=lambda each: each.success or 0, default=None)
        worse = [each for each in known if (each.success or 0) < 1 - MOSTLY]
        if best is not None and (best.success or 0) >= MOSTLY and worse:
            numbers = (("tried", _judged(best)), ("percent", _percent(best.success or 0)))
            yield Suggestion(Advice.BEGIN_AT, best.key[0], fault, numbers)


def _trusted(facts: Sequence[IncidentFacts]) -> Iterator[Suggestion]:
    """Say which actions were approved every time and helped every time."""
    approved: dict[tuple[str, str], list[bool]] = {}
    for each in facts:
        for write in each.writes:
            good = write.state is AttemptState.VERIFIED and not write.false_fix
            if write.approved:
                approved.setdefault((write.action, each.fault), []).append(good)
    for (action, fault), outcomes in sorted(approved.items()):
        if len(outcomes) >= LEAST_APPROVED and all(outcomes):
            yield Suggestion(Advice.MODE_AUTO, action, fault, (("tried", len(outcomes)),))


def _too_early(metrics: IncidentMetrics) -> Iterator[Suggestion]:
    verified = sum(each.verified for each in metrics.by_action)
    share = metrics.false_fix_share
    if share is not None and verified >= LEAST_FIXES and share > MOST_FALSE:
        numbers = (
            ("fixes", verified),
            ("false", metrics.false_fixes),
            ("percent", _percent(share)),
        )
        yield Suggestion(Advice.LONGER_DWELL, numbers=numbers)


def _slow_answers(metrics: IncidentMetrics) -> Iterator[Suggestion]:
    answered = metrics.acknowledge
    if answered.count >= LEAST_TRIED and answered.median > SLOW_ANSWER:
        numbers = (("calls", answered.count), ("minutes", round(answered.median / 60)))
        yield Suggestion(Advice.ON_CALL, numbers=numbers)


def _percent(share: float) -> int:
    return round(share * 100)


_SENTENCES = {
    Language.CHINESE: {
        Advice.CANNOT_HELP: "{action} 对 {fault} 几乎没有帮助(有结论的 {tried} 次中 {percent}% "
        "有效),可以在策略的 cannot_help 中跳过它。",
        Advice.BEGIN_AT: "{fault} 可以直接从 {action} 开始(有结论的 {tried} 次中 {percent}% "
        "有效),更低的台阶很少有用;见策略的 begin_at。",
        Advice.MODE_AUTO: "{action} 处理 {fault} 已获批准 {tried} 次且每次都有效,可以考虑"
        "不再询问;见策略的 modes。",
        Advice.LONGER_DWELL: "{fixes} 次验证通过的修复中有 {false} 次({percent}%)随后复发,"
        "可以加长 verify.dwell。",
        Advice.ON_CALL: "{calls} 次确认的中位时间是 {minutes} 分钟,可以在 on_call 中增加人员。",
    },
    Language.ENGLISH: {
        Advice.CANNOT_HELP: "{action} hardly helps against {fault} ({percent} % of {tried} judged "
        "attempts); cannot_help in the policy can pass it over.",
        Advice.BEGIN_AT: "{fault} could begin at {action} ({percent} % of {tried} judged attempts "
        "helped), lower rungs rarely do; see begin_at in the policy.",
        Advice.MODE_AUTO: "{action} against {fault} was approved {tried} times and helped each "
        "time; it might not need to ask any more, see modes in the policy.",
        Advice.LONGER_DWELL: "{false} of {fixes} verified fixes ({percent} %) came back; a longer "
        "verify.dwell would have seen some of them.",
        Advice.ON_CALL: "Half of {calls} acknowledgements took longer than {minutes} minutes; "
        "on_call could name more people.",
    },
}
