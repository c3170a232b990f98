"""Looking at a number: what is read, what becomes of it, and what is said when it cannot be."""

from datetime import UTC, datetime, timedelta

import pytest

from application.ports.watches.web import FetchFailed, FetchProblem
from application.watches.metric_reading import MOST_SERIES, MetricReading
from application.watches.thresholds import ThresholdChecker
from domain.common.errors import (
    InvalidRequest,
    Misconfigured,
    NotFound,
    Rejected,
    TooManyRequests,
    Unavailable,
)
from domain.events.events import EventType
from domain.logs.logs import LogLine, LogPage
from domain.tasks.tasks import Task, TaskType
from domain.watches.care import care_of, cared_for
from domain.watches.metric_memory import Level
from domain.watches.metrics.presets import read_presets, shipped_presets
from domain.watches.metrics.problems import MetricProblem, MetricUnreadable
from domain.watches.metrics.sources import (
    ClsNumber,
    HttpJson,
    Prometheus,
    Sample,
    TencentMonitor,
    TencentStatistic,
)
from domain.watches.watches import WatchMemory
from tests.fakes.configs import kept
from tests.fakes.thresholds import SOURCE, START, FakeMetrics
from tests.fakes.words import IN_CHINESE, read, shown

PRESETS = read_presets(shipped_presets())


def task(**config):
    raw = {"metric": "bitcoin_price", "threshold": 60000, "check_interval_minutes": 1, **config}
    return Task(
        id="t_" + "a" * 26,
        owner="u_mei",
        type=TaskType.THRESHOLD_WATCH,
        name="我的监控",
        config=kept(TaskType.THRESHOLD_WATCH, raw),
        created_at=START,
        changed_at=START,
    )


class Watching:
    """A checker whose memory is carried from look to look."""

    def __init__(self, the_task):
        self.task = the_task
        self.metrics = FakeMetrics()
        self.checker = ThresholdChecker(self.metrics, PRESETS)
        self.memory = WatchMemory()
        self.now = START

    async def look(self, value=None, *, minutes=1):
        self.now += timedelta(minutes=minutes)
        if isinstance(value, Exception):
            self.metrics.answers = value
        elif value is not None:
            self.metrics.say(value, self.now)
        else:
            self.metrics.answers = ()
        check = await self.checker.check(self.task, self.memory, now=self.now)
        self.memory = check.memory
        return check


async def test_a_preset_is_read_where_the_settings_say_and_told_by_its_name():
    """THR-1."""
    watching = Watching(task())

    quiet, loud = await watching.look(50000), await watching.look(67000.5)
    assert (quiet.findings, quiet.urgent) == ((), False)
    assert shown(quiet.said, IN_CHINESE) == "50,000 USD，正常。"
    (finding,) = loud.findings
    assert finding.type == EventType.THRESHOLD_BREACHED
    assert read(finding.told, IN_CHINESE).title == (
        "“我的监控”现为 67,000.5 USD，触发规则：高于 60,000 USD"
    )
    assert "- 指标：比特币价格\n" in read(finding.told, IN_CHINESE).text
    assert "- Metric: Bitcoin price\n" in read(finding.told).text
    assert watching.metrics.asked[0] == PRESETS["bitcoin_price"].source


async def test_a_source_of_ones_own_is_told_by_the_tasks_name():
    """THR-1."""
    watching = Watching(task(metric=None, source=SOURCE, threshold=5))

    check = await watching.look(7)
    assert read(check.findings[0].told).title == "“我的监控” is 7; rule: above 5"


@pytest.mark.parametrize("policy", ["alert", "ignore"])
async def test_a_look_that_finds_no_value_says_so_at_once(policy):
    """TSK-8, THR-1: no failure, and nothing where having none is how it should be."""
    watching = Watching(task(no_data={"policy": policy, "after_minutes": 10}))
    before, check = WatchMemory(), await watching.look(None)
    now = START + timedelta(minutes=1)
    cared = cared_for(watching.task, care_of(watching.task), before, check, at=now)

    assert (cared.memory.failures, cared.findings) == (0, ())
    if policy == "ignore":
        assert cared.memory.problem is None
        return
    why = shown(cared.memory.problem, IN_CHINESE)
    assert "数据源有回答，但其中没有这个值" in why
    assert shown(cared.memory.standing.said, IN_CHINESE) == why


