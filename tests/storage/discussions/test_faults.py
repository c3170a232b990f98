"""What goes wrong in the programs in use today, one test for each."""

import asyncio
from dataclasses import replace

import pytest

from domain.common.errors import InvalidRequest
from domain.common.search_terms import asked_terms
from domain.discussions.anomalies import annotated, anomalies_of
from domain.discussions.discussions import SourceType
from domain.discussions.rules import check_threshold, source_type_of
from storage.discussions.store import FileDiscussionStore
from tests.fakes.clock import CountingIds, ManualClock
from tests.fakes.words import LEXICON
from tests.storage.discussions.programs import read_in_place, write_in_place
from tests.storage.discussions.test_discussions import draft, file_of

PAST_ANY = ManualClock().move(days=9_000)


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
async def store(tmp_path, clock):
    made = FileDiscussionStore(tmp_path, clock, CountingIds())
    await made.init()
    yield made
    made.close_catalog()


async def test_two_discussions_opened_in_one_second_have_two_ids_and_two_files(store, tmp_path):
    """BUS-2."""
    one, two = await asyncio.gather(store.send(draft("one")), store.send(draft("two")))

    assert one.discussion.created_at == two.discussion.created_at
    assert one.discussion.id != two.discussion.id
    assert len(list((tmp_path / "discussions").iterdir())) == 2


async def test_two_who_open_the_same_topic_in_one_second_meet_in_one_discussion(tmp_path, clock):
    """BUS-1."""
    stores = [FileDiscussionStore(tmp_path, clock, CountingIds(100 * n)) for n in range(5)]
    sent = await asyncio.gather(*(each.send(draft("t")) for each in stores))

    assert len({one.discussion.id for one in sent}) == 1
    assert len({one.message.id for one in sent}) == 5


async def test_reading_and_writing_back_by_another_program_loses_no_message(store, tmp_path):
    """BUS-2."""
    sent = await store.send(draft())
    path = file_of(tmp_path, sent.discussion.id)
    stale = read_in_place(path)
    ours = await store.reply(sent.discussion.id, draft("", "in between"))
    stale["messages"].append(
        {"id": "msg_1", "content": "theirs", "timestamp": "2026-11-21T06:30:00"}
    )
    write_in_place(path, stale)

    whole = await store.read(sent.discussion.id)

    assert {one.id for one in whole.messages} == {sent.message.id, ours.message.id, "msg_1"}
    assert len(read_in_place(path)["messages"]) == 3


async def test_an_annotation_and_a_closing_survive_a_stale_writing(store, tmp_path, clock):
    """BUS-2."""
    sent = await store.send(draft(source_type="real"))
    path = file_of(tmp_path, sent.discussion.id)
    stale = read_in_place(path)
    marked = replace(sent.message, source_type=SourceType.INFERRED, reason="too fast")
    await store.annotate(sent.discussion.id, [marked])
    await store.close(sent.discussion.id, at=clock.now())
    write_in_place(path, stale)

    whole = await store.read(sent.discussion.id)

    assert whole.status == "closed"
    assert whole.closed_at == clock.now()
    assert (whole.messages[0].source_type, whole.messages[0].reason) == ("inferred", "too fast")


async def test_a_closing_by_another_program_is_respected(store, tmp_path):
    """BUS-2."""
    sent = await store.send(draft())
    path = file_of(tmp_path, sent.discussion.id)
    write_in_place(path, read_in_place(path) | {"status": "closed"})

    assert (await store.send(draft())).discussion.id != sent.discussion.id


@pytest.mark.parametrize("trick", ["../index", "../../etc/passwd", "disc_1/../../config", "\0"])
async def test_an_id_that_is_a_path_reaches_no_file(store, trick):
    """BUS-2, SEC-3."""
    with pytest.raises(InvalidRequest):
        await store.read(trick)


def test_a_sender_who_says_real_is_looked_at_again():
    """BUS-3."""
    proven = {"caller": ("u_mei",), "speakers": {"lingyi": "u_mei"}}

    assert source_type_of("real", from_id="lingzhi", **proven).type is SourceType.UNVERIFIABLE
    assert source_type_of("real", from_id="lingyi", **proven).type is SourceType.REAL


async def test_two_senders_a_third_of_a_second_apart_are_found_without_a_third(store, clock):
    """BUS-1."""
    first = await store.send(draft())
    clock.move(seconds=0.3)
    second = await store.reply(first.discussion.id, draft("", "x", from_id="lingzhi"))

    read = await store.read(first.discussion.id)
    (found,) = anomalies_of(read, threshold_seconds=check_threshold(2.0))
    updated = await store.annotate(read.id, annotated(read, [found]))

    assert (found.index, found.seconds, found.confidence) == (1, 0.3, 1.0)
    assert found.message_ids == (first.message.id, second.message.id)
    assert updated == 2
    assert {one.source_type for one in (await store.read(read.id)).messages} == {"inferred"}


async def test_a_search_looks_at_topics_senders_and_tags_ranks_and_names_broken_files(
    store, tmp_path
):
    """BUS-4."""
    await store.send(draft("rollout", "x", tags=("amber",), from_name="灵知"))
    await store.send(draft("other", "a rollout, and much more about something else entirely"))
    file_of(tmp_path, "disc_broken").write_text("{")

    found = {
        keyword: await store.search(asked_terms(keyword, LEXICON.stop), keyword=keyword)
        for keyword in ("rollout", "amber", "灵知")
    }

    assert [one.message.content[:9] for one in found["rollout"].best] == ["x", "a rollout"]
    assert found["amber"].total == found["灵知"].total == 1
    assert [one.name for one in found["amber"].broken] == ["disc_broken.json"]


async def test_a_reply_is_noted_for_those_who_are_to_be_told(store):
    """BUS-4."""
    sent = await store.send(draft())
    reply = await store.reply(sent.discussion.id, draft("", "x"))

    pending = await store.unsettled(before=PAST_ANY)

    assert reply.message.id in {notice.message_id for notice in pending}


async def test_statistics_count_messages_where_messages_are_meant(store):
    """BUS-2."""
    sent = await store.send(draft())
    await store.reply(sent.discussion.id, draft("", "x"))

    counted = await store.statistics()

    assert (counted.discussions, counted.messages, counted.by_sender) == (1, 2, {"灵依": 2})


async def test_nothing_of_ours_says_verified_without_having_verified(store, tmp_path):
    """BUS-3."""
    sent = await store.send(draft())
    raw = read_in_place(file_of(tmp_path, sent.discussion.id))["messages"][0]

    assert raw["source_type"] == "unverifiable"
    assert raw["claimed_source_type"] == "real"
    assert not {"verified", "signature", "secret"} & set(raw)
