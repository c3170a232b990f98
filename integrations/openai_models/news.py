"""What a chat completion says about news stories, read without trusting it."""

from openai.types.chat import ChatCompletion
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from application.ports.digests import NewsAnswer, NewsPrompt, ProposedItem
from application.ports.models import Finish
from integrations.openai_models.answers import finished, json_object, parsed, tokens_of


class _Item(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    story: str = Field(max_length=40)
    text: str = Field(max_length=4_000)


class _News(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    items: list[_Item] = Field(max_length=200)


def news_schema(prompt: NewsPrompt) -> dict[str, object]:
    """Return the JSON schema of the answer; a story that is not there cannot be named."""
    item = json_object(
        {
            "story": {"type": "string", "enum": list(prompt.stories)},
            "text": {"type": "string"},
        }
    )
    return json_object({"items": {"type": "array", "items": item}})


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
