"""The store of discussions: what it promises to ours and to other programs."""

import asyncio
import json
import os
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path

import pytest

from application.ports.discussions import Draft, Notice, NoticeKind
from domain.common.errors import Conflict, InvalidRequest, NotFound, Rejected
from domain.discussions.discussions import DiscussionStatus, SourceType
from storage.discussions.making import KNOWN_PROJECTS
from storage.discussions.store import FileDiscussionStore
from tests.fakes.clock import CountingIds, ManualClock
from tests.fakes.words import in_english, says, shown
from tests.storage.discussions.programs import read_in_place, write_in_place

SHANGHAI = timezone(timedelta(hours=8))


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def root(tmp_path) -> Path:
    return tmp_path / "bus"


@pytest.fixture
async def store(root, clock):
    made = FileDiscussionStore(root, clock, CountingIds(), zone=SHANGHAI, explain=in_english)
    await made.init()
    yield made
    made.close_catalog()


def draft(topic: str = "部署", content: str = "好了吗？", **fields) -> Draft:
    known = {
        "from_id": "lingyi",
        "from_name": "灵依",
        "topic": topic,
        "content": content,
        "reply_to": "",
        "tags": (),
        "source_type": "unverifiable",
        "claimed_source_type": "real",
        "sender": "u_mei",
    }
    return Draft(**(known | fields))


def file_of(root: Path, name: str) -> Path:
    return root / "discussions" / f"{name}.json"


async def test_a_program_of_today_reads_what_ours_wrote(store, root):
    """BUS-2."""
    sent = await store.send(draft(tags=("急",)))
    raw = read_in_place(file_of(root, sent.discussion.id))
    index = read_in_place(root / "index.json")

    assert raw["id"] == sent.discussion.id == "disc_20261121063000_0000000000000001"
    assert raw["initiator"] == "lingyi"
    assert raw["initiator_name"] == "灵依"
    assert raw["participants"] == ["灵依"]
    assert raw["status"] == "open"
    assert raw["created_at"] == raw["updated_at"] == "2026-11-21T06:30:00"
    assert raw["messages"][0] == {
        "id": "msg_20261121063000_0000000000000002",
        "from_id": "lingyi",
        "from_name": "灵依",
        "topic": "部署",
        "content": "好了吗？",
        "timestamp": "2026-11-21T06:30:00",
        "reply_to": None,
        "tags": ["急"],
        "source_type": "unverifiable",
        "sent_at": "2026-11-20T22:30:00.000000+00:00",
        "claimed_source_type": "real",
        "sender": "u_mei",
    }
    assert index["threads"] == [
        {
            "id": sent.discussion.id,
            "topic": "部署",
            "initiator": "lingyi",
            "participants": ["灵依"],
            "message_count": 1,
            "status": "open",
            "created_at": "2026-11-21T06:30:00",
            "updated_at": "2026-11-21T06:30:00",
            "summary": "",
        }
    ]


async def test_ours_reads_what_a_program_of_today_wrote(store, root):
    """BUS-2."""
    theirs = {
        "id": "disc_20250101000000",
        "topic": "旧事",
        "initiator": "lingzhi",
        "initiator_name": "灵知",
        "created_at": "2025-01-01T00:00:00",
        "updated_at": "2025-01-01T00:00:00",
        "participants": ["灵知"],
        "status": "open",
        "summary": "",
        "mood": "calm",
        "messages": [{"id": "msg_20250101000000", "from_id": "lingzhi", "content": "在吗", "n": 1}],
    }
    write_in_place(file_of(root, theirs["id"]), theirs)

    joined = await store.send(draft("旧事"))
    raw = read_in_place(file_of(root, theirs["id"]))

    assert joined.discussion.id == theirs["id"]
    assert joined.discussion.message_count == 2
    assert raw["mood"] == "calm"
    assert raw["messages"][0] == theirs["messages"][0]
    assert (await store.read(theirs["id"])).messages[0].extra == {"n": 1}


