"""The `ModelWriter` and `NewsWriter` ports over OpenAI's chat completions."""

import httpx2

from application.ports.digests import NewsAnswer, NewsPrompt
from application.ports.models import ModelAnswer, SummaryPrompt
from integrations.openai_models.answers import answer_schema, read_answer
from integrations.openai_models.asking import OpenAiSettings
from integrations.openai_models.news import news_schema, read_news
from integrations.openai_models.questions import Asked, OpenAiChat


class OpenAiWriter:
    """Has one model write.

    Args:
        settings: where the model is.
        http_client: for tests and proxies; the SDK's own when None.
    """

    def __init__(
        self, settings: OpenAiSettings, *, http_client: httpx2.AsyncClient | None = None
    ) -> None:
        self._chat = OpenAiChat(settings, http_client=http_client)

    async def write(self, prompt: SummaryPrompt) -> ModelAnswer:
        """Return what the model proposes; see `ModelWriter.write` for what is raised."""
        asked = _asked("briefing", prompt, answer_schema(prompt))
        return read_answer(await self._chat.ask(asked))

    async def write_news(self, prompt: NewsPrompt) -> NewsAnswer:
        """Return what the model proposes; see `NewsWriter.write_news` for what is raised."""
        return read_news(await self._chat.ask(_asked("news", prompt, news_schema(prompt))))

    async def close(self) -> None:
        """Close the connections."""
        await self._chat.close()


def _asked(name: str, prompt: SummaryPrompt | NewsPrompt, schema: dict[str, object]) -> Asked:
    return Asked(name, prompt.system, prompt.user, schema, prompt.most_tokens)
