"""What is looked at when a dialogue is over: the world first of all."""

import json

from domain.assistant.conversations import Outcome, StepKind
from tests.dialogues.cases import Case
from tests.dialogues.tellings import Told


def check(told: dict[str, Told | BaseException], case: Case) -> None:
    """Fail unless the dialogue ended as it should."""
    went = told[case.id]
    if isinstance(went, BaseException):
        raise went
    assert went.missing == [], went.missing
    assert went.becomes == case.becomes
    assert _ends(went) == [each.end for each in case.turns if not each.refused]
    wanted = [each.refused for each in case.turns if each.refused]
    assert len(went.refusals) == len(wanted)
    assert all(each in said for each, said in zip(wanted, went.refusals, strict=True))
    assert went.deaths == len(case.dies)
    _check_words(went, case)
    _check_calls(went, case)
    _check_requests(went)


def _ends(went: Told) -> list[object]:
    return [each.reason for each in went.steps if each.kind is StepKind.END]


def _check_words(went: Told, case: Case) -> None:
    """What people read: the answers, and the questions in full."""
    for number, said in enumerate(case.turns, start=1):
        steps = [each for each in went.steps if each.turn == number]
        words = [each.text for each in steps if each.kind is StepKind.ASSISTANT]
        assert said.tells in (words or [""])[-1], words
        questions = [each.text for each in steps if each.kind is StepKind.QUESTION]
        assert len(questions) == len(said.asks), questions
        for asked, wanted in zip(questions, said.asks, strict=True):
            assert wanted in asked, asked


def _check_calls(went: Told, case: Case) -> None:
    """What has done its work, and what has not: as the tools themselves have it, and as kept."""
    results = [each for each in went.steps if each.kind is StepKind.RESULT]
    calls = [each for each in went.steps if each.kind is StepKind.CALL]
    assert len({each.call_id for each in results}) == len(results)
    assert {each.call_id for each in results} <= {each.call_id for each in calls}
    done = [each.tool for each in results if each.outcome is Outcome.DONE]
    assert sorted(done) == sorted(case.done)
    others = [each.tool for each in results if each.outcome is not Outcome.DONE]
    assert sorted(others) == sorted(case.refused)
    # What was not kept as done has not been done, whoever died before it was written down.
    assert {tool for tool, outcome in went.answers if outcome is Outcome.DONE} <= {
        *case.done,
        *case.unsure,
    }


def _check_requests(went: Told) -> None:
    """What a model was given: results as data only, within the bounds of vendors."""
    for asked in went.asked:
        assert asked["messages"][0]["role"] == "system"
        for message in asked["messages"]:
            if message["role"] == "tool":
                assert message["content"].startswith("<tool_result "), message
                assert message["content"].endswith("</tool_result>"), message
        assert "sk-" not in json.dumps(asked["messages"])
