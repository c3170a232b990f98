"""Kept texts of watched pages: who may see them, and what differs between two."""

from dataclasses import replace

import pytest

from application.watches.snapshots import SnapshotService
from domain.common.errors import InvalidRequest, NotFound
from domain.people.access import Actor, Role
from domain.tasks.events import created
from domain.watches.standing import DIGITS
from domain.watches.web.changes import digest_of
from tests.fakes.tasks import InMemoryTasks
from tests.fakes.watching import a_task
from tests.fakes.web_monitors import InMemoryPageTexts

MEI = Actor("u_mei", frozenset({Role.OPERATOR}))
BO = replace(MEI, person_id="u_bob")
PAGE, OTHER = "https://a.example/", "https://b.example/"
TEXTS = ("价格：100 元", "价格：80 元", "价格：90 元")


def name_of(text: str) -> str:
    return digest_of(text)[:DIGITS]


@pytest.fixture
async def service():
    tasks, texts = InMemoryTasks(), InMemoryPageTexts()
    task = a_task()
    await tasks.create(task, created(task, by="u_mei"), most=9)
    await texts.put(task.id, OTHER, digest=digest_of("x"), text="x")
    for text in TEXTS:
        await texts.put(task.id, PAGE, digest=digest_of(text), text=text)
    return SnapshotService(tasks, texts)


async def test_the_snapshots_of_a_task_are_listed_newest_first(service):
    """WEB-7."""
    listed = (await service.list(by=MEI, task_id=a_task().id)).snapshots

    assert [each.id for each in listed] == [*map(name_of, reversed(TEXTS)), name_of("x")]
    assert [each.page for each in listed] == [PAGE, PAGE, PAGE, OTHER]


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("", "", ["- 价格：80 元", "+ 价格：90 元"]),
        (TEXTS[0], "", ["- 价格：100 元", "+ 价格：90 元"]),
        ("", TEXTS[1], ["- 价格：100 元", "+ 价格：80 元"]),
        (TEXTS[2], TEXTS[0], ["- 价格：90 元", "+ 价格：100 元"]),
    ],
)
async def test_any_two_snapshots_of_a_page_are_compared(service, old, new, lines):
    """WEB-7."""
    names = {key: name_of(text) for key, text in (("old", old), ("new", new)) if text}
    seen = await service.compare(by=MEI, task_id=a_task().id, **names)

    assert list(seen.lines) == lines
    assert seen.percent > 0


async def test_snapshots_of_others_pages_and_lost_ones_are_not_compared(service):
    """WEB-7, TSK-2."""
    task_id = a_task().id
    with pytest.raises(NotFound):
        await service.list(by=BO, task_id=task_id)
    with pytest.raises(NotFound):
        await service.compare(by=BO, task_id=task_id)
    with pytest.raises(NotFound):
        await service.compare(by=MEI, task_id=task_id, old="0" * DIGITS)
    with pytest.raises(NotFound):  # the other page has one text only
        await service.compare(by=MEI, task_id=task_id, new=name_of("x"))
    with pytest.raises(InvalidRequest):
        await service.compare(by=MEI, task_id=task_id, old=name_of("x"), new=name_of(TEXTS[0]))
