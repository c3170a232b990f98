"""What the assistant does, in the terminal's words and the reader's language."""

import json
from decimal import Decimal

from application.common.wording import Localizer
from cli.output import note, one_line, say
from domain.assistant.conversations import EndReason, Outcome, Step, StepKind
from domain.common.messages import Called, message
from domain.common.quoting import for_people

_OUTCOMES = {
    Outcome.DONE: "talk.outcome_done",
    Outcome.FAILED: "talk.outcome_failed",
    Outcome.REFUSED: "talk.outcome_refused",
    Outcome.DECLINED: "talk.outcome_declined",
    Outcome.UNAVAILABLE: "talk.outcome_unavailable",
    Outcome.UNCERTAIN: "talk.outcome_uncertain",
    Outcome.ASKS: "talk.outcome_asks",
}

LONGEST_ARGUMENTS = 120
"""Characters of a call's arguments in a line; what a person agrees to is shown in full."""

LONGEST_RESULT = 160
"""Characters of the first line of a result."""


def step_fields(step: Step) -> dict[str, object]:
    """Return a step by the names that it has over HTTP; thoughts are for the model alone."""
    fields = {name: value for name, value in vars(step).items() if name != "echo"}
    return fields | {"question_id": fields.pop("digest")}


def say_step(step: Step, reader: Localizer) -> None:
    """Show a step: answers on stdout, what was done for them on stderr."""
    match step.kind:
        case StepKind.ASSISTANT:
            if step.text.strip():
                say(step.text)
        case StepKind.PERSON:
            note(f"> {step.text}")
        case StepKind.QUESTION:
            note(f"? {step.text}")
        case StepKind.END:
            if step.reason is not EndReason.ANSWERED:
                note(step.text)
        case _:
            note(_line(step, reader))


def _line(step: Step, reader: Localizer) -> str:
    """Return a call, a word or a result on one line."""
    if step.kind is StepKind.CALL:
        return one_line(f"→ {named(step)} {_shown(_arguments(step.text), LONGEST_ARGUMENTS)}")
    if step.kind is StepKind.WORD:
        return reader.text(message("talk.agreed" if step.agreed else "talk.declined"))
    ended = message(
        "talk.ended",
        tool=Called(named(step)),
        outcome=message(_OUTCOMES[step.outcome or Outcome.DONE]),
        seconds=Decimal(f"{step.seconds:.1f}"),
    )
    first = for_people(step.text).partition("\n")[0]
    shown = _shown(first, LONGEST_RESULT)
    return one_line(f"← {reader.text(ended)} {shown}".rstrip())


def named(step: Step) -> str:
    """Return a tool's name, and whose it is when it is not ours."""
    return f"{step.plugin}: {step.tool}" if step.plugin else step.tool


def _arguments(text: str) -> str:
    """Return the arguments as short as JSON goes, or as the model wrote them."""
    try:
        return json.dumps(json.loads(text or "{}"), ensure_ascii=False)
    except (ValueError, RecursionError):
        return text


def _shown(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
