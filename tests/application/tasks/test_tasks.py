"""What may be asked about background tasks, by whom, and what it leaves behind."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from application.ports.tasks import RunState, WatchRecord
from application.ports.watches.web import FetchFailed, FetchProblem
from application.schedules.calendar_runs import Written, run_event
from application.tasks import status as task_status
from application.tasks.care import TaskCare
from application.tasks.looks import LIVES_AT_ONCE, TaskLooks
from application.tasks.status import EventsToday
from application.tasks.tasks import TaskService
from application.watches.thresholds import ThresholdChecker
from application.watches.trials import LookingTrials
from application.watches.web_monitors import WebMonitorChecker
from domain.common.errors import (
    Conflict,
    Forbidden,
    InvalidRequest,
    NotFound,
    TooLarge,
    Unavailable,
    ZhibanError,
)
from domain.common.messages import message
from domain.common.readers import Language
from domain.common.written_numbers import PageNumbers
from domain.deliveries.deliveries import ChannelKind, Delivery, DeliveryState
from domain.deliveries.destinations import Destinations
from domain.events.events import EventType
from domain.people.access import (
    PERMISSIONS_OF_ROLE,
    Access,
    Actor,
    Permission,
    Role,
    Scope,
    decide,
)
from domain.people.people import Person
from domain.tasks.events import found
from domain.tasks.names import new_task_id
from domain.tasks.tasks import LARGEST_CONFIG, Finding, Task, TaskState, TaskType, check_task_id
from domain.watches.metric_memory import Level, ThresholdMemory
from domain.watches.metrics.presets import read_presets, shipped_presets
from domain.watches.novelty import Alert, Novelty, Past
from domain.watches.standing import WatchStanding
from domain.watches.watches import WatchMemory
from tests.fakes.clock import CountingIds, ManualClock
from tests.fakes.deliveries import InMemoryDeliveries
from tests.fakes.destinations import DESTINATIONS
from tests.fakes.events import InMemoryEvents
from tests.fakes.people import InMemoryPeople
from tests.fakes.quotas import InMemoryQuotas
from tests.fakes.tasks import InMemoryTasks, InMemoryWatches, ObedientLives
from tests.fakes.thresholds import FakeMetrics
from tests.fakes.web_monitors import FakeSite, InMemoryPageTexts, PlainReader
from tests.fakes.words import LEXICON, WORDS, foreign, in_english, saying, says

MEI = Actor("u_mei", frozenset({Role.VIEWER}))
BO = Actor("u_bob", frozenset({Role.VIEWER}))
ADMIN = Actor("u_admin", frozenset({Role.ADMIN}))
MOST = 4

MONITOR = {
    "urls": ["https://status.example.cn/", "https://news.example.cn/a"],
    "keywords": ["outage"],
    "check_interval_minutes": 30,
    "notification": {"method": "send_sms", "phone_number": "+8613800138000"},
}


PRESETS = read_presets(shipped_presets())
NUMBERS = PageNumbers(LEXICON.units)
PAGE, OTHER_PAGE = MONITOR["urls"]


class World:
    def __init__(self) -> None:
        self.clock = ManualClock()
        self.ids = CountingIds()
        self.events = InMemoryEvents()
        self.tasks = InMemoryTasks(self.events)
        self.watches = InMemoryWatches(self.tasks)
        self.lives = ObedientLives(self.tasks, self.clock, watches=self.watches)
        self.people = InMemoryPeople()
        for actor in (MEI, BO, ADMIN):
            name = actor.person_id
            self.people.kept[name] = Person(
                id=name, name=name, mail=f"{name}@example.cn", roles=actor.roles
            )
        self.quotas = InMemoryQuotas()
        self.site, self.texts = (
            FakeSite({PAGE: "All is well\n价格：1,234 元", OTHER_PAGE: "News"}),
            InMemoryPageTexts(),
        )
        self.pages = WebMonitorChecker(self.site, PlainReader(), self.texts, NUMBERS)
        self.metrics = FakeMetrics()
        self.deliveries = InMemoryDeliveries()
        self.service = TaskService(
            self.tasks,
            self.lives,
            self.watches,
            self.people,
            self.events,
            self.deliveries,
            self.clock,
            self.ids,
            self.quotas,
            presets=("bitcoin_price",),
            destinations=DESTINATIONS,
            most_each=MOST,
            words=WORDS,
            weekdays=LEXICON.weekdays,
            trials=LookingTrials(self.pages, ThresholdChecker(self.metrics, PRESETS)),
        )
        looks = TaskLooks(self.lives, self.watches, self.deliveries, self.clock)
        self.care = TaskCare(self.tasks, looks, self.clock)

    async def a_task(self, by: Actor = MEI, **options) -> Task:
        """Make a task, a moment after the one before."""
        self.clock.move(seconds=1)
        options = {"type": "web_monitor", "config": MONITOR} | options
        return await self.service.create(by=by, **options)

    def types(self) -> list[str]:
        return [str(each.type) for each in self.events.kept]


@pytest.fixture
def world() -> World:
    return World()


# Creating


async def test_a_task_is_kept_as_its_owner_wrote_it_and_lives(world):
    """TSK-1."""
    world.people.kept["u_mei"] = replace(
        world.people.kept["u_mei"], language=Language.ENGLISH, zone="Europe/Berlin"
    )

    task = await world.a_task(name="  Status page ")

    assert task.config.given == MONITOR
    assert (task.name, task.owner, task.type) == ("Status page", "u_mei", TaskType.WEB_MONITOR)
    assert (task.language, task.zone) == (Language.ENGLISH, "Europe/Berlin")
    assert (task.revision, task.state) == (1, TaskState.ACTIVE)
    assert world.lives.calls == [("start", task.id)]
    assert world.types() == [EventType.TASK_CREATED]
    assert check_task_id(task.id)


async def test_a_task_without_a_name_is_called_after_what_it_watches(world):
    """TSK-1."""
    assert (await world.a_task()).name == "status.example.cn, news.example.cn"


async def test_the_same_client_key_is_the_same_task_whatever_else_is_asked(world):
    """TSK-2."""
    first = await world.a_task(client_key="k-1")
    again = await world.a_task(client_key="k-1", config={"urls": ["https://other.example.cn/"]})
    other = await world.a_task(BO, client_key="k-1")

    assert again == first
    assert other.id != first.id
    assert world.types().count(EventType.TASK_CREATED) == 2


async def test_the_same_client_key_a_hundred_times_at_once_is_one_task(world):
    """TSK-2."""
    asked = (world.a_task(client_key="k-1") for _ in range(100))

    assert len({task.id for task in await asyncio.gather(*asked)}) == 1


async def test_without_a_client_key_each_request_is_a_task_of_its_own(world):
    """TSK-2."""
    assert (await world.a_task()).id != (await world.a_task()).id


async def test_a_person_has_no_more_tasks_than_allowed_and_deleting_makes_room(world):
    """TSK-1."""
    tasks = [await world.a_task() for _ in range(MOST)]
    with pytest.raises(Conflict, check=says("4 tasks")):
        await world.a_task()

    await world.service.delete(by=MEI, task_id=tasks[0].id)

    assert await world.a_task()
    assert await world.a_task(BO)


@pytest.mark.parametrize(
    ("method", "field", "value"),
    [("email", "email", "u_mei@example.cn"), ("send_sms", "phone_number", "+8613900139000")],
)
async def test_a_notification_without_an_address_goes_to_the_owners_own(
    world, method, field, value
):
    """TSK-1."""
    world.people.kept["u_mei"] = replace(world.people.kept["u_mei"], phone="+8613900139000")

    task = await world.a_task(config=MONITOR | {"notification": {"method": method}})

    assert task.config.given["notification"] == {"method": method, field: value}


async def test_a_notification_without_an_address_anywhere_is_refused_by_name(world):
    """TSK-1."""
    with pytest.raises(InvalidRequest, check=says(r"notification\.phone_number is missing")):
        await world.a_task(config=MONITOR | {"notification": {"method": "sms"}})
    assert world.events.kept == []


async def test_an_admin_makes_a_task_for_somebody_else(world):
    """TSK-2."""
    task = await world.a_task(ADMIN, owner="u_mei")

    assert task.owner == "u_mei"
    assert world.events.kept[0].data["by"] == "u_admin"
    assert (await world.service.list(by=MEI)).tasks[0].id == task.id


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            {"type": "file_watch"},
            "type must be web_monitor, threshold_watch, schedule, or news_digest",
        ),
        ({"config": []}, "config must be an object"),
        ({"config": {"urls": [float("nan")]}}, "config must be JSON"),
        ({"config": {"urls": {1, 2}}}, "config must be JSON"),
        ({"config": {}}, "config.urls"),
        ({"config": MONITOR | {"check_interval_minutes": "30"}}, "config.check_interval_minutes"),
        ({"config": MONITOR | {"chek_interval_minutes": 5}}, "perhaps check_interval_minutes is"),
        ({"config": MONITOR | {"\ud800": 1}}, "config"),
        ({"name": "a\nb"}, "name must be at most 80 printable characters on one line"),
        ({"name": "x" * 81}, "name must be"),
        ({"client_key": "k" * 65}, "client_key must be"),
        ({"client_key": "a\0"}, "client_key must be"),
    ],
)
async def test_a_wrong_task_is_refused_by_field_and_rule_and_nothing_is_made(world, options, words):
    """TSK-1."""
    with pytest.raises(InvalidRequest) as refused:
        await world.a_task(**options)

    in_english(refused.value).encode()
    assert words in in_english(refused.value)
    assert world.events.kept == []
    assert world.lives.calls == []


async def test_a_configuration_that_is_too_large_is_refused(world):
    """TSK-1."""
    with pytest.raises(TooLarge, check=says(f"{LARGEST_CONFIG:,} bytes")):
        await world.a_task(config=MONITOR | {"note": "字" * LARGEST_CONFIG})


async def test_a_task_whose_start_fails_is_kept_and_started_by_asking_again(world):
    """TSK-3."""
    world.lives.error = Unavailable("Temporal does not answer.")
    task = await world.a_task(client_key="k-1")
    assert (await world.service.get(by=MEI, task_id=task.id)).life.state is RunState.MISSING
    world.lives.error = None

    await world.a_task(client_key="k-1")

    assert (await world.service.get(by=MEI, task_id=task.id)).life.state is RunState.RUNNING


@pytest.mark.parametrize("how", ["resume", "trigger"])
async def test_a_task_that_was_never_started_is_started_by(world, how):
    """TSK-3."""
    world.lives.error = Unavailable("Temporal does not answer.")
    task = await world.a_task()
    world.lives.error = None

    view = await getattr(world.service, how)(by=MEI, task_id=task.id)

    assert view.life.state is RunState.RUNNING


# Reading


async def test_tasks_are_listed_by_age_in_pages_with_their_lives(world):
    """TSK-1."""
    tasks = [await world.a_task() for _ in range(3)]
    await world.a_task(BO)

    first = await world.service.list(by=MEI, limit=2)
    second = await world.service.list(by=MEI, limit=2, after=first.next_after)

    assert [each.id for each in first.tasks + second.tasks] == [each.id for each in tasks]
    assert second.next_after == ""
    assert {each.life.state for each in first.tasks} == {RunState.RUNNING}
    assert first.tasks[0].life.next_due is not None


async def test_a_list_asks_temporal_only_a_few_things_at_once(world):
    """PRF-1."""
    world.service = replace(world.service, most_each=50)
    for _ in range(30):
        await world.a_task()
    at_once, most = 0, 0
    ask = world.lives.life

    async def slow(task):
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0)
        at_once -= 1
        return await ask(task)

    world.lives.life = slow
    await world.service.list(by=MEI)

    assert most == LIVES_AT_ONCE


async def test_a_list_is_narrowed_by_type_and_state_and_hides_deleted_tasks(world):
    """TSK-2."""
    kept, paused, gone = [await world.a_task() for _ in range(3)]
    await world.service.pause(by=MEI, task_id=paused.id)
    await world.service.delete(by=MEI, task_id=gone.id)

    async def ids(**which):
        return [each.id for each in (await world.service.list(by=MEI, **which)).tasks]

    assert await ids() == [kept.id, paused.id]
    assert await ids(state="paused") == [paused.id]
    assert await ids(state="deleted") == [gone.id]
    assert await ids(type="schedule") == []


@pytest.mark.parametrize(
    ("which", "words"),
    [
        ({"limit": 0}, "limit must be between 1 and 100"),
        ({"limit": 101}, "limit must be between 1 and 100"),
        ({"type": "x"}, "type must be web_monitor, threshold_watch, schedule, or news_digest"),
        ({"state": "x"}, "state must be active, paused, stopped, or deleted"),
        ({"after": "x"}, "after must be the cursor that the page before gave"),
    ],
)
async def test_a_list_that_cannot_be_is_refused(world, which, words):
    """TSK-1."""
    with pytest.raises(InvalidRequest, check=says(words)):
        await world.service.list(by=MEI, **which)


async def test_only_those_who_may_act_for_others_see_everybodys_tasks(world):
    """TSK-2."""
    mine, others = await world.a_task(), await world.a_task(BO)

    everybody = await world.service.list(by=ADMIN, everybody=True)

    assert [each.id for each in everybody.tasks] == [mine.id, others.id]
    assert (await world.service.list(by=ADMIN)).tasks == ()
    assert len((await world.service.list(by=ADMIN, owner="u_mei")).tasks) == 1
    with pytest.raises(Forbidden):
        await world.service.list(by=MEI, everybody=True)
    with pytest.raises(NotFound, check=says("No person “u_bob”")):
        await world.service.list(by=MEI, owner="u_bob")


async def test_a_view_shows_what_a_watch_remembers(world):
    """TSK-4."""
    task = await world.a_task()
    memory = WatchMemory(checks=7, problem=foreign("dns"))
    await world.watches.keep(WatchRecord(task.id, 1, 0, memory))

    kept = (await world.service.get(by=MEI, task_id=task.id)).watch
    assert kept is not None
    assert (kept.checks, kept.problem) == (7, "“dns”")


async def test_a_view_shows_where_a_watch_stands_and_what_its_newest_look_brought(world):
    """TSK-8."""
    task = await world.a_task()
    said, since = message("web.nothing_new"), world.clock.now()
    standing = WatchStanding(level=Level.BREACHED, value=67112, unit="USD", since=since, said=said)
    await world.watches.keep(WatchRecord(task.id, 1, 0, WatchMemory(checks=7, standing=standing)))

    (listed,) = (await world.service.list(by=MEI)).tasks
    kept = listed.watch
    assert kept is not None
    assert (kept.level, kept.value, kept.unit, kept.since) == ("breached", 67112, "USD", since)
    assert kept.result == "没有新情况"


async def test_a_trigger_answers_with_what_the_look_brought(world):
    """TSK-8: in the reader's language; a calendar task says what its run told."""
    task = await world.a_task()
    schedule = {"type": "daily", "hour": 9, "minute": 30, "action": "喝水"}
    daily = await world.a_task(type="schedule", config=schedule)

    assert (await world.service.trigger(by=MEI, task_id=task.id)).answer == "已检查：没有新情况"
    assert (await world.service.trigger(by=MEI, task_id=daily.id)).answer == "已执行：“喝水”"
    (look,) = (await world.service.looks(by=MEI, task_id=task.id)).looks
    assert (look.number, look.outcome) == (1, "quiet")
    assert (await world.service.get(by=MEI, task_id=task.id)).answer == ""