async def test_a_watch_that_learns_says_until_when():
    """TSK-8, THR-2."""
    rule = {"operator": "anomaly", "threshold": None, "anomaly": {"learn_hours": 24}}
    watching = Watching(task(**rule))
    await watching.look(5)
    standing = (await watching.look(6)).standing

    assert (standing.level, standing.value, standing.unit) == (Level.LEARNING, 6, "USD")
    assert standing.until == START + timedelta(minutes=1, hours=24)


async def test_memory_must_be_kept_at_once_when_a_decision_hangs_on_it():
    """THR-2, TSK-4."""
    watching = Watching(task(for_minutes=2))

    urgent = [(await watching.look(value)).urgent for value in (1, 2, 70000, 70001, 70002, 70003)]
    assert urgent == [False, False, True, False, True, False]


async def test_the_worst_of_several_series_decides_and_is_named():
    """THR-1."""
    watching = Watching(task(metric=None, source=SOURCE, threshold=5))
    watching.metrics.answers = [Sample(START, 1, "pod a"), Sample(START, 9, "pod b")]

    check = await watching.checker.check(watching.task, WatchMemory(), now=START)
    assert check.findings[0].data["label"] == "pod b"
    assert "- Series: “pod b”" in read(check.findings[0].told).text


async def test_how_many_series_break_the_rule_is_told_with_the_worst_few():
    """THR-1: an on-call who reads of one pod must not believe that the other nine are well."""
    watching = Watching(task(metric=None, source=SOURCE, threshold=5))
    watching.metrics.answers = [Sample(START, value, f"pod {value}") for value in range(12)]

    (found,) = (await watching.checker.check(watching.task, WatchMemory(), now=START)).findings
    assert (found.data["series"], found.data["series_breaking"]) == (12, 6)
    told = read(found.told).text
    assert "- 6 of 12 series break the rule; worst: “pod 11” at 11, “pod 10” at 10, " in told
    assert "pod 6" not in told
    assert (
        "12 个序列中有 6 个触发规则，最严重的：“pod 11” 11、" in read(found.told, IN_CHINESE).text
    )


async def test_a_rule_that_looks_back_refuses_several_series():
    """THR-1: their values would be taken for changes of one."""
    watching = Watching(task(operator="change_by", over_minutes=5))
    watching.metrics.answers = [Sample(START, 1, "a"), Sample(START, 9, "b")]

    check = await watching.checker.check(watching.task, WatchMemory(), now=START)
    assert "several series" in shown(check.problem)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (MetricUnreadable(MetricProblem.NO_NUMBER, "text: n/a"), "not a number (“text: n/a”)"),
        (FetchFailed(FetchProblem.STATUS, "x", status=503), "HTTP 503"),
        (FetchFailed(FetchProblem.REFUSED_ADDRESS, "x"), "internal network"),
        (InvalidRequest("query", "was refused"), "check it and its names"),
        (NotFound("log topic", "t-1"), "no such object"),
        (Misconfigured("Wrong key."), "an admin must check"),
        (TooManyRequests("Slow down."), "too many requests"),
        (Unavailable("Down."), "did not answer properly"),
        (Rejected("No."), "refused the request"),
    ],
)
async def test_what_cannot_be_read_is_a_problem_with_its_reason(error, said):
    """THR-1, TSK-5: never an exception, never a value."""
    check = await Watching(task()).look(error)

    problem = shown(check.problem)
    assert problem.startswith("No value could be read from api.coingecko[.]com: ")
    assert said in problem
    assert check.findings == ()
    assert check.memory.threshold.level is Level.UNKNOWN


async def test_the_problem_is_told_in_the_readers_language():
    """TSK-5, I18-1."""
    check = await Watching(task()).look(TooManyRequests("Slow down."))

    assert shown(check.problem, IN_CHINESE) == (
        "没有从 api.coingecko[.]com 读到数值：请求太多，被限流（“Slow down”）。"
    )


