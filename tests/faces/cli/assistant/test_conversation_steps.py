"""What a step of a conversation is at the terminal."""

from dataclasses import fields, replace
from datetime import UTC, datetime

from api.assistant.bodies import StepOut
from cli.assistant.words import step_fields
from domain.assistant.conversations import Step, StepKind


def test_the_models_thoughts_are_shown_to_nobody():
    """LLM-1, MCC-4: they are kept for the model alone; everything else of a step is shown."""
    at = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)
    step = Step(
        conversation="c_1", number=1, turn=1, kind=StepKind.ASSISTANT, at=at, text="Two alarms."
    )
    thought = replace(step, echo='{"reasoning_content": "hush"}')

    assert step_fields(thought) == step_fields(step)
    assert step_fields(step).keys() == {each.name for each in fields(Step)} - {"echo", "digest"} | {
        "question_id"
    }
    assert "hush" not in StepOut.model_validate(thought, from_attributes=True).model_dump_json()