async def test_a_trigger_waits_for_its_look_only_so_long(world):
    """TSK-8."""
    task = await world.a_task()
    world.lives.watches = None
    hurried = replace(world.service, patience=0.3)

    view = await hurried.trigger(by=MEI, task_id=task.id)
    assert view.answer == "检查已开始，还没有结果，请稍后再看。"


async def test_a_trigger_waits_for_a_run_only_so_long(world):
    """TSK-8: a digest of today is published already, which is said at once."""
    daily = {"type": "daily", "hour": 9, "minute": 30, "action": "喝水"}
    reminder = await world.a_task(type="schedule", config=daily)
    world.lives.runs = False
    hurried = replace(world.service, patience=0.3)
    view = await hurried.trigger(by=MEI, task_id=reminder.id)
    assert view.answer == "已开始执行，还没有结果；结果会记在它的事件里。"

    feeds = {"news_urls": ["https://news.example.cn/feed"], "hour": 8}
    digest = await world.a_task(type="news_digest", config=feeds)
    said, now = Written("早间新闻", "一条"), world.clock.now()
    made = run_event(digest, EventType.DIGEST_PUBLISHED, said, event_id="digest/1", at=now)
    await world.tasks.apply(made)
    assert "每天只发一次" in (await world.service.trigger(by=MEI, task_id=digest.id)).answer