async def test_a_source_that_fails_for_long_is_no_data_and_leaves_the_breach_open():
    """THR-2, TSK-5: that it fails is told by the watch's own care, not a second time here."""
    watching = Watching(task(no_data="treat_as_ok"))
    await watching.look(70000)

    found = [(await watching.look(Unavailable("Down."))).findings for _ in range(60)]
    assert found == [()] * 60
    assert watching.memory.threshold.level is Level.NO_DATA
    (finding,) = (await watching.look(50000)).findings
    assert (finding.type, finding.data["reason"]) == (EventType.THRESHOLD_CLEARED, "back")


async def test_a_failing_source_is_told_once_by_the_watchs_own_care_and_so_is_its_return():
    """TSK-5, THR-2: not a second time as a lack of data."""
    watching, told = Watching(task()), []
    care = care_of(watching.task)
    for value in (50000, *[Unavailable("Down.")] * 8, 50001, 50002):
        before = watching.memory
        check = await watching.look(value)
        cared = cared_for(watching.task, care, before, check, at=watching.now)
        watching.memory = cared.memory
        told += [finding.type for finding in cared.findings if finding.notify]

    assert told == [EventType.TASK_FAILING, EventType.TASK_RECOVERED]


async def test_no_values_from_a_source_that_answers_are_told():
    """THR-2."""
    watching = Watching(task())

    types = [found.type for _ in range(30) for found in (await watching.look()).findings]
    assert types == [EventType.THRESHOLD_NO_DATA]


async def test_a_preset_that_was_taken_away_is_a_problem_that_says_so():
    """THR-1."""
    check = await Watching(task(metric="ether_price")).look(5)

    assert "can no longer be used" in shown(check.problem)
    assert "config.metric" in shown(check.problem)


class OneKind:
    """Reads one kind of source, and remembers it."""

    def __init__(self, samples=1):
        self.read_sources = []
        self.samples = samples

    async def read(self, source, *, now, owner=""):
        self.read_sources.append(source)
        return [Sample(now, 1.0)] * self.samples


class SqlLogs:
    """A log store that answers every search with one page."""

    def __init__(self, page):
        self.page = page
        self.queries = []

    async def search(self, query, **how):
        self.queries.append(query)
        return self.page


def reading(page=None, **kinds):
    parts = {name: OneKind() for name in ("http_json", "prometheus", "monitor", "statistic")}
    return MetricReading(**{**parts, **kinds}, logs=SqlLogs(page))


async def test_each_kind_of_source_goes_to_its_reader():
    """THR-1."""
    sources = {
        "http_json": HttpJson("https://a.cn", "x"),
        "prometheus": Prometheus("https://a.cn", "up"),
        "monitor": TencentMonitor("QCE/CVM", "CPUUsage", ()),
        "statistic": TencentStatistic("QCE/TKE2", "m"),
    }
    all_kinds = reading()
    for name, source in sources.items():
        await all_kinds.read(source, now=START, owner="u_mei")
        assert getattr(all_kinds, name).read_sources == [source]


async def test_an_answer_with_too_many_series_is_refused():
    """THR-1."""
    with pytest.raises(MetricUnreadable, match="too_many_series"):
        await reading(prometheus=OneKind(MOST_SERIES + 1)).read(
            Prometheus("https://a.cn", "up"), now=START, owner="u_mei"
        )


CLS = ClsNumber("topic-1", "* | SELECT count(*) AS n", 15, "ap-shanghai")


async def test_a_number_from_logs_is_the_last_column_and_the_others_name_the_series():
    """THR-1, CLD-1."""
    page = LogPage(
        (), columns=("level", "n"), records=({"level": "ERROR", "n": 5}, {"level": "B", "n": None})
    )
    logs = reading(page)

    assert await logs.read(CLS, now=START, owner="u_mei") == [Sample(START, 5.0, "level=ERROR")]
    (query,) = logs.logs.queries
    assert (query.topic_id, query.region) == ("topic-1", "ap-shanghai")
    assert (query.start, query.end) == (START - timedelta(minutes=15), START)


async def test_an_analysis_without_rows_is_no_data_and_lines_are_no_number():
    """THR-1."""
    assert await reading(LogPage((), columns=("n",))).read(CLS, now=START, owner="u_mei") == []
    line = LogLine(id="i", topic_id="topic-1", at=datetime(2026, 1, 1, tzinfo=UTC), text="x")
    with pytest.raises(MetricUnreadable, match="kind_lines"):
        await reading(LogPage((line,))).read(CLS, now=START, owner="u_mei")
