"""What may happen next in a turn of a conversation (MCC-4).

The model proposes; these rules decide how far it gets: which limit is reached, which calls may run
side by side, and what may not be tried a second time.
"""

import json
import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from domain.assistant.conversations import EndReason, Outcome, Step, StepKind, TurnLimits, TurnState
from domain.common.messages import Message

AT_ONCE = 4
"""Calls that only read and run side by side; a plugin's server is not to be stormed."""

MOST_ASKED = 3
"""Questions about one call: each time the call has become another one meanwhile, so that the
person's yes no longer holds. A call that keeps changing is given up."""

LONGEST_ALIAS = 64
"""Characters of a tool's name, as models take it."""

LONGEST_ARGUMENTS = 32_000
"""Characters of a call's arguments; more is refused unread. Twice a result, since what a model
writes back of one may be quoted."""


@dataclass(frozen=True, kw_only=True)
class PlannedCall:
    """A tool call that the model wants, as a workflow knows it.

    Attributes:
        id: unique in the conversation: `t<turn>s<step of the model>c<position>`.
        tool: alias as the model wrote it, at most 64 characters of it.
        plugin: whose it is; empty: our own.
        known: the person may use it; an unknown one is refused without asking anybody.
        reads: it changes nothing.
        asks: it does nothing before a person has agreed.
        repeatable: calling it twice with the same key does what calling it once does.
        wary: words of strangers may have led the model to it, or it would read at a host that the
            person did not name: they are asked unless it reads.
    """

    id: str
    tool: str
    plugin: str = ""
    known: bool = True
    reads: bool = False
    asks: bool = False
    repeatable: bool = False
    wary: bool = False

    @property
    def leaves_doubt(self) -> bool:
        """Whether one that broke off may have been done."""
        return not (self.reads or self.repeatable)


@dataclass(frozen=True)
class Thought:
    """What one model call came to; what it said is kept as steps.

    Attributes:
        tokens: prompt and completion together.
        end: why the turn ends with it; None: the calls are to be done.
        why: what stood in the way, ours as a message; empty: nothing.
        given: aliases of the tools that the model was given, in their order.
    """

    calls: tuple[PlannedCall, ...] = ()
    tokens: int = 0
    end: EndReason | None = None
    why: str | Message = ""
    given: tuple[str, ...] = ()


@dataclass(frozen=True)
class Called:
    """What came of one call.

    Attributes:
        digest: of ASKS: stands for the question.
        end: why the turn ends with it; None: it goes on.
    """

    outcome: Outcome
    digest: str = ""
    end: EndReason | None = None


@dataclass(frozen=True)
class Asked:
    """The question of a tool that wants a person's word.

    Attributes:
        text: what the person is asked.
        digest: what the tool's box wants to hear again; not shown to anybody.
    """

    text: str
    digest: str


class Word(StrEnum):
    """What became of a question, or of a call whose answer nobody has."""

    AGREED = "agreed"
    DECLINED = "declined"
    SILENT = "silent"  # no word in time
    CHANGING = "changing"  # it was another call each time
    LOST = "lost"  # the call broke off


@dataclass(frozen=True)
class Spent:
    """What a turn has used up so far."""

    steps: int = 0
    calls: int = 0
    tokens: int = 0


def limit_reached(spent: Spent, limits: TurnLimits) -> EndReason | None:
    """Return which limit forbids another model call; None: none does.

    Tokens are counted when they are used, so the last call of a turn may go over.
    """
    if spent.steps >= limits.steps:
        return EndReason.TOO_MANY_STEPS
    if spent.tokens >= limits.tokens:
        return EndReason.TOO_MANY_TOKENS
    return None


