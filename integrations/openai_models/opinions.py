"""The `OpinionModel` port over OpenAI's chat completions."""

import json
from typing import Annotated

from openai.types.chat import ChatCompletion
from pydantic import Field, ValidationError

from application.ports.incidents.opinions import OpinionQuestion
from application.ports.models import Finish
from integrations.openai_models.answers import Strict, finished, json_object
from integrations.openai_models.questions import Asked, OpenAiChat

MOST_READ = 4_000
"""Characters of an answer that are looked at; the answer itself takes fifteen."""

_SCHEMA = json_object({"severity": {"type": "integer", "minimum": 1, "maximum": 10}})


class _Answer(Strict):
    severity: Annotated[int, Field(ge=1, le=10)]


class OpenAiOpinionModel(OpenAiChat):
    """Asks one model how severe an alert is.

    Best without retries: no opinion costs nothing but itself.
    """

    async def ask(self, question: OpinionQuestion) -> int | None:
        """Return the answer; see `OpinionModel.ask` for what is raised."""
        asked = Asked("opinion", question.system, question.user, _SCHEMA, question.most_tokens)
        return _opinion(await self.complete(asked))


def _opinion(completion: ChatCompletion) -> int | None:
    """Return what a completion says; whatever is not a finished, strict answer says nothing."""
    finish, content = finished(completion)
    if finish is not Finish.STOP:
        return None
    content = content.rpartition("</think>")[2][:MOST_READ]
    # Some models put the object into a fence; whatever stands around it is passed over.
    start, end = content.find("{"), content.rfind("}")
    try:
        return _Answer.model_validate(json.loads(content[start : end + 1])).severity
    except (ValidationError, ValueError, RecursionError):
        return None
