"""The `ChangeModel` port over OpenAI's chat completions."""

from openai.types.chat import ChatCompletion
from pydantic import ValidationError

from application.ports.models import Finish
from application.ports.watches.verdicts import Judgement, Question
from integrations.openai_models.answers import Strict, finished, json_object, parsed
from integrations.openai_models.questions import Asked, OpenAiChat

MOST_READ = 4_000
"""Characters of an answer that are looked at; the answer itself takes twenty."""

_SCHEMA = json_object({"matters": {"type": "boolean"}})


class _Answer(Strict):
    matters: bool


class OpenAiChangeModel(OpenAiChat):
    """Asks one model whether a change matters.

    Best without retries: no answer means that the change is told, which is no loss.
    """

    async def ask(self, question: Question) -> Judgement:
        """Return the answer; see `ChangeModel.ask` for what is raised."""
        asked = Asked("verdict", question.system, question.user, _SCHEMA, question.most_tokens)
        return _judgement(await self.complete(asked))


def _judgement(completion: ChatCompletion) -> Judgement:
    """Return what a completion says; whatever is not a finished, strict answer says nothing."""
    tokens = completion.usage.total_tokens if completion.usage else 0
    finish, content = finished(completion)
    if finish is not Finish.STOP:
        return Judgement(None, tokens)
    try:
        return Judgement(_Answer.model_validate(parsed(content, MOST_READ)).matters, tokens)
    except (ValidationError, ValueError, RecursionError):
        return Judgement(None, tokens)