def side_by_side(calls: Iterable[PlannedCall]) -> list[tuple[PlannedCall, ...]]:
    """Return the calls in groups: one group after the other, those of a group at once.

    Neighbours that only read share a group of at most four; everything else stands alone and in
    the model's order, so that a read behind a write sees what was written.
    """
    groups: list[tuple[PlannedCall, ...]] = []
    for call in calls:
        last = groups[-1] if groups else ()
        if call.reads and last and last[-1].reads and len(last) < AT_ONCE:
            groups[-1] = (*last, call)
        else:
            groups.append((call,))
    return groups


def state_after(reason: EndReason) -> TurnState:
    """Return the state of a turn that ended so."""
    return _STATES.get(reason, TurnState.FAILED)


_STATES = {
    EndReason.ANSWERED: TurnState.DONE,
    EndReason.STOPPED_BY_PERSON: TurnState.STOPPED,
    EndReason.TOO_MANY_STEPS: TurnState.LIMITED,
    EndReason.TOO_MANY_CALLS: TurnState.LIMITED,
    EndReason.TOO_MANY_TOKENS: TurnState.LIMITED,
    EndReason.DAY_BUDGET_SPENT: TurnState.LIMITED,
    EndReason.TOO_LONG: TurnState.LIMITED,
}


def question_digest(conversation: str, call_id: str, asked: int, digest: str) -> str:
    """Return what stands for one question and nothing else (64 hexadecimal characters).

    Two questions about equal calls have different digests: a yes is used once.

    Args:
        conversation: its id.
        call_id: of the call.
        asked: how often was asked about this call, from 1.
        digest: of the call, as its tool's box gave it.
    """
    return sha256(f"{conversation}\n{call_id}\n{asked}\n{digest}".encode()).hexdigest()


def heard_strangers(steps: Iterable[Step], homely: Container[str]) -> bool:
    """Say whether a tool's answer may have brought what strangers wrote into the conversation.

    Args:
        steps: what the model is given.
        homely: aliases of our own tools whose answers hold nothing of the kind; a tool that is
            gone by now is not among them.
    """
    return any(each.kind is StepKind.RESULT and _may_quote(each, homely) for each in steps)


def _may_quote(result: Step, homely: Container[str]) -> bool:
    if result.plugin:
        # A server is quoted when it refuses or fails, too: only what nobody agreed to is ours.
        return result.outcome is not Outcome.DECLINED
    return result.outcome in _TOLD and result.tool not in homely


_TOLD = (Outcome.DONE, Outcome.FAILED)
"""Outcomes whose text is that of one of our tools; the others' sentences are ours."""


def readable_alias(alias: str) -> str:
    """Return the name that a model wrote as it may be kept, and shown to it again."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", alias)[:LONGEST_ALIAS] or "unnamed"


def read_arguments(text: str) -> dict[str, Any] | None:
    """Return the arguments that a model wrote; None when they are no JSON object."""
    if len(text) > LONGEST_ARGUMENTS:
        return None
    try:
        read = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None


def must_look_first(steps: Sequence[Step], call_id: str) -> bool:
    """Say whether this call repeats one that may have been done, and nobody has looked since.

    Args:
        steps: of the turn so far, oldest first.
        call_id: of the call that is about to be done.
    """
    call = next((each for each in steps if _is(each, StepKind.CALL, call_id)), None)
    if call is None:
        return False
    doubtful = False
    for each in steps:
        if each.kind is not StepKind.RESULT:
            continue
        if each.outcome is Outcome.UNCERTAIN:
            doubtful = doubtful or _same(steps, each.call_id, call)
        elif each.outcome is Outcome.DONE:
            doubtful = False
    return doubtful


def _same(steps: Sequence[Step], call_id: str, call: Step) -> bool:
    other = next((each for each in steps if _is(each, StepKind.CALL, call_id)), None)
    if other is None or (other.tool, other.plugin) != (call.tool, call.plugin):
        return False
    return read_arguments(other.text) == read_arguments(call.text)


def _is(step: Step, kind: StepKind, call_id: str) -> bool:
    return step.kind is kind and step.call_id == call_id
