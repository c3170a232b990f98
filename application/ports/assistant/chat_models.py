"""A language model that talks and calls tools (MCC-4).

Unlike the one that words briefings it is offered tools. Nothing it says is done because it says so:
whoever asks it checks each wish, and asks a person where that is needed.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from domain.common.token_counts import estimated_tokens


class Role(StrEnum):
    """Who speaks in a message; the wire names of chat completions."""

    SYSTEM = "system"
    PERSON = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


class ChatFinish(StrEnum):
    """Why the model stopped."""

    STOP = "stop"
    CALLS = "calls"
    CUT_OFF = "cut_off"
    REFUSED = "refused"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class CallRequest:
    """A tool call that the model wants.

    Attributes:
        id: the model's own name for it; unique within a message.
        alias: the name it was offered under, as the model wrote it.
        arguments: JSON text as the model wrote it; may be anything.
        echo: a JSON object of the vendor's own fields that it wants back with this call, exactly
            as they came; empty: none.
    """

    id: str
    alias: str
    arguments: str
    echo: str = ""


@dataclass(frozen=True)
class ChatMessage:
    """One message of the dialogue.

    Attributes:
        calls: of an ASSISTANT message.
        call_id: of a TOOL message: the wish that it answers.
        echo: of an ASSISTANT message, as that of a wish: the thoughts behind it.
    """

    role: Role
    text: str
    calls: tuple[CallRequest, ...] = ()
    call_id: str = ""
    echo: str = ""

    @property
    def beside(self) -> str:
        """All that a model is given of it beside its words."""
        calls = (call.alias + call.arguments + call.echo for call in self.calls)
        return "".join((*calls, self.echo))


@dataclass(frozen=True)
class OfferedFunction:
    """A tool as the model sees it.

    Attributes:
        alias: at most 64 of `[A-Za-z0-9_-]`.
        parameters: JSON schema of the arguments, an object.
    """

    alias: str
    description: str
    parameters: Mapping[str, Any]

    @property
    def estimated_tokens(self) -> int:
        """About how many tokens its definition takes.

        Servers read the schemas from JSON and write them out again: no escapes are counted.
        """
        schema = json.dumps(dict(self.parameters), ensure_ascii=False)
        return estimated_tokens(self.alias + self.description + schema)


@dataclass(frozen=True)
class ChatPrompt:
    """What the model is given.

    Attributes:
        most_tokens: of its answer, calls and thoughts included; as much as every model allows that
            calls tools (the least known is 4,096).
    """

    messages: tuple[ChatMessage, ...]
    functions: tuple[OfferedFunction, ...]
    most_tokens: int = 4_000

    @property
    def estimated_tokens(self) -> int:
        """About how many tokens it takes; a message has some four beside its words (OpenAI)."""
        said = sum(estimated_tokens(each.text + each.beside) for each in self.messages)
        offered = sum(each.estimated_tokens for each in self.functions)
        return 4 * len(self.messages) + said + offered


@dataclass(frozen=True)
class ChatReply:
    """What the model says and wants.

    Attributes:
        echo: what the vendor wants back with this message; see `ChatMessage`.
        tokens: (prompt, completion) as the server counted them; estimated when it did not say,
            for a limit that counts nothing is none.
    """

    text: str
    calls: tuple[CallRequest, ...]
    finish: ChatFinish
    tokens: tuple[int, int] = field(default=(0, 0))
    echo: str = ""


class ChatModel(Protocol):
    """A language model that talks and calls tools."""

    async def reply(
        self, prompt: ChatPrompt, *, told: Callable[[str], None] | None = None
    ) -> ChatReply:
        """Return the model's next message, within the adapter's own time limit.

        Args:
            prompt: the dialogue so far, and the tools.
            told: is given all the text so far whenever there is more of it; returns at once.

        Raises:
            ModelTooSlow: no answer in time.
            Unavailable: it could not be reached, or answered nonsense.
            TooManyRequests: its limit is reached.
            Misconfigured: it refused the key, the model name or the address.
            Rejected: it refused the request for good.
        """
