"""What a robot's socket is answered: MCP as robots' servers speak it, frame by frame (VOI-1).

One socket serves many robots one after another and at once: each begins with `initialize`, and
counts its ids from 1. So nothing is kept by id, and nothing hangs on the handshake. Refusals and
failures are told as normal text, because robots keep the words of no other answer.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from application.briefings.preferences import PreferenceService
from application.common.wording import Localizer
from application.ports.assistant.toolboxes import Care, OfferedTool, ToolAnswer, Toolbox, ToolCall
from application.ports.clock import Clock, Ids
from application.ports.people import People
from application.ports.rendering import Renderer
from application.voice.requests import SCOPES, VoiceRequestService, able
from domain.assistant.conversations import Outcome
from domain.common.errors import ZhibanError
from domain.common.messages import Called, Foreign, Message, message, named
from domain.common.readers import Reader
from domain.people.access import Actor, Scope
from domain.people.names import NameReader
from domain.people.people import Person
from domain.voice.answers import Rests
from domain.voice.offers import USUAL, Offer, RobotTool, plain_schema, read_offers
from domain.voice.robots import Robot

VERSIONS = ("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")
"""Protocols whose `tools/call` is the same as what is answered here; the first is robots' own."""

PATIENCE_SECONDS = 20.0
"""Until a call is answered that it goes on: robots give up after 30 s and tell nobody why."""

LARGEST_FRAME = 64 * 1024
"""Bytes of one frame that is read; the longest sound call has some hundred."""

MOST_AT_ONCE = 8
"""Calls of one endpoint that go on; a further one is told so at once, and not begun."""

GREETS_AGAIN = timedelta(minutes=2)
"""Within which a second greeting gets the briefing again: the first answer may have been lost."""

_HIDDEN = ("person_id",)
"""Arguments that a robot does not get: it speaks for one person."""

_NOT_FOUND, _WRONG = -32601, -32602

_SPOKEN = frozenset({"said", "code"})
"""Arguments that are somebody's own words, as a robot's server wrote them down."""

_DESCRIBED = {each.value: each for each in RobotTool}


