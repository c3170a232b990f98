"""A store into which somebody who means harm can write, or a program that went astray."""

import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from application.ports.discussions import Notice, NoticeKind
from domain.common.errors import Unavailable
from domain.common.search_terms import asked_terms
from storage.discussions.notes import Keys
from storage.discussions.places import Places
from storage.discussions.store import FileDiscussionStore
from tests.fakes.clock import CountingIds, ManualClock
from tests.fakes.words import LEXICON, says
from tests.storage.discussions.programs import write_in_place
from tests.storage.discussions.test_discussions import draft, file_of

LONG_AGO = 1_000_000_000
LATER = ManualClock().move(days=1)


@pytest.fixture
def root(tmp_path) -> Path:
    return tmp_path / "bus"


@pytest.fixture
async def store(root):
    made = FileDiscussionStore(root, ManualClock(), CountingIds())
    await made.init()
    yield made
    made.close_catalog()


@pytest.fixture
def precious(tmp_path) -> Path:
    """Return a folder of somebody else, with an old file."""
    folder = tmp_path / "theirs"
    folder.mkdir()
    old = folder / "20240101-report"
    old.write_text("precious")
    os.utime(old, (LONG_AGO, LONG_AGO))
    return folder


async def test_half_a_character_in_a_topic_keeps_nobody_from_the_other_discussions(store, root):
    """BUS-2, BUS-4: JSON knows half a surrogate pair, a database does not."""
    file_of(root, "disc_1").write_text(r'{"topic": "磁盘 \ud800", "messages": []}')
    sent = await store.send(draft())

    assert {head.id for head in (await store.list()).heads} == {"disc_1", sent.discussion.id}
    assert (await store.search(asked_terms("好了", LEXICON.stop), keyword="好了")).total == 1
    assert (await store.statistics()).discussions == 2


async def test_a_file_name_that_is_no_text_is_reported_and_stops_nothing(store, root):
    """BUS-2."""
    odd = os.fsdecode(os.fsencode(root / "discussions") + b"/\xff.json")
    write_in_place(Path(odd), {})
    await store.send(draft())
    listed = await store.list()

    assert len(listed.heads) == 1
    assert [each.name for each in listed.broken] == ["\N{REPLACEMENT CHARACTER}.json"]
    assert [each.name for each in (await store.check(repair=False)).broken] == [
        "\N{REPLACEMENT CHARACTER}.json"
    ]


@pytest.mark.parametrize("name", ["", "locks", "journals", "replaced", "pending", "keys"])
async def test_a_link_in_the_place_of_a_folder_of_ours_is_refused(store, root, precious, name):
    """BUS-2, SEC-2: nothing is written, changed or removed where the link leads."""
    sent = await store.send(draft())
    store.close_catalog()
    ours = root / ".zhiban" / name
    shutil.rmtree(ours)
    ours.symlink_to(precious)
    before = (precious / "20240101-report").stat().st_mtime

    for asked in (
        store.send(draft()),
        store.reply(sent.discussion.id, draft("")),
        store.list(),
        store.read(sent.discussion.id),
        store.unsettled(before=LATER),
    ):
        with pytest.raises(Unavailable, check=says("is a link")):
            await asked

    assert [path.name for path in precious.iterdir()] == ["20240101-report"]
    assert (precious / "20240101-report").stat().st_mtime == before


async def test_a_link_in_the_place_of_what_was_replaced_removes_nothing(store, root, precious):
    """BUS-2, SEC-2."""
    sent = await store.send(draft())
    kept = root / ".zhiban" / "replaced" / sent.discussion.id
    shutil.rmtree(kept)
    kept.symlink_to(precious)

    with pytest.raises(Unavailable, check=says("is a link")):
        await store.reply(sent.discussion.id, draft(""))
    await store.list()
    await store.check(repair=True)

    assert [path.name for path in precious.iterdir()] == ["20240101-report"]
    assert (precious / "20240101-report").read_text() == "precious"


