"""Dialogues by heart: what the model says and calls, by what was said and what has come of it.

Nothing is remembered between requests: the same request has the same answer, so whoever asks twice
after a crash hears the same thing.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar

from pydantic import ConfigDict, Field

from sandbox.faults import STRICT, FromZero
from sandbox.llm.facts import last_user_text, text_of

MOST_DIALOGUES = 200


class NotInScript(Exception):
    """Nothing in the script fits what was asked; says what was."""


@dataclass(frozen=True)
class Wanted:
    """A call to make.

    Attributes:
        name: of the tool, offered or not.
        arguments: text is sent as it is, JSON or not. In an object, `{"$find": PATTERN}` stands for
            the first group of the pattern where it is found last in the results of the dialogue.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    name: str
    arguments: dict[str, Any] | str = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One message of the model.

    Attributes:
        after: how many messages with calls it has sent since the person spoke last.
        on: also after any more of them.
        saw: all of this stands in the results since the person spoke last.
        text: words; `{PATTERN}` in double braces is replaced as `$find` is.
        calls: all at once.
        obeys: calls whatever a result tells it to call, when one does.
        held: waits until it is let go on.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    after: FromZero = 0
    on: bool = False
    saw: list[str] = field(default_factory=list)
    text: str = ""
    calls: list[Wanted] = field(default_factory=list)
    obeys: bool = False
    held: bool = False

    def fits(self, rounds: int, results: Sequence[str]) -> bool:
        """Say whether this is what comes now."""
        at = rounds >= self.after if self.on else rounds == self.after
        return at and all(any(each in result for result in results) for each in self.saw)


@dataclass(frozen=True)
class Dialogue:
    """What is said from when the person says something.

    Attributes:
        said: stands in what the person said last.
        lines: of those that fit the first is said.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    said: Annotated[str, Field(min_length=1)]
    lines: Annotated[list[Line], Field(min_length=1)]


@dataclass(frozen=True)
class Script:
    """All dialogues that the model knows; without any it has to think for itself."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    dialogues: Annotated[list[Dialogue], Field(max_length=MOST_DIALOGUES)] = field(
        default_factory=list
    )

    def next_line(self, messages: list[dict[str, Any]]) -> Line:
        """Return what is said now.

        Raises:
            NotInScript: nothing fits.
        """
        said = last_user_text(messages)
        found = next((each for each in self.dialogues if each.said in said), None)
        if found is None:
            raise NotInScript(f"No dialogue of the script begins with {said[:200]!r}.")
        rounds, results = so_far(messages)
        for line in found.lines:
            if line.fits(rounds, results):
                return line
        raise NotInScript(
            f"The dialogue {found.said!r} has no line after {rounds} rounds, with the results "
            f"{[result[:2_000] for result in results]}."
        )


def so_far(messages: list[dict[str, Any]]) -> tuple[int, list[str]]:
    """Return the number of messages with calls since the person spoke last, and all results."""
    start = max(
        (place for place, message in enumerate(messages) if message["role"] == "user"), default=0
    )
    since = messages[start:]
    rounds = sum(1 for message in since if message.get("tool_calls"))
    return rounds, [text_of(message) for message in since if message["role"] == "tool"]


def calls_of(line: Line, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the calls of a line, as they go over the wire.

    Raises:
        NotInScript: an argument is to be found in a result, and is not there.
    """
    return wire_calls([*line.calls, *(ordered(messages) if line.obeys else ())], messages)


def wire_calls(wanted: Sequence[Wanted], messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return calls as they go over the wire; see `calls_of`."""
    return [
        {
            "id": _id_of(messages, place),
            "type": "function",
            "function": {"name": each.name, "arguments": _arguments(each, messages)},
        }
        for place, each in enumerate(wanted)
    ]


def text_with(line: Line, messages: list[dict[str, Any]]) -> str:
    """Return the words of a line, with what was found in their place."""
    return re.sub(r"\{\{(.+?)\}\}", lambda match: find(match[1], messages), line.text)


def find(pattern: str, messages: list[dict[str, Any]]) -> str:
    """Return the first group of the pattern where it is found last among all results.

    Raises:
        NotInScript: no result has it.
    """
    for message in reversed(messages):
        if message["role"] == "tool":
            found = re.findall(pattern, text_of(message))
            if found:
                return str(found[-1])
    raise NotInScript(f"{pattern!r} is in no result.")


_ORDER = re.compile(r"\bcall ([A-Za-z0-9_-]{1,64}) with (?=\{)")


def ordered(messages: list[dict[str, Any]]) -> list[Wanted]:
    """Return the calls that results order: `call TOOL with {…}`, as a gullible model takes them."""
    _, results = so_far(messages)
    found: list[Wanted] = []
    # Text inside of JSON has its quotation marks escaped.
    for result in [*results, *(each.replace('\\"', '"') for each in results)]:
        for order in _ORDER.finditer(result):
            try:
                arguments, _ = json.JSONDecoder().raw_decode(result, order.end())
            except ValueError:
                continue
            found.append(Wanted(order[1], arguments))
    return found[:1]


def _arguments(wanted: Wanted, messages: list[dict[str, Any]]) -> str:
    if isinstance(wanted.arguments, str):
        return wanted.arguments
    return json.dumps(_filled(wanted.arguments, messages), ensure_ascii=False)


def _filled(value: Any, messages: list[dict[str, Any]]) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, list):
        return [_filled(each, messages) for each in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"$find"}:
        return find(str(value["$find"]), messages)
    return {key: _filled(each, messages) for key, each in value.items()}


def _id_of(messages: list[dict[str, Any]], place: int) -> str:
    """Return an id that is the same for the same request, and another for each other one."""
    asked = json.dumps(messages, ensure_ascii=False, sort_keys=True)
    return f"call_{hashlib.sha256(f'{asked}{place}'.encode()).hexdigest()[:24]}"