@dataclass(kw_only=True)
class RobotDialect:
    """Answers the frames of one endpoint, with the rights of its person to read.

    What would change something is done only after a second factor.


    Attributes:
        robot: whose endpoint it is.
        toolbox: our own tools.
        requests: takes what would change something, and codes for it.
        preferences: takes what people want set otherwise for themselves.
        names: hears the robot's name at the head of what was said.
        usual: what is offered when nothing was chosen for the robot.
        patience: seconds that a call may take before it is answered that it goes on.
        on_call: told of every call, with our name of the tool.
    """

    robot: Robot
    toolbox: Toolbox
    people: People
    requests: VoiceRequestService
    preferences: PreferenceService
    names: NameReader
    words: Renderer
    clock: Clock
    ids: Ids
    usual: tuple[str, ...] = USUAL
    patience: float = PATIENCE_SECONDS
    version: str = ""
    on_call: Callable[[str], None] = lambda _: None
    _greeted: tuple[str, datetime | None] = ("", None)
    _rests: Rests = field(default_factory=Rests)
    _working: set["asyncio.Future[str]"] = field(default_factory=set)
    _keeping: set["asyncio.Future[None]"] = field(default_factory=set)

    async def answer(self, frame: str) -> str | None:
        """Return what one frame is answered with; None: nothing.

        Only an object that asks something is answered: a relay passes on whatever a robot sends,
        and could not deliver an answer without an id.
        """
        asked = _read(frame)
        if asked is None:
            return None
        method, id_, params = asked
        try:
            said = await self._answered(method, params)
        except _Refused as refused:
            error = {"code": refused.code, "message": refused.said}
            return _written({"jsonrpc": "2.0", "id": id_, "error": error})
        return _written({"jsonrpc": "2.0", "id": id_, "result": said})

    async def close(self) -> None:
        """Give up what still goes on."""
        going_on: list[asyncio.Future[Any]] = [*self._working, *self._keeping]
        for each in going_on:
            each.cancel()
        await asyncio.gather(*going_on, return_exceptions=True)

    async def _answered(self, method: str, params: Mapping[str, Any]) -> dict[str, Any]:
        match method:
            case "initialize":
                wanted = params.get("protocolVersion")
                return {
                    "protocolVersion": wanted if wanted in VERSIONS else VERSIONS[0],
                    "capabilities": {"tools": {}},
                    "serverInfo": {"name": "zhiban", "version": self.version},
                }
            case "ping":
                return {}
            case "tools/list":
                return {"tools": await self._listed()}
            case "tools/call":
                text = await self._called(params)
                return {"content": [{"type": "text", "text": text}], "isError": False}
            case _:
                raise _Refused(_NOT_FOUND, "Method not found")

    async def _listed(self) -> list[dict[str, Any]]:
        person, reader = await self._person()
        if person is None:
            return []
        offered = await self._offered(person)
        listed = [_tool(offer.alias, tool, reader) for offer, tool in offered]
        key = message("robot.more_key", key=Called("key"))
        listed.append(_own_tool(RobotTool.MORE, "key", key, reader))
        if any(_changes(tool) for _, tool in offered):
            code = message("robot.code_words")
            listed.append(_own_tool(RobotTool.CONFIRM_CODE, "code", code, reader))
        return listed

    async def _offered(self, person: Person) -> list[tuple[Offer, OfferedTool]]:
        """Return what this robot has and its person may use, in the chosen order."""
        there = {each.alias: each for each in await self.toolbox.tools(able(person, self.robot))}
        chosen = read_offers(self.robot.tools or self.usual)
        return [(each, there[each.tool]) for each in chosen if each.tool in there]

    async def _called(self, params: Mapping[str, Any]) -> str:
        person, reader = await self._person()
        if person is None:
            return reader.text(message("robot.owner_disabled"))
        name, given = params.get("name"), params.get("arguments")
        if not isinstance(name, str) or not isinstance(given or {}, dict):
            raise _Refused(_WRONG, "Invalid params")
        if name == RobotTool.MORE:
            return self._next((given or {}).get("key", ""), reader)
        return await self._done(person, reader, name, await self._nameless(person, given or {}))

    async def _nameless(self, person: Person, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return arguments without the name by which the robot was called before them (VOI-5).

        A name may hold a digit of a code, or stand before a word that only counts at the head.
        """
        called = (person.robot_name, *person.wake_words)
        words = {key: each for key, each in given.items() if key in _SPOKEN}
        spoken = {key: each for key, each in words.items() if isinstance(each, str) and each}
        if not spoken:
            return given
        # The library that reads characters loads with the first of them; others go on meanwhile.
        return {**given, **await asyncio.to_thread(self._without_names, spoken, called)}

    def _without_names(self, spoken: Mapping[str, str], called: Sequence[str]) -> dict[str, str]:
        return {key: self.names.rest_of(said, called) for key, said in spoken.items()}

    async def _done(
        self, person: Person, reader: Localizer, name: str, given: Mapping[str, Any]
    ) -> str:
        """Return what one of our tools, or the question for a code, is answered with."""
        if name == RobotTool.CONFIRM_CODE:
            self.on_call(name)
            said = str(given.get("code", ""))
            return await self._in_time(
                lambda: self._worded(self.requests.answer(self.robot, person, said), reader),
                reader,
            )
        offered = {offer.alias: tool for offer, tool in await self._offered(person)}
        tool = offered.get(name)
        if tool is None:
            return reader.text(message("tool.unknown", name=Foreign(name[:80])))
        self.on_call(tool.alias)
        arguments = {key: value for key, value in given.items() if key not in _HIDDEN}
        said = str(arguments.get("said", ""))
        wishes = tool.alias == RobotTool.CHANGE_PREFERENCES
        if wishes and not await self._tells_others(person, said):
            return await self._in_time(
                lambda: self._worded(self._preference(person, said), reader), reader
            )
        if _changes(tool):
            return await self._in_time(
                lambda: self._worded(
                    self.requests.ask(self.robot, person, tool.alias, arguments), reader
                ),
                reader,
            )
        via = f"robot:{self.robot.name}"
        actor = Actor(person.id, person.roles, frozenset({Scope.READ}), via)
        spoken = tool.alias == RobotTool.GREET
        call = ToolCall(tool.alias, arguments, self._greeting() if spoken else self.ids.new())
        return await self._in_time(lambda: self._text(actor, call, reader), reader, spoken=spoken)

    async def _tells_others(self, person: Person, said: str) -> bool:
        """Say whether a wish needs the second factor: it would show a briefing to somebody else."""
        try:
            return await self.preferences.is_elsewhere(by=able(person, self.robot), said=said)
        except ZhibanError:
            return False  # what is wrong with it is told

    async def _preference(self, person: Person, said: str) -> Message:
        """Take a wish about the person's own settings, which they confirm at the same robot."""
        by = Actor(person.id, person.roles, SCOPES, f"robot:{self.robot.name}")
        return (await self.preferences.say(by=by, said=said)).said

    def _greeting(self) -> str:
        """Return the key of a greeting; one that comes soon after asks for a lost answer."""
        key, until = self._greeted
        now = self.clock.now()
        if until is None or now >= until:
            key = self.ids.new()
        self._greeted = key, now + GREETS_AGAIN
        return key

    def _next(self, key: object, reader: Localizer) -> str:
        """Return how an earlier answer goes on."""
        found = self._rests.next(key if isinstance(key, str) else "", _more(reader))
        if found is None:
            return reader.text(message("robot.no_more"))
        return self._ordered(found.text) if found.spoken else _harmless(found.text)

    async def _in_time(
        self,
        answering: Callable[[], Coroutine[Any, Any, str]],
        reader: Localizer,
        *,
        spoken: bool = False,
    ) -> str:
        """Return the answer, or that it goes on: what comes of it is then told on asking."""
        if len(self._working) >= MOST_AT_ONCE:
            return reader.text(message("robot.too_many"))
        working = asyncio.ensure_future(answering())
        self._working.add(working)
        working.add_done_callback(self._working.discard)
        done, _ = await asyncio.wait([working], timeout=self.patience)
        if done:
            said = self._rests.first(working.result(), _more(reader), spoken=spoken)
            return self._ordered(said) if spoken else _harmless(said)
        key = self._rests.keep(reader.text(message("robot.still")))
        keeping = asyncio.ensure_future(self._keep(key, working))
        self._keeping.add(keeping)
        keeping.add_done_callback(self._keeping.discard)
        return reader.text(message("robot.goes_on", **_how(key)))

    def _ordered(self, said: str) -> str:
        """Return what is to be said word for word, as an order where the robot's server obeys it.

        Only our own words come here: others' would be spoken, too.
        """
        if not self.robot.verbatim or not said.strip():
            return _harmless(said)
        return json.dumps({"action": "RESPONSE", "response": said}, ensure_ascii=False)

    async def _keep(self, key: str, working: "asyncio.Future[str]") -> None:
        self._rests.keep(await working, key)

    async def _worded(self, answering: Awaitable[str | Message], reader: Localizer) -> str:
        """Return what a request for a change, or a code for one, is answered with."""
        try:
            return _words(await answering, reader) or reader.text(message("robot.nothing_said"))
        except ZhibanError as error:
            return _words(error.explanation or message("robot.failed"), reader)

    async def _text(self, actor: Actor, call: ToolCall, reader: Localizer) -> str:
        try:
            answer = await self.toolbox.call(actor, call)
        except ZhibanError as error:
            return _words(error.explanation or message("robot.failed"), reader)
        return self._told(answer, reader)

    def _told(self, answer: ToolAnswer, reader: Localizer) -> str:
        if answer.outcome is Outcome.ASKS:
            return reader.text(message("robot.only_reads"))
        return _words(answer.text, reader) or reader.text(message("robot.nothing_said"))

    async def _person(self) -> tuple[Person | None, Localizer]:
        """Return whose rights a call has at this moment, and what puts answers into their words."""
        person = await self.people.get(self.robot.owner)
        if person is None or person.disabled:
            return None, Localizer(self.words, Reader(self.words.languages[0].language, "UTC"))
        return person, Localizer(self.words, Reader(person.language, person.zone))


class _Refused(Exception):
    """A request that cannot be answered with a result."""

    def __init__(self, code: int, said: str) -> None:
        super().__init__(said)
        self.code, self.said = code, said


def _read(frame: str) -> tuple[str, Any, Mapping[str, Any]] | None:
    """Return method, id and parameters of a request; None for all else that comes."""
    try:
        asked = json.loads(frame)
    except (ValueError, RecursionError):
        return None
    if not isinstance(asked, dict) or "id" not in asked:
        return None
    method, params = asked.get("method"), asked.get("params") or {}
    if not isinstance(method, str) or not isinstance(params, dict):
        return None
    return method, asked["id"], params


def _written(answer: Mapping[str, Any]) -> str:
    written = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    return written.encode("utf-8", "replace").decode()  # no half of a character on the wire


def _changes(tool: OfferedTool) -> bool:
    """Say whether a tool needs a second factor; a greeting gives its person what is theirs."""
    return tool.care is not Care.READS and tool.alias != RobotTool.GREET


def _own_tool(
    tool: RobotTool, argument: str, described: Message, reader: Localizer
) -> dict[str, Any]:
    properties = {argument: {"type": "string", "description": reader.text(described)}}
    return {
        "name": tool.value,
        "description": reader.text(named(tool)),
        "inputSchema": {"type": "object", "properties": properties, "required": []},
    }


def _tool(alias: str, tool: OfferedTool, reader: Localizer) -> dict[str, Any]:
    described = _DESCRIBED.get(tool.alias)
    words = reader.text(named(described)) if described else tool.description.partition("\n\n")[0]
    schema = plain_schema(tool.parameters, without=_HIDDEN)
    return {"name": alias, "description": words, "inputSchema": schema}


def _more(reader: Localizer) -> Callable[[str], str]:
    return lambda key: reader.text(message("robot.more", **_how(key)))


def _how(key: str) -> dict[str, Called]:
    """Return what to call, and with what, to hear how an answer goes on."""
    return {"tool": Called(RobotTool.MORE), "key": Called(f"key={key}")}


def _words(said: str | Message, reader: Localizer) -> str:
    return reader.text(said) if isinstance(said, Message) else said


def _harmless(text: str) -> str:
    """Return a text that no robot's server takes for an action of its own.

    They read a text that is a JSON object as an order to speak or be silent, and a log line can be
    one.
    """
    return f"· {text}" if text.lstrip().startswith("{") else text
