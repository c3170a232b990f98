"""What the steps of a turn come to for those who read them (MCC-4)."""

from collections.abc import Sequence

from domain.assistant.conversations import Step, StepKind

_SETTLES = frozenset({StepKind.WORD, StepKind.RESULT})


def open_question(steps: Sequence[Step]) -> Step | None:
    """Return the question that waits for the person's word, if there is one.

    Args:
        steps: of one turn, oldest first.
    """
    found = None
    for step in steps:
        if step.kind is StepKind.QUESTION:
            found = step
        elif step.kind is StepKind.END or (
            found and step.kind in _SETTLES and step.call_id == found.call_id
        ):
            found = None
    return found


def answer_of(steps: Sequence[Step]) -> str:
    """Return the answer of a turn: the last words that no call follows; empty: there is none.

    Args:
        steps: of one turn, oldest first.
    """
    said = ""
    for step in steps:
        if step.kind is StepKind.ASSISTANT:
            said = step.text
        elif step.kind is StepKind.CALL:
            said = ""
    return said
