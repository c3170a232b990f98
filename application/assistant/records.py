"""What is written down of a turn: its steps and its events (MCC-4)."""

from collections.abc import Mapping
from datetime import datetime

from application.ports.assistant.conversations import Batch, Turn
from domain.assistant.conversations import EndReason, Outcome, Step, StepKind
from domain.assistant.turn_rules import Called, PlannedCall, question_digest, state_after
from domain.events.events import Event, EventType


def ending(turn: Turn, reason: EndReason, text: str, *, at: datetime) -> Batch:
    """Return the last words of a turn."""
    end = Step(
        conversation=turn.conversation,
        number=0,
        turn=turn.number,
        kind=StepKind.END,
        at=at,
        text=text,
        reason=reason,
    )
    facts = {"reason": reason, "state": state_after(reason)}
    return Batch(
        conversation=turn.conversation,
        turn=turn.number,
        key=f"t{turn.number}/end",
        at=at,
        state=state_after(reason),
        steps=(end,),
        event=event_of(turn, EventType.CONVERSATION_SETTLED, "end", at, facts),
    )


def reply_key(call: PlannedCall) -> str:
    """Return the key under which the model's reply that wants a call is kept."""
    return call.id.rpartition("c")[0]


def result_key(call: PlannedCall) -> str:
    """Return the key under which a call's result is kept."""
    return f"{call.id}/result"


def asked_key(call: PlannedCall, asked: int) -> str:
    """Return the key under which the so-manieth question about a call is kept."""
    return f"{call.id}/asked/{asked}"


def asks(turn: Turn, call: PlannedCall, asked: int, digest: str) -> Called:
    """Return that a call wants a person's word; `digest` is its box's."""
    shown = question_digest(turn.conversation, call.id, asked, digest)
    return Called(Outcome.ASKS, shown)


def named(call: PlannedCall) -> dict[str, str]:
    """Return what an event tells of a call: no arguments, which may hold anything."""
    return {"call": call.id, "tool": call.tool, "plugin": call.plugin}


def about(turn: Turn, call: PlannedCall, kind: StepKind, at: datetime, **more: object) -> Step:
    """Return a step about a call; `more` are further fields of it."""
    return Step(
        conversation=turn.conversation,
        number=0,
        turn=turn.number,
        kind=kind,
        at=at,
        call_id=call.id,
        tool=call.tool,
        plugin=call.plugin,
        **more,  # type: ignore[arg-type]  # the fields of a step
    )


def event_of(
    turn: Turn, type_: EventType, name: str, at: datetime, facts: Mapping[str, str]
) -> Event:
    """Return what is recorded of a turn; it never holds what was said."""
    subject = f"{turn.conversation}/{turn.number}"
    return Event(
        id=f"conversation/{subject}/{name}",
        type=type_,
        source="/conversations",
        subject=subject,
        time=at,
        owner=turn.owner,
        data=dict(facts),
    )
