"""The `ChatModel` port over OpenAI's chat completions with tools, streamed."""

import json
import re
from collections.abc import Callable
from typing import Any, cast

import httpx2
import openai
from openai.types.chat import (
    ChatCompletionFunctionToolParam,
    ChatCompletionMessageFunctionToolCallParam,
    ChatCompletionMessageParam,
)

from application.ports.assistant.chat_models import (
    CallRequest,
    ChatMessage,
    ChatPrompt,
    ChatReply,
    Role,
)
from domain.common.errors import Unavailable
from domain.common.messages import message
from integrations.openai_models.asking import Dialect, ModelServer, OpenAiSettings
from integrations.openai_models.chat_words import Reading, echoed
from integrations.openai_models.parts import Part

_CallParam = ChatCompletionMessageFunctionToolCallParam

LONGEST_DESCRIPTION = 1_024
"""Characters of a tool's description that OpenAI's chat completions take."""

_COUNTED = "stream_options"
_STREAMED = "stream"

_NO_THOUGHTS = {"reasoning_content": ""}
"""What DeepSeek takes for a call that was made without thinking (deepseek-harness#739)."""

_NO_SIGNATURE = {
    "extra_content": {"google": {"thought_signature": "skip_thought_signature_validator"}}
}
"""What Gemini takes for a call that it has not made; https://ai.google.dev/gemini-api/docs/thought-signatures.
It looks at the first of several calls only."""

_NOT_A_NAME = re.compile(r"[^A-Za-z0-9_-]")


class OpenAiChatModel:
    """Talks and calls tools; remembers what the server understood.

    Args:
        settings: where the model is. Its time limit is for one whole reply.
        http_client: for tests and proxies; the SDK's own when None.
    """

    def __init__(
        self, settings: OpenAiSettings, *, http_client: httpx2.AsyncClient | None = None
    ) -> None:
        self._server = ModelServer(
            settings, Dialect((_COUNTED, _STREAMED)), http_client=http_client
        )
        self._streams = True

    async def reply(
        self, prompt: ChatPrompt, *, told: Callable[[str], None] | None = None
    ) -> ChatReply:
        """Return the model's next message; see `ChatModel.reply` for what is raised."""

        async def asked(dialect: Dialect) -> Reading:
            return await self._read(prompt, dialect, told)

        reading = await self._server.ask(asked, wants_room=lambda each: each.stopped_thinking)
        return reading.reply(prompt)

    async def close(self) -> None:
        """Close the connections."""
        await self._server.close()

    async def _read(
        self, prompt: ChatPrompt, dialect: Dialect, told: Callable[[str], None] | None
    ) -> Reading:
        if dialect.only_streams or (self._streams and _STREAMED in dialect.extras):
            reading = await self._read_stream(prompt, dialect, told)
            if reading.began:
                return reading
            # It answered in one piece, as if it had not been asked for several.
            self._streams = False
        return await self._read_whole(prompt, dialect)

    async def _read_stream(
        self, prompt: ChatPrompt, dialect: Dialect, told: Callable[[str], None] | None
    ) -> Reading:
        counted = _COUNTED in dialect.extras
        stream = await self._server.client.chat.completions.create(
            **self._request(prompt, dialect),
            stream=True,
            stream_options={"include_usage": True} if counted else openai.omit,
        )
        reading, heard = Reading(), ""
        async with stream:
            async for chunk in stream:
                reading.take(_part(chunk))
                if reading.too_long:
                    break
                if told is not None and reading.aloud != heard:
                    heard = reading.aloud
                    told(heard)
        return reading

    async def _read_whole(self, prompt: ChatPrompt, dialect: Dialect) -> Reading:
        completion = await self._server.client.chat.completions.create(
            **self._request(prompt, dialect)
        )
        reading = Reading()
        reading.take(_part(completion))
        return reading

    def _request(self, prompt: ChatPrompt, dialect: Dialect) -> dict[str, Any]:
        offered = [
            ChatCompletionFunctionToolParam(
                type="function",
                function={
                    "name": each.alias,
                    "description": each.description[:LONGEST_DESCRIPTION],
                    "parameters": dict(each.parameters),
                },
            )
            for each in prompt.functions
        ]
        return {
            **self._server.fields(dialect, prompt.most_tokens),
            "messages": [_message(each, dialect.stands_in) for each in prompt.messages],
            "tools": offered or openai.omit,
        }


def _part(answer: object) -> Part:
    """Read what the SDK only labels: it checks nothing."""
    if not isinstance(answer, openai.BaseModel):
        raise Unavailable(message("assistant.model_no_json"))
    return Part.model_validate(answer.to_dict(warnings=False))


def _message(said: ChatMessage, stands_in: str) -> ChatCompletionMessageParam:
    """Return a message as it goes out; see `Dialect.stands_in`."""
    match said.role:
        case Role.SYSTEM:
            return {"role": "system", "content": said.text}
        case Role.PERSON:
            return {"role": "user", "content": said.text}
        case Role.TOOL:
            return {"role": "tool", "tool_call_id": said.call_id, "content": said.text}
        case Role.ASSISTANT if said.calls:
            calls = [_call(each) for each in said.calls]
            if stands_in == "thought_signature" and not any(each.echo for each in said.calls):
                calls[0] = cast(_CallParam, calls[0] | _NO_SIGNATURE)
            thoughts = _NO_THOUGHTS if stands_in == "reasoning_content" else {}
            asked = {"role": "assistant", "content": said.text or None, "tool_calls": calls}
            return cast(ChatCompletionMessageParam, asked | thoughts | echoed(said.echo))
        case Role.ASSISTANT:
            spoken = {"role": "assistant", "content": said.text}
            return cast(ChatCompletionMessageParam, spoken | echoed(said.echo))


def _call(requested: CallRequest) -> _CallParam:
    """Return a call as servers take it back: a name that could be one, arguments that are JSON.

    Some read the arguments of the history again and fail on what the model itself wrote.
    """
    name = _NOT_A_NAME.sub("_", requested.alias)[:64] or "_"
    arguments = requested.arguments if _is_object(requested.arguments) else "{}"
    function = {"name": name, "arguments": arguments}
    # The SDK sends on what it has no name for: its types know OpenAI's fields only.
    return cast(
        _CallParam,
        {"id": requested.id, "type": "function", "function": function} | echoed(requested.echo),
    )


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False
