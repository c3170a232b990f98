"""What the vendors of models do each in their own way, with their errors word for word.

OpenAI's own rules are in `checks`; they hold for all. Sources of the others:

- DeepSeek, thinking on by default: https://api-docs.deepseek.com/guides/thinking_mode, errors from
  JohnnyZ93/oai-compatible-copilot#215 (thoughts not passed back), UKGovernmentBEIS/inspect_ai#4916
  (`json_schema`), browserbase/stagehand#1204 (the word "json"). Empty thoughts are wanted back too:
  deepseek-ai/deepseek-harness#739. Old and new names of models: 400 "Model Not Exist".
- Qwen's open weights at DashScope, thinking on by default: infiniflow/ragflow#8972 (only streams),
  presenton/presenton#184 (no JSON mode while it thinks).
- Gemini's compatible address: openai/openai-python#2758 (the error, in a list),
  https://ai.google.dev/gemini-api/docs/thought-signatures (the first of several calls carries it,
  calls of the present turn are looked at, and what stands in for calls of others).
- vLLM: https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html; thoughts of a model
  whose parser is not set stand before the answer. Ollama: no key, no schema of calls refused.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sandbox.llm.checks import Refused

THOUGHT = "The person asks about their systems. I look first, then I answer. 先看，再答。"
"""What a thinking model of ours thinks."""

THOUGHT_TOKENS = 3_000
"""As many as a real one spends on a briefing; they count as part of the answer."""

SIGNATURE = "c2FuZGJveC10aG91Z2h0"
NO_SIGNATURE_NEEDED = frozenset(
    {"skip_thought_signature_validator", "context_engineering_is_the_way_to_go"}
)


class Dialect(StrEnum):
    """Whose rules are kept."""

    OPENAI = "openai"
    DEEPSEEK = "deepseek"
    QWEN = "qwen"
    GEMINI = "gemini"
    VLLM = "vllm"
    OLLAMA = "ollama"


Message = dict[str, Any]


@dataclass(frozen=True)
class Rules:
    """What a vendor does otherwise than OpenAI.

    Attributes:
        check: raises `Refused` for what only this vendor refuses.
        thinks: says whether a request is answered after thinking.
        unknown_model: status, words and code for a name that it does not know.
        shape: puts an error into the vendor's form.
        aloud: whether thoughts stand in the answer itself, not in a field beside it.
        signs: whether calls carry a signature of the thought behind them.
    """

    check: Callable[[dict[str, Any]], None] = lambda _: None
    thinks: Callable[[dict[str, Any]], bool] = lambda _: False
    unknown_model: tuple[int, str, str] = (404, "The model {!r} does not exist.", "model_not_found")
    shape: Callable[[int, dict[str, Any]], Any] = lambda _status, error: {"error": error}
    aloud: bool = False
    signs: bool = False

    def spent_on_thoughts(self, request: dict[str, Any]) -> bool:
        """Say whether thinking alone takes all that the answer may have."""
        most = request.get("max_completion_tokens") or request.get("max_tokens")
        return self.thinks(request) and isinstance(most, int) and most <= THOUGHT_TOKENS


def _thinks_at_deepseek(body: dict[str, Any]) -> bool:
    wanted = body.get("thinking")
    return not (isinstance(wanted, dict) and wanted.get("type") == "disabled")


def _check_deepseek(body: dict[str, Any]) -> None:
    kind = _format_of(body)
    if kind == "json_schema":
        raise Refused("This response_format type is unavailable now", "invalid_request_error")
    _check_word_json(kind, body)
    if not _thinks_at_deepseek(body):
        return
    for message in _turns_with_calls(body["messages"]):
        if not isinstance(message.get("reasoning_content"), str):
            raise Refused(
                "The `reasoning_content` in the thinking mode must be passed back to the API.",
                "invalid_request_error",
            )


def _check_word_json(kind: str, body: dict[str, Any]) -> None:
    if kind == "json_object" and "json" not in json.dumps(body["messages"]).lower():
        raise Refused(
            "Prompt must contain the word 'json' in some form to use 'response_format' of type "
            "'json_object'.",
            "invalid_request_error",
        )


def _thinks_at_qwen(body: dict[str, Any]) -> bool:
    return body.get("enable_thinking") is not False


def _check_qwen(body: dict[str, Any]) -> None:
    if not _thinks_at_qwen(body):
        return
    if not body.get("stream"):
        raise Refused(
            "parameter.enable_thinking must be set to false for non-streaming calls",
            "invalid_parameter_error",
        )
    if _format_of(body) != "text":
        raise Refused(
            "<400> InternalError.Algo.InvalidParameter: Json mode response is not supported when "
            "enable_thinking is true",
            "invalid_parameter_error",
        )


def _check_gemini(body: dict[str, Any]) -> None:
    for place, message in _present_calls(body["messages"]):
        call = message["tool_calls"][0]
        extra = call.get("extra_content")
        google = extra.get("google") if isinstance(extra, dict) else None
        signature = google.get("thought_signature") if isinstance(google, dict) else None
        if signature == SIGNATURE or signature in NO_SIGNATURE_NEEDED:
            continue
        raise Refused(
            "Function call is missing a thought_signature in functionCall parts. This is required "
            "for tools to work correctly, and missing thought_signature may lead to degraded model "
            "performance. Additional data, function call "
            f"`default_api:{call['function']['name']}` , position {place}. Please refer to "
            "https://ai.google.dev/gemini-api/docs/thought-signatures for more details.",
            "INVALID_ARGUMENT",
        )


def _format_of(body: dict[str, Any]) -> str:
    wanted = body.get("response_format")
    return str(wanted.get("type")) if isinstance(wanted, dict) else "text"


def _turns_with_calls(messages: list[Message]) -> Iterator[Message]:
    """Yield what the assistant said in each turn in which it called tools."""
    turn: list[Message] = []
    for message in [*messages, {"role": "user"}]:
        if message["role"] == "user":
            if any(each.get("tool_calls") for each in turn):
                yield from turn
            turn = []
        elif message["role"] == "assistant":
            turn.append(message)


def _present_calls(messages: list[Message]) -> Iterator[tuple[int, Message]]:
    """Yield the places of messages with calls since a person spoke last."""
    spoken = max((at for at, each in enumerate(messages) if each["role"] == "user"), default=0)
    for place, message in enumerate(messages[spoken:], start=spoken + 1):
        if message.get("tool_calls"):
            yield place, message


def _as_google(status: int, error: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"error": {"code": status, "message": error["message"], "status": error["code"]}}]


def _as_dashscope(_status: int, error: dict[str, Any]) -> dict[str, Any]:
    return {"error": error, "id": "chatcmpl-sandbox", "request_id": "sandbox"}


RULES = {
    Dialect.OPENAI: Rules(),
    Dialect.DEEPSEEK: Rules(
        _check_deepseek,
        _thinks_at_deepseek,
        (400, "Model Not Exist", "invalid_request_error"),
    ),
    Dialect.QWEN: Rules(_check_qwen, _thinks_at_qwen, shape=_as_dashscope),
    Dialect.GEMINI: Rules(_check_gemini, shape=_as_google, signs=True),
    Dialect.VLLM: Rules(thinks=lambda _: True, aloud=True),
    Dialect.OLLAMA: Rules(),
}
