from datetime import UTC, datetime

import pytest

from domain.assistant.conversations import Step, StepKind
from domain.assistant.reading import answer_of, open_question

AT = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)


def steps(*kinds):
    """Steps of a turn; those about a call are written `kind:call`."""
    found = []
    for number, each in enumerate(kinds, 1):
        kind, _, call = each.partition(":")
        found.append(
            Step(
                conversation="c_1",
                number=number,
                turn=1,
                kind=StepKind(kind),
                at=AT,
                text=each,
                call_id=call,
            )
        )
    return found


@pytest.mark.parametrize(
    ("kinds", "number"),
    [
        (("person", "assistant", "call:a", "question:a"), 4),
        (("call:a", "call:b", "question:a", "result:b"), 3),
        (("call:a", "question:a", "word:a"), None),
        (("call:a", "question:a", "result:a"), None),
        (("call:a", "question:a", "word:a", "question:a"), 4),
        (("call:a", "question:a", "end"), None),
        (("person",), None),
    ],
)
def test_a_question_is_open_until_somebody_says_a_word(kinds, number):
    """MCC-4."""
    found = open_question(steps(*kinds))
    assert (found.number if found else None) == number


@pytest.mark.parametrize(
    ("kinds", "answer"),
    [
        (("person", "assistant", "end"), "assistant"),
        (("person", "assistant", "call:a", "result:a"), ""),
        (("person", "assistant", "call:a", "result:a", "assistant", "end"), "assistant"),
        (("person", "end"), ""),
    ],
)
def test_the_answer_is_what_the_model_says_last(kinds, answer):
    """MCC-4."""
    assert answer_of(steps(*kinds)) == answer
