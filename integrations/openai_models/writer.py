"""The `ModelWriter` and `NewsWriter` ports over OpenAI's chat completions."""

from application.ports.digests import NewsAnswer, NewsPrompt
from application.ports.models import ModelAnswer, SummaryPrompt
from integrations.openai_models.answers import answer_schema, news_schema, read_answer, read_news
from integrations.openai_models.questions import Asked, OpenAiChat


class OpenAiWriter(OpenAiChat):
    """Has one model write."""

    async def write(self, prompt: SummaryPrompt) -> ModelAnswer:
        """Return what the model proposes; see `ModelWriter.write` for what is raised."""
        asked = _asked("briefing", prompt, answer_schema(prompt))
        return read_answer(await self.complete(asked))

    async def write_news(self, prompt: NewsPrompt) -> NewsAnswer:
        """Return what the model proposes; see `NewsWriter.write_news` for what is raised."""
        return read_news(await self.complete(_asked("news", prompt, news_schema(prompt))))


def _asked(name: str, prompt: SummaryPrompt | NewsPrompt, schema: dict[str, object]) -> Asked:
    return Asked(name, prompt.system, prompt.user, schema, prompt.most_tokens)
