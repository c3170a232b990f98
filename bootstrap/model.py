"""The language model, as the settings say; only workers have one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bootstrap.outside_settings import LlmSettings
from integrations.openai_judge.model import JudgeSettings, OpenAiChangeModel
from integrations.openai_summariser.writer import OpenAiSettings, OpenAiWriter


@dataclass(frozen=True)
class Model:
    """One model as each of its jobs sees it."""

    writer: OpenAiWriter
    judge: OpenAiChangeModel


@asynccontextmanager
async def open_model(llm: LlmSettings) -> AsyncIterator[Model | None]:
    """Lend the model, None when there is none; nothing is asked yet."""
    if not llm.configured:
        yield None
        return
    key = llm.api_key.get_secret_value()
    model = Model(
        OpenAiWriter(OpenAiSettings(llm.base_url, key, llm.model, llm.timeout_seconds)),
        OpenAiChangeModel(JudgeSettings(llm.base_url, key, llm.model)),
    )
    try:
        yield model
    finally:
        await model.writer.close()
        await model.judge.close()
