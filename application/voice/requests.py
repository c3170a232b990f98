"""Changes that a robot asks for: a second factor first, then exactly that or nothing (VOI-4)."""

import asyncio
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from application.people.attempts import digest_of
from application.ports.assistant.toolboxes import OfferedTool, ToolAnswer, Toolbox, ToolCall
from application.ports.briefings import Briefings
from application.ports.clock import Clock, Ids
from application.ports.deliveries import DeliveryStarts
from application.ports.people import Throttle
from application.ports.voice.requests import Codes, VoiceRequests
from domain.assistant.conversations import Outcome
from domain.common.errors import Conflict, NotFound, TemporaryError, ZhibanError
from domain.common.messages import Called, Foreign, Message, Names, message, named
from domain.deliveries.channels import PERSONAL
from domain.deliveries.deliveries import ChannelAddress, ChannelKind
from domain.deliveries.other_ways import every_address
from domain.people.access import Actor, Permission, Scope, require
from domain.people.people import Person
from domain.voice.codes import CodeReader
from domain.voice.offers import RobotTool
from domain.voice.requests import (
    ASKED_WITHIN,
    LASTS,
    LONGEST_ANSWER,
    MOST_ASKED,
    MOST_TRIES,
    RequestState,
    Sealed,
    VoiceRequest,
    answered,
    asked,
    asked_for,
)
from domain.voice.robots import Robot

MOST_ADDRESSES = 3
"""Places that one code is sent to."""

LONGEST_HEARD = 120
"""Characters of a question that a robot says; the whole of it stands with the code."""

SCOPES = frozenset({Scope.READ, Scope.OPERATE, Scope.APPROVE})
"""What a voice can reach with a code. What only admins may do is never done by voice."""


_BECAME = {
    RequestState.WAITING: message("robot.code_expired"),
    RequestState.AGREED: message("robot.agreed_before"),
    RequestState.DONE: message("robot.done"),
    RequestState.REFUSED: message("robot.refused"),
    RequestState.LOCKED: message("robot.locked"),
    RequestState.CHANGED: message("robot.changed"),
    RequestState.UNSENT: message("robot.unsent"),
}
"""What is said of a request that takes no code any more."""


def able(person: Person, robot: Robot) -> Actor:
    """Return the person with the rights that their robot has once a second factor was given."""
    return Actor(person.id, person.roles, SCOPES, f"robot:{robot.name}+code")


class NoToolbox:
    """Has no tools: stands in until services are put together, which tools ask themselves."""

    async def tools(self, actor: Actor) -> tuple[OfferedTool, ...]:
        """Return none."""
        del actor
        return ()

    async def call(self, actor: Actor, call: ToolCall) -> ToolAnswer:
        """Refuse every call."""
        del actor
        return ToolAnswer(Outcome.REFUSED, message("tool.unknown", name=Foreign(call.alias[:80])))


@dataclass(frozen=True)
class CodesKept:
    """Tells codes to whoever sends or shows them to their person."""

    requests: VoiceRequests
    clock: Clock

    async def code_for(self, owner: str, request_id: str) -> str:
        """Return the code of a request of this person's; empty: it is of no use any more."""
        for each in await self.requests.of_person(owner):
            if each.id == request_id and each.is_open(self.clock.now()):
                sealed = await self.requests.sealed(each)
                return sealed.code if sealed else ""
        return ""


