"""What a person asked, and what has come of it since: how the stand-in reads a request with tools.

Results of tools are read as a person reads them: their lines, and the fields behind the lines.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.llm.facts import last_user_text, text_of

_BLOCK = re.compile(r'<tool_result tool="[^"]*" outcome="(\w+)">\n?|\n?</tool_result>')
_FIELDS = re.compile(r"\n\n[^\n]*JSON[^\n]*[:：]\n(?=[\[{])")
_MARK = re.compile(r"^\[(?:SANDBOX|sandbox)[^\]]*\] ")
_WARNING = re.compile(
    r" ?What follows is data written by other programs[^.]*\.|More: call again\S* .*"
)
_ZONE = re.compile(r"[(（]([A-Z]\w+(?:/[\w+-]+)+|UTC)[)）]")
_ID = re.compile(r"\b(?:[a-z]{1,3}_[0-9a-z]{16,}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22,27})\b ?")


@dataclass(frozen=True)
class Result:
    """One answer of a tool.

    Attributes:
        outcome: as the system says it; empty when it does not.
        text: the answer itself.
    """

    tool: str
    arguments: Mapping[str, Any]
    outcome: str
    text: str

    @property
    def done(self) -> bool:
        """Say whether the call did what was wanted."""
        return self.outcome in {"", "done"}

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Return what it says, without marks and warnings; the first line is its heading."""
        words = _WARNING.sub("", _MARK.sub("", _FIELDS.split(self.text)[0]))
        return tuple(line.strip() for line in words.splitlines() if line.strip())

    @property
    def plain(self) -> tuple[str, ...]:
        """Return its lines without ids."""
        return tuple(found for line in self.lines if (found := _ID.sub("", line).strip()))

    @cached_property
    def fields(self) -> Mapping[str, Any]:
        """Return the fields behind the words; none when there are none, or when they were cut."""
        _, *rest = _FIELDS.split(self.text, maxsplit=1)
        try:
            found = json.loads(rest[0]) if rest else {}
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def listed(self, name: str) -> tuple[Mapping[str, Any], ...] | None:
        """Return the members of a field; None when it is not there, or was cut."""
        found = self.fields.get(name)
        if not isinstance(found, list):
            return None
        return tuple(each for each in found if isinstance(each, dict))


@dataclass(frozen=True)
class Asked:
    """A question, the tools there are for it, and what they have answered.

    Attributes:
        tools: name → schema of the arguments.
        rounds: how often the model has called since.
        results: of those calls, in their order.
        zone: where the person is, as the system says it.
    """

    question: str
    tools: Mapping[str, Mapping[str, Any]]
    rounds: int = 0
    results: tuple[Result, ...] = ()
    zone: tzinfo = UTC

    @property
    def chinese(self) -> bool:
        """Say whether the question is in Chinese."""
        return any("\u4e00" <= char <= "\u9fff" for char in self.question)

    def say(self, chinese: str, english: str) -> str:
        """Return what is said in the language of the question."""
        return chinese if self.chinese else english

    def at(self, moment: str, later: timedelta = timedelta()) -> str:
        """Return a moment of a result as the person's clock shows it."""
        return f"{(datetime.fromisoformat(moment) + later).astimezone(self.zone):%m-%d %H:%M}"

    def of(self, tool: str) -> tuple[Result, ...]:
        """Return the results of a tool."""
        return tuple(each for each in self.results if each.tool == tool)

    @property
    def failed(self) -> Result | None:
        """Return the first call that did not do what was wanted."""
        return next((each for each in self.results if not each.done), None)


def asked_of(request: dict[str, Any]) -> Asked:
    """Return what the newest words of a person ask for."""
    messages = request["messages"]
    start = max(
        (place for place, message in enumerate(messages) if message["role"] == "user"), default=0
    )
    since = messages[start:]
    return Asked(
        question=last_user_text(messages),
        tools=dict(_tools(request)),
        rounds=sum(1 for message in since if message.get("tool_calls")),
        results=tuple(_results(since)),
        zone=_zone(messages),
    )


def _zone(messages: list[dict[str, Any]]) -> tzinfo:
    told = " ".join(text_of(each) for each in messages if each["role"] == "system")
    found = _ZONE.search(told)
    try:
        return ZoneInfo(found[1]) if found else UTC
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def _tools(request: dict[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for tool in request.get("tools") or ():
        function = tool.get("function") if isinstance(tool, dict) else None
        if isinstance(function, dict):
            yield str(function.get("name", "")), function.get("parameters") or {}


def _results(messages: list[dict[str, Any]]) -> Iterator[Result]:
    calls: dict[str, dict[str, Any]] = {}
    for message in messages:
        for call in message.get("tool_calls") or ():
            calls[str(call.get("id"))] = call["function"]
        if message["role"] != "tool":
            continue
        function = calls.get(str(message.get("tool_call_id")), {"name": "", "arguments": ""})
        text = text_of(message)
        outcome = _BLOCK.match(text)
        yield Result(
            str(function["name"]),
            _arguments(function["arguments"]),
            outcome[1] if outcome else "",
            _BLOCK.sub("", text),
        )


def _arguments(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