async def test_only_an_operators_task_may_open_incidents_and_others_are_told_at_once(world):
    """THR-4, TSK-9: not at the first breach, when nobody looks."""
    told = {"method": "email", "email": "mei@example.cn"}
    price = {"metric": "bitcoin_price", "threshold": 1, "notification": told}
    watch = {"type": "threshold_watch", "config": price | {"opens_incident": True}}

    with pytest.raises(InvalidRequest, check=says("opens_incident needs a task of an operator")):
        await world.a_task(**watch)
    assert (await world.a_task(ADMIN, **watch)).config.opens_incident


async def test_one_keyword_needs_no_list(world):
    """TSK-1."""
    task = await world.a_task(config=MONITOR | {"keywords": "AI"})

    assert task.config.keywords == ("AI",)


async def test_a_configuration_is_tried_without_being_kept(world):
    """TSK-8: what is fetched, chosen and compared, and who would be told; nobody is."""
    config = MONITOR | {"urls": [PAGE], "number": {"operator": ">", "threshold": 1000}}
    tried = await world.service.try_out(by=MEI, type="web_monitor", config=config)

    assert (tried.sources, tried.level, tried.value) == ((PAGE,), "breached", 1234)
    assert tried.chosen == ("All is well", "价格：1,234 元")
    assert tried.result == "查看了 1 个网页，现状已记下。现在的数值：1,234。"
    assert tried.told == ("短信: +8613800138000",)
    assert (world.tasks.kept, world.watches.kept, world.texts.kept) == ({}, {}, {})
    assert world.events.kept == []
    assert world.lives.calls == []


