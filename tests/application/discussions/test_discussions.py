import asyncio
from dataclasses import dataclass, field, replace

import pytest

from application.discussions.discussions import DiscussionService
from application.discussions.notices import LEFT_ALONE, PATIENCE, DiscussionNotices
from application.discussions.views import Saying
from domain.common.errors import (
    Conflict,
    Forbidden,
    InvalidRequest,
    NotFound,
    TooLarge,
    Unavailable,
)
from domain.deliveries.webhooks import Endpoint
from domain.discussions.discussions import DiscussionStatus, SourceType
from domain.discussions.events import MOST_CONTENT
from domain.discussions.rules import SourceReason
from domain.events.events import Event
from domain.people.access import Actor, Role, Scope
from tests.fakes.clock import ManualClock
from tests.fakes.discussions import FolderOfDiscussions
from tests.fakes.events import InMemoryEvents
from tests.fakes.words import LEXICON, says

YI = Actor("u_lingyi", frozenset({Role.OPERATOR}), frozenset({Scope.OPERATE}), "token:1")
KE = Actor("u_lingke", frozenset({Role.OPERATOR}), frozenset({Scope.OPERATE}), "token:2")
READER = Actor("u_mei", frozenset({Role.VIEWER}))
ADMIN = Actor("u_admin", frozenset({Role.ADMIN}))
HELLO = Saying("lingyi", "磁盘快满了")


@dataclass
class MoodyEvents(InMemoryEvents):
    """A record that is away, or slow, when told to be."""

    away: bool = False
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    async def append(self, event: Event) -> Event:
        if self.away:
            raise Unavailable("The database does not answer.")
        await self.gate.wait()
        return await super().append(event)


class Bus:
    """A service over a store, with two programs that may want to know."""

    def __init__(self) -> None:
        self.clock, self.events = ManualClock(), MoodyEvents()
        self.store = FolderOfDiscussions(self.clock)
        endpoints = {
            "bridge": Endpoint("bridge", ("zhiban.discussion.*",)),
            "closings": Endpoint("closings", ("zhiban.discussion.closed",)),
            "tasks": Endpoint("tasks", ("zhiban.task.*",)),
        }
        self.notices = DiscussionNotices(self.store, self.events, endpoints, self.clock)
        speakers = {"lingyi": YI.person_id, "guangda": ADMIN.person_id}
        self.service = DiscussionService(
            self.store, self.notices, self.clock, LEXICON.stop, speakers
        )

    async def say(self, *, by=YI, topic="数据库", **fields):
        saying = Saying(**({"from_id": "lingyi", "content": "磁盘快满了"} | fields))
        return await self.service.send(by=by, topic=topic, saying=saying)

    async def answer(self, to, *, by=KE, **fields):
        saying = Saying(**({"from_id": "lingclaude", "content": "收到"} | fields))
        return await self.service.reply(by=by, discussion_id=to.sent.discussion.id, saying=saying)


@pytest.fixture
def bus() -> Bus:
    return Bus()


@pytest.mark.parametrize(
    ("by", "claimed", "type_", "reason"),
    [
        (YI, "real", SourceType.REAL, SourceReason.PROVEN),
        (YI, "inferred", SourceType.INFERRED, SourceReason.MORE_MODEST),
        (YI, "unverifiable", SourceType.UNVERIFIABLE, SourceReason.MORE_MODEST),
        (KE, "real", SourceType.UNVERIFIABLE, SourceReason.NOT_THE_SPEAKER),
        (ADMIN, "real", SourceType.UNVERIFIABLE, SourceReason.ACTS_FOR_ANYBODY),
        (
            Actor(YI.person_id, YI.roles, via="terminal"),
            "real",
            SourceType.UNVERIFIABLE,
            SourceReason.ACTS_FOR_ANYBODY,
        ),
    ],
)
async def test_who_is_real_is_decided_from_the_proof_and_the_claim_is_kept_apart(
    bus, by, claimed, type_, reason
):
    """BUS-3."""
    said = await bus.say(by=by, claimed=claimed)

    message = said.sent.message
    assert (message.source_type, said.reason) == (type_, reason)
    assert message.claimed_source_type == claimed
    assert message.sender == by.person_id


async def test_an_admin_is_not_proven_even_where_the_settings_name_them(bus):
    """BUS-3: they can make a token for themselves and act for anybody."""
    said = await bus.say(by=ADMIN, from_id="guangda")

    assert said.sent.message.source_type is SourceType.UNVERIFIABLE
    assert said.reason is SourceReason.ACTS_FOR_ANYBODY


