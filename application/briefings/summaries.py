"""Facts into words: a model proposes, the evidence decides, the rules always can (BRF-5).

The headline, which cites nothing, and what a person must do are always in the rules' words. A model
reads text that attackers may have written, so it can add understanding but cannot soften or leave
out what needs a person.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from application.briefings.summary_prompts import period_hours, summary_prompt
from application.briefings.telling import Telling
from application.ports.models import (
    Finish,
    ModelAnswer,
    ModelTooSlow,
    ModelWriter,
    SummaryPrompt,
    TokenBudget,
)
from application.ports.rendering import Renderer
from domain.briefings.claim_checks import Checker, Verdict
from domain.briefings.fact_sheet import fact_sheet
from domain.briefings.facts import BriefingFacts
from domain.briefings.rule_episodes import EPISODE
from domain.briefings.rule_points import Gravity, Point, gravity_of
from domain.briefings.rule_singles import points_by_evidence
from domain.briefings.rule_summary import cut, summarise_by_rules
from domain.briefings.summaries import Claim, Summary, Topic, Weight, WhyRules, Writer
from domain.common.errors import Misconfigured, Rejected, TemporaryError, TooManyRequests
from domain.common.lexicon import Lexicon
from domain.common.messages import message, name_of
from domain.common.readers import Language
from domain.common.token_counts import estimated_tokens
from domain.incidents.internal_names import names_internals

_WEIGHTS = tuple(Weight)
_WHOLE_DAY = frozenset({"log:total", "log:errors"})
"""Who cites these speaks of the day: not to be called fine when anything in it is not."""


_UNFINISHED = {
    Finish.CUT_OFF: WhyRules.CUT_OFF,
    Finish.REFUSED: WhyRules.REFUSED,
    Finish.UNREADABLE: WhyRules.UNREADABLE,
}


@dataclass(frozen=True)
class Summaries:
    """Puts facts into words; never raises because of a model.

    Attributes:
        words: renders what a model is told of, in the reader's language.
        lexicon: what of a model's sentences is understood.
        model: None when none is configured.
        budget: None when tokens are not counted.
    """

    words: Renderer
    lexicon: Lexicon
    model: ModelWriter | None = None
    budget: TokenBudget | None = None

    async def summarise(
        self, facts: BriefingFacts, *, language: Language, topics: tuple[Topic, ...]
    ) -> Summary:
        """Return a summary; whatever the model does, claims without real evidence are dropped.

        Falls back to the deterministic summary, which says so, instead of raising.
        """
        rules = summarise_by_rules(facts, topics)
        if self.model is None:
            return _fallback(rules, WhyRules.NOT_CONFIGURED)
        telling = Telling.of(facts, self.words, language)
        prompt = summary_prompt(facts, telling, topics=topics)
        answer = await self._ask(self.model, prompt, facts)
        if isinstance(answer, WhyRules):
            return _fallback(rules, answer)
        if answer.finish is not Finish.STOP:
            why = _UNFINISHED[answer.finish]
            return replace(_fallback(rules, why), tokens=answer.tokens)
        return _Review(facts, rules, telling, self.lexicon, topics).of(answer)

    async def _ask(
        self, model: ModelWriter, prompt: SummaryPrompt, facts: BriefingFacts
    ) -> ModelAnswer | WhyRules:
        reserved = estimated_tokens(prompt.system + prompt.user) + prompt.most_tokens
        day = facts.until.astimezone(UTC).date()
        if self.budget and not await self.budget.take(day, reserved):
            return WhyRules.BUDGET_SPENT
        spent = reserved
        try:
            answer = await model.write(prompt)
            spent = sum(answer.tokens) or reserved
        except ModelTooSlow:
            return WhyRules.TOO_SLOW  # it may have worked on it: the reservation stays spent
        except TemporaryError as error:
            spent = 0
            limited = isinstance(error, TooManyRequests)
            return WhyRules.RATE_LIMITED if limited else WhyRules.UNREACHABLE
        except (Misconfigured, Rejected):
            spent = 0
            return WhyRules.REFUSED
        finally:
            if self.budget:
                await self.budget.take(day, spent - reserved)
        return answer


def _fallback(rules: Summary, why: WhyRules) -> Summary:
    note = message(name_of(why))
    return replace(rules, notes=(*rules.notes, note))


@dataclass(frozen=True)
class _Review:
    """Turns an answer into a summary, keeping only what holds."""

    facts: BriefingFacts
    rules: Summary
    telling: Telling
    lexicon: Lexicon
    topics: tuple[Topic, ...]

    def of(self, answer: ModelAnswer) -> Summary:
        checker = self._checker()
        kept = [
            claim
            for claim in answer.claims
            if checker.judge(claim) is Verdict.KEPT and not names_internals(claim.text)
        ]
        dropped = len(answer.claims) - len(kept)
        claims, untold = self._told([checker.accepted(claim) for claim in kept])
        if not kept:
            fallback = _fallback(self.rules, WhyRules.NOTHING_HELD)
            return replace(fallback, dropped=dropped, tokens=answer.tokens)
        notes = (message("claim.dropped", n=dropped),) if dropped else ()
        return Summary(
            headline=self.rules.headline,
            must=self.rules.must,
            claims=tuple(claims),
            untold=tuple(untold),
            writer=Writer.MODEL,
            complete=self.rules.complete,
            notes=(*self.rules.notes, *notes),
            dropped=dropped,
            tokens=answer.tokens,
        )

    def _checker(self) -> Checker:
        worrying = (claim for claim in self.rules.claims if claim.weight is not Weight.CALM)
        alarming = _evidence_of(worrying)
        if alarming or not self.rules.complete:
            alarming |= _WHOLE_DAY
        sheet, common = fact_sheet(self.facts, self.telling.text), _common(self.facts)
        return Checker(self.lexicon, sheet, common, self.topics, frozenset(alarming))

    def _told(self, claims: list[Claim]) -> tuple[list[Claim], list[Claim]]:
        """Return the rules' must-dos and episodes, the model's claims beyond, and what it left out.

        An episode says what belongs together, and when; a model is given each part by itself.
        What of all this is too much for a person to follow comes second.
        """
        rules = (*self.rules.claims, *self.rules.untold)
        must = [c for c in rules if c.weight is Weight.ACT or c.said.id == EPISODE]
        known = _evidence_of(must)
        points = points_by_evidence(self.facts)
        beyond = [self._weighed(c, points) for c in claims if not known.issuperset(c.evidence)]
        told = _evidence_of(beyond)
        left_out = [
            claim
            for claim in rules
            if (claim.weight is Weight.WATCH or claim.topic is Topic.ALARMS or _counts(claim))
            and told.union(known).isdisjoint(claim.evidence)
        ]
        return cut((each, _gravity(each, points)) for each in (*must, *beyond, *left_out))

    def _weighed(self, claim: Claim, points: dict[str, Point]) -> Claim:
        """Return the claim with the weight that the rules give to the gravest of its evidence."""
        cited = set(claim.evidence)
        weights = [points[name].weight for name in cited & points.keys()]
        weights += [c.weight for c in self.rules.claims if not cited.isdisjoint(c.evidence)]
        return replace(claim, weight=min(weights, key=_WEIGHTS.index, default=Weight.CALM))


def _gravity(claim: Claim, points: dict[str, Point]) -> Gravity:
    """Return how grave the gravest of what a claim cites is."""
    cited = (points[name].gravity for name in claim.evidence if name in points)
    return min((gravity_of(claim.topic, claim.weight), *cited))


def _counts(claim: Claim) -> bool:
    """Say whether the claim is about how much was logged, or how much of it was errors."""
    return not _WHOLE_DAY.isdisjoint(claim.evidence)


def _evidence_of(claims: Iterable[Claim]) -> set[str]:
    return {name for claim in claims for name in claim.evidence}


def _common(facts: BriefingFacts) -> str:
    """Return what any sentence may mention: the date, the period's ends and its length."""
    zone = ZoneInfo(facts.zone)
    days = (facts.local_date, facts.local_date - timedelta(days=1))
    moments = (facts.since, facts.until)
    ends = [f"{m:%Y-%m-%d %H:%M} {m.astimezone(zone):%Y-%m-%d %H:%M}" for m in moments]
    return "\n".join((*(day.isoformat() for day in days), *ends, f"{period_hours(facts)}"))
