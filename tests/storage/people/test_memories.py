"""People's memories in memory, on SQLite and on PostgreSQL: found alike, in Chinese and English."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from application.people.memories import MemoryService
from application.people.memory_vectors import MemoryVectors
from application.ports.events import EventFilter
from domain.common.errors import (
    Conflict,
    Forbidden,
    InvalidRequest,
    NotFound,
    Rejected,
    Unavailable,
)
from domain.common.messages import message
from domain.people.access import Actor, Role
from domain.people.likeness import packed
from domain.people.memories import Memory, MemoryKind, kept
from storage.database import Database
from storage.events.events import SqlEvents
from storage.people.memories import SqlMemories
from tests.fakes.clock import CountingIds, ManualClock
from tests.fakes.memories import InMemoryMemories
from tests.fakes.quotas import InMemoryQuotas
from tests.fakes.words import LEXICON, says

MEI = Actor("u_mei", frozenset({Role.VIEWER}))
BO = Actor("u_bo", frozenset({Role.VIEWER}))
ADMIN = Actor("u_admin", frozenset({Role.ADMIN}))
NOBODY = replace(MEI, roles=frozenset())


class Concepts:
    """A model that knows a few words of two languages, and what they are about."""

    least = 0.5

    def __init__(self, model="concepts"):
        self.model = model
        self.refused = ""
        self.fails = False
        self.asked = []

    async def vectors(self, texts):
        self.asked += texts
        if self.fails:
            raise Unavailable(message("memory.meaning_too_slow"))
        if self.refused and any(self.refused in each for each in texts):
            raise Rejected("no")
        about = (("磁盘", "disk", "storage"), ("咖啡", "coffee", "drink"), ("密码", "password"))
        return [
            packed([0.01, *(float(any(word in text for word in words)) for words in about)])
            for text in texts
        ]


NOTES = {
    "password": "生产数据库的密码每周一更换，由李雷负责。",
    "disk": "The disk of db-1 was full on 3 November; old binlogs were removed.",
    "coffee": "早上喜欢喝黑咖啡，不加糖。",
    "mail": "Prefers mail to chat messages, and never before 8:00.",
    "k8s": "K8s集群 prod-gz 的节点磁盘在 90% 时告警。",
    "order": "OrderService times out when the payment gateway is slow.",
    "short": "磁盘",
}


@pytest.fixture
def memories(stores):
    events = stores.events
    return SqlMemories(events) if isinstance(events, SqlEvents) else InMemoryMemories(events)


@pytest.fixture
def service(memories):
    return MemoryService(memories, ManualClock(), CountingIds(), InMemoryQuotas(), LEXICON.stop)


async def remember_all(service, by=MEI):
    for tag, note in NOTES.items():
        service.clock.move(minutes=1)
        await service.remember(by=by, text=note, tags=(tag,))


def names(page):
    return [each.memory.tags[0] for each in page.found]


@pytest.fixture
def finding(memories):
    """The service with a model, and what gives memories their vectors."""
    model = Concepts()
    found = MemoryService(
        memories, ManualClock(), CountingIds(), InMemoryQuotas(), LEXICON.stop, model
    )
    return found, MemoryVectors(memories, model), model


async def test_memories_are_found_by_meaning_across_languages(finding):
    """MEM-1."""
    service, vectors, _ = finding
    await remember_all(service)
    await remember_all(service, by=BO)
    before = names(await service.search(by=MEI, query="what should I drink"))
    assert await vectors.round() == 2 * len(NOTES)

    page = await service.search(by=MEI, query="what should I drink")

    assert before == []
    assert names(page) == ["coffee"]
    assert page.found[0].by_meaning == 1
    assert page.found[0].by_words == 0
    assert page.note is None
    assert await vectors.round() == 0


async def test_words_and_meaning_make_one_order_in_pages(finding):
    """MEM-1."""
    service, vectors, _ = finding
    await remember_all(service)
    await vectors.round()
    whole = await service.search(by=MEI, query="磁盘")

    first = await service.search(by=MEI, query="磁盘", limit=1)
    rest = await service.search(by=MEI, query="磁盘", after=first.next_after)

    assert sorted(names(whole)) == ["disk", "k8s", "short"]
    assert names(whole)[2] == "disk"  # the only one without the word
    assert names(first) + names(rest) == names(whole)
    assert [each.score for each in whole.found] == sorted(
        (each.score for each in whole.found), reverse=True
    )


async def test_a_service_that_fails_leaves_words_and_says_so(finding):
    """MEM-1."""
    service, vectors, model = finding
    await remember_all(service)
    await vectors.round()
    model.fails = True

    page = await service.search(by=MEI, query="磁盘")

    assert names(page) == ["short", "k8s"]
    assert page.note.id == "memory.words_only"
    with pytest.raises(Unavailable):  # the job comes again
        await service.remember(by=MEI, text="new")
        await vectors.round()


async def test_what_is_kept_goes_nowhere_and_waits_for_nobody(finding):
    """MEM-1: vectors are made behind `remember`, and a list asks for none."""
    service, _, model = finding
    model.fails = True

    await service.remember(by=MEI, text="磁盘")
    await service.search(by=MEI)

    assert model.asked == []


async def test_another_model_has_its_vectors_made_anew(finding, memories):
    """MEM-1."""
    service, vectors, _ = finding
    await remember_all(service)
    await vectors.round()
    other = Concepts("another")
    moved = replace(service, embeddings=other)
    assert names(await moved.search(by=MEI, query="what should I drink")) == []

    assert await MemoryVectors(memories, other).round() == len(NOTES)

    assert names(await moved.search(by=MEI, query="what should I drink")) == ["coffee"]
    assert await vectors.round() == len(NOTES)


async def test_a_text_that_the_model_refuses_holds_up_no_other(finding):
    """MEM-1."""
    service, vectors, model = finding
    await remember_all(service)
    model.refused = "咖啡"

    await vectors.round()

    assert await vectors.round() == 0
    assert sorted(names(await service.search(by=MEI, query="storage"))) == ["disk", "k8s", "short"]
    assert names(await service.search(by=MEI, query="咖啡")) == ["coffee"]


async def test_a_kind_narrows_what_is_found_by_meaning(finding):
    """MEM-1."""
    service, vectors, _ = finding
    await service.remember(by=MEI, text="磁盘满了", kind="incident")
    await service.remember(by=MEI, text="磁盘有 90 GB")
    await vectors.round()

    page = await service.search(by=MEI, query="storage", kind="incident")

    assert [each.memory.kind for each in page.found] == [MemoryKind.INCIDENT]


async def test_a_question_in_other_words_finds_the_nearest_notes(service):
    """MEM-1: where no note holds half of what is asked, those that hold any of it."""
    await remember_all(service)

    assert names(await service.search(by=MEI, query="上次集群出问题磁盘是怎么处理的")) == [
        "k8s",
        "short",
    ]
    assert (
        names(await service.search(by=MEI, query="who do I have to tell when orders are slow"))[0]
        == "order"
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("磁盘", ["short", "k8s"]),
        ("盘", ["short", "k8s"]),
        ("数据库密码", ["password"]),
        ("谁负责生产数据库", ["password"]),
        ("咖", ["coffee"]),
        ("DISKS", ["disk"]),
        ("what is the payment gateway", ["order"]),
        ("order service", ["order"]),
        ("ｄｂ-1", ["disk"]),
        ("磁盘 disk full", ["disk"]),
        ("k8s", ["k8s"]),
        ("8:00", ["mail"]),
        ("奶茶", []),
        ('" OR owner : *', []),
        ("'); DROP TABLE memories; --", []),
        ("!?", []),
    ],
)
async def test_memories_are_found_by_their_words_the_best_first(service, query, expected):
    """MEM-1."""
    await remember_all(service)
    await remember_all(service, by=BO)

    page = await service.search(by=MEI, query=query)

    assert names(page) == expected
    assert {each.memory.owner for each in page.found} <= {"u_mei"}


async def test_without_a_query_the_newest_come_first(service):
    """MEM-1."""
    await remember_all(service)

    assert names(await service.search(by=MEI)) == list(NOTES)[::-1]
    assert names(await service.search(by=MEI, query="  ")) == list(NOTES)[::-1]


@pytest.mark.parametrize("query", ["", "磁盘"])
async def test_pages_follow_each_other_and_the_last_one_says_so(service, query):
    """MEM-1."""
    for number in range(5):  # of one moment and one score: only the id tells them apart
        await service.remember(by=MEI, text="磁盘满了", tags=(str(number),))
    whole = names(await service.search(by=MEI, query=query))

    seen, after = [], ""
    for _ in range(3):
        page = await service.search(by=MEI, query=query, limit=2, after=after)
        seen, after = seen + names(page), page.next_after

    assert seen == whole
    assert sorted(seen) == ["0", "1", "2", "3", "4"]
    assert after == ""


async def test_kinds_narrow_a_search_and_a_list(service):
    """MEM-1."""
    await service.remember(by=MEI, text="disk full", kind="incident")
    await service.remember(by=MEI, text="disk size is 90 GB")

    for query in ("disk", ""):
        page = await service.search(by=MEI, query=query, kind="incident")
        assert [each.memory.kind for each in page.found] == [MemoryKind.INCIDENT]


async def test_what_is_forgotten_is_gone_with_its_words(service, stores):
    """MEM-1."""
    memory = await service.remember(by=MEI, text="磁盘 secret-word")

    await service.forget(by=MEI, memory_id=memory.id)

    assert (await service.search(by=MEI, query="磁盘")).found == ()
    assert (await service.search(by=MEI)).found == ()
    with pytest.raises(NotFound):
        await service.forget(by=MEI, memory_id=memory.id)
    events = await stores.events.page(EventFilter(), after=0, limit=10)
    assert [each.type for each in events] == ["zhiban.memory.kept", "zhiban.memory.forgotten"]
    assert "secret" not in str(events)


async def test_a_key_keeps_the_first_until_it_is_forgotten(service, stores):
    """MEM-1, TSK-2."""
    first = await service.remember(by=MEI, text="one", key="k")

    assert await service.remember(by=MEI, text="two", key="k") == first
    assert (await service.remember(by=BO, text="two", key="k")).text == "two"
    await service.forget(by=MEI, memory_id=first.id)
    assert (await service.remember(by=MEI, text="three", key="k")).text == "three"
    assert len(await stores.events.page(EventFilter(), after=0, limit=10)) == 4


async def test_nobody_sees_or_forgets_what_another_remembers(service):
    """MEM-1, SEC-3: not even an admin."""
    memory = await service.remember(by=MEI, text="disk")

    for other in (BO, ADMIN):
        assert (await service.search(by=other, query="disk")).found == ()
        with pytest.raises(NotFound):
            await service.forget(by=other, memory_id=memory.id)
    assert len((await service.search(by=MEI)).found) == 1


async def test_who_has_no_role_can_do_nothing(service):
    """SEC-3."""
    for ask in (
        service.remember(by=NOBODY, text="x"),
        service.forget(by=NOBODY, memory_id="m_" + "0" * 32),
        service.search(by=NOBODY),
    ):
        with pytest.raises(Forbidden):
            await ask


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"limit": 0}, "limit must be between 1 and 100"),
        ({"limit": 101}, "limit must be between 1 and 100"),
        ({"query": "x" * 501}, "query must have at most 500"),
        ({"kind": "x"}, "kind must be fact, preference, or incident"),
        ({"after": "x"}, "after must be"),
    ],
)
async def test_a_search_has_bounds(service, asked, problem):
    """MEM-1, SEC-2."""
    with pytest.raises(InvalidRequest, check=says(problem)):
        await service.search(by=MEI, **asked)


async def test_a_person_has_room_for_so_many(memories):
    """MEM-1, SEC-2."""
    at = datetime(2026, 11, 20, tzinfo=UTC)
    for number in range(3):
        memory = Memory(f"m_{number:032x}", "u_mei", MemoryKind.FACT, "x", (), at)
        event = kept(memory, unique="1")
        if number == 2:
            with pytest.raises(Conflict, check=says("forget some")):
                await memories.keep(memory, event, terms=("x",), key="", most=2)
        else:
            await memories.keep(memory, event, terms=("x",), key="", most=2)


async def test_a_full_text_of_ligatures_can_be_kept(service):
    """MEM-1, SEC-2."""
    memory = await service.remember(by=MEI, text="\ufdfa" * 2_000)

    assert memory.text == "\ufdfa" * 2_000


async def test_a_memory_whose_event_fails_is_not_kept(database: Database):
    """EVT-1: both or neither."""
    memories = SqlMemories(SqlEvents(database))
    at = datetime(2026, 11, 20, tzinfo=UTC) + timedelta(minutes=1)
    memory = Memory("m_" + "0" * 32, "u_mei", MemoryKind.FACT, "disk", (), at)

    with pytest.raises(InvalidRequest):
        event = replace(kept(memory, unique="1"), source="a\0b")
        await memories.keep(memory, event, terms=("disk",), key="", most=9)

    assert await memories.get(memory.id) is None
    async with database.reading() as connection:
        index = "memory_words" if database.is_sqlite else "memories"
        assert await connection.scalar(text(f"SELECT count(*) FROM {index}")) == 0