async def test_init_makes_what_is_missing_and_overwrites_nothing(tmp_path, clock):
    """BUS-1."""
    root = tmp_path / "new"
    store = FileDiscussionStore(root, clock, CountingIds())
    first = await store.init()
    (root / "config.json").write_text('{"projects": {"mine": {"name": "我的", "role": "x"}}}')
    (root / "index.json").unlink()
    second = await store.init()
    third = await store.init()

    assert first.made
    assert second.made
    assert not third.made
    assert (second.config_exists, second.index_exists) == (True, True)
    assert [project.id for project in await store.projects()] == ["mine"]


async def test_without_a_config_the_known_projects_take_part(root, clock):
    """BUS-2."""
    assert tuple(await FileDiscussionStore(root, clock, CountingIds()).projects()) == KNOWN_PROJECTS


async def test_a_store_that_its_first_message_made_is_sound(root, clock):
    """BUS-1, BUS-2."""
    store = FileDiscussionStore(root, clock, CountingIds())
    await store.send(draft())

    assert (await store.check(repair=False)).problems == ()
    assert read_in_place(root / "config.json")["projects"]["lingyi"]["name"] == "灵依"
    store.close_catalog()


async def test_a_repair_makes_a_config_that_is_missing(store, root):
    """BUS-2."""
    (root / "config.json").unlink()

    missing = await store.check(repair=False)
    repaired = await store.check(repair=True)

    assert len(missing.problems) == 1
    assert (repaired.problems, repaired.repaired) == (missing.problems, True)
    assert (await store.check(repair=False)).problems == ()


async def test_a_broken_config_is_named(store, root):
    """BUS-2."""
    (root / "config.json").write_text("{")

    with pytest.raises(Rejected, check=says(r"config\.json cannot be read")):
        await store.projects()
    assert (await store.check(repair=True)).broken[0].name == "config.json"


async def test_a_reply_goes_into_its_discussion_and_a_closed_one_takes_none(store, clock):
    """BUS-1."""
    sent = await store.send(draft())
    reply = await store.reply(sent.discussion.id, draft("", "好了", reply_to=sent.message.id))
    closed = await store.close(sent.discussion.id, at=clock.move(seconds=5))
    again = await store.close(sent.discussion.id, at=clock.move(seconds=5))

    assert reply.message.reply_to == sent.message.id
    assert reply.message.topic == "部署"
    assert closed.status is DiscussionStatus.CLOSED
    assert again == closed
    with pytest.raises(Conflict, check=says("closed")):
        await store.reply(sent.discussion.id, draft("", "noch etwas"))
    assert (await store.send(draft())).discussion.id != sent.discussion.id


async def test_a_discussion_that_is_not_there_is_not_found(store):
    """BUS-1."""
    for asking in (
        store.read("disc_20250101000000"),
        store.reply("disc_20250101000000", draft()),
        store.close("disc_20250101000000", at=ManualClock().now()),
        store.annotate("disc_20250101000000", ()),
    ):
        with pytest.raises(NotFound):
            await asking


@pytest.mark.parametrize("trick", ["../config", "..", "a/../../b", "/etc/passwd", "x\0", "a.b", ""])
async def test_an_id_never_becomes_a_path_out_of_the_folder(store, trick):
    """BUS-2, SEC-3."""
    for asking in (store.read(trick), store.reply(trick, draft()), store.annotate(trick, ())):
        with pytest.raises(InvalidRequest):
            await asking


