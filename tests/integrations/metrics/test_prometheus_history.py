"""The past of a Prometheus series, over sockets and through the guard (ANL-2)."""

import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from math import inf, nan
from urllib.parse import parse_qs, urlsplit

import pytest

from application.ports.watches.web import FetchFailed, FetchProblem
from domain.watches.metrics.problems import MetricProblem, MetricUnreadable
from domain.watches.metrics.sources import Prometheus, Sample
from integrations.metrics.prometheus import PrometheusReader
from integrations.web.fetcher import GuardedFetcher
from integrations.web.guard import Guard
from integrations.web.politeness import Politeness
from sandbox.clock import SandboxClock
from sandbox.web.app import WebSandbox
from sandbox.web.faults import Fault, FaultKind
from tests.fakes.loopback import serve
from tests.fakes.pages import Names, Refusals, said, site

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
EPOCH = NOW.timestamp()
HALF = timedelta(minutes=30)
MONTH = timedelta(days=30)


@pytest.fixture
def web():
    sandbox = WebSandbox(clock=SandboxClock.by_hand(NOW))
    sandbox.metrics.set("disk", None, at=0)
    return sandbox


@asynccontextmanager
async def reader():
    fetcher = GuardedFetcher(
        Guard(("127.0.0.1",), resolve=Names(), on_refused=Refusals()),
        Politeness(at_once=10, per_second=1e6),
        agent="Zhiban/0.1",
    )
    try:
        yield PrometheusReader(fetcher)
    finally:
        await fetcher.aclose()


async def past(web, query="disk", back=timedelta(hours=2)):
    async with serve(web.app) as url, reader() as prometheus:
        return await prometheus.history(Prometheus(url, query), since=NOW - back, until=NOW)


async def past_of(text):
    """Return what is read from an answer that is this text."""
    async with site(said(text.encode(), content_type="application/json")) as web, reader() as made:
        return await made.history(
            Prometheus(web.url("/base?tenant=5"), "disk"), since=NOW - MONTH, until=NOW
        ), web.asked


def matrix(*series, kind="matrix"):
    return json.dumps({"status": "success", "data": {"resultType": kind, "result": series}})


async def test_the_span_is_read_every_half_an_hour_up_to_its_end(web):
    """ANL-2: of a single series without a label."""
    web.metrics.set("disk", 50.0, at=EPOCH - 3600)
    web.metrics.set("disk", 51.5, at=EPOCH)
    web.metrics.set("disk", 99.0, at=EPOCH + 1)

    assert await past(web) == [
        Sample(NOW - 2 * HALF, 50.0),
        Sample(NOW - HALF, 50.0),
        Sample(NOW, 51.5),
    ]


async def test_a_month_is_less_than_what_prometheus_answers_at_most(web):
    """ANL-2."""
    web.metrics.set("disk", 50.0, at=EPOCH - MONTH.total_seconds())

    found = await past(web, back=MONTH)
    assert (len(found), found[0].at, found[-1].at) == (1_441, NOW - MONTH, NOW)


@pytest.mark.parametrize("value", [nan, inf, -inf])
async def test_what_is_no_number_is_left_out(web, value):
    """ANL-2: 0/0 is no value, and no reason to refuse the others."""
    web.metrics.set("disk", 50.0, at=EPOCH - 3600)
    web.metrics.set("disk", value, at=EPOCH - 1800)
    web.metrics.set("disk", 52.0, at=EPOCH)

    assert [each.value for each in await past(web)] == [50.0, 52.0]


async def test_series_are_told_apart(web):
    """ANL-2: the forecast refuses several, and must see that they are."""
    for place, name in enumerate(("a", "b")):
        web.metrics.set("disk", None, at=0, labels={"db": name})
        web.metrics.set("disk", 10.0 + place, at=EPOCH, labels={"db": name})

    assert [(each.label, each.value) for each in await past(web)] == [
        ('disk{db="a"}', 10.0),
        ('disk{db="b"}', 11.0),
    ]


async def test_no_series_and_no_values_are_an_empty_past(web):
    """ANL-2."""
    assert await past(web) == []
    assert await past(web, "no_such_metric") == []
    empty = matrix({"metric": {}, "values": []})
    assert (await past_of(empty))[0] == []


@pytest.mark.parametrize("query", ["disk{", "sandbox_query_fails"])
async def test_a_query_that_is_refused_is_the_querys_fault(web, query):
    """ANL-2: HTTP 400 and 422."""
    with pytest.raises(MetricUnreadable) as unreadable:
        await past(web, query)

    assert unreadable.value.problem is MetricProblem.BAD_QUERY


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        (Fault(FaultKind.STATUS, status=500, times=9), FetchProblem.STATUS),
        (Fault(FaultKind.CUT, times=9), FetchProblem.BROKEN),
    ],
)
async def test_a_server_that_fails_is_not_the_querys_fault(web, fault, problem):
    """ANL-2."""
    web.faults.order(fault)
    with pytest.raises(FetchFailed) as failed:
        await past(web)

    assert failed.value.problem is problem


async def test_the_query_is_put_behind_the_base_address():
    """ANL-2: what the base holds stays; the span is whole seconds."""
    _, (asked,) = await past_of(matrix())
    parts = urlsplit(asked.path)
    assert parts.path == "/base/api/v1/query_range"
    assert parse_qs(parts.query) == {
        "tenant": ["5"],
        "query": ["disk"],
        "start": [f"{EPOCH - MONTH.total_seconds():.0f}"],
        "end": [f"{EPOCH:.0f}"],
        "step": ["1800"],
    }


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"status": "success"}', MetricProblem.UNAVAILABLE),
        ("[]", MetricProblem.UNAVAILABLE),
        ("<html>", MetricProblem.NOT_JSON),
        (matrix({"metric": {}, "value": [EPOCH, "1"]}, kind="vector"), MetricProblem.UNAVAILABLE),
        (matrix(EPOCH, "1", kind="scalar"), MetricProblem.UNAVAILABLE),
        (matrix({"metric": [], "values": []}, {}), MetricProblem.UNAVAILABLE),
        (matrix({"metric": {}, "values": [["x", "1"]]}), MetricProblem.UNAVAILABLE),
        (matrix({"metric": {}, "values": [[1e30, "1"]]}), MetricProblem.UNAVAILABLE),
        (matrix({"metric": {}, "values": [[EPOCH, "one"]]}), MetricProblem.NO_NUMBER),
    ],
)
async def test_an_answer_that_is_none_of_prometheus_is_refused(text, problem):
    """ANL-2, SEC-4: what is no past is not taken for an empty one."""
    with pytest.raises(MetricUnreadable) as unreadable:
        await past_of(text)

    assert unreadable.value.problem is problem
