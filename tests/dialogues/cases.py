"""The dialogues as data: what is said, what the model does, and how the world is in the end."""

import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from domain.assistant.conversations import EndReason

FOLDER = Path(__file__).parent


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Said(_Strict):
    """One turn.

    Attributes:
        text: what the person says.
        lines: what the model says and calls then; see `sandbox/llm/dialogues.py`.
        answers: the person's words to the questions of the turn, in order; None: none in time.
        stop: when the person stops the turn, if they do.
        end: why the turn ends.
        tells: stands in the model's last words.
        asks: stands in the questions, in order.
        refused: stands in the refusal of the turn itself, which then does not begin.
    """

    text: str
    lines: list[dict[str, Any]]
    answers: list[bool | None] = []
    stop: Literal["", "asking", "thinking"] = ""
    end: EndReason = EndReason.ANSWERED
    tells: str = ""
    asks: list[str] = []
    refused: str = ""


class Case(_Strict):
    """One dialogue.

    Attributes:
        id: language and what it is about.
        by: who speaks.
        scopes: of their token; None: a full sign-in.
        world: what is so beforehand; see `places.py`.
        behaviour: of the model, instead of its lines; empty: it says its lines.
        dialect: whose rules its server keeps; see `sandbox/llm/dialects.py`.
        turns: what is said.
        limits: fields of `TurnLimits` that differ, times in seconds.
        dies: where a worker dies; `asking` is while a question is open.
        becomes: how the world is in the end, where that differs from the beginning.
        done: tools that have done their work, in order; those that only read may be left out.
        refused: tools that were refused, declined or not there, or of which nobody knows.
        unsure: those of `refused` that did their work before their worker died.
    """

    id: str
    by: Literal["mei", "operator", "approver", "admin"]
    scopes: list[str] | None = None
    world: list[str] = []
    behaviour: str = ""
    dialect: str = "openai"
    turns: list[Said]
    limits: dict[str, float] = {}
    dies: list[str]
    becomes: dict[str, Any] = {}
    done: list[str] = []
    refused: list[str] = []
    unsure: list[str] = []


def read_cases(name: str) -> list[Case]:
    """Return the dialogues of one language."""
    return [Case.model_validate(each) for each in json.loads((FOLDER / name).read_text())]


CHINESE = read_cases("chinese.json")
ENGLISH = read_cases("english.json")
CASES = [*CHINESE, *ENGLISH]
