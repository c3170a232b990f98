"""Disks that are full or read-only, and programs that write at the worst moment."""

import errno
import json
import os
from contextlib import suppress
from pathlib import Path

import pytest

from domain.common.errors import Rejected, Unavailable
from domain.discussions.files import messages_in
from storage.discussions.disk import Disk
from storage.discussions.store import FileDiscussionStore
from tests.fakes.clock import CountingIds, ManualClock
from tests.fakes.disks import PlainDisk, RefusingDisk
from tests.fakes.words import says
from tests.storage.discussions.programs import read_in_place, write_in_place
from tests.storage.discussions.test_discussions import draft, file_of

THEIRS = {"id": "msg_20260101000000", "from_id": "lingzhi", "content": "theirs", "timestamp": "x"}


async def made(root: Path, disk: Disk, **settings) -> FileDiscussionStore:
    store = FileDiscussionStore(root, ManualClock(), CountingIds(), disk=disk, **settings)
    await store.init()
    return store


def contents(root: Path, name: str) -> list[str]:
    return [str(one["content"]) for one in messages_in(read_in_place(file_of(root, name)))]


@pytest.mark.parametrize("call", ["write", "mark", "exchange"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO])
async def test_a_disk_that_refuses_leaves_every_file_as_it_was(tmp_path, call, number):
    """BUS-2."""
    disk = RefusingDisk(number=number)
    store = await made(tmp_path, disk)
    sent = await store.send(draft())
    before = file_of(tmp_path, sent.discussion.id).read_bytes()
    disk.refused = {call}

    with pytest.raises(Unavailable, check=says(os.strerror(number))):
        await store.reply(sent.discussion.id, draft("", "lost?"))

    assert file_of(tmp_path, sent.discussion.id).read_bytes() == before
    disk.refused = set()
    await store.reply(sent.discussion.id, draft("", "goes on"))
    assert contents(tmp_path, sent.discussion.id) == ["好了吗？", "goes on"]
    assert (await store.check(repair=True)).problems == ()
    assert len(await store.unsettled(before=ManualClock().move(days=1))) == 2


@pytest.mark.parametrize("call", ["write", "link"])
async def test_a_full_disk_opens_no_discussion(tmp_path, call):
    """BUS-2."""
    disk = RefusingDisk(refused=set())
    store = await made(tmp_path, disk)
    disk.refused = {call}

    with pytest.raises(Unavailable, check=says("No space left")):
        await store.send(draft())

    assert (await store.list()).heads == ()
    assert await store.unsettled(before=ManualClock().move(days=1)) == ()


async def test_a_message_is_kept_when_only_the_journal_finds_no_room(tmp_path):
    """BUS-2."""
    disk = RefusingDisk()
    store = await made(tmp_path, disk)
    sent = await store.send(draft())
    disk.refused = {"append"}
    await store.reply(sent.discussion.id, draft("", "second"))
    disk.refused = set()
    await store.reply(sent.discussion.id, draft("", "third"))

    stale = read_in_place(file_of(tmp_path, sent.discussion.id))
    stale["messages"] = stale["messages"][:1]
    write_in_place(file_of(tmp_path, sent.discussion.id), stale)

    whole = await store.read(sent.discussion.id)
    assert [one.content for one in whole.messages] == ["好了吗？", "second", "third"]


async def test_a_store_that_cannot_be_written_to_is_read_and_searched(tmp_path, monkeypatch):
    """BUS-2."""
    root = tmp_path / "bus"
    sent = await (await made(root, Disk())).send(draft())
    stale = read_in_place(file_of(root, sent.discussion.id))
    write_in_place(file_of(root, sent.discussion.id), stale | {"messages": []})
    for path in (root / ".zhiban").glob("catalog*"):
        path.unlink()
    (root / ".zhiban/catalog.sqlite").mkdir()  # as impossible to open as on a read-only disk
    for path in (root / ".zhiban/locks").iterdir():
        path.unlink()
    (root / ".zhiban/locks").rmdir()
    (root / ".zhiban/locks").write_text("no folder")
    reader = FileDiscussionStore(root, ManualClock(), CountingIds())

    assert [one.content for one in (await reader.read(sent.discussion.id)).messages] == ["好了吗？"]
    assert (await reader.search(("好",), keyword="好")).total == 1
    assert (await reader.statistics()).messages == 1
    with pytest.raises(Unavailable, check=says("cannot be locked")):
        await reader.reply(sent.discussion.id, draft("", "x"))
    with pytest.raises(Unavailable):
        await reader.send(draft())


async def test_a_folder_that_cannot_be_made_is_said_so(tmp_path):
    """BUS-2."""
    (tmp_path / "file").write_text("")
    store = FileDiscussionStore(tmp_path / "file" / "bus", ManualClock(), CountingIds())

    with pytest.raises(Unavailable, check=says("Making the store of discussions failed")):
        await store.init()
    assert (await store.list()).heads == ()