async def test_a_trial_says_what_would_go_wrong(world):
    """TSK-8: an address that is refused, a number that is not there, a field that is wrong."""
    world.site.problems[PAGE] = FetchFailed(FetchProblem.REFUSED_ADDRESS, "loopback")
    tried = await world.service.try_out(by=MEI, type="web_monitor", config=MONITOR)
    assert "按规定不访问" in tried.problem

    price = {"metric": "bitcoin_price", "threshold": 1, "check_interval_minutes": 1}
    empty = await world.service.try_out(by=MEI, type="threshold_watch", config=price)
    assert "其中没有这个值" in empty.problem
    world.metrics.say(67112, world.clock.now())
    found = await world.service.try_out(by=MEI, type="threshold_watch", config=price)
    assert (found.value, found.unit, found.level, found.problem) == (67112, "USD", "breached", "")
    with pytest.raises(InvalidRequest):
        await world.service.try_out(by=MEI, type="threshold_watch", config={"threshold": 1})


async def test_a_schedule_that_is_tried_says_when_it_would_run(world):
    """TSK-8."""
    schedule = {"type": "daily", "hour": 9, "minute": 30, "action": "喝水"}
    tried = await world.service.try_out(by=MEI, type="schedule", config=schedule)

    assert tried.result == "每天 09:30（Asia/Shanghai）"
    assert (tried.sources, tried.chosen, tried.told) == ((), (), ())


# Ownership and rights

ASKED = {
    "create": (Permission.MANAGE_TASKS, {"type": "web_monitor", "config": MONITOR}),
    "try_out": (Permission.MANAGE_TASKS, {"type": "web_monitor", "config": MONITOR}),
    "list": (Permission.READ_TASKS, {}),
    "status": (Permission.READ_TASKS, {}),
    "get": (Permission.READ_TASKS, {"task_id": ""}),
    "looks": (Permission.READ_TASKS, {"task_id": ""}),
    "update": (Permission.MANAGE_TASKS, {"task_id": "", "name": "x"}),
    "pause": (Permission.MANAGE_TASKS, {"task_id": ""}),
    "resume": (Permission.MANAGE_TASKS, {"task_id": ""}),
    "trigger": (Permission.MANAGE_TASKS, {"task_id": ""}),
    "delete": (Permission.MANAGE_TASKS, {"task_id": ""}),
}
ACTORS = (
    [Actor("u_mei", frozenset({role})) for role in Role]
    + [Actor("u_mei", frozenset({Role.ADMIN}), frozenset({scope})) for scope in Scope]
    + [Actor("u_mei", frozenset())]
)


@pytest.mark.parametrize("actor", ACTORS, ids=lambda each: f"{set(each.roles)} {each.scopes}")
@pytest.mark.parametrize("what", ASKED)
async def test_the_table_of_rights_decides_who_may_ask(world, what, actor):
    """SEC-3."""
    permission, arguments = ASKED[what]
    task = await world.a_task()
    if "task_id" in arguments:
        arguments = arguments | {"task_id": task.id}
    asked = getattr(world.service, what)(by=actor, **arguments)

    if decide(actor, permission) is Access.ALLOWED:
        assert await asked
    else:
        with pytest.raises(Forbidden, check=says(str(permission))):
            await asked


@pytest.mark.parametrize("what", [each for each, (_, args) in ASKED.items() if "task_id" in args])
async def test_anothers_task_looks_like_none_except_to_admins(world, what):
    """TSK-2."""
    task = await world.a_task()
    arguments = ASKED[what][1] | {"task_id": task.id}
    nobodys = arguments | {"task_id": "t_" + "z" * 26}
    before = list(world.events.kept)

    with pytest.raises(NotFound) as others:
        await getattr(world.service, what)(by=BO, **arguments)
    with pytest.raises(NotFound) as none:
        await getattr(world.service, what)(by=BO, **nobodys)

    assert str(others.value).replace(task.id, "") == str(none.value).replace("t_" + "z" * 26, "")
    assert world.events.kept == before
    assert await getattr(world.service, what)(by=ADMIN, **arguments)