async def test_a_link_among_the_discussions_is_reported_and_not_followed(store, root, tmp_path):
    """BUS-2, SEC-3."""
    secret = tmp_path / "secret.json"
    secret.write_text('{"topic": "secret", "messages": []}')
    file_of(root, "disc_link").symlink_to(secret)

    listed = await store.list()

    assert [(one.name, "link" in one.why) for one in listed.broken] == [("disc_link.json", True)]
    for asking in (store.read("disc_link"), store.reply("disc_link", draft())):
        with pytest.raises(Rejected, check=says("link")):
            await asking
    assert secret.read_text() == '{"topic": "secret", "messages": []}'
    await store.check(repair=True)
    assert file_of(root, "disc_link").is_symlink()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'{"id": "disc_1", "messages": [{"id"', "not JSON"),
        (b'{"topic": "\xff\xfe"}', "not UTF-8"),
        (b"", "empty"),
        (b'{"n": 1e999}', "number"),
        (b"[]", "not a JSON object"),
    ],
)
async def test_a_broken_file_is_reported_everywhere_and_left_as_it_is(store, root, content, why):
    """BUS-2, BUS-4."""
    path = file_of(root, "disc_1")
    path.write_bytes(content)
    await store.send(draft())

    found = await store.search(("好",), keyword="好")

    for broken in (
        found.broken,
        (await store.list()).broken,
        (await store.statistics()).broken,
        (await store.check(repair=True)).broken,
    ):
        assert [one.name for one in broken] == ["disc_1.json"]
        assert why in broken[0].why
    with pytest.raises(Rejected, check=says(r"disc_1\.json cannot be read")):
        await store.reply("disc_1", draft())
    assert path.read_bytes() == content
    assert found.total == 1


async def test_a_name_that_is_no_id_and_a_pipe_are_reported(store, root):
    """BUS-2."""
    file_of(root, "讨论").write_text("{}")
    os.mkfifo(file_of(root, "disc_pipe"))

    assert len((await store.list()).broken) == 2
    assert len((await store.check(repair=True)).broken) == 2


@pytest.mark.parametrize("form", [[], {"discussions": []}, {"threads": [], "more": 1}])
async def test_an_index_of_an_older_form_is_kept_in_its_form(store, root, form):
    """BUS-2."""
    write_in_place(root / "index.json", form)
    sent = await store.send(draft())
    index = read_in_place(root / "index.json")

    assert type(index) is type(form)
    entries = index if isinstance(index, list) else index[next(iter(form))]
    assert [entry["id"] for entry in entries] == [sent.discussion.id]


async def test_an_index_that_cannot_be_read_stops_no_message_and_is_made_again(store, root):
    """BUS-2."""
    (root / "index.json").write_text('{"threads": [{')
    sent = await store.send(draft())
    looked = await store.check(repair=False)
    mended = await store.check(repair=True)

    assert [one.name for one in looked.broken] == ["index.json"]
    assert mended.repaired
    assert read_in_place(root / "index.json")["threads"][0]["id"] == sent.discussion.id
    assert [p.read_text() for p in (root / ".zhiban/set_aside").iterdir()] == ['{"threads": [{']
    assert (await store.check(repair=False)).problems == ()


async def test_the_same_key_of_the_same_sender_is_one_message(store, root, clock):
    """BUS-1."""
    first = await store.send(draft(key="k1"))
    again = await store.send(draft(key="k1", content="twice"))
    other = await store.send(draft(key="k1", sender="u_hua"))
    await store.close(first.discussion.id, at=clock.now())
    later = await store.send(draft(key="k1"))

    assert (first.fresh, again.fresh, other.fresh, later.fresh) == (True, False, True, False)
    assert again.message == first.message == later.message
    assert len((await store.read(first.discussion.id)).messages) == 2


async def test_a_key_whose_sender_was_killed_before_writing_sends_after_all(store, root):
    """BUS-1."""
    sent = await store.send(draft(key="k1"))
    file_of(root, sent.discussion.id).unlink()

    again = await store.send(draft(key="k1"))

    assert again.fresh
    assert len((await store.read(again.discussion.id)).messages) == 1


async def test_a_repair_forgets_keys_of_a_month_ago_and_what_killed_processes_left(store, root):
    """BUS-2."""
    await store.send(draft(key="k1"))
    await store.send(draft(key="k2"))
    old, young = sorted((root / ".zhiban/keys").iterdir())
    os.utime(old, (0, 0))
    (root / ".zhiban/index-left").write_text("half")

    await store.check(repair=True)

    assert list((root / ".zhiban/keys").iterdir()) == [young]
    assert not (root / ".zhiban/index-left").exists()


