"""Changes that are asked for by voice: nothing without a second factor, and then just that."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from application.ports.assistant.toolboxes import ToolAnswer, ToolCall
from application.voice.requests import SCOPES, CodesKept
from domain.assistant.conversations import Outcome
from domain.briefings.briefings import BriefingSettings
from domain.common.errors import Unavailable
from domain.deliveries.deliveries import ChannelAddress, ChannelKind
from domain.events.events import EventType
from domain.people.access import Actor, Role
from domain.people.people import Person
from domain.voice.requests import LASTS, MOST_ASKED, MOST_TRIES, RequestState
from domain.voice.robots import RobotRequest, made
from tests.fakes.briefings import InMemoryBriefings
from tests.fakes.clock import CountingIds, ManualClock
from tests.fakes.deliveries import Resends
from tests.fakes.events import InMemoryEvents
from tests.fakes.voice_requests import InMemoryVoiceRequests, requests_on

MEI = Person(id="u_mei", name="Mei", mail="mei@example.com", roles=frozenset({Role.OPERATOR}))
CHECKOUT = {"cluster": "cls-1", "namespace": "shop", "name": "checkout"}


class AskingToolbox:
    """Asks before it does anything, about exactly the call and the plan at the moment."""

    def __init__(self) -> None:
        self.plan = "14 -> 13"
        self.done: list[tuple[Actor, ToolCall]] = []
        self.answer: ToolAnswer | BaseException = ToolAnswer(Outcome.DONE, "已回滚到 13。")
        self.gate = asyncio.Event()
        self.gate.set()

    async def call(self, actor: Actor, call: ToolCall) -> ToolAnswer:
        digest = f"{call.alias} {sorted(call.arguments.items())} {self.plan} {call.key}"
        if call.agreed != digest:
            question = f"要回滚 {call.arguments['name']} 吗？\n{self.plan}"
            return ToolAnswer(Outcome.ASKS, question=question, digest=digest)
        self.done.append((actor, call))
        await self.gate.wait()
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer


class World:
    def __init__(self) -> None:
        self.clock, self.events = ManualClock(), InMemoryEvents()
        self.kept = InMemoryVoiceRequests(self.events)
        self.briefings, self.starts = InMemoryBriefings(), Resends()
        self.toolbox = AskingToolbox()
        self.person = MEI
        self.service = self.another()
        self.robot, self.other = (
            made("u_mei", RobotRequest(name=name, url="ws://r/?t=x"), revision="1", at=self.now)[0]
            for name in ("desk", "hall")
        )

    @property
    def now(self):
        return self.clock.now()

    def another(self):
        """Return what another process has."""
        return requests_on(
            self.toolbox,
            self.events,
            self.clock,
            CountingIds(),
            requests=self.kept,
            briefings=self.briefings,
            starts=self.starts,
        )

    async def ask(self, robot=None, **arguments):
        given = CHECKOUT | arguments
        return await self.service.ask(robot or self.robot, self.person, "rollback_workload", given)

    async def say(self, said, robot=None):
        return await self.service.answer(robot or self.robot, self.person, said)

    async def code(self, robot="desk"):
        """Return what the person reads on their phone."""
        request = self.kept.kept["u_mei", robot]
        return await CodesKept(self.kept, self.clock).code_for("u_mei", request.id)


@pytest.fixture
def world():
    return World()


def id_of(said):
    return said if isinstance(said, str) else said.id


async def test_nothing_is_done_before_the_code_is_said_and_then_just_that_once(world):
    """VOI-4: any write needs a second factor; one use, with the rights of the moment."""
    said = await world.ask()
    assert said.id == "robot.code_sent"
    assert world.toolbox.done == []

    assert await world.say("一三五七九零") == "已回滚到 13。"
    [(actor, call)] = world.toolbox.done
    assert (actor.person_id, actor.scopes, actor.via) == ("u_mei", SCOPES, "robot:desk+code")
    assert call.arguments == CHECKOUT

    assert await world.say("一三五七九零") == "已回滚到 13。"  # told again, not done again
    assert len(world.toolbox.done) == 1


async def test_the_code_comes_only_where_the_person_alone_reads(world):
    """VOI-4: by a channel that is not the robot, and no group's chat."""
    group = ChannelAddress(ChannelKind.WECOM, "ops")
    await world.briefings.save_settings("u_mei", BriefingSettings(channels=(group,)))
    world.person = replace(MEI, phone="+8613800000000")
    await world.ask()

    assert [(each.kind, each.target) for *_, each in world.starts.begun] == [
        (ChannelKind.MAIL, "mei@example.com"),
        (ChannelKind.SMS, "+8613800000000"),
    ]


async def test_without_an_address_nothing_is_asked(world):
    """VOI-4."""
    world.person = replace(MEI, mail="")

    assert (await world.ask()).id == "robot.no_address"
    assert world.kept.kept == {}


async def test_three_wrong_codes_end_it_also_for_the_right_one(world):
    """VOI-4: bounded tries."""
    await world.ask()
    code = await world.code()
    said = [id_of(await world.say(each)) for each in ("111111", "222222", "333333", code)]

    assert said == ["robot.wrong_code", "robot.wrong_code", "robot.locked", "robot.locked"]
    assert world.toolbox.done == []


