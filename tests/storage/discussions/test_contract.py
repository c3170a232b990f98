"""What the store of discussions promises to whoever uses it."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from application.ports.discussions import Draft, Notice, NoticeKind
from domain.common.errors import Conflict, NotFound
from domain.common.search_terms import asked_terms
from domain.discussions.discussions import DiscussionStatus, SourceType
from storage.discussions.store import FileDiscussionStore
from tests.fakes.clock import CountingIds, ManualClock
from tests.fakes.words import LEXICON, says


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def store(clock, tmp_path):
    files = FileDiscussionStore(tmp_path, clock, CountingIds(), zone=UTC)
    yield files
    files.close_catalog()


def a_draft(**changes) -> Draft:
    fields = {
        "from_id": "lingyi",
        "from_name": "灵依",
        "topic": "数据库磁盘",
        "content": "快满了，请看。",
        "reply_to": "",
        "tags": ("db",),
        "source_type": SourceType.REAL,
        "claimed_source_type": "real",
        "sender": "u_lingyi",
    }
    return Draft(**(fields | changes))


async def test_what_is_sent_is_read_as_it_was_sent(store, clock):
    """BUS-2."""
    sent = await store.send(a_draft())
    discussion = await store.read(sent.discussion.id)

    assert discussion.messages == (sent.message,)
    assert sent.fresh
    assert sent.message.sent_at == clock.now()
    assert sent.message.timestamp == discussion.created_at == "2026-11-20T22:30:00"
    assert sent.message.id.startswith("msg_20261120223000_")
    assert discussion.id.startswith("disc_20261120223000_")
    assert (discussion.initiator, discussion.participants) == ("lingyi", ("灵依",))
    assert discussion.status is DiscussionStatus.OPEN


async def test_a_message_joins_the_open_discussion_of_its_topic(store):
    """BUS-1."""
    one = await store.send(a_draft())
    two = await store.send(a_draft(from_id="lingclaude", from_name="灵克"))
    other = await store.send(a_draft(topic="网络"))

    assert two.discussion.id == one.discussion.id != other.discussion.id
    assert two.discussion.message_count == 2
    assert two.discussion.participants == ("灵依", "灵克")


async def test_the_same_key_of_the_same_sender_is_one_message(store):
    """BUS-1."""
    first = await store.send(a_draft(key="k"))
    again = await store.send(a_draft(key="k"))
    other = await store.send(a_draft(key="k", sender="u_bob"))

    assert (again.message.id, again.fresh) == (first.message.id, False)
    assert other.fresh


async def test_a_closed_discussion_takes_no_reply_and_stays_as_it_was_closed(store, clock):
    """BUS-1."""
    sent = await store.send(a_draft())
    name = sent.discussion.id
    reply = await store.reply(name, a_draft(topic="", reply_to=sent.message.id))
    closed = await store.close(name, at=clock.now())
    again = await store.close(name, at=clock.move(hours=1))

    assert reply.message.topic == "数据库磁盘"
    assert closed.status is DiscussionStatus.CLOSED
    assert again.closed_at == closed.closed_at is not None
    with pytest.raises(Conflict, check=says(name)):
        await store.reply(name, a_draft())
    for asked in (store.read("disc_1"), store.reply("disc_1", a_draft())):
        with pytest.raises(NotFound, check=says("disc_1")):
            await asked


async def test_marks_are_written_and_counted_once(store):
    """BUS-1."""
    sent = await store.send(a_draft())
    marked = replace(sent.message, source_type=SourceType.INFERRED, reason="too fast")
    counts = [await store.annotate(sent.discussion.id, [marked]) for _ in range(2)]

    assert counts == [1, 0]
    assert (await store.read(sent.discussion.id)).messages == (marked,)


async def test_words_are_found_in_content_topic_sender_and_tags(store):
    """BUS-4."""
    sent = await store.send(a_draft())
    await store.send(a_draft(topic="网络", content="packet loss in Guangzhou", tags=()))
    for keyword in ("快满", "磁盘", "灵依", "db", "GUANGZHOU", "packets"):
        found = await store.search(asked_terms(keyword, LEXICON.stop), keyword=keyword)
        assert found.total >= 1, keyword
    found = await store.search(
        asked_terms("磁盘", LEXICON.stop), keyword="磁盘", discussion_id=sent.discussion.id
    )

    assert [each.message.id for each in found.best] == [sent.message.id]
    assert (await store.search(asked_terms("杭州", LEXICON.stop), keyword="杭州")).total == 0


async def test_a_notice_stands_until_it_is_settled(store, clock):
    """BUS-4."""
    sent = await store.send(a_draft())
    reply = await store.reply(sent.discussion.id, a_draft())
    await store.close(sent.discussion.id, at=clock.now())
    name = sent.discussion.id
    expected = {
        Notice(NoticeKind.SENT, name, sent.message.id),
        Notice(NoticeKind.REPLIED, name, reply.message.id),
        Notice(NoticeKind.CLOSED, name),
    }
    later = clock.now() + timedelta(days=365)

    assert set(await store.unsettled(before=later)) == expected
    assert len(await store.unsettled(before=later, limit=2)) == 2
    await store.settle(list(expected))
    await store.settle(list(expected))
    assert await store.unsettled(before=later) == ()


async def test_discussions_are_listed_newest_first_and_counted(store, clock):
    """BUS-1."""
    for topic in ("a", "b"):
        await store.send(a_draft(topic=topic))
        clock.move(seconds=2)
    listed = await store.list()
    counted = await store.statistics()

    assert [each.topic for each in listed.heads] == ["b", "a"]
    assert (counted.discussions, counted.open, counted.messages) == (2, 2, 2)
    assert counted.by_sender == {"灵依": 2}
    assert counted.latest_activity == "2026-11-20T22:30:02"


async def test_of_two_updates_in_one_second_the_later_comes_first(store, clock):
    """BUS-1: files know seconds only, we know better."""
    first = await store.send(a_draft(topic="first"))
    clock.move(seconds=0.01)
    second = await store.send(a_draft(topic="second"))
    before = [head.topic for head in (await store.list()).heads]
    for number in range(4):
        clock.move(seconds=0.01)
        to, name = ((first, "first"), (second, "second"))[number % 2]
        await store.reply(to.discussion.id, a_draft(topic=""))
        assert (await store.list()).heads[0].topic == name
    clock.move(seconds=0.01)
    await store.close(first.discussion.id, at=clock.now())

    assert before == ["second", "first"]
    assert (await store.list()).heads[0].topic == "first"


async def test_a_store_is_made_once_and_found_sound(store):
    """BUS-1, BUS-2."""
    made, again = await store.init(), await store.init()
    await store.send(a_draft())
    found = await store.check(repair=False)

    assert (made.made, again.made) == (True, False)
    assert made.config_exists
    assert made.index_exists
    assert [each.id for each in await store.projects()][:2] == ["lingflow", "lingclaude"]
    assert (found.discussions, found.messages, found.broken, found.problems) == (1, 1, (), ())