class InterruptedDisk(Disk):
    """Lets another program write just before or just after a file is replaced."""

    def __init__(self, can_exchange: bool) -> None:
        self.can_exchange = can_exchange
        self.before = self.after = lambda path: None

    def exchange(self, one: Path, other: Path) -> bool:
        if not self.can_exchange:
            return False
        self._once("before", other)
        handle = os.open(other, os.O_WRONLY)
        done = super().exchange(one, other)
        self._late(handle)
        return done

    def rename(self, path: Path, name: Path) -> None:
        if name.parent.name != "discussions":
            super().rename(path, name)
            return
        handle = os.open(name, os.O_WRONLY)
        super().rename(path, name)
        self._late(handle)

    def link(self, path: Path, name: Path) -> None:
        if path.parent.name == "discussions":
            self._once("before", path)
        super().link(path, name)

    def _once(self, which: str, path: Path) -> None:
        act = getattr(self, which)
        setattr(self, which, lambda path: None)
        act(path)

    def _late(self, handle: int) -> None:
        act, self.after = self.after, lambda path: None
        act(handle)
        with suppress(OSError):
            os.close(handle)


@pytest.mark.parametrize("can_exchange", [True, False])
async def test_what_a_program_writes_just_before_ours_is_put_in_place_is_kept(
    tmp_path, can_exchange
):
    """BUS-2."""
    disk = InterruptedDisk(can_exchange)
    store = await made(tmp_path, disk)
    sent = await store.send(draft())
    stale = read_in_place(file_of(tmp_path, sent.discussion.id))
    stale["messages"].append(THEIRS)
    disk.before = lambda path: write_in_place(path, stale)

    await store.reply(sent.discussion.id, draft("", "ours"))
    await store.check(repair=True)

    assert sorted(contents(tmp_path, sent.discussion.id)) == ["ours", "theirs", "好了吗？"]


@pytest.mark.parametrize("can_exchange", [True, False])
async def test_what_a_program_writes_into_a_file_that_ours_replaced_is_taken_over(
    tmp_path, can_exchange
):
    """BUS-2."""
    disk = InterruptedDisk(can_exchange)
    store = await made(tmp_path, disk)
    sent = await store.send(draft())
    stale = read_in_place(file_of(tmp_path, sent.discussion.id))
    stale["messages"].append(THEIRS)

    def write_late(handle: int) -> None:
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps(stale).encode(), 0)

    disk.after = write_late
    await store.reply(sent.discussion.id, draft("", "ours"))

    whole = await store.read(sent.discussion.id)
    assert sorted(one.content for one in whole.messages) == ["ours", "theirs", "好了吗？"]
    assert sorted(contents(tmp_path, sent.discussion.id)) == ["ours", "theirs", "好了吗？"]
    assert (await store.list()).heads[0].message_count == 3


async def test_a_system_that_cannot_exchange_names_keeps_a_store_all_the_same(tmp_path):
    """BUS-2."""
    store = await made(tmp_path, PlainDisk())
    sent = await store.send(draft())
    for number in range(5):
        await store.reply(sent.discussion.id, draft("", str(number)))
    path = file_of(tmp_path, sent.discussion.id)
    write_in_place(path, read_in_place(path) | {"messages": []})

    assert len((await store.read(sent.discussion.id)).messages) == 6
    path.write_text("{")
    with pytest.raises(Rejected):
        await store.read(sent.discussion.id)


async def test_a_discussion_that_somebody_writes_without_end_is_said_to_be_busy(tmp_path):
    """BUS-2."""
    store = await made(tmp_path, Disk(), patience=0.1)
    sent = await store.send(draft())
    path = file_of(tmp_path, sent.discussion.id)
    with path.open("w") as file:
        file.write("{")
        file.flush()
        with pytest.raises(Rejected, check=says("not JSON")):
            await store.reply(sent.discussion.id, draft("", "x"))


def test_a_writer_is_seen_and_nobody_else(tmp_path):
    """BUS-2."""
    path = tmp_path / "file"
    path.write_text("x")
    with path.open("a"):
        writing = Disk().is_being_written(path)
    with path.open():
        reading = Disk().is_being_written(path)

    assert writing in (True, None)
    assert reading in (False, None)


async def test_files_keep_the_rights_that_they_had(tmp_path):
    """BUS-2."""
    store = await made(tmp_path, Disk())
    sent = await store.send(draft())
    shared = (file_of(tmp_path, sent.discussion.id), tmp_path / "index.json")
    for path in shared:
        path.chmod(0o664)

    await store.reply(sent.discussion.id, draft("", "x"))

    assert [oct(path.stat().st_mode & 0o777) for path in shared] == ["0o664", "0o664"]


def test_a_mark_is_a_time_that_no_write_gives(tmp_path):
    """BUS-2."""
    path = tmp_path / "file"
    path.write_text("x")
    marked = Disk().mark(path)
    path.write_text("y")

    assert Disk().read(path)[1].mtime_ns != marked.mtime_ns
    assert marked.size == 1


def test_a_torn_line_does_not_swallow_the_next(tmp_path):
    """BUS-2."""
    path = tmp_path / "journal"
    path.write_bytes(b'{"torn')
    Disk().append(path, b"{}\n")

    assert path.read_bytes() == b'{"torn\n{}\n'


def test_a_file_larger_than_anybody_reads_is_refused(tmp_path):
    """BUS-2."""
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(64 * 1024 * 1024 + 1)

    with pytest.raises(Rejected, check=says("64 MiB")):
        Disk().read(path)