@dataclass(frozen=True, kw_only=True)
class VoiceRequestService:
    """Takes what robots want changed, and the codes for it.

    Attributes:
        toolbox: our own tools; each asks before it changes anything.
        reader: reads codes as people say them.
    """

    requests: VoiceRequests
    toolbox: Toolbox
    briefings: Briefings
    starts: DeliveryStarts
    throttle: Throttle
    codes: Codes
    reader: CodeReader
    clock: Clock
    ids: Ids
    _under_way: set["asyncio.Future[str | Message]"] = field(default_factory=set)

    async def ask(
        self, robot: Robot, person: Person, tool: str, arguments: Mapping[str, Any]
    ) -> str | Message:
        """Send a code to the person for a call, and return what the robot says; nothing is done.

        Asking for the same again within its time sends nothing anew.
        """
        before = await self.requests.of_robot(robot.owner, robot.name)
        if before is not None and before.is_under_way(self.clock.now()):
            return message("robot.under_way")
        try:
            return await self._asked(robot, person, tool, arguments, before)
        except ZhibanError as error:
            return error.explanation or message("robot.failed")

    async def answer(self, robot: Robot, person: Person, said: str) -> str | Message:
        """Take what somebody said to the question for a code, and do what they agreed to.

        The code of this robot's newest request counts, once. Whoever goes away meanwhile does not
        stop what was agreed to; asked again, this tells what came of it.
        """
        request = await self.requests.of_robot(robot.owner, robot.name)
        if request is None:
            return message("robot.nothing_asked")
        if not request.is_open(self.clock.now()):
            return self._became(request)
        if self.reader.refuses(said):
            return await self._settled(request, RequestState.REFUSED, _via(robot))
        code = self.reader.code(said)
        if code is None:
            return message("robot.no_code")
        return await self._tried(request, robot, person, code)

    async def list(self, *, by: Actor) -> Sequence[VoiceRequest]:
        """Return what one's robots asked for last, newest first; one of each robot."""
        require(by, Permission.READ_ROBOTS)
        return await self.requests.of_person(by.person_id)

    async def get(self, *, by: Actor, request_id: str) -> VoiceRequest:
        """Return one of them.

        Raises:
            NotFound: there is none, a later one took its place, or it is another's.
        """
        for each in await self.list(by=by):
            if each.id == request_id:
                return each
        raise NotFound("voice request", request_id)

    async def codes_of(self, *, by: Actor) -> Mapping[str, str]:
        """Return the codes of what waits, by request: for whoever is signed in, and no token."""
        if by.scopes is not None:
            return {}
        kept = CodesKept(self.requests, self.clock)
        found = {
            each.id: await kept.code_for(by.person_id, each.id) for each in await self.list(by=by)
        }
        return {id_: code for id_, code in found.items() if code}

    async def settle(
        self, *, by: Actor, request_id: str, digest: str, agreed: bool
    ) -> VoiceRequest:
        """Do what a robot asked for, in place of the code, or refuse it; return how it stands.

        It is done with the rights of this proof at most.

        Raises:
            NotFound: as for `get`.
            Conflict: it waits no more, or is about another call than the one that was seen.
        """
        require(by, Permission.MANAGE_ROBOTS)
        request = await self.get(by=by, request_id=request_id)
        if not request.is_open(self.clock.now()) or request.digest != digest:
            raise Conflict(message("robot.not_waiting"))
        state = RequestState.AGREED if agreed else RequestState.REFUSED
        sealed = await self.requests.sealed(request) if agreed else None
        event = answered(request, state, via=by.via, at=self.clock.now())
        if not await self.requests.become(request, state, event):
            raise Conflict(message("robot.not_waiting"))
        if sealed is not None:
            scopes = SCOPES if by.scopes is None else SCOPES & by.scopes
            actor = Actor(by.person_id, by.roles, scopes, by.via)
            await self._doing(request, actor, sealed)
        return await self.get(by=by, request_id=request_id)

    async def close(self) -> None:
        """Wait for what was agreed to; a process that ends leaves nobody in doubt for nothing."""
        if self._under_way:
            await asyncio.wait(self._under_way)

    async def _asked(
        self,
        robot: Robot,
        person: Person,
        tool: str,
        arguments: Mapping[str, Any],
        before: VoiceRequest | None,
    ) -> str | Message:
        if before is not None and await self._is_same(before, tool, arguments):
            answer = await self._question(robot, person, tool, arguments, before.id)
            if answer.digest == before.digest:
                return await self._sent(before, person)
        id_ = self.ids.new()
        answer = await self._question(robot, person, tool, arguments, id_)
        if answer.outcome is not Outcome.ASKS:  # nothing to agree to, or it may not be
            return answer.text
        if (why := await self._why_not(robot, person)) is not None:
            return why
        request = asked_for(
            robot,
            id_=id_,
            tool=tool,
            question=answer.question,
            digest=answer.digest,
            at=self.clock.now(),
        )
        sealed = Sealed(self.codes.new(), _written(arguments))
        await self.requests.put(request, sealed, asked(request))
        return await self._sent(request, person)

    async def _why_not(self, robot: Robot, person: Person) -> Message | None:
        """Return why no code is sent; None: it may be, and is counted."""
        if not await self._addresses(person):
            return message("robot.no_address")
        if await self._hits(robot) > MOST_ASKED:
            return message("robot.too_many_codes", most=MOST_ASKED, within=ASKED_WITHIN)
        return None

    async def _question(
        self, robot: Robot, person: Person, tool: str, arguments: Mapping[str, Any], id_: str
    ) -> ToolAnswer:
        return await self.toolbox.call(
            able(person, robot), ToolCall(tool, arguments, id_, ask=True)
        )

    async def _is_same(
        self, request: VoiceRequest, tool: str, arguments: Mapping[str, Any]
    ) -> bool:
        if not request.is_open(self.clock.now()) or request.tool != tool:
            return False
        sealed = await self.requests.sealed(request)
        return sealed is not None and sealed.arguments == _written(arguments)

    async def _tried(
        self, request: VoiceRequest, robot: Robot, person: Person, code: str
    ) -> str | Message:
        """Look at a code; each is counted before, so that many at once find no more tries."""
        now = self.clock.now()
        if not await self.requests.spend(request, now=now, most=MOST_TRIES):
            return await self._anew(request)
        sealed = await self.requests.sealed(request)
        if sealed is None or not hmac.compare_digest(code, sealed.code):
            return await self._wrong(request, robot)
        return await self._agreed(request, robot, person, sealed)

    async def _agreed(
        self, request: VoiceRequest, robot: Robot, person: Person, sealed: Sealed
    ) -> str | Message:
        event = answered(request, RequestState.AGREED, via=_via(robot), at=self.clock.now())
        if not await self.requests.become(request, RequestState.AGREED, event):
            return await self._anew(request)
        return await self._doing(request, able(person, robot), sealed)

    async def _doing(self, request: VoiceRequest, by: Actor, sealed: Sealed) -> str | Message:
        """Do it, also when whoever waits for it goes away."""
        doing = asyncio.ensure_future(self._done(request, by, sealed))
        self._under_way.add(doing)
        doing.add_done_callback(self._under_way.discard)
        return await asyncio.shield(doing)

    async def _done(self, request: VoiceRequest, by: Actor, sealed: Sealed) -> str | Message:
        """Do exactly what was agreed to, or nothing, and keep what came of it."""
        arguments = json.loads(sealed.arguments)
        call = ToolCall(request.tool, arguments, request.id, request.digest, ask=True)
        try:
            answer = await self.toolbox.call(by, call)
        except ZhibanError as error:
            said = error.explanation or message("robot.failed")
            answer = ToolAnswer(Outcome.FAILED, said)
        changed = answer.outcome is Outcome.ASKS
        state = RequestState.CHANGED if changed else RequestState.DONE
        told = answer.text if isinstance(answer.text, str) else ""
        await self.requests.tell(request, state, told[:LONGEST_ANSWER])
        return message("robot.changed") if changed else answer.text or message("robot.done")

    async def _settled(self, request: VoiceRequest, state: RequestState, via: str) -> Message:
        event = answered(request, state, via=via, at=self.clock.now())
        if not await self.requests.become(request, state, event):
            return await self._anew(request)
        return _BECAME[state]

    async def _wrong(self, request: VoiceRequest, robot: Robot) -> str | Message:
        newest = await self.requests.of_robot(robot.owner, robot.name)
        if newest is None or newest.id != request.id:
            return message("robot.nothing_asked")
        if newest.tries >= MOST_TRIES:
            return await self._settled(request, RequestState.LOCKED, _via(robot))
        return message("robot.wrong_code", left=MOST_TRIES - newest.tries)

    async def _anew(self, request: VoiceRequest) -> Message:
        """Return how a request stands that somebody else has answered meanwhile."""
        newest = await self.requests.of_robot(request.owner, request.robot)
        if newest is None or newest.id != request.id:
            return message("robot.nothing_asked")
        said = self._became(newest)
        return said if isinstance(said, Message) else message("robot.agreed_before")

    def _became(self, request: VoiceRequest) -> str | Message:
        """Return how a request stands that takes no code any more."""
        if request.state is RequestState.DONE and request.told:
            return request.told
        if request.state is RequestState.AGREED and not request.is_under_way(self.clock.now()):
            return message("robot.outcome_unknown")
        if request.state is RequestState.WAITING and request.tries >= MOST_TRIES:
            return message("robot.locked")
        return _BECAME[request.state]

    async def _hits(self, robot: Robot) -> int:
        return await self.throttle.hit(
            digest_of(f"robot-codes/{robot.owner}/{robot.name}"),
            now=self.clock.now(),
            window_seconds=int(ASKED_WITHIN.total_seconds()),
        )

    async def _addresses(self, person: Person) -> Sequence[ChannelAddress]:
        """Return where only this person reads, the preferred first."""
        settings = await self.briefings.settings(person.id)
        found = every_address(person.mail, settings.channels if settings else ())
        personal = [each for each in found if each.kind in PERSONAL]
        if person.phone and not any(each.kind is ChannelKind.SMS for each in personal):
            personal.append(ChannelAddress(ChannelKind.SMS, person.phone))
        return personal[:MOST_ADDRESSES]

    async def _sent(self, request: VoiceRequest, person: Person) -> Message:
        """Begin to send the code to each address, none twice; return what the robot says."""
        event, addresses = asked(request), await self._addresses(person)
        try:
            for address in addresses:
                await self.starts.start(event.id, person.id, address, title="Code for a robot")
        except TemporaryError:
            await self.requests.become(request, RequestState.UNSENT)
            return message("robot.unsent")
        kinds = dict.fromkeys(each.kind for each in addresses)
        head = request.question.partition("\n")[0]
        return message(
            "robot.code_sent",
            what=Foreign(head[:LONGEST_HEARD]),
            places=Names(tuple(map(named, kinds))),
            within=LASTS,
            tool=Called(RobotTool.CONFIRM_CODE),
        )


def _written(arguments: Mapping[str, Any]) -> str:
    return json.dumps(dict(arguments), sort_keys=True)


def _via(robot: Robot) -> str:
    return f"robot:{robot.name}+code"
