"""A source that fails is told once for all watches of one person that ask it (ALR-12)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest

from application.ports.watches.web import FetchFailed, FetchProblem, Page, PageRequest
from application.watches.thresholds import ThresholdChecker
from application.watches.web_monitors import WebMonitorChecker
from domain.common.readers import Language
from domain.events.events import EventType
from domain.people.people import Person
from domain.tasks.tasks import TaskType
from domain.watches.metrics.problems import MetricProblem, MetricUnreadable
from domain.watches.metrics.sources import MetricSource, Prometheus, Sample
from tests.fakes.watching import Watchtower
from tests.fakes.web_monitors import InMemoryPageTexts, PlainReader
from tests.fakes.words import NUMBERS
from tests.workflows.watches.test_watches import ServersClock
from workflows.watches.state import WatchInput
from workflows.watches.workflow import ThresholdWatchWorkflow, WebMonitorWorkflow

pytestmark = pytest.mark.temporal

MINUTE = timedelta(minutes=1)
HEALTH = {EventType.TASK_FAILING, EventType.TASK_SILENT, EventType.TASK_RECOVERED}
NAMES = ("checkout latency", "cart errors", "disk", "memory", "queue", "payments", "logins")


@dataclass
class Prometheuses:
    """Servers that answer 1 to everything, until they are down; `wrong` queries are refused."""

    down: set[str] = field(default_factory=set)
    wrong: set[str] = field(default_factory=set)

    async def read(self, source: MetricSource, *, now: datetime, owner: str) -> list[Sample]:
        assert isinstance(source, Prometheus)
        if source.url in self.down:
            raise FetchFailed(FetchProblem.CONNECT, "connection refused")
        if source.query in self.wrong:
            raise MetricUnreadable(MetricProblem.BAD_QUERY, "HTTP 400")
        return [Sample(now, 1.0)]


PROM, OTHER = "http://prom.example:9090", "http://other.example:9090"


@dataclass
class Rig:
    """Watches of one person, and what they were told."""

    tower: Watchtower
    servers: Prometheuses

    async def watch(self, name: str, *, url: str = PROM, query: str = "up", to: str = "mei"):
        """Start a watch that looks every minute."""
        config = {
            "source": {"prometheus": {"url": url, "query": query}},
            "threshold": 90,
            "check_interval_minutes": 1,
            "notification": {"method": "email", "email": f"{to}@example.cn"},
        }
        task = await self.tower.born(
            started=False, type=TaskType.THRESHOLD_WATCH, name=name, config=config
        )
        await self.tower.client.start_workflow(
            ThresholdWatchWorkflow.run,
            WatchInput(task, as_of=task.changed_at),
            id=f"task/{task.id}",
            task_queue=f"{self.tower.queue}-watches",
        )
        return task

    def sent(self) -> list[tuple[str, str]]:
        """Return (title, text) of each message, in order."""
        return [(each.title, each.text) for each, _, _ in self.tower.household.mail.sent]

    def told_to(self) -> list[str]:
        """Return where each message went, in order."""
        return [to.target for _, to, _ in self.tower.household.mail.sent]

    def health(self, task) -> list[str]:
        """Return what the watch said of its own health, in order."""
        return [each.type for each in self.tower.told(task) if each.type in HEALTH]


@pytest.fixture
async def rig(skipping) -> Rig:
    """A place where nobody stays, since a stay takes real time; nobody lives there yet."""
    servers = Prometheuses()
    clock = ServersClock(await skipping.get_current_time())
    tower = Watchtower(skipping.client, clock=clock, capacity=0)
    tower.checker = ThresholdChecker(servers, {})
    return Rig(tower, servers)


IN_WORDS = {
    Language.CHINESE: (
        "prom.example:9090 读不到，7 个监控",
        "怎么办",
        "恢复了",
        "7 个监控重新查看",
    ),
    Language.ENGLISH: (
        "prom.example:9090 cannot be read: 7 watches are blind",
        "What to do",
        "prom.example:9090 answers again after",
        "7 watches look again",
    ),
}


@pytest.mark.parametrize("language", list(IN_WORDS))
async def test_seven_watches_of_one_dead_source_are_two_messages(rig, skipping, language):
    """ALR-12: when it is gone and when it is back; each watch's own record says so too."""
    await rig.tower.household.move_in(Person(id="u_mei", name="梅", language=language))
    async with rig.tower.awake():
        tasks = [await rig.watch(name) for name in NAMES]
        await skipping.sleep(5 * MINUTE)
        assert rig.sent() == []
        rig.servers.down.add(PROM)
        await skipping.sleep(15 * MINUTE)  # longer than any of them is silent for
        await rig.tower.until_sent(1)
        during = rig.sent()
        rig.servers.down.clear()
        await skipping.sleep(5 * MINUTE)
        await rig.tower.until_sent(2)
        await skipping.sleep(30 * MINUTE)

    gone, what_to_do, back, again = IN_WORDS[language]
    [(title, text)] = during
    assert gone in title
    assert all(name in text for name in NAMES)
    assert what_to_do in text
    [_, (title, text)] = rig.sent()
    assert back in title
    assert again in title
    assert all(name in text for name in NAMES)
    for task in tasks:
        said = rig.health(task)
        assert said[0] == EventType.TASK_FAILING
        assert said[-1] == EventType.TASK_RECOVERED


