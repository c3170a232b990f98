"""Programs that keep something of their own in the store, and read ours in their own way."""

import json
from datetime import timedelta

import pytest

from domain.discussions.discussions import Project
from storage.discussions import inboxes
from storage.discussions.disk import Disk
from storage.discussions.inboxes import Inboxes
from storage.discussions.places import Places
from storage.discussions.store import FileDiscussionStore
from tests.fakes.clock import CountingIds, ManualClock
from tests.fakes.words import shown
from tests.storage.discussions.programs import read_in_place, write_in_place
from tests.storage.discussions.test_discussions import draft, file_of

THREAD = "599957f8c3a14c0f8f2b0f7e0d1c2b3a"
ENTRY = {
    "thread_id": THREAD,
    "topic": "灵族议事",
    "channel": "ecosystem",
    "status": "active",
    "participants": ["lingyi", "lingzhi"],
    "created_at": "2026-04-14T07:54:27+00:00",
    "updated_at": "2026-04-14T07:54:27+00:00",
    "message_count": 1,
}


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
async def store(tmp_path, clock):
    made = FileDiscussionStore(tmp_path, clock, CountingIds())
    await made.init()
    yield made
    made.close_catalog()


def open_thread(root):
    """Open a thread as the library does that keeps each message in a file of its own."""
    folder = root / "threads" / THREAD
    folder.mkdir(parents=True)
    write_in_place(folder / "thread.json", ENTRY)
    index = read_in_place(root / "index.json")
    write_in_place(root / "index.json.backup", index)
    index["threads"].append(ENTRY)
    write_in_place(root / "index.json", index)


def list_threads(root):
    """List as that library does: what the index says."""
    return [one for one in read_in_place(root / "index.json")["threads"] if "thread_id" in one]


def unread(root, member):
    """Return what a project's program shows as not read: newest first, broken files left out."""
    found = []
    for path in sorted((root / "inbox" / member).glob("*.json")):
        said = json.loads(path.read_text(encoding="utf-8"))
        if not said.get("read", False):
            found.append(said)
    return sorted(found, key=lambda one: one["timestamp"], reverse=True)


async def test_threads_of_another_library_are_no_fault_and_stay_in_the_index(store, tmp_path):
    """BUS-2: a repair deleted them from the index that both programs share."""
    await store.send(draft())
    open_thread(tmp_path)

    assert (await store.check(repair=False)).problems == ()
    await store.send(draft("another topic"))
    assert (await store.check(repair=True)).problems == ()

    assert list_threads(tmp_path) == [ENTRY]


async def test_a_repair_keeps_threads_of_others_and_a_copy_of_the_old_index(store, tmp_path):
    """BUS-2: nothing was kept of what a repair took out."""
    sent = await store.send(draft())
    open_thread(tmp_path)
    gone = {"id": "disc_20200101000000", "topic": "gone"}
    index = read_in_place(tmp_path / "index.json")
    index["threads"] = [*index["threads"], ENTRY, gone]
    write_in_place(tmp_path / "index.json", index)
    before = (tmp_path / "index.json").read_bytes()

    problems = (await store.check(repair=True)).problems

    assert [shown(each) for each in problems] == [
        "index.json lists “disc_20200101000000”, which has no file."
    ]
    assert list_threads(tmp_path) == [ENTRY, ENTRY]
    assert [one.get("id") for one in read_in_place(tmp_path / "index.json")["threads"]] == [
        sent.discussion.id,
        None,
        None,
    ]
    assert [one.read_bytes() for one in (tmp_path / ".zhiban/set_aside").iterdir()] == [before]


async def test_an_index_that_is_made_anew_takes_the_threads_from_their_own_copy(store, tmp_path):
    """BUS-2: an index that can be read again keeps that library from looking at its copy."""
    open_thread(tmp_path)
    (tmp_path / "index.json.backup").write_bytes((tmp_path / "index.json").read_bytes())
    (tmp_path / "index.json").write_text('{"threads": [{')

    await store.check(repair=True)

    assert list_threads(tmp_path) == [ENTRY]


async def test_a_thread_without_its_folder_is_a_line_too_many(store, tmp_path):
    """BUS-2."""
    open_thread(tmp_path)
    (tmp_path / "threads" / THREAD).rename(tmp_path / "elsewhere")

    assert len((await store.check(repair=False)).problems) == 1