async def test_an_annotation_is_written_once(store, root):
    """BUS-1."""
    sent = await store.send(draft())
    wanted = [replace(sent.message, source_type=SourceType.INFERRED, reason="too fast")]

    assert await store.annotate(sent.discussion.id, wanted) == 1
    assert await store.annotate(sent.discussion.id, wanted) == 0
    raw = read_in_place(file_of(root, sent.discussion.id))
    assert (raw["messages"][0]["source_type"], raw["messages"][0]["reason"]) == (
        "inferred",
        "too fast",
    )


async def test_a_clock_that_goes_back_harms_nothing(store, clock):
    """BUS-2."""
    first = await store.send(draft())
    clock.move(days=-400)
    second = await store.send(draft())

    assert second.discussion.id == first.discussion.id
    assert second.discussion.updated_at == first.discussion.updated_at
    assert second.message.id < first.message.id
    assert (await store.check(repair=False)).problems == ()


async def test_ten_thousand_participants_are_kept(store, root):
    """BUS-2."""
    sent = await store.send(draft())
    path = file_of(root, sent.discussion.id)
    raw = read_in_place(path)
    raw["participants"] = [f"p{number}" for number in range(10_000)]
    write_in_place(path, raw)

    await store.reply(sent.discussion.id, draft("", "x"))

    (head,) = (await store.list()).heads
    assert len(head.participants) == 10_001


async def test_what_happened_is_pending_until_it_is_settled(store, root, clock):
    """BUS-4."""
    sent = await store.send(draft())
    reply = await store.reply(sent.discussion.id, draft("", "x"))
    await store.close(sent.discussion.id, at=clock.now())
    (root / ".zhiban/pending/sent~disc_1~msg_1").touch()
    later = clock.now() + timedelta(days=9_000)

    pending = await store.unsettled(before=later)
    await store.settle(pending[:1])
    await store.settle(pending[:1])

    name = sent.discussion.id
    assert set(pending) == {
        Notice(NoticeKind.SENT, name, sent.message.id),
        Notice(NoticeKind.REPLIED, name, reply.message.id),
        Notice(NoticeKind.CLOSED, name),
    }
    assert set(await store.unsettled(before=later)) == set(pending[1:])
    assert len(await store.unsettled(before=later, limit=1)) == 1
    assert await store.unsettled(before=clock.now()) == ()
    assert not (root / ".zhiban/pending/sent~disc_1~msg_1").exists()


async def test_statistics_count_messages_not_discussions(store, clock):
    """BUS-2."""
    sent = await store.send(draft())
    for number in range(4):
        clock.move(seconds=1)
        await store.reply(sent.discussion.id, draft("", str(number), from_name="灵知"))
    await store.send(draft("other"))
    await store.close(sent.discussion.id, at=clock.now())

    counted = await store.statistics()

    assert (counted.discussions, counted.open, counted.closed) == (2, 1, 1)
    assert counted.messages == 6
    assert counted.by_sender == {"灵知": 4, "灵依": 2}
    assert counted.latest_activity == "2026-11-21T06:30:04"
    assert counted.size_bytes > 1_000


async def test_another_store_is_taken_in_and_a_second_time_adds_nothing(store, root, tmp_path):
    """BUS-2."""
    clock = ManualClock(ManualClock().now() - timedelta(days=1))
    other = FileDiscussionStore(tmp_path / "other", clock, CountingIds())
    theirs = await other.send(draft("theirs"))
    write_in_place(file_of(tmp_path / "other", "disc_2"), {"topic": "old", "messages": [{}, {}]})
    file_of(tmp_path / "other", "disc_3").write_text("{")
    other.close_catalog()

    first = await store.take_in(str(tmp_path / "other"))
    second = await store.take_in(str(tmp_path / "other"))
    await other.reply(theirs.discussion.id, draft("", "more"))
    third = await store.take_in(str(tmp_path / "other"))

    assert (first.discussions, first.messages) == (2, 3)
    assert [one.name for one in first.broken] == ["disc_3.json"]
    assert (second.discussions, second.messages) == (0, 0)
    assert (third.discussions, third.messages) == (1, 1)
    assert (await store.check(repair=False)).messages == 4
    with pytest.raises(NotFound):
        await store.take_in(str(tmp_path))
    with pytest.raises(InvalidRequest):
        await store.take_in(str(root))