async def test_a_watch_that_is_broken_by_itself_is_told_by_itself_meanwhile(rig, skipping):
    """ALR-12: its query is refused; the source that it asks answers it."""
    await rig.tower.household.move_in(Person(id="u_mei", name="梅", language=Language.ENGLISH))
    async with rig.tower.awake():
        for name in NAMES:
            await rig.watch(name)
        await rig.watch("typo", url=OTHER, query="wrong(")
        await rig.watch("fine", url=OTHER)
        await skipping.sleep(2 * MINUTE)
        rig.servers.wrong.add("wrong(")
        rig.servers.down.add(PROM)
        await skipping.sleep(6 * MINUTE)
        await rig.tower.until_sent(2)
        await skipping.sleep(MINUTE)

    titles = sorted((title for title, _ in rig.sent()), key=lambda each: "typo" in each)
    assert len(titles) == 2
    assert "prom.example:9090 cannot be read" in titles[0]
    assert "typo”: 3 checks in a row failed" in titles[1]


async def test_who_still_fails_once_the_source_is_back_is_told_by_itself(rig, skipping):
    """ALR-12: what an outage hid is not forgotten."""
    await rig.tower.household.move_in(Person(id="u_mei", name="梅", language=Language.ENGLISH))
    async with rig.tower.awake():
        for name in NAMES[:3]:
            await rig.watch(name)
        broken = await rig.watch("typo", query="wrong(")
        await skipping.sleep(2 * MINUTE)
        rig.servers.down.add(PROM)
        rig.servers.wrong.add("wrong(")
        await skipping.sleep(6 * MINUTE)
        await rig.tower.until_sent(1)
        rig.servers.down.clear()
        await skipping.sleep(8 * MINUTE)
        await rig.tower.until_sent(3)

    titles = [title for title, _ in rig.sent()]
    assert "4 watches" in titles[0]
    assert "answers again" in titles[1]
    assert "typo”: 3 checks in a row failed" in titles[2]
    assert all("typo" in each for each in titles[2:])  # and, by and by, that it is silent
    assert EventType.TASK_RECOVERED not in rig.health(broken)


async def test_an_outage_is_told_wherever_its_watches_tell_once_each(rig, skipping):
    """ALR-12, PSH-2: three watches, two mailboxes."""
    await rig.tower.household.move_in(Person(id="u_mei", name="梅"))
    async with rig.tower.awake():
        await rig.watch("a")
        await rig.watch("b")
        await rig.watch("c", to="team")
        await skipping.sleep(2 * MINUTE)
        rig.servers.down.add(PROM)
        await skipping.sleep(6 * MINUTE)
        await rig.tower.until_sent(2)

    assert sorted(rig.told_to()) == ["mei@example.cn", "team@example.cn"]


class Pages:
    """Hosts that answer with a page, until they are down; single paths may be broken."""

    def __init__(self) -> None:
        self.down: set[str] = set()
        self.broken: set[str] = set()

    async def fetch(self, request: PageRequest) -> Page:
        parts = urlsplit(request.url)
        if parts.netloc in self.down:
            raise FetchFailed(FetchProblem.CONNECT, "connection refused")
        if parts.path in self.broken:
            raise FetchFailed(FetchProblem.STATUS, "HTTP 404", status=404)
        return Page(url=request.url, status=200, text="ok", body=b"ok", media_type="text/plain")


@pytest.fixture
async def site(skipping) -> tuple[Watchtower, Pages]:
    """A place where pages are watched."""
    clock, pages = ServersClock(await skipping.get_current_time()), Pages()
    tower = Watchtower(skipping.client, clock=clock, capacity=0)
    tower.checker = WebMonitorChecker(pages, PlainReader(), InMemoryPageTexts(), NUMBERS)
    return tower, pages


async def monitor(tower, *urls, name):
    config = {
        "urls": list(urls),
        "check_interval_minutes": 1,
        "notification": {"method": "email", "email": "mei@example.cn"},
    }
    task = await tower.born(started=False, type=TaskType.WEB_MONITOR, name=name, config=config)
    await tower.client.start_workflow(
        WebMonitorWorkflow.run,
        WatchInput(task, as_of=task.changed_at),
        id=f"task/{task.id}",
        task_queue=f"{tower.queue}-watches",
    )
    return task


async def test_monitors_of_one_dead_host_are_two_messages(site, skipping):
    """ALR-12: one of two hosts, and one whose page alone is gone, are told by themselves."""
    tower, pages = site
    await tower.household.move_in(Person(id="u_mei", name="梅", language=Language.ENGLISH))
    async with tower.awake():
        for name in ("prices", "news", "status"):
            await monitor(tower, f"https://shop.example/{name}", name=name)
        await monitor(tower, "https://shop.example/a", "https://other.example/a", name="both")
        await monitor(tower, "https://other.example/old", name="old")
        await skipping.sleep(5 * MINUTE)
        pages.down.add("shop.example")
        pages.broken.add("/old")
        await skipping.sleep(8 * MINUTE)
        await tower.until_sent(3)
        during = [each.title for each, _, _ in tower.household.mail.sent]
        pages.down.clear()
        pages.broken.clear()
        await skipping.sleep(5 * MINUTE)
        await tower.until_sent(6)
    titles = [each.title for each, _, _ in tower.household.mail.sent]

    together = [each for each in during if "shop.example cannot be read" in each]
    assert len(together) == 1
    assert "3 watches are blind" in together[0]
    alone = [each for each in during if each not in together]
    assert len(alone) == 2
    assert all(any(name in each for each in alone) for name in ("both", "old"))
    assert [each for each in titles if "shop.example answers again" in each]
    assert not any("prices" in each for each in titles)