async def test_many_codes_at_once_find_no_more_tries(world):
    """VOI-4."""
    await world.ask()
    said = await asyncio.gather(*(world.say(f"{n:06}") for n in range(50)))

    assert world.kept.kept["u_mei", "desk"].tries == MOST_TRIES
    assert {id_of(each) for each in said} <= {"robot.wrong_code", "robot.locked"}


async def test_the_right_code_said_twice_at_once_does_it_once(world):
    """VOI-4: one use."""
    await world.ask()
    code = await world.code()
    await asyncio.gather(world.say(code), world.say(code))

    assert len(world.toolbox.done) == 1


async def test_what_is_no_code_costs_no_try(world):
    """VOI-4: recognition mishears."""
    await world.ask()
    for said in ("好的", "一三五", "", "1357901"):
        assert (await world.say(said)).id == "robot.no_code"

    assert await world.say("135790") == "已回滚到 13。"


async def test_a_code_lives_for_two_minutes(world):
    """VOI-4."""
    await world.ask()
    code = await world.code()
    world.clock.move(seconds=LASTS.total_seconds())

    assert (await world.say(code)).id == "robot.code_expired"
    assert await world.code() == ""
    assert world.toolbox.done == []


async def test_a_changed_plan_voids_it(world):
    """VOI-4: bound to exactly that action and its target."""
    await world.ask()
    world.toolbox.plan = "15 -> 14"

    assert (await world.say("135790")).id == "robot.changed"
    world.toolbox.plan = "14 -> 13"
    assert (await world.say("135790")).id == "robot.changed"
    assert world.toolbox.done == []


async def test_a_code_is_good_for_its_own_robot_and_newest_request_only(world):
    """VOI-4."""
    await world.ask()
    await world.ask(world.other)
    assert (await world.say("135790", world.other)).id == "robot.wrong_code"

    await world.ask(name="payment")
    assert (await world.say("135790")).id == "robot.wrong_code"
    assert await world.say("135792") == "已回滚到 13。"
    [(_, call)] = world.toolbox.done
    assert call.arguments["name"] == "payment"


async def test_a_no_ends_it(world):
    """VOI-4."""
    await world.ask()

    assert (await world.say("算了，不要了")).id == "robot.refused"
    assert (await world.say("135790")).id == "robot.refused"
    assert world.toolbox.done == []


async def test_asking_again_sends_nothing_anew(world):
    """VOI-4: a socket that broke off asks again; the code of the phone stays good."""
    await world.ask()
    world.clock.move(seconds=20)
    world.service = world.another()
    await world.ask()

    assert len({event for event, *_ in world.starts.begun}) == 1
    assert await world.say("135790") == "已回滚到 13。"


async def test_codes_are_bounded(world):
    """VOI-4: whoever has the endpoint's address cannot flood a phone."""
    said = [id_of(await world.ask(name=f"svc-{n}")) for n in range(MOST_ASKED + 2)]

    assert said == [*["robot.code_sent"] * MOST_ASKED, *["robot.too_many_codes"] * 2]


async def test_whoever_goes_away_does_not_stop_what_was_agreed_to(world):
    """VOI-1, VOI-4: the socket breaks between the code and the answer."""
    await world.ask()
    world.toolbox.gate.clear()
    saying = asyncio.ensure_future(world.say("135790"))
    await asyncio.sleep(0)
    while not world.toolbox.done:
        await asyncio.sleep(0)
    saying.cancel()
    await asyncio.gather(saying, return_exceptions=True)
    assert (await world.say("135790")).id == "robot.agreed_before"
    assert (await world.ask()).id == "robot.under_way"

    world.toolbox.gate.set()
    await world.service.close()
    assert await world.say("135790") == "已回滚到 13。"
    assert len(world.toolbox.done) == 1


async def test_what_broke_off_is_never_told_as_done(world):
    """VOI-4: unknown is not success."""
    await world.ask()
    request = world.kept.kept["u_mei", "desk"]
    await world.kept.become(request, RequestState.AGREED)
    world.clock.move(seconds=timedelta(minutes=10).total_seconds())

    assert (await world.say("135790")).id == "robot.outcome_unknown"


async def test_a_refusal_or_nothing_to_do_is_told_without_a_code(world):
    """VOI-4."""

    async def refuses(actor, call):
        return ToolAnswer(Outcome.REFUSED, "策略不允许。")

    world.toolbox.call = refuses
    assert await world.ask() == "策略不允许。"
    assert world.starts.begun == []


async def test_what_cannot_be_sent_is_void(world):
    """VOI-4."""

    async def away(*_, **__):
        raise Unavailable("Temporal is away.")

    world.starts.start = away
    assert (await world.ask()).id == "robot.unsent"
    assert (await world.say("135790")).id == "robot.unsent"
    assert world.toolbox.done == []


async def test_no_code_stands_in_events_answers_or_logs(world, caplog):
    """VOI-4: never in logs, histories or models' texts."""
    with caplog.at_level(logging.DEBUG):
        said = [await world.ask(), await world.say("111111"), await world.say("135790")]

    written = f"{world.events.kept} {world.kept.kept} {said} {world.starts.begun} {caplog.text}"
    assert "135790" not in written
    assert "135790" not in repr(world.kept.hidden)
    types = [each.type for each in world.events.kept]
    assert types == [EventType.ROBOT_ASKED, EventType.ROBOT_ANSWERED]
