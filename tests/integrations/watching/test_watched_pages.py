"""Web monitors over real sockets: the fetcher, the reader and the database as they run."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from application.watches.web_monitors import WebMonitorChecker
from domain.tasks.tasks import Task, TaskType
from domain.watches.watches import Check, WatchMemory
from integrations.isolation.pool import Bounds, ChildProcesses
from integrations.web.fetcher import GuardedFetcher
from integrations.web.guard import Guard
from integrations.web.isolation import IsolatedReader
from integrations.web.politeness import Politeness
from sandbox.web.app import WebSandbox
from sandbox.web.documents import Validators
from sandbox.web.faults import Fault, FaultKind
from tests.fakes.clock import ManualClock
from tests.fakes.configs import kept
from tests.fakes.loopback import serve
from tests.fakes.pages import Asked, Names, said, site
from tests.fakes.web_monitors import InMemoryPageTexts
from tests.fakes.words import IN_CHINESE, NUMBERS, read, shown

PAGE = "/watched"
SHOP = "<nav>菜单</nav><div id='price'>价格：{} 元</div><p class='ad'>广告 {}</p>"


@dataclass
class Rig:
    """A small web and somebody who watches it."""

    web: WebSandbox
    address: str
    checker: WebMonitorChecker
    clock: ManualClock = field(default_factory=ManualClock)
    memories: dict[str, WatchMemory] = field(default_factory=dict)

    def put(self, body: str, **more) -> None:
        self.web.documents.put(PAGE, body=body, **more)

    async def look(self, serial: int = 1, **config) -> Check:
        """Look once, as the task of this serial number; config `urls` may name paths."""
        urls = [f"{self.address}{path}" for path in config.pop("urls", [PAGE])]
        made = datetime(2026, 11, 20, tzinfo=UTC)
        settings = kept(TaskType.WEB_MONITOR, {"urls": urls, **config})
        name = f"t_{serial:026d}"
        task = Task(
            id=name,
            owner="u_mei",
            type=TaskType.WEB_MONITOR,
            name="价格",
            config=settings,
            created_at=made,
            changed_at=made,
        )
        memory = self.memories.get(name, WatchMemory())
        check = await self.checker.check(task, memory, now=self.clock.move(minutes=5))
        self.memories[name] = check.memory
        return check

    @property
    def statuses(self) -> dict[int, int]:
        return dict(self.web.traffic.visits(PAGE).statuses)


@pytest.fixture
async def fetcher() -> AsyncIterator[GuardedFetcher]:
    guard = Guard(("127.0.0.1",), resolve=Names())
    made = GuardedFetcher(guard, Politeness(at_once=100, per_second=1e6), agent="Zhiban/0.1")
    yield made
    await made.aclose()


@pytest.fixture
async def reader() -> AsyncIterator[IsolatedReader]:
    children = ChildProcesses()
    yield IsolatedReader(children)
    await children.aclose()


@pytest.fixture
async def rig(fetcher, reader) -> AsyncIterator[Rig]:
    web = WebSandbox()
    async with serve(web.app) as address:
        yield Rig(web, address, WebMonitorChecker(fetcher, reader, InMemoryPageTexts(), NUMBERS))


@pytest.mark.parametrize("validators", [Validators.STRONG, Validators.WEAK, Validators.DATE])
async def test_a_quiet_page_is_sent_once_and_then_only_confirmed(rig, validators):
    """WEB-1: the server counts one 200, and 304s from then on."""
    rig.put(SHOP.format(100, 1), validators=validators)
    for _ in range(8):
        await rig.look()

    assert rig.statuses == {200: 1, 304: 7}


async def test_new_filters_cost_one_whole_page_and_are_confirmed_after_it(rig):
    """WEB-1."""
    rig.put(SHOP.format(100, 1))
    await rig.look()
    for _ in range(3):
        check = await rig.look(selection={"css": ["#price"]})

    assert rig.statuses == {200: 2, 304: 2}
    assert check.findings == ()


async def test_what_the_filters_leave_out_is_no_news_and_costs_one_page(rig):
    """WEB-1, WEB-2."""
    rig.put(SHOP.format(100, 1))
    selection = {"remove": ["nav", ".ad"]}
    await rig.look(selection=selection)
    rig.put(SHOP.format(100, 2))
    checks = [await rig.look(selection=selection) for _ in range(3)]

    assert [check.findings for check in checks] == [()] * 3
    assert rig.statuses == {200: 2, 304: 2}


async def test_a_server_whose_validators_never_repeat_tells_no_news(rig):
    """WEB-1."""
    rig.put(SHOP.format(100, 1), validators=Validators.FRESH)
    checks = [await rig.look() for _ in range(4)]

    assert [check.findings for check in checks] == [()] * 4
    assert rig.statuses == {200: 4}


async def test_a_changed_price_is_told_to_each_who_watches_it(rig):
    """WEB-3, TSK-4."""
    rig.put(SHOP.format(100, 1))
    for serial in (1, 2):
        await rig.look(serial, selection={"css": ["#price"]})
    rig.put(SHOP.format(80, 1))
    found = [(await rig.look(n, selection={"css": ["#price"]})).findings for n in (1, 2)]

    for (each,) in found:
        said = read(each.told, IN_CHINESE)
        assert said.title == "“价格”有变化：修改 1 行"
        assert "- 价格：100 元\n+ 价格：80 元" in said.text


async def test_a_price_that_falls_under_the_line_is_told_once(rig):
    """WEB-3."""
    config = {
        "selection": {"css": ["#price"]},
        "number": {"operator": "<", "threshold": 90, "clear": 95, "pattern": r"价格：(\d+)"},
    }
    told = []
    for price in (100, 89, 91, 89, 96, 88):
        rig.put(SHOP.format(price, 1))
        told.append(len((await rig.look(**config)).findings))

    assert told == [0, 1, 0, 0, 0, 1]


async def test_an_outage_keeps_the_baseline_and_is_followed_by_a_whole_page(rig):
    """WEB-1, TSK-5."""
    rig.put(SHOP.format(100, 1))
    await rig.look()
    rig.web.faults.order(Fault(FaultKind.STATUS, path=PAGE, status=500))
    failed = await rig.look()
    whole = await rig.look()
    await rig.look()

    assert shown(failed.problem, IN_CHINESE).endswith("服务器回答 HTTP 500。")
    assert whole.findings == ()
    assert rig.statuses == {200: 2, 500: 1, 304: 1}


async def test_an_error_page_that_comes_for_a_moment_is_never_told(rig):
    """WEB-3: it has status 200 and words of its own."""
    config = {"confirm_checks": 1, "keywords": ["价格"], "on": ["change", "keyword_disappears"]}
    rig.put(SHOP.format(100, 1))
    await rig.look(**config)
    rig.put("<h1>稍后再试</h1>")
    moment = await rig.look(**config)
    rig.put(SHOP.format(100, 1))
    after = await rig.look(**config)

    assert moment.again_after == 30
    assert moment.findings == after.findings == ()


async def test_each_page_of_a_task_is_looked_at_whatever_the_others_do(rig):
    """WEB-3, TSK-5."""
    rig.put(SHOP.format(100, 1))
    urls = ["/no-such-page", PAGE]
    await rig.look(urls=urls)
    rig.put(SHOP.format(90, 1))
    check = await rig.look(urls=urls)

    assert len(check.findings) == 1
    problem = shown(check.problem)
    assert "no-such-page" in problem
    assert "HTTP 404" in problem


@pytest.mark.parametrize(
    "config",
    [
        {"number": {"operator": ">", "threshold": 1, "pattern": "(?:a|a)+b"}},
        {"selection": {"regex": "(?:a|a)+b"}},
    ],
)
async def test_an_expression_that_never_ends_is_a_problem_and_holds_nobody_up(rig, config):
    """WEB-2, SEC-4: whoever writes one, or whatever page it meets."""
    children = ChildProcesses(Bounds(expression=0.3))
    rig.checker = replace(rig.checker, reader=IsolatedReader(children))
    rig.put("a" * 64)
    check = await rig.look(**config)
    await children.aclose()

    assert "读取超出了时间或内存上限" in shown(check.problem, IN_CHINESE)
    assert check.ended


async def test_a_validator_goes_back_byte_for_byte(fetcher, reader):
    """WEB-1: weak, quoted, with what no one expects in it."""
    tag = 'W/"a,b;c=\\"d"'

    def answer(asked: Asked) -> bytes:
        if asked.headers.get("if-none-match") == tag:
            return said(status="304 Not Modified")
        return said("<p>一页</p>".encode(), f"ETag: {tag}")

    async with site(answer) as web:
        checker = WebMonitorChecker(fetcher, reader, InMemoryPageTexts(), NUMBERS)
        rig = Rig(WebSandbox(), web.url(""), checker)
        await rig.look()
        check = await rig.look()

        assert check.problem is None
        assert [asked.headers.get("if-none-match") for asked in web.asked] == [None, tag]
