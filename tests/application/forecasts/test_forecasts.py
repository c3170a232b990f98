import re
from datetime import timedelta

import pytest

from application.common.wording import Localizer
from application.forecasts.forecasts import ForecastService
from application.forecasts.views import MOST_SHOWN, forecast_view
from application.ports.watches.web import FetchFailed, FetchProblem
from domain.common.errors import Forbidden, InvalidRequest, Rejected, Unavailable
from domain.forecasts.forecasts import Verdict
from domain.people.access import Actor, Permission, Role, Scope
from domain.watches.metrics.presets import read_presets
from domain.watches.metrics.problems import MetricProblem, MetricUnreadable
from tests.fakes.clock import ManualClock
from tests.fakes.histories import DISK, InMemoryHistories, rising
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, WORDS, in_english

VIEWER = Actor("u_viewer", frozenset({Role.VIEWER}), frozenset(Scope))
PRESETS = {
    "db_disk": {
        "source": {"prometheus": {"url": "http://p.cn:9090", "query": "disk"}},
        "unit": "%",
        "title": {"en": "/data of db-1", "zh-CN": "db-1 的 /data"},
    },
    "price": {"source": {"http_json": {"url": "https://a.cn/x", "json_path": "a"}}},
}
ENGLISH, CHINESE = Localizer(WORDS, IN_ENGLISH), Localizer(WORDS, IN_CHINESE)


@pytest.fixture
def histories():
    return InMemoryHistories()


@pytest.fixture
def service(histories):
    return ForecastService(histories, read_presets(PRESETS), ManualClock())


async def told(service, reader=ENGLISH, **fields):
    question = {"metric": "db_disk", "limit": 87.5, **fields}
    question = {name: value for name, value in question.items() if value is not None}
    return forecast_view(await service.forecast(by=VIEWER, question=question), reader)


async def test_a_disk_is_told_with_its_days_and_what_to_do(service, histories):
    """ANL-2: both languages lead with the metric, its moments, and the next step."""
    view = await told(service)
    assert view.verdict is Verdict.FILLING
    assert view.earliest <= view.likely <= view.latest
    assert view.change_a_day == pytest.approx(2.4, abs=0.01)
    assert view.said.startswith("/data of db-1 is at 83.4% and should reach 87.5% between ")
    assert "Over the past 14 days it rose by 2.4% a day on average." in view.said
    assert "Free up or add capacity before " in view.said
    assert view.said.endswith("does not show.")
    assert histories.asked == ["p.cn:9090"]
    chinese = await told(service, CHINESE)
    assert chinese.said.startswith("db-1 的 /data 现在是 83.4%，预计在 ")
    assert "过去 14 天平均每天增加 2.4%" in chinese.said


async def test_a_source_is_read_as_in_watches(service, histories):
    """ANL-2."""
    view = await told(service, metric=None, source=DISK, limit=99, unit="%", name="/data of db-1")
    assert view.name == "/data of db-1"
    assert view.verdict in (Verdict.FILLING, Verdict.HOLDS)
    assert histories.asked == ["QCE/CVM CvmDiskUsage"]


@pytest.mark.parametrize(
    ("values", "limit", "verdict", "words"),
    [
        (rising(10), 90, Verdict.SHORT, "there is only 10 h of data"),
        ([60.0] * 200, 90, Verdict.CONSTANT, "has not moved from 60%"),
        ([40.0 + hour % 44 for hour in range(336)], 90, Verdict.CLEANED, "over and over"),
        ([40.0 + hour % 44 for hour in range(336)], 80, Verdict.CLEANED, "run the cleanup earlier"),
        ([*rising(320, a_day=0.5), *rising(16, first=80)], 90, Verdict.JUMPED, "jumped"),
        (rising(), 60, Verdict.REACHED, "already at or above the limit of 60%"),
        (rising(), 120, Verdict.HOLDS, "In 34 backtests on its own history"),
        (rising(a_day=0.01), 90, Verdict.HOLDS, "stay below 90%"),
        (rising(60), 90, Verdict.HOLDS, "looks no further ahead than 1 day 6 h"),
    ],
)
async def test_each_outcome_has_its_sentences(service, histories, values, limit, verdict, words):
    """ANL-2: refusals say why, in both languages and no other."""
    histories.values = {"": values}
    view = await told(service, limit=limit)
    assert view.verdict is verdict
    assert words in view.said
    chinese = await told(service, CHINESE, limit=limit)
    assert not re.search("[a-zA-Z]{3}", chinese.said.replace("/data", "")), chinese.said
    assert (view.earliest is None) == (verdict is not Verdict.FILLING)


