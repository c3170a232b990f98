"""The tools that the assistant may use for a person: our own, and their plugins' (MCC-4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from domain.assistant.conversations import Outcome
from domain.common.messages import Message
from domain.people.access import Actor


class Care(StrEnum):
    """How carefully a tool is to be handled."""

    READS = "reads"  # changes nothing
    CHANGES = "changes"  # changes something of the person's that can be changed back
    ASKS_FIRST = "asks_first"  # destroys, reaches others, or nobody vouches for what it does


@dataclass(frozen=True, kw_only=True)
class OfferedTool:
    """A tool that may be called.

    Attributes:
        alias: what the model calls it: at most 64 of `[A-Za-z0-9_-]`, unique in the box.
        title: for people, without the plugin's name.
        parameters: JSON schema of the arguments, an object.
        repeatable: calling it twice with the same key does what calling it once does.
        plugin: name of the person's plugin that has it; empty: it is our own.
        foreign: its answers may hold what strangers wrote. After such an answer nothing is done for
            a person that they did not agree to: see `ToolCall.ask`.
        unvouched: nobody vouches for what it says of itself, which every model that is offered it
    """

    alias: str
    title: str
    description: str
    parameters: Mapping[str, Any]
    care: Care
    repeatable: bool
    plugin: str = ""
    foreign: bool = True
    unvouched: bool = False
    reads_at: str = ""


@dataclass(frozen=True)
class ToolCall:
    """One call.

    Attributes:
        arguments: checked against the tool's schema by the box.
        key: the same for every try of this call; handed to tools that take one.
        agreed: digest of the question that the person said yes to; empty: nobody was asked.
        ask: text of strangers may have led the model here, or it would read where nobody told it
            to: whatever does not just read is asked about, however harmless the tool says it is.
        reads: it is made as one that changes nothing, which may be given up and made again; a tool
            that is another one by now refuses it.
    """

    alias: str
    arguments: Mapping[str, Any]
    key: str
    agreed: str = ""
    ask: bool = False
    reads: bool = False


@dataclass(frozen=True)
class ToolAnswer:
    """What came of a call.

    Attributes:
        text: what the tool says, bounded, as data; of a refusal
            of ours the message that says why.
        question: of ASKS: what the person is to be asked, in full; names what would be done.
        digest: of ASKS: what `ToolCall.agreed` must be for the call to be done.
    """

    outcome: Outcome
    text: str | Message = ""
    question: str = ""
    digest: str = ""


class Toolbox(Protocol):
    """All the tools of one person. One plugin that is away hides only its own tools."""

    async def tools(self, actor: Actor) -> tuple[OfferedTool, ...]:
        """Return what `actor` may use, in an order that stays; at most 512."""

    async def call(self, actor: Actor, call: ToolCall) -> ToolAnswer:
        """Do one call with the rights of `actor`; every refusal and failure is an answer.

        A tool that wants a person's word answers ASKS until `call.agreed` is the digest of exactly
        this call, as it would be done now.

        Raises:
            TemporaryError: nothing was done, and asking again may help.
        """