async def test_nobody_makes_a_task_for_somebody_else_or_for_nobody(world):
    """TSK-2."""
    with pytest.raises(NotFound, check=says("No person “u_bob”")):
        await world.a_task(MEI, owner="u_bob")
    with pytest.raises(NotFound, check=says("No person “u_none”")):
        await world.a_task(ADMIN, owner="u_none")


@pytest.mark.parametrize("task_id", ["", "t_1", "task", "t_" + "A" * 26, "t_" + "a" * 27])
async def test_an_id_that_cannot_be_is_refused(world, task_id):
    """TSK-1."""
    with pytest.raises(InvalidRequest, check=says("task_id must be")):
        await world.service.get(by=MEI, task_id=task_id)


async def test_a_watch_that_asks_the_cloud_takes_the_right_to_read_logs(world, monkeypatch):
    """SEC-3, THR-1."""
    config = {
        "source": {"cls": {"topic_id": "t-1", "query": "* | select count(*)"}},
        "threshold": 1,
    }
    task = await world.a_task(type="threshold_watch", config=config)
    rights = PERMISSIONS_OF_ROLE[Role.VIEWER] - {Permission.READ_LOGS}
    monkeypatch.setitem(PERMISSIONS_OF_ROLE, Role.VIEWER, rights)

    with pytest.raises(Forbidden, check=says(r"logs\.read")):
        await world.a_task(type="threshold_watch", config=config)
    with pytest.raises(Forbidden, check=says(r"logs\.read")):
        await world.service.update(by=MEI, task_id=task.id, config={"threshold": 2})
    preset = {"metric": "bitcoin_price", "threshold": 1}
    assert await world.a_task(type="threshold_watch", config=preset)


async def test_what_only_libraries_can_judge_is_refused_when_it_is_made_too(world):
    """WEB-2, TSK-1: and when it is changed."""

    def check(config):
        if config.selection.css == ("p[",):
            raise InvalidRequest("config.selection.css[0]", "must be a CSS selector")

    world.service = replace(world.service, check=check)
    task = await world.a_task()
    wrong = {"urls": ["https://a.example/"], "selection": {"css": ["p["]}}

    with pytest.raises(InvalidRequest, check=says(r"^config\.selection\.css\[0\] must be")):
        await world.a_task(config=wrong)
    with pytest.raises(InvalidRequest, check=says(r"^config\.selection\.css\[0\] must be")):
        await world.service.update(by=MEI, task_id=task.id, config=wrong)


# Changing


async def test_only_the_fields_that_are_given_change_and_null_takes_one_away(world):
    """TSK-1."""
    task = await world.a_task()

    view = await world.service.update(
        by=MEI, task_id=task.id, config={"keywords": None, "check_interval_minutes": 5}, name="New"
    )

    assert view.config == {
        "urls": MONITOR["urls"],
        "check_interval_minutes": 5,
        "notification": MONITOR["notification"],
    }
    assert (view.name, view.revision) == ("New", 2)
    assert world.types()[-1] == EventType.TASK_CONFIGURED


async def test_seconds_take_the_place_of_minutes_and_the_other_way_round(world):
    """TSK-6."""
    task = await world.a_task()

    seconds = await world.service.update(
        by=MEI, task_id=task.id, config={"check_interval_seconds": 20}
    )
    minutes = await world.service.update(
        by=MEI, task_id=task.id, config={"check_interval_minutes": 1}
    )

    assert "check_interval_minutes" not in seconds.config
    assert "check_interval_seconds" not in minutes.config


async def test_a_new_notification_is_completed_with_the_owners_address(world):
    """TSK-1."""
    task = await world.a_task()

    view = await world.service.update(
        by=ADMIN, task_id=task.id, config={"notification": {"method": "mail"}}
    )

    assert view.config["notification"]["email"] == "u_mei@example.cn"


async def test_an_update_that_changes_nothing_is_no_revision(world):
    """TSK-1."""
    task = await world.a_task()

    for changes in ({}, {"config": {}}, {"config": {"keywords": ["outage"]}}, {"name": task.name}):
        assert (await world.service.update(by=MEI, task_id=task.id, **changes)).revision == 1
    assert world.types() == [EventType.TASK_CREATED]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"config": {"urls": []}}, "config.urls"),
        ({"config": {"urls": None}}, "config.urls"),
        ({"config": {"surprise": 1}}, "config.surprise is not known here"),
        ({"config": 3}, "config must be an object"),
        ({"name": ""}, "name must be"),
    ],
)
async def test_a_wrong_update_changes_nothing(world, changes, words):
    """TSK-1."""
    task = await world.a_task()

    with pytest.raises(InvalidRequest, check=says(words)):
        await world.service.update(by=MEI, task_id=task.id, **changes)

    assert await world.tasks.get(task.id) == task
    assert world.types() == [EventType.TASK_CREATED]


async def test_a_message_that_can_never_arrive_is_refused_when_it_is_asked_for(world):
    """TSK-9: with what there is; at a change, too, and nothing is changed then."""
    nowhere = {"method": "wecom", "robot": "nope"}
    with pytest.raises(InvalidRequest, check=says(r"notification\.robot .* WeCom robot: ops")):
        await world.a_task(config=MONITOR | {"notification": nowhere})
    task = await world.a_task(config=MONITOR | {"notification": {"method": "email"}})
    with pytest.raises(InvalidRequest, check=says("ops and team")):
        await world.service.update(by=MEI, task_id=task.id, config={"notification": nowhere})

    assert list(world.tasks.kept.values()) == [task]


