"""Answers "why?" of an incident from its state alone, without a model (RBK-15).

Five answers: why this score, why this rung, why not the next, what it waits for, until when. Texts
of alerts are not among what is said: who asks why at night must not read a stranger's orders.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import ModuleType
from typing import TypeAlias
from zoneinfo import ZoneInfo

from domain.clusters.repairs import ActionKind, Attempt, AttemptState, Skipped, SkipReason
from domain.common.messages import Message
from domain.common.readers import Language
from domain.incidents.incidents import Incident, IncidentState
from domain.incidents.ladder.ladder import Climb, attempts_left, remaining
from domain.incidents.policy.matching import at_place
from domain.incidents.policy.policies import Policy
from domain.incidents.words import explaining_en, explaining_zh
from domain.incidents.words.modes import MODES
from domain.incidents.words.words import ACTIONS, ENDS, REASONS

MOST_FORMER = 5

_SAID_BY_STATE = frozenset({"wait.person", "wait.relapse"})


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


Say: TypeAlias = Callable[[Message], str]
"""Puts a message into the reader's words."""


def explain(
    incident: Incident, policy: Policy, language: Language, say: Say, *, zone: str = ""
) -> Explanation:
    """Return the five answers.

    Args:
        incident: as its workflow tells it.
        policy: the one that it runs with.
        language: of the sentences.
        say: puts what was recorded into it.
        zone: of the reader's wall clock; the policy's when empty.
    """
    if incident.owner is not None:
        policy = at_place(policy, incident.owner)
    speech = _Speech(incident, policy, language, say, zone or policy.zone)
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


def input_words(name: str, language: Language) -> str:
    """Return what an input of the score is; a name that is not known here, as it is."""
    return str(_book(language).INPUTS.get(name, name))


def guard_words(name: str, language: Language) -> str:
    """Return what a guard is called; a name that is not known here, as it is."""
    return str(_book(language).GUARDS.get(name, name))


def skipped_words(skipped: Skipped, language: Language, say: Say) -> str:
    """Return which action was passed over, why, and the numbers beside it."""
    chinese = language is Language.CHINESE
    opening, closing, colon = ("（", "）", "：") if chinese else (" (", ")", ": ")
    detail = say(skipped.detail) if skipped.detail is not None else ""
    beside = f"{opening}{detail}{closing}" if detail else ""
    reason = skip_words(skipped.reason, language)
    return f"{ACTIONS[language][skipped.action]}{colon}{reason}{beside}"


def ended_words(attempt: Attempt, language: Language) -> str:
    """Return how an attempt ended, with the guards that stopped it, as part of a sentence."""
    words, chinese = ENDS[language], language is Language.CHINESE
    state = words.get(attempt.state, str(attempt.state))
    blocked = [each.split(":")[0] for each in attempt.guards if not each.endswith(":passed")]
    if attempt.state is not AttemptState.BLOCKED or not blocked:
        return state
    shown = ("、" if chinese else ", ").join(guard_words(each, language) for each in blocked)
    return f"{state}（{shown}）" if chinese else f"{state} ({shown})"


def rests_on_words(attempt: Attempt, say: Say) -> str:
    """Return what the end of an attempt rests on; empty when nothing."""
    return say(attempt.because) if attempt.because is not None else ""


def doing_words(incident: Incident, language: Language, say: Say) -> str:
    """Return what an incident does, as a sentence.

    That nobody could be reached stands behind it for as long as it is open.
    """
    stop = "。" if language is Language.CHINESE else "."
    said = say(incident.doing) if incident.doing else f"{_state_words(incident, language)}{stop}"
    if incident.unreached_at is None or incident.state is IncidentState.CLOSED:
        return said
    space = "" if language is Language.CHINESE else " "
    return f"{said}{space}{_book(language).SENTENCES['nobody_reached']}"


def waits_words(incident: Incident, say: Say) -> str:
    """Return what an incident waits for, as part of a sentence; empty when for nothing."""
    return say(incident.waits_for) if incident.waits_for is not None else ""


def _state_words(incident: Incident, language: Language) -> str:
    words = _book(language).SENTENCES
    if incident.state is IncidentState.CLOSED:
        return str(words["over"]).format(ending=ENDS[language].get(incident.ending or "", "-"))
    if incident.state is IncidentState.HANDED_OVER and incident.call_reason is not None:
        return str(words["needed"]).format(reason=REASONS[language][incident.call_reason])
    return str(_book(language).STATES[incident.state])


@dataclass(frozen=True)
class _Speech:
    """One incident, spoken about in one language."""

    incident: Incident
    policy: Policy
    language: Language
    say: Say
    zone: str

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
        names = self._listed(input_words(each, self.language) for each in score.missing)
        missing = self._say("missing", names=names) if names else ""
        return self._join(said, missing)

    def rung(self) -> str:
        attempts = self.incident.attempts
        if not attempts:
            return self._say("nothing_tried")
        newest, former = attempts[-1], attempts[-1 - MOST_FORMER : -1]
        rests_on = rests_on_words(newest, self.say)
        said = self._say(
            "tried",
            number=newest.number,
            action=self._action(newest.action),
            rung=newest.action.rung,
            mode=MODES[self.language][newest.mode],
            state=ended_words(newest, self.language),
        )
        said = self._join(said, rests_on)
        colon, semicolon = ("：", "；") if self.language is Language.CHINESE else (": ", "; ")
        before = semicolon.join(
            f"{self._action(each.action)}{colon}{ended_words(each, self.language)}"
            for each in former
        )
        return self._join(said, self._say("former", former=before) if former else "")

    def not_next(self) -> str:
        said = self._say_not_next()
        semicolon = "；" if self.language is Language.CHINESE else "; "
        skipped = semicolon.join(
            skipped_words(each, self.language, self.say) for each in self.incident.skipped
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
        wall = self.incident.until.astimezone(ZoneInfo(self.zone))
        return self._say("until", until=f"{wall:%Y-%m-%d %H:%M:%S}", zone=self.zone)

    def _awaited(self) -> str:
        """Return what it waits for, unless its state says that already."""
        named = self.incident.waits_for
        if named is None or named.id in _SAID_BY_STATE:
            return ""
        return self.say(named)

    def _say_not_next(self) -> str:
        incident = self.incident
        if incident.state is IncidentState.CLOSED:
            ending = ENDS[self.language].get(incident.ending or "", "-")
            return self._say("closed", ending=ending)
        reason = incident.call_reason
        if incident.state is IncidentState.HANDED_OVER and reason is not None:
            said = "called" if incident.calling is None else "calling"
            said = "unreached" if incident.unreached_at else said
            return self._say(said, reason=REASONS[self.language][reason])
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
        return self._say("next", actions=self._listed(map(self._action, left)), left=count)

    def _action(self, action: ActionKind) -> str:
        return ACTIONS[self.language][action]

    def _listed(self, words: Iterable[str]) -> str:
        return ("、" if self.language is Language.CHINESE else ", ").join(words)

    def _say(self, name: str, **said: object) -> str:
        return str(_book(self.language).SENTENCES[name]).format(**said)

    def _join(self, *sentences: str) -> str:
        space = "" if self.language is Language.CHINESE else " "
        return space.join(each for each in sentences if each)


def _book(language: Language) -> ModuleType:
    return explaining_zh if language is Language.CHINESE else explaining_en