async def test_a_project_without_a_speaker_is_never_real(bus):
    """BUS-3."""
    said = await bus.say(by=KE, from_id="lingclaude")

    assert said.sent.message.source_type is SourceType.UNVERIFIABLE
    assert said.reason is SourceReason.NO_SPEAKER


async def test_a_message_joins_the_open_discussion_of_its_topic_and_else_opens_one(bus):
    """BUS-1."""
    first = await bus.say()
    second = await bus.say(by=KE, from_id="lingclaude", topic=" 数据库 ")
    await bus.service.close(by=YI, discussion_id=first.sent.discussion.id)
    third = await bus.say()

    assert second.sent.discussion.id == first.sent.discussion.id
    assert third.sent.discussion.id != first.sent.discussion.id


async def test_a_closed_discussion_takes_no_reply_and_closing_it_again_changes_nothing(bus):
    """BUS-1."""
    said = await bus.say()
    closed = await bus.service.close(by=YI, discussion_id=said.sent.discussion.id)
    bus.clock.move(hours=1)
    again = await bus.service.close(by=YI, discussion_id=said.sent.discussion.id)
    with pytest.raises(Conflict, check=says("closed")):
        await bus.answer(said)

    assert again.discussion.closed_at == closed.discussion.closed_at
    assert [each.type for each in bus.events.kept].count("zhiban.discussion.closed") == 1


async def test_a_discussion_that_another_program_closed_stays_as_it_says(bus):
    """BUS-2."""
    said = await bus.say()
    await bus.store.close(said.sent.discussion.id, at=bus.clock.now())
    bus.store.foreign(said.sent.discussion.id, closed_at=None)

    closed = await bus.service.close(by=YI, discussion_id=said.sent.discussion.id)

    assert (closed.discussion.closed_at, closed.notified) == (None, ())
    assert len(bus.events.kept) == 1


async def test_sending_replying_and_closing_are_told_to_those_who_want_to_know(bus):
    """BUS-4."""
    said = await bus.say(content="字" * 3_000, tags=("db",))
    answered = await bus.answer(said, reply_to=said.sent.message.id)
    closed = await bus.service.close(by=YI, discussion_id=said.sent.discussion.id)

    assert said.notified == answered.notified == ("bridge",)
    assert closed.notified == ("bridge", "closings")
    sent, replied, ended = bus.events.kept
    assert [each.type.rpartition(".")[2] for each in bus.events.kept] == [
        *("sent", "replied", "closed")
    ]
    assert {each.subject for each in bus.events.kept} == {said.sent.discussion.id}
    assert len(sent.data["content"]) == MOST_CONTENT
    assert sent.data["content_cut"]
    assert sent.data["tags"] == ["db"]
    assert replied.data["reply_to"] == said.sent.message.id
    assert ended.data["message_count"] == 2
    assert bus.store.untold == set()


async def test_the_same_key_says_and_tells_once(bus):
    """BUS-1, BUS-4."""
    first = await bus.say(key="k-1")
    again = await bus.say(key="k-1")

    assert again.sent.message.id == first.sent.message.id
    assert (first.sent.fresh, again.sent.fresh) == (True, False)
    assert len(bus.events.kept) == 1


async def test_a_record_that_is_away_holds_up_nobody_and_is_caught_up_with(bus):
    """BUS-4."""
    bus.events.away = True
    said = await bus.say()
    bus.clock.move(seconds=1)
    closed = await bus.service.close(by=YI, discussion_id=said.sent.discussion.id)
    with pytest.raises(Unavailable):
        bus.clock.move(seconds=LEFT_ALONE.total_seconds() + 1)
        await bus.notices.catch_up()
    bus.events.away = False

    assert said.notified == closed.notified == ()
    assert await bus.notices.catch_up() == 2
    assert [each.type.rpartition(".")[2] for each in bus.events.kept] == ["sent", "closed"]
    assert await bus.notices.catch_up() == 0


async def test_a_record_that_is_slow_holds_up_nobody_and_takes_the_event_later(bus, monkeypatch):
    """BUS-4: a driver may wait in a thread that cannot be cancelled."""
    monkeypatch.setattr("application.discussions.notices.PATIENCE", PATIENCE / 100)
    bus.events.gate.clear()
    said = await bus.say()
    kept_meanwhile = list(bus.events.kept)
    bus.events.gate.set()
    async with asyncio.timeout(20):
        while bus.store.untold:
            await asyncio.sleep(0)

    assert (said.notified, kept_meanwhile) == ((), [])
    assert [each.data["message_id"] for each in bus.events.kept] == [said.sent.message.id]


