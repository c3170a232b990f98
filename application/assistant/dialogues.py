"""A conversation as a model is given it: what was said, called and found, within bounds (MCC-4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from application.ports.assistant.chat_models import CallRequest, ChatMessage, Role
from domain.assistant.conversations import EndReason, Outcome, Step, StepKind
from domain.assistant.turn_rules import read_arguments
from domain.assistant.words import LEFT_OUT, NEVER_DONE, result_block, shorter_block

MOST_CONTEXT = 160_000
"""Characters that a model is given of a conversation: about 40,000 tokens of English or at most
100,000 of Chinese, beside the tools. Older turns are left out first, then the older results of the
present one; what the person said now and the newest reply with its results always stay, these
shortened alike when there are too many of them."""


@dataclass(frozen=True)
class _Exchange:
    """A reply of the model with the results of its calls, or what the person said."""

    messages: tuple[ChatMessage, ...]

    @property
    def size(self) -> int:
        return sum(len(each.text) + len(each.beside) for each in self.messages)


def dialogue_of(
    steps: Sequence[Step], *, turn: int, most: int = MOST_CONTEXT
) -> tuple[ChatMessage, ...]:
    """Return the messages behind the system's, oldest first.

    Args:
        steps: of the conversation, oldest first; the beginning may be missing.
        turn: the present one.
        most: characters.
    """
    by_turn = [(number, list(of)) for number, of in groupby(steps, key=lambda each: each.turn)]
    present = [each for number, of in by_turn if number == turn for each in _exchanges(of)]
    kept = _within(present, most)
    room = most - sum(each.size for each in present)
    for _, earlier in reversed([each for each in by_turn if each[0] < turn]):
        exchanges = _exchanges(earlier)
        room -= sum(each.size for each in exchanges)
        if room < 0 or earlier[0].kind is not StepKind.PERSON:
            break
        kept = exchanges + kept
    return tuple(message for each in kept for message in each.messages)


def _within(exchanges: list[_Exchange], most: int) -> list[_Exchange]:
    """Leave out the oldest results until the rest fits, then shorten the newest ones."""
    kept = list(exchanges)
    for position, each in enumerate(kept[:-1]):
        if sum(other.size for other in kept) <= most:
            break
        shorter = (
            replace(message, text=LEFT_OUT) if message.role is Role.TOOL else message
            for message in each.messages
        )
        kept[position] = _Exchange(tuple(shorter))
    return [*kept[:-1], *(_shortened(each, most) for each in kept[-1:])]


def _shortened(exchange: _Exchange, most: int) -> _Exchange:
    """Give each result the same share when they do not fit together."""
    if exchange.size <= most:
        return exchange
    share = most // max(1, sum(each.role is Role.TOOL for each in exchange.messages))
    return _Exchange(
        tuple(
            replace(each, text=shorter_block(each.text, share)) if each.role is Role.TOOL else each
            for each in exchange.messages
        )
    )


def _exchanges(steps: Sequence[Step]) -> list[_Exchange]:
    """Return what was said in one turn; every call has its result, as models demand it."""
    results = {each.call_id: each for each in steps if each.kind is StepKind.RESULT}
    # Vendors want the thoughts of a turn with calls back, all of them, and of no other turn.
    calling = any(each.kind is StepKind.CALL for each in steps)
    found: list[_Exchange] = []
    for position, step in enumerate(steps):
        if step.kind is StepKind.PERSON:
            found.append(_Exchange((ChatMessage(Role.PERSON, step.text),)))
        elif step.kind is StepKind.ASSISTANT:
            calls = list(_calls_behind(steps, position))
            wishes, echo = tuple(map(_requested, calls)), step.echo if calling else ""
            said = ChatMessage(Role.ASSISTANT, step.text, wishes, echo=echo)
            if said.text or said.calls:
                answers = (_answer(call, results.get(call.call_id)) for call in calls)
                found.append(_Exchange((said, *answers)))
        elif step.kind is StepKind.END and step.reason is not EndReason.ANSWERED:
            # Some servers refuse a dialogue in which a person speaks twice in a row.
            found.append(_Exchange((ChatMessage(Role.ASSISTANT, f"({step.text})"),)))
    return found


def _calls_behind(steps: Sequence[Step], position: int) -> Iterable[Step]:
    """Yield the calls of the reply at `position`: they were kept together with it."""
    for step in steps[position + 1 :]:
        if step.kind is not StepKind.CALL:
            return
        yield step


def _requested(call: Step) -> CallRequest:
    """Return the wish again; servers refuse a dialogue in which arguments are no JSON object."""
    arguments = call.text if read_arguments(call.text) is not None else "{}"
    return CallRequest(call.call_id, call.tool, arguments or "{}", call.echo)


def _answer(call: Step, result: Step | None) -> ChatMessage:
    if result is None or result.outcome is None:
        text = result_block(call.tool, Outcome.DECLINED, NEVER_DONE)
    else:
        text = result_block(call.tool, result.outcome, result.text)
    return ChatMessage(Role.TOOL, text, call_id=call.call_id)
