"""Feeds, metrics, Prometheus's addresses and the weather of the small web."""

import json
from datetime import UTC, datetime, timedelta

import feedparser
import httpx
import pytest

from sandbox.clock import SandboxClock
from sandbox.web.app import WebSandbox
from tests.fakes.loopback import serve

CONTROL = {"x-sandbox-control": "sandbox-control"}
BEGAN = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
SHENZHEN = {"latitude": "22.54554", "longitude": "114.0683"}


@pytest.fixture
def web():
    return WebSandbox(clock=SandboxClock.by_hand(BEGAN))


@pytest.fixture
async def http(web):
    async with (
        serve(web.app) as base,
        httpx.AsyncClient(base_url=base, timeout=30, trust_env=False) as client,
    ):
        yield client


@pytest.mark.parametrize(
    ("name", "version"),
    [("rss", "rss20"), ("atom", "atom10"), ("rdf", "rss10"), ("gb2312", "rss20")],
)
async def test_feeds_are_what_readers_take_them_for(http, name, version):
    """SCH-2."""
    answer = await http.get(f"/feeds/{name}")
    feed = feedparser.parse(answer.content, response_headers=dict(answer.headers))

    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == version
    assert feed.entries
    assert all(entry.title.strip() and entry.link for entry in feed.entries)
    assert all(
        entry.get("published_parsed") or entry.get("updated_parsed") for entry in feed.entries
    )


async def test_the_same_news_stands_in_several_feeds_a_little_differently(http):
    """SCH-2."""
    found = {}
    for name in ("rss", "atom", "rdf"):
        feed = feedparser.parse((await http.get(f"/feeds/{name}")).content)
        for entry in feed.entries:
            number = entry.link.split("/news/")[1].split("?")[0].split("#")[0]
            found.setdefault(number, []).append((entry.link, entry.title))
    several = [each for each in found.values() if len(each) > 1]

    assert len(several) >= 3
    assert any(len({link for link, _ in each}) > 1 for each in several)
    assert any(len({title for _, title in each}) > 1 for each in several)


async def test_new_news_reach_the_page_the_feeds_and_a_page_of_their_own(http):
    """SCH-2."""
    tag = (await http.get("/feeds/json")).headers["etag"]
    known = await http.get("/feeds/json", headers={"if-none-match": tag})
    made = await http.post(
        "/control/news", json={"title": "大新闻 <1>", "summary": "摘要 & 更多"}, headers=CONTROL
    )
    feed = await http.get("/feeds/json", headers={"if-none-match": tag})
    path = made.json()["path"]

    assert known.status_code == 304
    assert feed.json()["items"][0]["title"] == "大新闻 <1>"
    assert feed.json()["items"][0]["url"] == str(http.base_url) + path
    assert "大新闻 &lt;1&gt;" in (await http.get("/news")).text
    assert "摘要 &amp; 更多" in (await http.get(path)).text


async def test_a_broken_feed_is_broken_and_an_empty_one_is_empty(http):
    """SCH-2."""
    broken = feedparser.parse((await http.get("/feeds/broken")).content)
    empty = feedparser.parse((await http.get("/feeds/empty")).content)

    assert broken.bozo
    assert empty.entries == []