async def test_what_has_become_unreachable_hinders_no_other_change(world):
    """TSK-9: settings change, and differ between processes; the ledger tells of it then."""
    task = await world.a_task(config=MONITOR | {"notification": {"method": "wecom", "to": "ops"}})
    world.service = replace(world.service, destinations=Destinations({}))
    view = await world.service.update(
        by=MEI, task_id=task.id, config={"check_interval_minutes": 45}
    )

    assert view.config["check_interval_minutes"] == 45
    with pytest.raises(InvalidRequest, check=says("nothing is")):
        await world.a_task(config=MONITOR | {"notification": {"method": "email"}})


async def test_of_two_updates_in_one_moment_one_is_told_that_it_lost(world):
    """TSK-1: neither is lost in silence."""
    task = await world.a_task()

    results = await asyncio.gather(
        *(world.service.update(by=MEI, task_id=task.id, name=name) for name in ("A", "B")),
        return_exceptions=True,
    )
    changed = (await world.tasks.get(task.id)).name

    lost = [each for each in results if isinstance(each, ZhibanError)]
    won = [each.name for each in results if not isinstance(each, BaseException)]
    assert won[-1] == changed
    assert len(lost) + len(set(won)) == 2


async def test_pause_resume_and_delete_are_done_once_and_say_so(world):
    """TSK-3."""
    task = await world.a_task()

    for _ in range(2):
        paused = await world.service.pause(by=MEI, task_id=task.id, reason="holiday")
    for _ in range(2):
        resumed = await world.service.resume(by=MEI, task_id=task.id)
    for _ in range(2):
        deleted = await world.service.delete(by=MEI, task_id=task.id)

    assert (paused.state, paused.paused_reason) == (TaskState.PAUSED, "holiday")
    assert paused.life.next_due is None
    assert (resumed.state, resumed.paused_reason) == (TaskState.ACTIVE, "")
    assert deleted.state is TaskState.DELETED
    assert deleted.life.said == "已删除，事件记录仍保留。"
    assert world.types() == [
        EventType.TASK_CREATED,
        EventType.TASK_PAUSED,
        EventType.TASK_RESUMED,
        EventType.TASK_DELETED,
    ]


async def test_an_answer_says_what_became_of_the_task_whatever_a_look_would_say(world):
    """TSK-3: Temporal's own pages may be a moment late."""
    task = await world.a_task()
    obey, asked = world.lives.pause, []

    async def paused(task, **said):
        answer = await obey(task, **said)
        asked.append(answer)
        world.lives.silent = True
        return answer

    world.lives.pause = paused

    view = await world.service.pause(by=MEI, task_id=task.id)
    assert [view.life.state] == [each.state for each in asked]
    assert view.life.state is RunState.PAUSED


@pytest.mark.parametrize("reason", ["x" * 201, "a\nb", "\0"])
async def test_a_reason_that_cannot_be_is_refused(world, reason):
    """TSK-3."""
    task = await world.a_task()
    with pytest.raises(InvalidRequest, check=says("reason must be")):
        await world.service.pause(by=MEI, task_id=task.id, reason=reason)


async def test_a_deleted_task_refuses_changes_and_keeps_its_events(world):
    """TSK-2."""
    task = await world.a_task()
    await world.service.delete(by=MEI, task_id=task.id)
    before = list(world.events.kept)

    for what in ("update", "pause", "resume", "trigger"):
        with pytest.raises(Conflict, check=says("was deleted")):
            await getattr(world.service, what)(by=MEI, task_id=task.id)

    assert world.events.kept == before
    assert (await world.service.get(by=MEI, task_id=task.id)).state is TaskState.DELETED


async def test_asking_again_brings_a_schedule_to_what_is_kept(world):
    """REL-1: a schedule lives outside of the database, and may not have heard of a change."""
    schedule = {"type": "daily", "hour": 9, "minute": 30, "action": "喝水"}
    task = await world.a_task(type="schedule", config=schedule)
    world.lives.calls.clear()
    await world.service.update(by=MEI, task_id=task.id, config={"hour": 9})
    for _ in range(2):
        await world.service.delete(by=MEI, task_id=task.id)

    assert [name for name, _ in world.lives.calls] == ["start", "delete", "delete"]


async def test_the_key_of_a_deleted_task_starts_nothing(world):
    """TSK-2."""
    task = await world.a_task(client_key="k-1")
    await world.service.delete(by=MEI, task_id=task.id)
    calls = list(world.lives.calls)

    assert (await world.a_task(client_key="k-1")).state is TaskState.DELETED
    assert world.lives.calls == calls


async def test_a_paused_task_is_not_triggered_but_said_to_be_paused(world):
    """TSK-3."""
    task = await world.a_task()
    await world.service.pause(by=MEI, task_id=task.id)

    with pytest.raises(Conflict, check=says("is paused")):
        await world.service.trigger(by=MEI, task_id=task.id)


async def test_temporal_out_of_reach_is_said_and_changes_nothing(world):
    """TSK-3."""
    task = await world.a_task()
    world.lives.error = Unavailable("Temporal does not answer.")
    world.lives.silent = True

    for what in ("pause", "resume", "trigger", "delete"):
        with pytest.raises(Unavailable):
            await getattr(world.service, what)(by=MEI, task_id=task.id)

    [view] = (await world.service.list(by=MEI)).tasks
    assert (view.id, view.revision, view.state) == (task.id, task.revision, task.state)
    assert view.life.state is RunState.UNKNOWN


# Status


