"""The language model, as the settings say; only workers have one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from bootstrap.configuration.outside import LlmSettings
from integrations.openai_models.asking import OpenAiSettings
from integrations.openai_models.chat import OpenAiChatModel
from integrations.openai_models.judge import OpenAiChangeModel
from integrations.openai_models.opinions import OpenAiOpinionModel
from integrations.openai_models.writer import OpenAiWriter

OPINION_SECONDS = 8.0
"""An opinion is one input of a score; the first decision is due 30 s after intake (ALR-8)."""

JUDGING_SECONDS = 20.0
"""A change waits so long at most before it is told; without an answer it is told as it is."""


@dataclass(frozen=True)
class Model:
    """One model as each of its jobs sees it."""

    writer: OpenAiWriter
    judge: OpenAiChangeModel
    opinions: OpenAiOpinionModel | None
    chat: OpenAiChatModel


@asynccontextmanager
async def open_model(llm: LlmSettings) -> AsyncIterator[Model | None]:
    """Lend the model, None when there is none; nothing is asked yet."""
    if not llm.configured:
        yield None
        return
    settings = OpenAiSettings(
        base_url=llm.base_url,
        api_key=llm.api_key.get_secret_value(),
        model=llm.model,
        timeout_seconds=llm.timeout_seconds,
        extra_body=llm.extra_body,
        answer_tokens=llm.answer_tokens,
    )
    # Who is not tried again here is tried again above, which counts it, or is no loss.
    once = replace(settings, retries=0)
    model = Model(
        OpenAiWriter(settings),
        OpenAiChangeModel(replace(once, timeout_seconds=JUDGING_SECONDS)),
        OpenAiOpinionModel(replace(once, timeout_seconds=OPINION_SECONDS))
        if llm.alert_opinion
        else None,
        OpenAiChatModel(once),
    )
    try:
        yield model
    finally:
        await model.writer.close()
        await model.judge.close()
        await model.chat.close()
        if model.opinions is not None:
            await model.opinions.close()