async def test_a_metric_has_the_published_shape_and_holds_what_it_is_told(http):
    """THR-1."""
    first = (await http.get("/metrics/bitcoin")).json()
    await http.post(
        "/control/metrics", json={"name": "bitcoin_usd", "value": 71.5}, headers=CONTROL
    )
    told = (await http.get("/metrics/bitcoin")).json()
    several = await http.get("/api/v3/simple/price?ids=bitcoin,ethereum,none&vs_currencies=usd")
    await http.post(
        "/control/metrics", json={"name": "bitcoin_usd", "value": None}, headers=CONTROL
    )

    assert first == {"bitcoin": {"usd": 67000.5}}
    assert told == {"bitcoin": {"usd": 71.5}}
    assert several.json() == {"bitcoin": {"usd": 71.5}, "ethereum": {"usd": 3450.25}}
    assert (await http.get("/metrics/bitcoin")).json() == {"bitcoin": {}}
    assert (await http.get("/api/v3/simple/price?ids=bitcoin")).status_code == 422


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("node_cpu_usage_percent", 2),
        ('node_cpu_usage_percent{instance="10-0-0-22"}', 1),
        ('node_cpu_usage_percent{instance!="10-0-0-22"}', 1),
        ('node_cpu_usage_percent{instance=~"10-.*", job=""}', 2),
        ('node_cpu_usage_percent{instance!~"10-.*"}', 0),
        ('{__name__=~"up|queue_length"}', 3),
        ("max(node_cpu_usage_percent)", 1),
        ("count(up) == 2", 1),
        ("node_cpu_usage_percent > 50", 1),
        ("nothing_here", 0),
        ("sum(nothing_here)", 0),
    ],
)
async def test_an_instant_query_finds_its_series(http, query, count):
    """THR-1."""
    answer = (await http.get("/api/v1/query", params={"query": query})).json()

    assert answer["status"] == "success"
    assert answer["data"]["resultType"] == "vector"
    assert len(answer["data"]["result"]) == count
    for each in answer["data"]["result"]:
        at, value = each["value"]
        assert at == BEGAN.timestamp()
        assert isinstance(value, str)


async def test_a_number_is_a_scalar_and_a_form_is_taken_too(http):
    """THR-1."""
    scalar = (await http.get("/api/v1/query", params={"query": "42"})).json()
    posted = (await http.post("/api/v1/query", data={"query": "up", "time": "0"})).json()

    assert scalar["data"] == {"resultType": "scalar", "result": [BEGAN.timestamp(), "42"]}
    assert posted["data"]["result"][0]["value"][0] == 0


@pytest.mark.parametrize(
    ("path", "parameters", "status", "kind"),
    [
        ("/api/v1/query", {"query": ""}, 400, "bad_data"),
        ("/api/v1/query", {"query": "up{"}, 400, "bad_data"),
        ("/api/v1/query", {"query": "up{a=b}"}, 400, "bad_data"),
        ("/api/v1/query", {"query": 'up{a=~"("}'}, 400, "bad_data"),
        ("/api/v1/query", {"query": "up", "time": "noon"}, 400, "bad_data"),
        ("/api/v1/query", {"query": "sandbox_query_fails"}, 422, "execution"),
        ("/api/v1/query_range", {"query": "up"}, 400, "bad_data"),
        ("/api/v1/query_range", {"query": "up", "start": "9", "end": "1", "step": "1"}, 400,
         "bad_data"),
        ("/api/v1/query_range", {"query": "up", "start": "1", "end": "9", "step": "0"}, 400,
         "bad_data"),
        ("/api/v1/query_range", {"query": "up", "start": "1", "end": "9", "step": "1y"}, 400,
         "bad_data"),
        ("/api/v1/query_range", {"query": "up", "start": "0", "end": "99999", "step": "1"}, 400,
         "bad_data"),
        ("/api/v1/query_range",
         {"query": "sandbox_query_fails", "start": "1", "end": "9", "step": "1m"}, 422,
         "execution"),
    ],
)  # fmt: skip
async def test_a_bad_query_gets_prometheus_own_kind_of_error(http, path, parameters, status, kind):
    """THR-1."""
    answer = await http.get(path, params=parameters)

    assert answer.status_code == status
    body = answer.json()
    assert (body["status"], body["errorType"]) == ("error", kind)
    assert body["error"]


