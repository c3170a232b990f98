"""What a model says in a dialogue with tools, read piece by piece without trusting it."""

import json
import re
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from application.ports.chat_models import CallWish, ChatFinish, ChatPrompt, ChatReply
from domain.conversation_reason_words import recorded
from domain.conversation_reasons import Reason
from domain.errors import Unavailable
from domain.token_counts import estimated_tokens
from integrations.openai_models.answers import MOST_READ

MOST_WISHES = 32
"""Calls in one message; models call a handful at once, and a turn has fewer than this."""

MOST_ARGUMENTS = 64_000
"""Characters of the arguments of all calls of a message; a long manifest has some 20,000."""

MOST_TOKENS = 10_000_000
"""Of one prompt or answer; the widest contexts known hold this many. A server that counts more is
not believed: one slip of it would spend the day's budget of everybody."""

LONGEST_NAME = 128
"""Characters of a tool's name that are kept: twice what a model was offered."""

_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")
"""What every vendor takes back as the id of a call (OpenAI: 40 characters)."""

_THOUGHT = re.compile(r"\s*<think>(?:.*?</think>|.*)", re.DOTALL)
"""Some servers leave a model's thoughts at the head of its words."""

_CALLING = frozenset({"tool_calls", "stop", "function_call"})
"""Some servers end a message of calls with `stop`."""


class _Loose(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Function(_Loose):
    name: str | None = None
    arguments: str | dict[str, Any] | None = None


class _Call(_Loose):
    index: int | None = None
    id: str | None = None
    function: _Function | None = None


class _Said(_Loose):
    content: str | None = None
    refusal: str | None = None
    tool_calls: list[_Call] | None = None


class _Choice(_Loose):
    delta: _Said | None = None
    message: _Said | None = None
    finish_reason: str | None = None


class _Usage(_Loose):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None

    @property
    def tokens(self) -> tuple[int, int]:
        """(prompt, completion) as the server counted them; 0 where that cannot be so."""
        return _believed(self.prompt_tokens), _believed(self.completion_tokens)


class Part(_Loose):
    """A piece of a streamed answer, or a whole one, which is an answer in one piece."""

    choices: list[_Choice] = Field(default_factory=list)
    usage: _Usage | None = None


@dataclass
class Reading:
    """An answer as far as it has come."""

    text: str = ""
    refusal: str = ""
    wishes: list[CallWish] = field(default_factory=list)
    finish: str = ""
    usage: _Usage = field(default_factory=_Usage)
    began: bool = False
    _places: dict[int, int] = field(default_factory=dict)

    @property
    def too_long(self) -> bool:
        """Whether more has come than was allowed, by a server that does not keep to it."""
        arguments = sum(len(each.arguments) for each in self.wishes)
        return (
            len(self.text) > MOST_READ
            or arguments > MOST_ARGUMENTS
            or len(self.wishes) > MOST_WISHES
        )

    @property
    def aloud(self) -> str:
        """The words so far, without thoughts, and without what may become the mark of one."""
        if "<think>".startswith(self.text.strip()):
            return ""
        thought = _THOUGHT.match(self.text)
        return _clean(self.text[thought.end() if thought else 0 :][:MOST_READ].lstrip())

    def take(self, part: Part) -> None:
        """Add a piece."""
        self.usage = part.usage or self.usage
        for choice in part.choices[:1]:
            self.began = True
            self.finish = choice.finish_reason or self.finish
            said = choice.delta or choice.message or _Said()
            self.text += said.content or ""
            self.refusal += said.refusal or ""
            for call in said.tool_calls or ():
                self._take_call(call)

    def reply(self, prompt: ChatPrompt) -> ChatReply:
        """Return what was said and wanted. Calls of an answer that did not end are none.

        Raises:
            Unavailable: the answer broke off.
        """
        if not self.finish and not self.too_long:
            raise Unavailable(recorded(Reason.MODEL_BROKE_OFF))
        finish = self._finish()
        text = _clean(self.refusal[:MOST_READ]) if finish is ChatFinish.REFUSED else self.aloud
        calls = _with_ids(self.wishes) if finish is ChatFinish.CALLS else ()
        return ChatReply(text, calls, finish, self._tokens(prompt))

    def _finish(self) -> ChatFinish:
        if self.refusal or self.finish == "content_filter":
            return ChatFinish.REFUSED
        if self.finish == "length" or self.too_long:
            # The last call has half of its arguments, and half an order is none.
            return ChatFinish.CUT_OFF
        if self.wishes:
            return ChatFinish.CALLS if self.finish in _CALLING else ChatFinish.UNREADABLE
        return ChatFinish.STOP if self.finish == "stop" and self.aloud else ChatFinish.UNREADABLE

    def _tokens(self, prompt: ChatPrompt) -> tuple[int, int]:
        """Return what the server counted, and an estimate of what it did not."""
        asked, answered = self.usage.tokens
        arguments = "".join(each.arguments for each in self.wishes)
        return (
            asked or prompt.estimated_tokens,
            answered or estimated_tokens(self.text + self.refusal + arguments),
        )

    def _take_call(self, call: _Call) -> None:
        """Add to the call that is meant, or begin one."""
        function = call.function or _Function()
        place = self._place_of(call.index, call.id or "", begins=bool(function.name))
        known = self.wishes[place]
        arguments = function.arguments or ""
        if isinstance(arguments, dict):
            arguments = json.dumps(arguments, ensure_ascii=False)
        name = function.name or ""
        # Some servers repeat the whole name with each piece of the arguments.
        alias = known.alias if name == known.alias else known.alias + name
        self.wishes[place] = replace(
            known,
            id=call.id or known.id,
            alias=alias[:LONGEST_NAME],
            arguments=known.arguments + arguments,
        )

    def _place_of(self, index: int | None, call_id: str, *, begins: bool) -> int:
        """Return where a piece of a call belongs, in a new place when it is of a new call.

        Some servers number no calls, and some number all of them alike: another id is another call.
        """
        last = len(self.wishes) - 1
        place = last if index is None else self._places.get(index, -1)
        known = self.wishes[place].id if place >= 0 else ""
        if place < 0 or (index is None and begins) or (call_id and known and call_id != known):
            self.wishes.append(CallWish("", "", ""))
            place = last + 1
        if index is not None:
            self._places[index] = place
        return place


def _believed(counted: int | None) -> int:
    return counted if counted is not None and 0 < counted <= MOST_TOKENS else 0


def _with_ids(wishes: list[CallWish]) -> tuple[CallWish, ...]:
    """Give a name to each call that has none, or one that it shares or that is not taken back."""
    given: set[str] = set()
    named: list[CallWish] = []
    for place, wish in enumerate(wishes, start=1):
        own = wish.id if _ID.fullmatch(wish.id) and wish.id not in given else f"call_{place}"
        while own in given:
            own += "_"
        given.add(own)
        cleaned = replace(wish, alias=_clean(wish.alias), arguments=_clean(wish.arguments))
        named.append(replace(cleaned, id=own))
    return tuple(named)


def _clean(text: str) -> str:
    """Join what pieces have torn apart, and drop what no database takes."""
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return joined.replace("\0", "")