async def test_the_status_counts_tasks_and_the_events_of_today(world):
    """TSK-1."""
    world.clock.move(days=-1)
    await world.a_task()
    world.clock.move(days=1)
    paused = await world.a_task()
    await world.service.pause(by=MEI, task_id=paused.id)
    await world.a_task(BO)

    mine = await world.service.status(by=MEI)
    all_ = await world.service.status(by=ADMIN)

    assert [(each.type, each.state, each.count) for each in mine.tasks] == [
        (TaskType.WEB_MONITOR, TaskState.ACTIVE, 1),
        (TaskType.WEB_MONITOR, TaskState.PAUSED, 1),
    ]
    assert mine.events_today.by_type == {EventType.TASK_CREATED: 1, EventType.TASK_PAUSED: 1}
    assert mine.events_today.complete
    assert sum(each.count for each in all_.tasks) == 3
    assert all_.events_today.newest_sequence == len(world.events.kept)
    assert (mine.everybody, all_.everybody) == (False, True)
    assert mine.temporal_answers


async def test_a_status_reads_no_further_back_than_it_must(world, monkeypatch):
    """TSK-1, PRF-1."""
    monkeypatch.setattr(task_status, "_AT_ONCE", 3)
    monkeypatch.setattr(task_status, "MOST_EVENTS", 7)
    monkeypatch.setattr(task_status, "MOST_COUNTED", 4)
    world.service = replace(world.service, most_each=50)
    world.clock.move(days=-1)
    for _ in range(4):
        await world.a_task()
    world.clock.move(days=1)

    early = await world.service.status(by=MEI)
    for _ in range(12):
        await world.a_task()
    late = await world.service.status(by=MEI)

    assert early.events_today == EventsToday({}, 4, complete=True)
    assert (late.events_today.complete, late.events_today.newest_sequence) == (False, 16)
    assert late.events_today.by_type == {EventType.TASK_CREATED: 9}
    assert late.tasks[0].count == 6


async def test_the_status_names_watches_that_fail_and_a_temporal_that_is_silent(world):
    """TSK-5."""
    world.lives.silent = True
    well, unhealthy = await world.a_task(), await world.a_task()
    memory = WatchMemory(problem=foreign("The name cannot be resolved."))
    await world.watches.keep(WatchRecord(unhealthy.id, 1, 0, memory))
    for task, type_ in ((unhealthy, EventType.TASK_FAILING), (well, EventType.WEB_CHANGED)):
        event = found(task, Finding(type_, saying("title")), number=1, at=world.clock.now())
        await world.tasks.apply(event)

    status = await world.service.status(by=MEI)

    assert [(each.task_id, each.problem) for each in status.unhealthy] == [
        (unhealthy.id, "“The name cannot be resolved.”")
    ]
    assert not status.temporal_answers


# Looking after


async def test_a_task_that_should_live_and_does_not_is_started(world):
    """TSK-3."""
    world.lives.error = Unavailable("Temporal does not answer.")
    tasks = [await world.a_task() for _ in range(3)]
    world.lives.error = None

    first = await world.care.look_after(limit=2)
    second = await world.care.look_after(after=first.next_after, limit=2)
    again = await world.care.look_after()

    assert first.started + second.started == tuple(each.id for each in tasks)
    assert second.next_after == ""
    assert (again.looked, again.started) == (3, ())


async def test_a_task_that_was_ended_in_temporal_says_so_once_and_can_be_resumed(world):
    """TSK-3."""
    task = await world.a_task()
    for _ in range(2):
        world.clock.move(minutes=1)
        world.lives.states[task.id] = RunState.STOPPED
        for _ in range(3):
            world.clock.move(seconds=1)
            await world.care.look_after()
        view = await world.service.get(by=MEI, task_id=task.id)
        assert view.state is TaskState.STOPPED
        assert (view.life.said, view.paused_reason) == (
            "它的工作流失败了。恢复任务会重新启动。",
            "",
        )
        resumed = await world.service.resume(by=MEI, task_id=task.id)
        assert resumed.state is TaskState.ACTIVE

    assert world.types().count(EventType.TASK_STOPPED) == 2
    assert world.events.of_type(EventType.TASK_STOPPED)[0].data["by"] == "temporal"


async def test_a_task_that_is_deleted_during_a_round_is_not_said_to_be_stopped(world):
    """TSK-2."""
    task = await world.a_task()
    ask = world.lives.life

    async def late(task):
        await world.service.delete(by=MEI, task_id=task.id)
        return replace(await ask(task), state=RunState.STOPPED)

    world.lives.life = late
    await world.care.look_after()

    assert EventType.TASK_STOPPED not in world.types()
    assert (await world.tasks.get(task.id)).state is TaskState.DELETED


async def test_a_task_that_cannot_be_started_breaks_the_round_off(world):
    """TSK-3: whoever looks after tasks comes again."""
    world.lives.error = Unavailable("Temporal does not answer.")
    await world.a_task()

    with pytest.raises(Unavailable):
        await world.care.look_after()


async def test_a_temporal_that_is_silent_stops_nothing(world):
    """TSK-3."""
    await world.a_task()
    world.lives.silent = True

    care = await world.care.look_after()

    assert (care.started, care.stopped) == ((), ())


async def test_temporal_is_not_asked_about_tasks_that_are_known_to_live(world):
    """TSK-7: of ten thousand, nearly all do."""
    alive, doubtful = await world.a_task(), await world.a_task()
    world.lives.states.clear()

    care = await world.care.look_after(alive={alive.id})

    assert (care.looked, care.started) == (2, (doubtful.id,))