async def test_a_range_shows_when_a_value_was_set(http, web):
    """THR-1, THR-2."""
    start = BEGAN.timestamp()
    web.clock.advance(timedelta(minutes=2))
    await http.post(
        "/control/metrics",
        json={"name": "queue_length", "value": 900, "labels": {"queue": "orders"}},
        headers=CONTROL,
    )
    answer = await http.get(
        "/api/v1/query_range",
        params={
            "query": "queue_length",
            "start": BEGAN.isoformat(),
            "end": str(start + 180),
            "step": "1m",
        },
    )

    data = answer.json()["data"]
    assert data["resultType"] == "matrix"
    assert [value for _, value in data["result"][0]["values"]] == ["120", "120", "900", "900"]


async def test_places_are_found_in_chinese_and_english(http):
    """SCH-3."""
    chinese = (await http.get("/v1/search?name=深圳&count=1&language=zh")).json()["results"]
    english = (await http.get("/v1/search?name=spring")).json()["results"]

    assert (chinese[0]["name"], chinese[0]["admin1"]) == ("深圳", "广东省")
    assert [place["admin1"] for place in english] == ["Missouri", "Illinois"]


@pytest.mark.parametrize("name", ["", "深", "Nowhere", "sh"])
async def test_a_name_that_finds_nothing_leaves_the_field_out(http, name):
    """SCH-3."""
    answer = await http.get("/v1/search", params={"name": name})

    assert answer.status_code == 200
    assert "results" not in answer.json()


async def test_a_forecast_has_units_columns_and_the_places_time(http):
    """SCH-3."""
    asked = {
        **SHENZHEN,
        "current": "temperature_2m,weather_code",
        "daily": "weather_code,temperature_2m_max",
        "timezone": "auto",
        "forecast_days": "3",
    }
    first = (await http.get("/v1/forecast", params=asked)).json()
    again = (await http.get("/v1/forecast", params=asked)).json()

    assert first == again
    assert first["timezone"] == "Asia/Shanghai"
    assert first["utc_offset_seconds"] == 28_800
    assert first["current"]["time"] == "2026-11-21T09:00"
    assert first["daily"]["time"] == ["2026-11-21", "2026-11-22", "2026-11-23"]
    assert len(first["daily"]["temperature_2m_max"]) == 3
    assert first["daily_units"]["temperature_2m_max"] == "°C"


async def test_the_weather_is_as_told(http):
    """SCH-3."""
    told = {"values": {"weather_code": 95, "temperature_2m_max": -3.5}}
    await http.post("/control/weather", content=json.dumps(told), headers=CONTROL)
    asked = {**SHENZHEN, "daily": "weather_code,temperature_2m_max", "timezone": "GMT"}

    daily = (await http.get("/v1/forecast", params=asked)).json()["daily"]

    assert set(daily["weather_code"]) == {95}
    assert set(daily["temperature_2m_max"]) == {-3.5}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"latitude": "100"}, "Latitude must be in range"),
        ({"longitude": "x"}, "'Float'"),
        ({"latitude": None}, "'String' required for key 'latitude'"),
        ({"forecast_days": "17"}, "Forecast days is invalid"),
        ({"forecast_days": "many"}, "Forecast days is invalid"),
        ({"daily": "mood"}, "invalid String value mood"),
        ({"daily": "weather_code", "timezone": None}, "Timezone is required"),
        ({"timezone": "Mars/Olympus"}, "Invalid timezone"),
    ],
)
async def test_a_wrong_parameter_gets_the_services_own_error(http, changes, reason):
    """SCH-3."""
    asked = {**SHENZHEN, "timezone": "GMT"} | changes

    answer = await http.get(
        "/v1/forecast", params={name: value for name, value in asked.items() if value is not None}
    )

    assert answer.status_code == 400
    assert answer.json()["error"] is True
    assert reason in answer.json()["reason"]


@pytest.mark.parametrize("query", ["", "?name=ab&count=0"])
async def test_a_search_without_sense_gets_an_error(http, query):
    """SCH-3."""
    answer = await http.get(f"/v1/search{query}")

    assert answer.status_code == 400
    assert answer.json()["error"] is True
