"""What a model says in a dialogue with tools, read piece by piece without trusting it."""

import json
import re
from dataclasses import dataclass, field, replace
from typing import Any

from openai.types.chat import ChatCompletion

from application.ports.assistant.chat_models import CallRequest, ChatFinish, ChatPrompt, ChatReply
from domain.common.errors import Unavailable
from domain.common.messages import message
from domain.common.token_counts import estimated_tokens
from integrations.openai_models.answers import MOST_READ
from integrations.openai_models.parts import Call, Function, Part, Said, Usage

MOST_WISHES = 32
"""Calls in one message; models call a handful at once, and a turn has fewer than this."""

MOST_ARGUMENTS = 64_000
"""Characters of the arguments of all calls of a message; a long manifest has some 20,000."""

MOST_THOUGHT = 256_000
"""Characters of the thoughts of a message: some 64,000 tokens, as much as models think at most."""

LONGEST_NAME = 128
"""Characters of a tool's name that are kept: twice what a model was offered."""

_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")
"""What every vendor takes back as the id of a call (OpenAI: 40 characters)."""

_THOUGHT = re.compile(r"\s*<think>(?:.*?</think>|.*)", re.DOTALL)
"""Some servers leave a model's thoughts at the head of its words."""

_CALLING = frozenset({"tool_calls", "stop", "function_call"})
"""Some servers end a message of calls with `stop`."""


@dataclass(kw_only=True)
class Reading:
    """An answer as far as it has come.

    Attributes:
        thoughts: what the model thought before it spoke, where its server shows that; None where
            it says nothing of thoughts. Empty thoughts are wanted back as well.
        extra: fields of the vendor's own that come with the message.
    """

    text: str = ""
    refusal: str = ""
    wishes: list[CallRequest] = field(default_factory=list)
    finish: str = ""
    usage: Usage = field(default_factory=Usage)
    began: bool = False
    thoughts: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    _places: dict[int, int] = field(default_factory=dict)

    @property
    def too_long(self) -> bool:
        """Whether more has come than was allowed, by a server that does not keep to it."""
        arguments = sum(len(each.arguments) + len(each.echo) for each in self.wishes)
        return (
            len(self.text) > MOST_READ
            or len(self.thoughts or "") > MOST_THOUGHT
            or arguments > MOST_ARGUMENTS
            or len(self.wishes) > MOST_WISHES
        )

    @property
    def stopped_thinking(self) -> bool:
        """Whether the bound of the answer was reached while, or soon after, the model thought."""
        thought = self.thoughts or self.usage.thought or begins_thinking(self.text)
        return self.finish == "length" and bool(thought)

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
            said = choice.delta or choice.message or Said()
            self.text += said.content or ""
            self.refusal += said.refusal or ""
            if isinstance(said.reasoning_content, str):
                self.thoughts = (self.thoughts or "") + said.reasoning_content
            if isinstance(said.extra_content, dict):
                self.extra = said.extra_content
            for call in said.tool_calls or ():
                self._take_call(call)

    def reply(self, prompt: ChatPrompt) -> ChatReply:
        """Return what was said and wanted. Calls of an answer that did not end are none.

        Raises:
            Unavailable: the answer broke off.
        """
        if not self.finish and not self.too_long:
            raise Unavailable(message("assistant.model_broke_off"))
        finish = self._finish()
        text = _clean(self.refusal[:MOST_READ]) if finish is ChatFinish.REFUSED else self.aloud
        calls = _with_ids(self.wishes) if finish is ChatFinish.CALLS else ()
        return ChatReply(text, calls, finish, self._tokens(prompt), self._echo())

    def completion(self) -> ChatCompletion:
        """Return it as an answer that came in one piece.

        Raises:
            Unavailable: the answer broke off.
        """
        if not self.finish and not self.too_long:
            raise Unavailable(message("assistant.model_broke_off"))
        finish = "length" if self.too_long else self.finish
        said = {"role": "assistant", "content": self.text, "refusal": self.refusal or None}
        calls = [{"id": "", "type": "function", "function": {"name": "", "arguments": ""}}]
        whole = said | ({"tool_calls": calls} if self.wishes else {}) | echoed(self._echo())
        choice = {"index": 0, "finish_reason": finish, "message": whole, "logprobs": None}
        head = {"id": "", "object": "chat.completion", "created": 0, "model": ""}
        return ChatCompletion.model_validate(
            {**head, "choices": [choice], "usage": self.usage.as_counted}
        )

    def _echo(self) -> str:
        """Return what the vendor wants back, as it came; nothing of an answer that is too long."""
        if self.too_long:
            return ""
        thoughts = {} if self.thoughts is None else {"reasoning_content": self.thoughts}
        return _dumped(thoughts | ({"extra_content": self.extra} if self.extra else {}))

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
            answered
            or estimated_tokens(self.text + self.refusal + arguments + (self.thoughts or "")),
        )

    def _take_call(self, call: Call) -> None:
        """Add to the call that is meant, or begin one."""
        function = call.function or Function()
        place = self._place_of(call.index, call.id or "", begins=bool(function.name))
        known = self.wishes[place]
        arguments = function.arguments or ""
        if isinstance(arguments, dict):
            arguments = json.dumps(arguments, ensure_ascii=False)
        name = function.name or ""
        # Some servers repeat the whole name with each piece of the arguments.
        alias = known.alias if name == known.alias else known.alias + name
        extra = call.extra_content if isinstance(call.extra_content, dict) else {}
        self.wishes[place] = replace(
            known,
            id=call.id or known.id,
            alias=alias[:LONGEST_NAME],
            arguments=known.arguments + arguments,
            echo=_dumped({"extra_content": extra}) if extra else known.echo,
        )

    def _place_of(self, index: int | None, call_id: str, *, begins: bool) -> int:
        """Return where a piece of a call belongs, in a new place when it is of a new call.

        Some servers number no calls, and some number all of them alike: another id is another call.
        """
        last = len(self.wishes) - 1
        place = last if index is None else self._places.get(index, -1)
        known = self.wishes[place].id if place >= 0 else ""
        if place < 0 or (index is None and begins) or (call_id and known and call_id != known):
            self.wishes.append(CallRequest("", "", ""))
            place = last + 1
        if index is not None:
            self._places[index] = place
        return place


def begins_thinking(text: str) -> bool:
    """Say whether an answer begins with thoughts; see `_THOUGHT`."""
    return text.lstrip().startswith("<think>")


def echoed(echo: str) -> dict[str, Any]:
    """Return the fields that a vendor wants back."""
    fields: dict[str, Any] = json.loads(echo) if echo else {}
    return fields


def _dumped(fields: dict[str, Any]) -> str:
    """Return fields as JSON in ASCII: half a character of theirs goes back as half a character."""
    return json.dumps(fields, separators=(",", ":")) if fields else ""


def _with_ids(wishes: list[CallRequest]) -> tuple[CallRequest, ...]:
    """Give a name to each call that has none, or one that it shares or that is not taken back."""
    given: set[str] = set()
    named: list[CallRequest] = []
    for place, requested in enumerate(wishes, start=1):
        own = (
            requested.id
            if _ID.fullmatch(requested.id) and requested.id not in given
            else f"call_{place}"
        )
        while own in given:
            own += "_"
        given.add(own)
        cleaned = replace(
            requested, alias=_clean(requested.alias), arguments=_clean(requested.arguments)
        )
        named.append(replace(cleaned, id=own))
    return tuple(named)


def _clean(text: str) -> str:
    """Join what pieces have torn apart, and drop what no database takes."""
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return joined.replace("\0", "")
