"""What a model is given of a conversation."""

from datetime import UTC, datetime
from itertools import pairwise

from application.assistant.dialogues import MOST_CONTEXT, dialogue_of
from application.ports.assistant.chat_models import Role
from domain.assistant.conversations import EndReason, Outcome, Step, StepKind
from domain.assistant.words import LEFT_OUT, NEVER_DONE

AT = datetime(2026, 11, 20, tzinfo=UTC)


def a_turn(number: int, *, results: int = 2, size: int = 10, done: bool = True) -> list[Step]:
    """Return a turn in which the model looks so often, one call at a time."""
    made = [
        Step(
            conversation="c",
            number=0,
            turn=number,
            kind=StepKind.PERSON,
            at=AT,
            text=f"question {number}",
        )
    ]
    for each in range(results):
        call_id = f"t{number}s{each}c0"
        call = {"call_id": call_id, "tool": "look"}
        made.append(Step(conversation="c", number=0, turn=number, kind=StepKind.ASSISTANT, at=AT))
        made.append(
            Step(
                conversation="c",
                number=0,
                turn=number,
                kind=StepKind.CALL,
                at=AT,
                text="{}",
                **call,
            )
        )
        if done or each < results - 1:
            text = "x" * size
            outcome = Outcome.DONE
            made.append(
                Step(
                    conversation="c",
                    number=0,
                    turn=number,
                    kind=StepKind.RESULT,
                    at=AT,
                    text=text,
                    **call,
                    outcome=outcome,
                )
            )
    if done:
        made.append(
            Step(
                conversation="c",
                number=0,
                turn=number,
                kind=StepKind.ASSISTANT,
                at=AT,
                text=f"answer {number}",
            )
        )
    return made


def size_of(messages) -> int:
    return sum(len(each.text) for each in messages)


def test_every_call_has_its_result_right_behind_it():
    """MCC-4: servers refuse a dialogue in which one has none, also of a turn that was stopped."""
    messages = dialogue_of(a_turn(1, done=False) + a_turn(2), turn=2)

    for position, message in enumerate(messages):
        for offset, requested in enumerate(message.calls, 1):
            answer = messages[position + offset]
            assert (answer.role, answer.call_id) == (Role.TOOL, requested.id)
    assert NEVER_DONE in messages[4].text
    assert messages[-1].text == "answer 2"


def test_older_turns_are_left_out_first_and_as_a_whole():
    """MCC-4: a dialogue without end fits into any context."""
    steps = [step for number in range(1, 30) for step in a_turn(number, size=1_000)]
    messages = dialogue_of(steps, turn=29, most=12_000)

    assert size_of(messages) <= 12_000
    assert messages[0].role is Role.PERSON
    assert [each.text for each in messages if each.role is Role.PERSON][-1] == "question 29"
    assert sum(each.role is Role.PERSON for each in messages) == 5


def test_older_results_of_the_present_turn_are_left_out_and_said_to_be():
    """MCC-4: what was said, and the newest result, always stay."""
    steps = a_turn(1) + a_turn(2, results=24, size=16_000)[:-1]
    messages = dialogue_of(steps, turn=2)

    results = [each.text for each in messages if each.role is Role.TOOL]
    assert size_of(messages) < 170_000
    assert len(results) == 24
    assert results[0] == LEFT_OUT
    assert results[-1].count("x") == 16_000
    assert messages[0].text == "question 2"


def test_a_turn_whose_beginning_was_not_read_is_not_told_in_half():
    """MCC-4."""
    messages = dialogue_of(a_turn(1)[3:] + a_turn(2), turn=2)

    assert messages[0].text == "question 2"


def test_arguments_that_are_no_json_are_not_shown_to_a_server_again():
    """MCC-4, REL-2."""
    steps = a_turn(1)
    steps[2] = Step(
        conversation="c",
        number=0,
        turn=1,
        kind=StepKind.CALL,
        at=AT,
        text="{broken",
        call_id="t1s0c0",
        tool="look",
    )

    assert dialogue_of(steps, turn=1)[1].calls[0].arguments == "{}"


def test_a_turn_without_an_answer_says_so_before_the_person_speaks_again():
    """MCC-4, REL-2: servers refuse who speaks twice in a row; who was stopped is not to go on."""
    stopped = {"reason": EndReason.STOPPED_BY_PERSON}
    first = [
        Step(conversation="c", number=1, turn=1, kind=StepKind.PERSON, at=AT, text="question 1"),
        Step(
            conversation="c",
            number=2,
            turn=1,
            kind=StepKind.END,
            at=AT,
            text="You stopped it.",
            **stopped,
        ),
    ]
    answered = Step(
        conversation="c",
        number=9,
        turn=2,
        kind=StepKind.END,
        at=AT,
        text="Answered.",
        reason=EndReason.ANSWERED,
    )
    messages = dialogue_of([*first, *a_turn(2), answered, *a_turn(3)[:1]], turn=3)

    assert (messages[1].role, messages[1].text) == (Role.ASSISTANT, "(You stopped it.)")
    roles = [each.role for each in messages]
    assert (Role.PERSON, Role.PERSON) not in set(pairwise(roles))
    assert [each.text for each in messages[-2:]] == ["answer 2", "question 3"]


def test_more_results_of_one_reply_than_fit_are_shortened_alike():
    """MCC-4: else a server refuses the whole dialogue, or a day's tokens go into one prompt."""
    steps = a_turn(1, results=1)[:2]
    calls = [{"call_id": f"t1s0c{number}", "tool": "look"} for number in range(24)]
    steps += [
        Step(conversation="c", number=0, turn=1, kind=StepKind.CALL, at=AT, text="{}", **call)
        for call in calls
    ]
    steps += [
        Step(
            conversation="c",
            number=0,
            turn=1,
            kind=StepKind.RESULT,
            at=AT,
            text="x" * 16_000,
            **call,
            outcome=Outcome.DONE,
        )
        for call in calls
    ]
    messages = dialogue_of(steps, turn=1)
    results = [each.text for each in messages if each.role is Role.TOOL]

    assert size_of(messages) <= MOST_CONTEXT + 1_000
    assert len({len(each) for each in results}) == 1
    assert all(each.startswith("<tool_result ") for each in results)
    assert all(each.endswith("at a time.)\n</tool_result>") for each in results)