async def test_a_floor_that_is_passed_is_told_as_one(service, histories):
    """ANL-2: a limit from above is passed downwards."""
    histories.values = {"": [100 - value for value in rising()]}
    view = await told(service, limit=20, floor=True)
    assert view.verdict is Verdict.REACHED
    assert "already at or below the limit of 20%" in view.said
    chinese = await told(service, CHINESE, limit=20, floor=True)
    assert "已经降到或低于限值 20%" in chinese.said


async def test_a_gap_is_told_as_one(service, histories, monkeypatch):
    """ANL-2."""
    whole = histories.history

    async def holed(source, *, since, until, step):
        found = await whole(source, since=since, until=until, step=step)
        return [
            each
            for each in found
            if not until - timedelta(hours=20) < each.at < until - timedelta(hours=10)
        ]

    monkeypatch.setattr(histories, "history", holed)
    view = await told(service)
    assert view.verdict is Verdict.GAPS
    assert "gaps of more than 3 h," in view.said


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"metric": None}, "source"),
        ({"source": DISK}, "source"),
        ({"metric": "nothing"}, "metric"),
        ({"limit": None}, "limit"),
        ({"limit": "much"}, "limit"),
        ({"days": 15}, "days"),
        ({"day": 3}, "day"),
        ({"metric": None, "source": {"graphite": {}}}, "source"),
    ],
)
async def test_wrong_questions_are_refused_with_the_field(service, fields, rule):
    """ANL-2."""
    with pytest.raises(InvalidRequest) as refused:
        await told(service, **fields)
    assert rule in refused.value.field
    assert in_english(refused.value)


async def test_several_series_are_refused_with_one_of_them(service, histories):
    """ANL-2: nobody is told of a mixture."""
    histories.values = {'disk{db="1"}': rising(), 'disk{db="2"}': rising()}
    with pytest.raises(InvalidRequest) as refused:
        await told(service)
    assert 'disk{db="1"}' in in_english(refused.value)


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (MetricUnreadable(MetricProblem.BAD_QUERY), Rejected),
        (MetricUnreadable(MetricProblem.UNAVAILABLE), Unavailable),
        (FetchFailed(FetchProblem.CONNECT, "x"), Unavailable),
        (FetchFailed(FetchProblem.REFUSED_ADDRESS, "x"), Rejected),
        (Unavailable("down"), Unavailable),
    ],
)
async def test_a_source_that_cannot_be_read_is_no_forecast(service, histories, failure, kind):
    """ANL-2."""
    histories.failure = failure
    with pytest.raises(kind):
        await told(service)


async def test_a_source_without_a_past_and_without_values_says_so(service, histories):
    """ANL-2."""
    with pytest.raises(Rejected) as refused:
        await told(service, metric="price")
    assert "needs its past" in in_english(refused.value)
    histories.values = {}
    with pytest.raises(Rejected):
        await told(service)


async def test_who_may_not_read_metrics_or_pages_is_refused(service):
    """ANL-2: an address of the asker's choice needs the right to read pages, too."""
    nobody = Actor("u_x", frozenset(), frozenset(Scope))
    with pytest.raises(Forbidden) as refused:
        await service.forecast(by=nobody, question={"metric": "db_disk", "limit": 1})
    assert Permission.READ_LOGS in str(refused.value)


async def test_the_points_are_bounded_and_end_at_the_horizon(service):
    """ANL-2."""
    view = await told(service, days=7)
    assert len(view.points) <= MOST_SHOWN
    assert view.points[-1].at == view.measured_at + timedelta(hours=view.horizon_hours)
    assert all(each.low <= each.middle <= each.high for each in view.points)