async def test_what_other_programs_made_too_long_is_told_of_shortened(bus):
    """BUS-4: an event that is refused would keep all later ones from being told."""
    said = await bus.say()
    kept = said.sent.discussion
    bus.store.foreign(kept.id, topic="话" * 100_000)
    bus.store.let_in("long", "长" * 100_000)

    answered = await bus.answer(said, from_id="long")
    closed = await bus.service.close(by=YI, discussion_id=kept.id)

    assert answered.notified == ("bridge",)
    assert closed.notified == ("bridge", "closings")
    assert bus.store.untold == set()


async def test_what_somebody_is_just_sending_is_left_to_them(bus):
    """BUS-4."""
    bus.events.away = True
    await bus.say()
    bus.events.away = False

    assert await bus.notices.catch_up() == 0


async def test_what_other_programs_removed_or_broke_holds_up_nothing_else(bus):
    """BUS-2, BUS-4: what they dropped of ours is put back, and told."""
    bus.events.away = True
    gone, broken, whole = [await bus.say(topic=each) for each in ("a", "b", "c")]
    dropped = await bus.answer(whole)
    bus.events.away = False
    bus.store.remove(gone.sent.discussion.id)
    bus.store.write(broken.sent.discussion.id)
    bus.store.put(
        replace(await bus.store.read(whole.sent.discussion.id), messages=(whole.sent.message,))
    )
    bus.clock.move(minutes=1)

    await bus.notices.catch_up()

    told = {each.data["message_id"] for each in bus.events.kept}
    assert told == {whole.sent.message.id, dropped.sent.message.id}
    assert bus.store.untold == {broken.sent.discussion.id}
    assert dropped.notified == ()


@pytest.mark.parametrize(
    ("fields", "error", "words"),
    [
        ({"from_id": "mallory"}, InvalidRequest, "guangda, lingclaude"),
        ({"content": ""}, InvalidRequest, "content"),
        ({"content": "x" * 10_000_000}, TooLarge, "100,000"),
        ({"topic": "x" * 201}, InvalidRequest, "topic"),
        ({"topic": "a\nb"}, InvalidRequest, "topic"),
        ({"tags": ("x",) * 3 + tuple(map(str, range(20)))}, InvalidRequest, "tags"),
        ({"tags": ("x" * 65,)}, InvalidRequest, "tags"),
        ({"reply_to": "../../config"}, InvalidRequest, "reply_to"),
        ({"claimed": "verified"}, InvalidRequest, "source_type"),
        ({"key": "k" * 65}, InvalidRequest, "client_key"),
    ],
)
async def test_what_breaks_a_rule_is_refused_and_nothing_is_said(bus, fields, error, words):
    """BUS-1, SEC-2."""
    with pytest.raises(error, check=says(words)):
        await bus.say(**fields)

    assert (bus.store.kept, bus.events.kept) == ({}, [])


@pytest.mark.parametrize("name", ["../config", "disc_1/..", "", "x" * 81, "disc_1.json", "a\0b"])
async def test_no_name_leads_out_of_the_store(bus, name):
    """BUS-2, SEC-2."""
    service = bus.service
    for asked in (
        service.read(by=YI, discussion_id=name),
        service.reply(by=YI, discussion_id=name, saying=HELLO),
        service.close(by=YI, discussion_id=name),
        service.annotate(by=YI, discussion_id=name),
        service.message(by=YI, discussion_id=name, message_id="msg_1"),
    ):
        with pytest.raises(InvalidRequest, check=says("discussion_id")):
            await asked


async def test_lists_are_paged_with_counts_of_all_and_name_what_cannot_be_read(bus):
    """BUS-1."""
    for each in ("a", "b", "c"):
        await bus.say(topic=each)
        bus.clock.move(seconds=1)
    last = (await bus.say(topic="d")).sent.discussion
    await bus.service.close(by=YI, discussion_id=last.id)
    bus.store.write("broken")

    one = await bus.service.list(by=READER, limit=3)
    two = await bus.service.list(by=READER, limit=3, after=one.next_after)
    closed = await bus.service.list(by=READER, status="closed")

    assert [each.topic for each in (*one.heads, *two.heads)] == ["d", "c", "b", "a"]
    assert two.next_after == ""
    assert (one.total, one.open, one.closed) == (4, 3, 1)
    assert (closed.total, closed.open, closed.closed) == (1, 3, 1)
    assert [each.name for each in one.broken] == ["broken.json"]


