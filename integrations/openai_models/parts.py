"""The wire shapes of an answer, as far as they are read; what else stands in it is passed over."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

MOST_TOKENS = 10_000_000
"""Of one prompt or answer; the widest contexts known hold this many. A server that counts more is
not believed: one slip of it would spend the day's budget of everybody."""


class _Loose(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Function(_Loose):
    """A function that is called, or a piece of its name and arguments."""

    name: str | None = None
    arguments: str | dict[str, Any] | None = None


class Call(_Loose):
    """A call, or a piece of one."""

    index: int | None = None
    id: str | None = None
    function: Function | None = None
    extra_content: Any = None


class Said(_Loose):
    """What a message, or a piece of one, says."""

    content: str | None = None
    refusal: str | None = None
    tool_calls: list[Call] | None = None
    reasoning_content: Any = None
    extra_content: Any = None


class Choice(_Loose):
    """One of the answers; only the first is read."""

    delta: Said | None = None
    message: Said | None = None
    finish_reason: str | None = None


class _Thinking(_Loose):
    reasoning_tokens: int | None = None


class Usage(_Loose):
    """What the server counted."""

    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    completion_tokens_details: _Thinking | None = None

    @property
    def thought(self) -> int:
        """Tokens of thoughts, where a server counts them but shows none."""
        counted = self.completion_tokens_details
        return _believed(counted.reasoning_tokens) if counted else 0

    @property
    def as_counted(self) -> dict[str, Any] | None:
        """The same as the SDK reads it; None where nothing was counted."""
        asked, answered = self.tokens
        if not asked and not answered:
            return None
        counted = {"prompt_tokens": asked, "completion_tokens": answered}
        details = {"completion_tokens_details": {"reasoning_tokens": self.thought}}
        return counted | {"total_tokens": asked + answered} | details

    @property
    def tokens(self) -> tuple[int, int]:
        """(prompt, completion) as the server counted them; 0 where that cannot be so."""
        return _believed(self.prompt_tokens), _believed(self.completion_tokens)


class Part(_Loose):
    """A piece of a streamed answer, or a whole one, which is an answer in one piece."""

    choices: list[Choice] = Field(default_factory=list)
    usage: Usage | None = None


def _believed(counted: int | None) -> int:
    return counted if counted is not None and 0 < counted <= MOST_TOKENS else 0