async def test_two_discussions_of_one_name_are_both_taken_in(store, root, tmp_path):
    """BUS-2."""
    theirs = tmp_path / "other" / "discussions"
    theirs.mkdir(parents=True)
    write_in_place(theirs / "disc_1.json", {"id": "disc_1", "topic": "theirs", "messages": []})
    write_in_place(file_of(root, "disc_1"), {"id": "disc_1", "topic": "ours", "messages": []})

    taken = await store.take_in(str(tmp_path / "other"))
    await store.take_in(str(tmp_path / "other"))

    assert len(taken.problems) == 1
    assert {head.topic for head in (await store.list()).heads} == {"ours", "theirs"}
    assert len((await store.list()).heads) == 2


async def test_a_check_says_what_only_a_person_can_decide(store, root):
    """BUS-2."""
    twice = {"id": "disc_2", "topic": "t", "messages": [{"id": "msg_1"}, {"id": "msg_1", "n": 2}]}
    write_in_place(file_of(root, "disc_1"), twice)
    (root / "config.json").unlink()

    problems = [shown(each) for each in (await store.check(repair=True)).problems]

    assert any("2 messages with the id “msg_1”" in one for one in problems)
    assert any("disc_1 says that it is “disc_2”" in one for one in problems)
    assert any("There is no config.json" in one for one in problems)
    assert any("index.json does not list disc_1" in one for one in problems)
    assert read_in_place(file_of(root, "disc_1")) == twice


async def test_a_removed_discussion_stays_removed_and_what_it_said_is_kept_aside(store, root):
    """BUS-2."""
    sent = await store.send(draft())
    file_of(root, sent.discussion.id).unlink()

    problems = [shown(each) for each in (await store.check(repair=True)).problems]

    assert any("was removed" in one for one in problems)
    assert (await store.check(repair=True)).problems == ()
    assert (await store.list()).heads == ()
    aside = (root / ".zhiban/set_aside" / f"{sent.discussion.id}.jsonl").read_text()
    assert "好了吗？" in aside


async def test_a_file_of_ours_that_another_program_broke_is_made_again_by_a_repair(store, root):
    """BUS-2."""
    sent = await store.send(draft())
    path = file_of(root, sent.discussion.id)
    whole = read_in_place(path)
    path.write_text(path.read_text()[:150])

    looked = await store.check(repair=False)
    mended = await store.check(repair=True)

    assert len(looked.broken) == 1
    assert mended.broken == ()
    assert mended.repaired
    assert read_in_place(path) == whole
    assert any(one.name.startswith("disc_") for one in (root / ".zhiban/set_aside").iterdir())


async def test_many_senders_in_one_process_share_a_store(store):
    """BUS-2."""
    sent = await asyncio.gather(*(store.send(draft("t", str(number))) for number in range(20)))

    assert len({one.message.id for one in sent}) == 20
    (head,) = (await store.list()).heads
    assert head.message_count == 20


async def test_the_times_that_others_read_are_those_of_the_wall(root, clock):
    """BUS-2."""
    store = FileDiscussionStore(root, clock, CountingIds())
    sent = await store.send(draft())

    assert sent.message.timestamp == f"{clock.now().astimezone():%Y-%m-%dT%H:%M:%S}"
    assert json.loads(file_of(root, sent.discussion.id).read_text())["id"] == sent.discussion.id