async def test_messages_lie_in_the_inboxes_of_everybody_else(store, tmp_path):
    """BUS-2, BUS-4: members that look into their inboxes heard nothing of ours."""
    sent = await store.send(draft("数据库", "磁盘快满了"))
    reply = await store.reply(sent.discussion.id, draft("", "已扩容"))

    assert {path.name for path in (tmp_path / "inbox").iterdir()} == {
        one.id for one in await store.projects() if one.id != "lingyi"
    }
    found = unread(tmp_path, "lingzhi")
    assert {one["message_id"] for one in found} == {sent.message.id, reply.message.id}
    first = next(one for one in found if one["message_id"] == sent.message.id)
    assert first == {
        "discussion_id": sent.discussion.id,
        "message_id": sent.message.id,
        "topic": "数据库",
        "from_id": "lingyi",
        "from_name": sent.message.from_name,
        "content": "磁盘快满了",
        "timestamp": sent.message.timestamp,
        "status": "sent",
        "read": False,
    }
    assert unread(tmp_path, "lingyi") == []


async def test_what_a_member_has_read_stays_read(store, tmp_path, clock):
    """BUS-2: also when its notice is taken up once more, and for one member alone."""
    sent = await store.send(draft(key="k"))
    path = tmp_path / "inbox" / "lingzhi" / f"{sent.message.id}.json"
    write_in_place(path, read_in_place(path) | {"read": True, "status": "read"})

    assert not (await store.send(draft(key="k"))).fresh
    assert await store.unsettled(before=clock.now() + timedelta(minutes=1))

    assert unread(tmp_path, "lingzhi") == []
    assert len(unread(tmp_path, "lingflow")) == 1


async def test_who_died_before_the_inboxes_has_them_filled_by_whoever_looks(store, tmp_path, clock):
    """BUS-4, REL-1."""
    sent = await store.send(draft())
    path = tmp_path / "inbox" / "lingzhi" / f"{sent.message.id}.json"
    path.unlink()

    assert len(await store.unsettled(before=clock.now() + timedelta(minutes=1))) == 1

    assert len(unread(tmp_path, "lingzhi")) == 1


async def test_inboxes_lead_nowhere_else_and_hold_up_no_message(store, tmp_path):
    """BUS-2, BUS-4."""
    config = read_in_place(tmp_path / "config.json")
    config["projects"]["../../out"] = {"name": "x", "role": "x"}
    write_in_place(tmp_path / "config.json", config)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "lingzhi").symlink_to(elsewhere)
    (tmp_path / "inbox" / "lingflow").write_text("no folder")

    sent = await store.send(draft())

    assert list(elsewhere.iterdir()) == []
    assert not list(tmp_path.parent.glob("out*"))
    assert len(unread(tmp_path, "lingterm")) == 1
    assert (await store.read(sent.discussion.id)).messages


async def test_an_inbox_that_nobody_reads_has_a_bound(store, tmp_path, monkeypatch):
    """BUS-4: files of other programs are not counted, and not removed."""
    monkeypatch.setattr(inboxes, "MOST_EACH", 3)
    monkeypatch.setattr(inboxes, "_TIDY_EVERY", 1)
    sent = [(await store.send(draft("t", f"{number}"))).message for number in range(2)]
    theirs = tmp_path / "inbox" / "lingzhi" / "msg_20200101000000.json"
    write_in_place(theirs, {"message_id": "msg_20200101000000", "timestamp": ""})
    sent += [(await store.send(draft("t", f"{number}"))).message for number in range(4)]

    kept = {path.stem for path in (tmp_path / "inbox" / "lingzhi").iterdir()}

    assert kept == {theirs.stem} | {one.id for one in sent[-3:]}


async def test_one_message_has_a_bound_of_inboxes(store, tmp_path, monkeypatch):
    """BUS-4."""
    monkeypatch.setattr(inboxes, "MOST_INBOXES", 2)
    sent = await store.send(draft())
    crowd = [Project(f"p{number}", "", "") for number in range(5)]

    Inboxes(Places(tmp_path), Disk()).deliver(sent.message, sent.discussion.id, crowd)

    assert sorted(path.name for path in (tmp_path / "inbox").glob("p*")) == ["p0", "p1"]


async def test_two_messages_of_one_second_are_no_fault(store, tmp_path):
    """BUS-2: programs of today name messages by the second; nothing is lost, and nothing to do."""
    named = {"id": "msg_20261121063000", "timestamp": "2026-11-21T06:30:00"}
    one, other = (
        {**named, "from_id": "lingyi", "content": "一"},
        {**named, "from_id": "lingzhi", "content": "二"},
    )
    said = {"id": "disc_1", "topic": "t", "messages": [one, other]}
    write_in_place(file_of(tmp_path, "disc_1"), said)
    await store.check(repair=True)
    assert (await store.check(repair=False)).problems == ()

    write_in_place(file_of(tmp_path, "disc_1"), {**said, "messages": [one, other, one]})

    problems = (await store.check(repair=False)).problems
    assert ("store.same_id", 2) in [(each.id, each.args.get("count")) for each in problems]
