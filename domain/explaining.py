"""Answers "why?" of an incident from its state alone, without a model (RBK-15).

Five answers: why this score, why this rung, why not the next, what it waits for, until when. Texts
of alerts are not among what is said: who asks why at night must not read a stranger's orders.
"""

import re
from dataclasses import dataclass
from types import ModuleType
from zoneinfo import ZoneInfo

from domain import explaining_en, explaining_zh
from domain.guards import GuardName
from domain.incident_words import ACTIONS, ENDS, REASONS
from domain.incidents import Incident, IncidentState
from domain.ladder import Climb, attempts_left, remaining
from domain.people import Language
from domain.policies import Policy
from domain.policy_matching import at_place
from domain.repairs import ActionKind, Attempt, AttemptState, SkipReason
from domain.verdict_rules import Because

MOST_FORMER = 5

_SAID_BY_STATE = frozenset({"a person", "a relapse"})

_NAME_OF_GUARD = re.compile(rf"^({'|'.join(GuardName)}):\w+: ")


@dataclass(frozen=True)
class Explanation:
    """Why an incident stands where it stands; every field is one or two sentences."""

    incident_id: str
    score: str
    rung: str
    not_next: str
    waits_for: str
    until: str

    @property
    def answers(self) -> dict[str, str]:
        """The five answers by question, for faces that show them as a list."""
        return {
            "score": self.score,
            "rung": self.rung,
            "not_next": self.not_next,
            "waits_for": self.waits_for,
            "until": self.until,
        }


def explain(incident: Incident, policy: Policy, language: Language) -> Explanation:
    """Return the five answers.

    Args:
        incident: as its workflow tells it.
        policy: the one that it runs with.
        language: of the sentences.
    """
    if incident.owner is not None:
        policy = at_place(policy, incident.owner)
    speech = _Speech(incident, policy, language)
    return Explanation(
        incident.id,
        speech.score(),
        speech.rung(),
        speech.not_next(),
        speech.waits_for(),
        speech.until(),
    )


def skip_words(reason: SkipReason, language: Language) -> str:
    """Return why an action was passed over, as part of a sentence."""
    return str(_book(language).SKIPS[reason])


def because_words(because: str, language: Language) -> str:
    """Return what a verdict rests on; what is no name of ours is returned as it is."""
    known = {str(each) for each in Because}
    return str(_book(language).BECAUSES[Because(because)]) if because in known else because


@dataclass(frozen=True)
class _Speech:
    """One incident, spoken about in one language."""

    incident: Incident
    policy: Policy
    language: Language

    def score(self) -> str:
        incident, request = self.incident, self.incident.request
        if request is not None:
            return self._say("asked", by=request.by, reason=request.reason)
        if incident.score is None or incident.band is None:
            over = incident.state in (IncidentState.HANDED_OVER, IncidentState.CLOSED)
            return self._say("never_scored" if over else "no_score")
        score = incident.score
        said = self._say(
            "score",
            total=score.total,
            impact=f"{score.impact:.0f}",
            severity=f"{score.severity:.0f}",
            importance=f"{score.importance:.0f}",
            urgency=f"{score.urgency:.0f}",
            weights=score.weights or "-",
            band=_book(self.language).BANDS[incident.band],
        )
        missing = self._say("missing", names=", ".join(score.missing)) if score.missing else ""
        return self._join(said, missing)

    def rung(self) -> str:
        attempts = self.incident.attempts
        if not attempts:
            return self._say("nothing_tried")
        newest, former = attempts[-1], attempts[-1 - MOST_FORMER : -1]
        said = self._say(
            "tried",
            number=newest.number,
            action=self._action(newest.action),
            rung=newest.action.rung,
            mode=newest.mode,
            state=self._state(newest),
            because=self._because(newest),
        )
        before = "; ".join(f"{self._action(each.action)}: {self._state(each)}" for each in former)
        return self._join(said, self._say("former", former=before) if former else "")

    def not_next(self) -> str:
        said = self._say_not_next()
        skipped = "; ".join(
            f"{self._action(each.action)}: {skip_words(each.reason, self.language)}"
            for each in self.incident.skipped
        )
        return self._join(said, self._say("passed_over", skipped=skipped) if skipped else "")

    def waits_for(self) -> str:
        state, named = _book(self.language).STATES[self.incident.state], self._awaited()
        if not state and not named:
            return self._say("waits_nothing")
        sep = "：" if self.language is Language.CHINESE else ": "
        waits = f"{sep}{named}" if named else ""
        stop = "。" if self.language is Language.CHINESE else "."
        return self._say("waits", doing=state, waits_for=waits).removesuffix(stop) + stop

    def until(self) -> str:
        if self.incident.until is None:
            return self._say("until_none")
        wall = self.incident.until.astimezone(ZoneInfo(self.policy.zone))
        return self._say("until", until=f"{wall:%Y-%m-%d %H:%M:%S}", zone=self.policy.zone)

    def _awaited(self) -> str:
        """Return what it waits for, unless its state says that already."""
        named = self.incident.waits_for
        if named in _SAID_BY_STATE:
            return ""
        return explaining_zh.awaited(named) if self.language is Language.CHINESE else named

    def _say_not_next(self) -> str:
        incident = self.incident
        if incident.state is IncidentState.CLOSED:
            ending = ENDS[self.language].get(incident.ending or "", "-")
            return self._say("closed", ending=ending)
        if incident.state is IncidentState.HANDED_OVER and incident.called is not None:
            return self._say("called", reason=REASONS[self.language][incident.called])
        if incident.state is IncidentState.RELAPSE_WATCH:
            return self._say("healthy")
        newest = incident.attempts[-1] if incident.attempts else None
        if newest is not None and newest.ended_at is None:
            return self._say("verifying", number=newest.number)
        return self._say_left()

    def _say_left(self) -> str:
        incident = self.incident
        climb = Climb(incident.attempts, request=incident.request)
        left = remaining(self.policy, incident.fault, climb)
        if not left:
            return self._say("nothing_left")
        if incident.band is None:
            return self._say("no_score")
        count = attempts_left(incident.band, incident.attempts)
        if not count:
            return self._say("used_up", most=incident.band.attempts)
        sep = "、" if self.language is Language.CHINESE else ", "
        return self._say("next", actions=sep.join(map(self._action, left)), left=count)

    def _state(self, attempt: Attempt) -> str:
        words = ENDS[self.language]
        if attempt.state is AttemptState.BLOCKED:
            blocked = [each for each in attempt.guards if not each.endswith(":passed")]
            names = _book(self.language).GUARDS
            shown = ", ".join(names.get(each.split(":")[0], each) for each in blocked)
            return f"{words[attempt.state]} ({shown})" if shown else words[attempt.state]
        return words.get(attempt.state, str(attempt.state))

    def _because(self, attempt: Attempt) -> str:
        if not attempt.because:
            return ""
        sep = "，" if self.language is Language.CHINESE else ", "
        # A guard is named beside the state; what is left of its words is how it came to that.
        because = _NAME_OF_GUARD.sub("", attempt.because).rstrip(": ")
        return sep + because_words(because, self.language)

    def _action(self, action: ActionKind) -> str:
        return ACTIONS[self.language][action]

    def _say(self, name: str, **said: object) -> str:
        return str(_book(self.language).SENTENCES[name]).format(**said)

    def _join(self, *sentences: str) -> str:
        space = "" if self.language is Language.CHINESE else " "
        return space.join(each for each in sentences if each)


def _book(language: Language) -> ModuleType:
    return explaining_zh if language is Language.CHINESE else explaining_en
