"""What a chat completion says, read without trusting it."""

import json
import re

from openai.types.chat import ChatCompletion
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from application.ports.digests import NewsAnswer, NewsPrompt, ProposedItem
from application.ports.models import Finish, ModelAnswer, SummaryPrompt
from domain.briefings.claim_checks import ProposedClaim
from domain.briefings.summaries import Weight

MOST_READ = 64_000
"""Characters of an answer that are looked at; far above what `most_tokens` allows."""

_FENCE = re.compile(r"```(?:json)?\s*(\{.*\})\s*```", re.DOTALL)


class Strict(BaseModel):
    """An answer's shape: no value is turned into another type; unknown fields are ignored."""

    model_config = ConfigDict(extra="ignore", strict=True)


class _Claim(Strict):
    topic: str = Field(max_length=40)
    weight: str = Field(max_length=40)
    text: str = Field(max_length=4_000)
    evidence: list[str] = Field(max_length=100)


class _Summary(Strict):
    claims: list[_Claim] = Field(max_length=100)


class _Item(Strict):
    story: str = Field(max_length=40)
    text: str = Field(max_length=4_000)


class _News(Strict):
    items: list[_Item] = Field(max_length=200)


def answer_schema(prompt: SummaryPrompt) -> dict[str, object]:
    """Return the JSON schema of the answer, within what strict mode allows everywhere."""
    claim = json_object(
        {
            "topic": {"type": "string", "enum": [topic.value for topic in prompt.topics]},
            "weight": {"type": "string", "enum": [weight.value for weight in Weight]},
            "text": {"type": "string"},
            "evidence": {"type": "array", "items": {"type": "string"}},
        }
    )
    return json_object({"claims": {"type": "array", "items": claim}})


def news_schema(prompt: NewsPrompt) -> dict[str, object]:
    """Return the JSON schema of the answer; a story that is not there cannot be named."""
    item = json_object(
        {
            "story": {"type": "string", "enum": list(prompt.stories)},
            "text": {"type": "string"},
        }
    )
    return json_object({"items": {"type": "array", "items": item}})


def read_answer(completion: ChatCompletion) -> ModelAnswer:
    """Return what the completion proposes; whatever is not a finished answer has no claims."""
    tokens = tokens_of(completion)
    finish, content = finished(completion)
    if finish is not Finish.STOP:
        return ModelAnswer((), finish, tokens)
    try:
        summary = _Summary.model_validate(parsed(content))
    except (ValidationError, ValueError, RecursionError):
        return ModelAnswer((), Finish.UNREADABLE, tokens)
    claims = tuple(
        ProposedClaim(claim.topic, claim.weight, claim.text, tuple(claim.evidence))
        for claim in summary.claims
    )
    return ModelAnswer(claims, Finish.STOP, tokens)


def read_news(completion: ChatCompletion) -> NewsAnswer:
    """Return what the completion proposes; whatever is not a finished answer has no items."""
    tokens = tokens_of(completion)
    finish, content = finished(completion)
    if finish is not Finish.STOP:
        return NewsAnswer((), finish, tokens)
    try:
        news = _News.model_validate(parsed(content))
    except (ValidationError, ValueError, RecursionError):
        return NewsAnswer((), Finish.UNREADABLE, tokens)
    items = tuple(ProposedItem(item.story, item.text) for item in news.items)
    return NewsAnswer(items, Finish.STOP, tokens)


def tokens_of(completion: ChatCompletion) -> tuple[int, int]:
    """Return (prompt, completion) tokens; zeros when the server does not say."""
    usage = completion.usage
    return (usage.prompt_tokens, usage.completion_tokens) if usage else (0, 0)


def finished(completion: ChatCompletion) -> tuple[Finish, str]:
    """Say how the answer ended; a tool call was never offered and counts as no answer."""
    if not completion.choices:
        return Finish.UNREADABLE, ""
    choice = completion.choices[0]
    if choice.message.refusal or choice.finish_reason == "content_filter":
        return Finish.REFUSED, ""
    if choice.finish_reason == "length":
        return Finish.CUT_OFF, ""
    if choice.finish_reason != "stop" or choice.message.tool_calls:
        return Finish.UNREADABLE, ""
    return Finish.STOP, choice.message.content or ""


def parsed(content: str, most_read: int = MOST_READ) -> object:
    """Return the JSON of an answer that may stand in a code fence or after a thought."""
    content = content.rpartition("</think>")[2].strip()[:most_read]
    fenced = _FENCE.search(content)
    return json.loads(fenced[1] if fenced else content)


def json_object(properties: dict[str, object]) -> dict[str, object]:
    """Return the schema of an object that has just these properties."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
