"""Finding messages: ranked, in content, topic, sender and tags, in Chinese and English."""

import sqlite3

import pytest

from domain.common.search_terms import asked_terms
from storage.discussions.store import FileDiscussionStore
from tests.fakes.clock import CountingIds, ManualClock
from tests.fakes.words import LEXICON
from tests.storage.discussions.programs import read_in_place, write_in_place
from tests.storage.discussions.test_discussions import draft, file_of


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
async def store(tmp_path, clock):
    made = FileDiscussionStore(tmp_path, clock, CountingIds())
    yield made
    made.close_catalog()


async def find(store, keyword: str, **options):
    return await store.search(asked_terms(keyword, LEXICON.stop), keyword=keyword, **options)


async def contents(store, keyword: str, **options) -> list[str]:
    return [one.message.content for one in (await find(store, keyword, **options)).best]


async def test_a_message_is_found_by_content_topic_sender_and_tag(store):
    """BUS-4."""
    await store.send(draft("数据库迁移", "gateway timeout", from_name="灵知", tags=("urgent",)))
    await store.send(draft("lunch", "noodles", from_id="guangda", from_name="广大老师"))

    for keyword in ("timeout", "数据库", "迁移", "灵知", "urgent", "库"):
        assert await contents(store, keyword) == ["gateway timeout"], keyword
    assert await contents(store, "guangda") == ["noodles"]


@pytest.mark.parametrize(
    "keyword", ["TIMEOUT", "timeouts", "ＴＩＭＥＯＵＴ", "imeou", "y-T", "0.3 s"]
)
async def test_case_plural_width_and_parts_of_words_do_not_matter(store, keyword):
    """BUS-4."""
    await store.send(draft("t", "Gateway-Timeout after 0.3 s"))
    await store.send(draft("t", "nothing of the kind"))

    assert await contents(store, keyword) == ["Gateway-Timeout after 0.3 s"]


async def test_a_keyword_of_two_letters_is_found_within_words(store):
    """BUS-4."""
    await store.send(draft("t", "our k8s cluster"))

    assert await contents(store, "K8") == ["our k8s cluster"]
    assert await contents(store, "8s") == ["our k8s cluster"]
    assert await contents(store, "。") == []


async def test_the_best_answer_comes_first_and_of_equals_the_newest(store):
    """BUS-4."""
    await store.send(draft("t", "database password rotation of the whole cluster, long story"))
    await store.send(draft("t", "the password for the old database"))
    await store.send(draft("t", "database password"))
    await store.send(draft("t", "database password"))

    found = await find(store, "database password")

    assert [one.message.content for one in found.best] == [
        "database password",
        "database password",
        "database password rotation of the whole cluster, long story",
        "the password for the old database",
    ]
    assert found.total == 4
    assert found.best[0].message.id > found.best[1].message.id
    assert found.best[0].score > found.best[3].score


async def test_where_no_message_holds_every_word_half_of_them_is_enough(store):
    """BUS-4."""
    await store.send(draft("t", "数据库的密码在保险箱"))
    await store.send(draft("t", "天气很好"))

    assert await contents(store, "数据库密码") == ["数据库的密码在保险箱"]
    assert await contents(store, "zzz") == []


async def test_answers_come_in_pages_and_within_one_discussion(store):
    """BUS-4."""
    for number in range(7):
        await store.send(draft("one" if number % 2 else "two", f"needle {number}"))
    (one, two) = sorted((await store.list()).heads, key=lambda head: head.topic)

    first = await find(store, "needle", limit=3)
    rest = await find(store, "needle", limit=9, offset=3)
    within = await find(store, "needle", discussion_id=one.id)
    short = await find(store, "dl", discussion_id=two.id)

    assert (first.total, len(first.best), len(rest.best)) == (7, 3, 4)
    assert len({each.message.id for each in (*first.best, *rest.best)}) == 7
    assert within.total == 3
    assert {each.discussion_id for each in within.best} == {one.id}
    assert short.total == 4


async def test_more_answers_than_are_weighed_are_still_all_to_be_had(store, tmp_path):
    """BUS-4."""
    await store.init()
    many = {"topic": "t", "messages": [{"id": f"m{n}", "content": "needle"} for n in range(1_300)]}
    write_in_place(file_of(tmp_path, "disc_1"), many)

    last = await find(store, "needle", limit=50, offset=1_280)
    middle = await find(store, "needle", limit=50, offset=980)

    assert last.total == 1_300
    assert [one.message.id for one in last.best] == [f"m{n}" for n in range(19, -1, -1)]
    assert len({one.message.id for one in middle.best}) == 50


async def test_what_other_programs_add_change_and_remove_is_found_at_once(store, tmp_path):
    """BUS-4."""
    sent = await store.send(draft("t", "first"))
    await find(store, "first")
    path = file_of(tmp_path, sent.discussion.id)
    raw = read_in_place(path)
    raw["messages"].append({"id": "msg_1", "content": "second needle"})
    write_in_place(path, raw)
    assert await contents(store, "needle") == ["second needle"]

    path.unlink()
    assert await contents(store, "needle") == []
    assert (await store.list()).heads == ()


async def test_a_topic_that_changes_is_found_by_its_new_words_only(store, tmp_path):
    """BUS-4."""
    await store.init()
    path = file_of(tmp_path, "disc_1")
    write_in_place(path, {"topic": "apples", "messages": [{"id": "1", "content": "c"}]})
    assert (await find(store, "apples")).total == 1
    write_in_place(path, {"topic": "pears", "messages": [{"id": "1", "content": "c"}]})

    assert (await find(store, "apples")).total == 0
    assert (await find(store, "pears")).total == 1


@pytest.mark.parametrize(
    "keyword",
    ['"', "a OR b", "x AND", "NEAR(", "*", "terms:x", "'; DROP TABLE files; --", "%", "_"],
)
async def test_a_keyword_is_never_a_query_language(store, keyword):
    """BUS-4, SEC-3."""
    await store.send(draft("t", "harmless"))

    assert (await find(store, keyword)).total == 0
    assert (await find(store, "harmless")).total == 1


@pytest.mark.parametrize("damage", [b"not a database at all" * 99, b""])
async def test_a_damaged_catalog_is_made_again(store, tmp_path, damage):
    """BUS-4."""
    await store.send(draft("t", "needle"))
    await find(store, "needle")
    store.close_catalog()
    for path in tmp_path.glob(".zhiban/catalog.sqlite-*"):
        path.unlink()
    (tmp_path / ".zhiban/catalog.sqlite").write_bytes(damage)

    assert await contents(store, "needle") == ["needle"]


async def test_a_catalog_of_another_version_is_made_again(store, tmp_path):
    """BUS-4."""
    await store.send(draft("t", "needle"))
    await find(store, "needle")
    store.close_catalog()
    with sqlite3.connect(tmp_path / ".zhiban/catalog.sqlite") as database:
        database.execute("PRAGMA user_version = 99")
    database.close()

    assert await contents(store, "needle") == ["needle"]


async def test_odd_values_of_other_programs_do_not_stop_a_search(store, tmp_path):
    """BUS-4."""
    await store.init()
    path = file_of(tmp_path, "disc_1")
    odd = [{"content": None}, {"content": 3, "tags": "needle"}, {"tags": [None, 1]}, {"id": []}]
    path.write_text('{"messages": [{"content": "\\ud800 \\u0000 needle", "tags": {"a": 1}}]}')
    write_in_place(file_of(tmp_path, "disc_2"), {"topic": None, "messages": odd})

    assert (await find(store, "needle")).total == 2
    assert (await store.statistics()).messages == 5