async def test_paused_and_deleted_tasks_are_left_alone(world):
    """TSK-3."""
    paused, gone = await world.a_task(), await world.a_task()
    await world.service.pause(by=MEI, task_id=paused.id)
    await world.service.delete(by=MEI, task_id=gone.id)
    world.lives.states.clear()

    assert (await world.care.look_after()).started == ()


def test_ids_of_tasks_sort_by_age_and_cannot_be_guessed():
    """TSK-2."""
    clock = ManualClock()
    made = [new_task_id(clock.move(milliseconds=1), f"{n * 7919:032x}") for n in range(50)]
    other = new_task_id(clock.now(), "f" * 32)

    assert made == sorted(made)
    assert all(map(check_task_id, [*made, other]))
    assert other.endswith("z" * 16)


async def test_a_task_shows_which_of_its_messages_did_not_arrive_and_why(world):
    """TSK-9, I18-1: the newest to each address counts; what arrived since is no trouble."""
    task = await world.a_task()
    other = await world.a_task(config={"urls": [OTHER_PAGE]})
    at = world.clock.now()

    async def told(task, number, target, state, minutes, answer=None):
        await world.deliveries.record(
            Delivery(
                key=f"{task.id}/{number}/{target}",
                event_id=f"task/{task.id}/found/{number}/x",
                person_id=MEI.person_id,
                channel=ChannelKind.WECOM,
                target=target,
                state=state,
                at=at + timedelta(minutes=minutes),
                attempt=1,
                answer=answer,
            )
        )

    await told(task, 1, "ops", DeliveryState.FAILED, 1, message("answer.no_account"))
    await told(task, 1, "shop", DeliveryState.FAILED, 1)
    await told(task, 2, "shop", DeliveryState.ACCEPTED, 2)
    await told(task, 3, "ops", DeliveryState.RETRYING, 3)

    shown = await world.service.get(by=MEI, task_id=task.id)
    assert shown.undelivered == (
        "2026-11-21 06:31 的通知没有送到企业微信机器人“ops”：账号不存在或已停用。"
    )
    assert shown.trouble == shown.undelivered
    assert (await world.service.get(by=MEI, task_id=other.id)).undelivered == ""

    world.clock.move(days=8)
    assert (await world.service.get(by=MEI, task_id=task.id)).undelivered == ""


# What a watch that learns told of


LEARNS = {
    "type": "threshold_watch",
    "config": {
        "metric": "bitcoin_price",
        "operator": "anomaly",
        "notification": {"method": "send_sms", "phone_number": "+8613800138000"},
    },
}


async def a_watch_that_told(world, *hours) -> Task:
    """Return a watch that learns, with an alert so many hours after midnight each."""
    task = await world.a_task(**LEARNS)
    alerts = tuple(
        Alert(
            why=Novelty.BEYOND,
            at=datetime(2026, 11, 20, tzinfo=UTC) + timedelta(hours=each, seconds=17),
            value=60.0,
            low=10.0,
            high=14.0,
            over=timedelta(days=2),
        )
        for each in hours
    )
    memory = WatchMemory(checks=9, threshold=ThresholdMemory(past=Past(told=alerts)))
    await world.watches.keep(WatchRecord(task.id, 1, 0, memory))
    return task


async def test_what_a_watch_told_of_is_called_normal_once_and_for_good(world):
    """THR-2: the newest by itself, an older one by its minute; what is set besides stays."""
    task = await a_watch_that_told(world, 1, 9)
    changes = {"anomaly": {"sensitivity": "low"}}
    await world.service.update(by=MEI, task_id=task.id, config=changes)
    before = (await world.service.get(by=MEI, task_id=task.id)).watch
    assert [each.normal for each in before.told] == [False, False]
    assert before.told[0].said == "现为 60，此前 2 天里最高只到 14。"

    await world.service.call_normal(by=MEI, task_id=task.id)
    minute = datetime(2026, 11, 20, 9, 0, tzinfo=timezone(timedelta(hours=8)))
    await world.service.call_normal(by=MEI, task_id=task.id, at=minute)
    view = await world.service.call_normal(by=MEI, task_id=task.id)

    assert [each.normal for each in view.watch.told] == [True, True]
    assert view.config["anomaly"] == {
        "sensitivity": "low",
        "normal": ["2026-11-20T01:00:17+00:00", "2026-11-20T09:00:17+00:00"],
    }


async def test_of_what_was_normal_the_newest_stay(world):
    """THR-2: a configuration has room for twelve."""
    task = await a_watch_that_told(world, 9)
    old = [f"2026-10-{day:02}T00:00:00+00:00" for day in range(1, 13)]
    await world.service.update(by=MEI, task_id=task.id, config={"anomaly": {"normal": old}})

    view = await world.service.call_normal(by=MEI, task_id=task.id)

    assert view.config["anomaly"]["normal"] == [*old[1:], "2026-11-20T09:00:17+00:00"]


async def test_what_cannot_be_called_normal_is_refused_with_what_can(world):
    """THR-2."""
    page = await world.a_task()
    with pytest.raises(Conflict, check=says("only a threshold watch")):
        await world.service.call_normal(by=MEI, task_id=page.id)
    young = await world.a_task(**LEARNS)
    with pytest.raises(Conflict, check=says("nothing new yet")):
        await world.service.call_normal(by=MEI, task_id=young.id)
    told = await a_watch_that_told(world, 1)
    with pytest.raises(InvalidRequest, check=says("must be the moment.*2026-11-20T01:00:17")):
        await world.service.call_normal(
            by=MEI, task_id=told.id, at=datetime(2026, 11, 20, 2, tzinfo=UTC)
        )
    with pytest.raises(NotFound):
        await world.service.call_normal(by=BO, task_id=told.id)
