"""What a web monitor remembers outlives the process: each look here is made by another one."""

from datetime import UTC, datetime, timedelta

from application.ports.tasks import WatchRecord
from application.watches.web_monitors import WebMonitorChecker
from domain.tasks.tasks import Task, TaskType
from storage.database import open_database
from storage.events.events import SqlEvents
from storage.migrate import migrate
from storage.watches.page_texts import SqlPageTexts
from storage.watches.watches import SqlWatches
from tests.fakes.clock import ManualClock
from tests.fakes.configs import kept
from tests.fakes.web_monitors import FakeSite, PlainReader
from tests.fakes.words import NUMBERS

URL = "https://example.com/"
MADE = datetime(2026, 11, 20, tzinfo=UTC)


def a_task(serial: int, **config) -> Task:
    settings = kept(TaskType.WEB_MONITOR, {"urls": [URL], **config})
    return Task(
        id=f"t_{serial:026d}",
        owner="u_mei",
        type=TaskType.WEB_MONITOR,
        name="价格",
        config=settings,
        created_at=MADE,
        changed_at=MADE,
    )


async def look(url: str, task: Task, site: FakeSite, clock: ManualClock):
    """Look once in a process of its own, and keep what is to be remembered."""
    clock.move(hours=1)
    async with open_database(url) as database:
        watches = SqlWatches(SqlEvents(database))
        kept = await watches.load(task.id) or WatchRecord(task.id, task.revision)
        checker = WebMonitorChecker(site, PlainReader(), SqlPageTexts(database, clock), NUMBERS)
        check = await checker.check(task, kept.memory, now=clock.now())
        await watches.keep(WatchRecord(task.id, task.revision, memory=check.memory))
        await watches.close()
    return [found.type.rpartition(".")[2] for found in check.findings], check


async def test_restarts_lose_no_baseline_and_repeat_no_news(tmp_path):
    """TSK-4, WEB-1: two people's monitors of one page; the design this began from kept all of it
    in one process, by address, and as a digest that each process salts differently.
    """
    url, clock = f"sqlite:///{tmp_path}/zhiban.db", ManualClock()
    await migrate(url)
    site = FakeSite({URL: "价格：100\n"})
    tasks = [a_task(1), a_task(2, keywords=["优惠"])]
    told: list[list[str]] = [[], []]
    for text in ("价格：100\n", "价格：100\n", "价格：80\n优惠\n", "价格：80\n优惠\n"):
        site.pages[URL] = text
        for task, heard in zip(tasks, told, strict=True):
            types, check = await look(url, task, site, clock)
            heard.extend(types)
            assert check.problem is None

    assert told == [["changed"], ["keyword_appeared"]]
    assert site.statuses == [200, 200, 304, 304, 200, 200, 304, 304]


async def test_a_confirmation_that_was_awaited_is_awaited_by_the_next_process(tmp_path):
    """WEB-3, TSK-4."""
    url, clock = f"sqlite:///{tmp_path}/zhiban.db", ManualClock()
    await migrate(url)
    site, task = (
        FakeSite({URL: "a"}),
        a_task(1, confirm_checks=2, unchanged_for_hours=2, on=["change", "unchanged"]),
    )
    told = []
    for text in ("a", "b", "b", "b", "b", "b", "b"):
        site.pages[URL] = text
        types, check = await look(url, task, site, clock)
        told.append(types)

    assert told == [[], [], [], ["changed"], [], ["unchanged"], []]
    page = check.memory.web[URL]
    assert page.changed_at == clock.now() - timedelta(hours=3)