async def test_a_long_discussion_is_read_from_its_end_backwards(bus):
    """BUS-1."""
    said = await bus.say(content="0")
    for number in range(1, 5):
        await bus.answer(said, content=str(number))
    name = said.sent.discussion.id

    newest = await bus.service.read(by=READER, discussion_id=name, limit=2)
    older = await bus.service.read(by=READER, discussion_id=name, before=newest.first, limit=4)
    nothing = await bus.service.read(by=READER, discussion_id=name, before=0)

    assert [each.content for each in newest.discussion.messages] == ["3", "4"]
    assert [each.content for each in older.discussion.messages] == ["0", "1", "2"]
    assert (newest.total, newest.first, older.first) == (5, 3, 0)
    assert nothing.discussion.messages == ()


async def test_one_message_is_found_by_its_id_only(bus):
    """BUS-1."""
    said = await bus.say()
    name = said.sent.discussion.id

    found = await bus.service.message(
        by=READER, discussion_id=name, message_id=said.sent.message.id
    )
    with pytest.raises(NotFound):
        await bus.service.message(by=READER, discussion_id=name, message_id="msg_none")

    assert found == said.sent.message


async def test_two_senders_closer_than_the_threshold_are_found_and_marked_once(bus):
    """BUS-1: the example of 0.3 seconds."""
    said = await bus.say()
    bus.clock.move(seconds=0.3)
    await bus.answer(said)
    name = said.sent.discussion.id

    _, found = await bus.service.anomalies(by=READER, discussion_id=name)
    _, none = await bus.service.anomalies(by=READER, discussion_id=name, threshold_seconds=0.2)
    first = await bus.service.annotate(by=YI, discussion_id=name)
    again = await bus.service.annotate(by=YI, discussion_id=name)

    assert [(each.index, each.kind) for each in found] == [(1, "pair")]
    assert none == ()
    assert (first.updated, again.updated) == (2, 0)
    assert {each.source_type for each in bus.store.kept[name].messages} == {SourceType.INFERRED}
    assert all(each.reason for each in first.touched)


@pytest.mark.parametrize("seconds", [0, -1, 3_601, float("nan"), float("inf")])
async def test_a_threshold_that_cannot_be_is_refused(bus, seconds):
    """BUS-1."""
    said = await bus.say()

    with pytest.raises(InvalidRequest, check=says("threshold_seconds")):
        await bus.service.anomalies(
            by=READER, discussion_id=said.sent.discussion.id, threshold_seconds=seconds
        )


async def test_messages_are_found_in_one_discussion_or_in_all(bus):
    """BUS-4."""
    one = await bus.say(topic="a", content="数据库磁盘快满了")
    await bus.say(topic="b", content="The disk of the database", tags=("磁盘",))

    everywhere = await bus.service.search(by=READER, keyword="磁盘")
    here = await bus.service.search(by=READER, keyword="磁盘", discussion_id=one.sent.discussion.id)

    assert (everywhere.total, here.total) == (2, 1)
    for wrong in ({"limit": 0}, {"offset": -1}, {"keyword": " "}):
        with pytest.raises(InvalidRequest):
            await bus.service.search(**({"by": READER, "keyword": "x"} | wrong))


async def test_a_reader_reads_and_does_nothing_else(bus):
    """SEC-3."""
    said = await bus.say()
    name, service = said.sent.discussion.id, bus.service
    await service.list(by=READER)
    await service.projects(by=READER)
    await service.statistics(by=READER)
    await service.check(by=READER)

    for asked in (
        service.send(by=READER, topic="x", saying=HELLO),
        service.reply(by=READER, discussion_id=name, saying=HELLO),
        service.close(by=READER, discussion_id=name),
        service.annotate(by=READER, discussion_id=name),
        service.init(by=READER),
        service.check(by=YI, repair=True),
        service.take_in(by=YI, folder="/old"),
    ):
        with pytest.raises(Forbidden):
            await asked
    assert bus.store.kept[name].status is DiscussionStatus.OPEN


async def test_an_admin_mends_the_store_and_takes_another_in(bus):
    """BUS-2."""
    assert (await bus.service.check(by=ADMIN, repair=True)).repaired
    other = Bus()
    await other.say()
    taken = await bus.service.take_in(by=ADMIN, folder=str(other.store.folder))

    assert (taken.discussions, taken.messages) == (1, 1)
    assert bus.store.kept.keys() == other.store.kept.keys()