@pytest.mark.parametrize("name", ["2024report.txt", "20240101-notes", "12", "7-folder/"])
async def test_what_is_not_ours_among_the_replaced_files_is_left_alone(store, root, name):
    """BUS-2."""
    sent = await store.send(draft())
    stray = root / ".zhiban" / "replaced" / sent.discussion.id / name.rstrip("/")
    if name.endswith("/"):
        stray.mkdir()
    else:
        stray.write_text("{")
    os.utime(stray, (LONG_AGO, LONG_AGO))

    await store.reply(sent.discussion.id, draft("", "second"))
    assert len((await store.read(sent.discussion.id)).messages) == 2
    assert len((await store.list()).heads) == 1


async def test_a_link_in_the_place_of_a_key_writes_nothing_elsewhere(store, root, precious):
    """BUS-2, SEC-2."""
    keyed = draft(key="once")
    name = Keys(Places(root)).name_of(keyed)
    (root / ".zhiban" / "keys" / f"{name}.new").symlink_to(precious / "20240101-report")
    (root / ".zhiban" / "keys" / name).symlink_to(precious / "20240101-report")

    with pytest.raises(Unavailable, check=says("Nothing was changed")):
        await store.send(keyed)

    assert (precious / "20240101-report").read_text() == "precious"
    assert (await store.list()).heads == ()


async def test_a_link_in_the_place_of_the_catalog_leaves_the_other_database_alone(
    store, root, tmp_path
):
    """BUS-4, SEC-2."""
    sent = await store.send(draft())
    store.close_catalog()
    other = tmp_path / "theirs.sqlite"
    database = sqlite3.connect(other)
    database.execute("CREATE TABLE messages (precious TEXT)")
    for ending in ("", "-wal", "-shm"):
        (root / ".zhiban" / f"catalog.sqlite{ending}").unlink(missing_ok=True)
    (root / ".zhiban" / "catalog.sqlite").symlink_to(other)

    assert [head.id for head in (await store.list()).heads] == [sent.discussion.id]
    tables = database.execute("SELECT sql FROM sqlite_master").fetchall()
    database.close()
    assert tables == [("CREATE TABLE messages (precious TEXT)",)]


@pytest.mark.parametrize(
    "line",
    [
        b"[" * 200_000,
        b'{"left": {"inode": "x"}}',
        b'{"left": {"inode": []}}',
        b'{"left": 3}',
        b'{"message": {"id": [1], "content": {}}}',
        b'{"annotated": {"a": {"before": []}}}',
        b'{"header": {"topic": 1}}',
    ],
)
async def test_a_line_that_we_never_wrote_in_a_journal_stops_no_message(store, root, line):
    """BUS-2."""
    sent = await store.send(draft())
    with (root / ".zhiban" / "journals" / f"{sent.discussion.id}.jsonl").open("ab") as journal:
        journal.write(line + b"\n")

    await store.reply(sent.discussion.id, draft("", "second"))

    contents = [each.content for each in (await store.read(sent.discussion.id)).messages]
    assert {"好了吗？", "second"} <= set(contents)


@pytest.mark.parametrize("kind", ["link", "pipe"])
async def test_a_journal_that_is_no_file_holds_up_nobody(store, root, precious, kind):
    """BUS-2."""
    sent = await store.send(draft())
    journal = root / ".zhiban" / "journals" / f"{sent.discussion.id}.jsonl"
    journal.unlink()
    if kind == "pipe":
        os.mkfifo(journal)
    else:
        journal.symlink_to(precious / "20240101-report")

    await store.reply(sent.discussion.id, draft("", "second"))

    assert len((await store.read(sent.discussion.id)).messages) == 2
    assert (precious / "20240101-report").read_text() == "precious"


async def test_what_is_no_notice_among_the_pending_ones_holds_up_none(store, root, precious):
    """BUS-4."""
    sent = await store.send(draft())
    pending = root / ".zhiban" / "pending"
    (pending / "sent~disc_x~folder").mkdir()
    (pending / f"closed~{sent.discussion.id}~").symlink_to(precious / "20240101-report")
    before = (precious / "20240101-report").stat().st_mtime

    there = await store.unsettled(before=LATER)
    with pytest.raises(Unavailable, check=says("Nothing was changed")):
        await store.close(sent.discussion.id, at=LATER)

    assert there == (Notice(NoticeKind.SENT, sent.discussion.id, sent.message.id),)
    assert (precious / "20240101-report").stat().st_mtime == before
