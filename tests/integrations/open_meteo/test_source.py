"""The weather from the stand-in, over real sockets."""

import asyncio
import json
import ssl
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from domain.common.errors import Misconfigured, Rejected, TooManyRequests, Unavailable
from domain.common.readers import Language
from domain.schedules.weather import Place
from integrations.open_meteo.source import (
    FORECAST_SERVER,
    GEOCODING_SERVER,
    LARGEST_ANSWER,
    MOST_KEPT,
    OpenMeteo,
    OpenMeteoSettings,
)
from sandbox.clock import SandboxClock
from sandbox.web.app import WebSandbox
from sandbox.web.faults import Fault, FaultKind
from tests.fakes.clock import ManualClock
from tests.fakes.loopback import serve
from tests.fakes.words import LEXICON, says

ZH, EN = Language.CHINESE, Language.ENGLISH
NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
TRUST = ssl.create_default_context()
NOWHERE = Place("x", "", "", 91.0, 0.0, "UTC")


@pytest.fixture
def web():
    return WebSandbox(clock=SandboxClock.by_hand(NOW))


@pytest.fixture
def clock():
    return ManualClock()


def made(base, http, clock, **more):
    settings = OpenMeteoSettings(base, f"{base}/", endings=LEXICON.places, **more)
    return OpenMeteo(settings, http, clock)


@pytest.fixture
async def http():
    async with httpx.AsyncClient(verify=TRUST, trust_env=False) as client:
        yield client


@pytest.fixture
async def source(web, http, clock):
    async with serve(web.app) as base:
        yield made(base, http, clock)


@pytest.mark.parametrize("name", ["深圳", "深圳市", "Shenzhen", "shenzhen"])
async def test_a_place_is_found_however_people_call_it(source, name):
    """SCH-3."""
    place = await source.find(name, language=ZH)

    assert place == Place("深圳", "广东省", "中国", 22.54554, 114.0683, "Asia/Shanghai")


async def test_of_two_places_of_one_name_the_larger_is_meant(source):
    """SCH-3."""
    place = await source.find("Springfield", language=EN)

    assert (place.region, place.zone) == ("Missouri", "America/Chicago")


@pytest.mark.parametrize("name", ["Nowhere", "亚特兰蒂斯市", "深"])
async def test_a_place_that_is_not_known_is_none(source, name):
    """SCH-3."""
    assert await source.find(name, language=ZH) is None


async def test_the_weather_is_that_of_the_stand_in(source, web):
    """SCH-3."""
    web.weather.told = {"weather_code": 95, "temperature_2m_max": -3.5, "wind_speed_10m_max": None}
    place = await source.find("北京", language=ZH)

    weather = await source.weather(place, days=3)

    assert [str(each.day) for each in weather.days] == ["2026-11-21", "2026-11-22", "2026-11-23"]
    assert {(each.code, each.high, each.wind) for each in weather.days} == {(95, -3.5, 0.0)}
    assert weather.now.code == 95
    assert weather.place == place


async def test_days_without_a_sky_are_left_out(source, web):
    """SCH-3."""
    web.weather.told = {"temperature_2m_max": None}
    place = await source.find("北京", language=ZH)

    assert (await source.weather(place, days=3)).days == ()


async def test_places_and_fresh_weather_are_not_asked_twice(source, web, clock):
    """SCH-3."""
    for _ in range(3):
        place = await source.find("北京", language=ZH)
        await source.weather(place, days=3)
    assert web.traffic.as_json()["total"] == 2

    clock.move(minutes=10)
    place = await source.find("北京", language=ZH)
    await source.weather(place, days=3)
    assert web.traffic.visits("/v1/forecast").count == 2
    assert web.traffic.visits("/v1/search").count == 1

    clock.move(days=30)
    await source.find("北京", language=ZH)
    assert web.traffic.visits("/v1/search").count == 2


async def test_what_is_remembered_has_a_bound_and_what_is_used_stays(source, web):
    """SEC-2."""
    for number in range(MOST_KEPT):
        await source.weather(Place("x", "", "", 0.0, number / 10, "UTC"), days=1)
    used = Place("x", "", "", 0.0, 0.0, "UTC")
    await source.weather(used, days=1)
    await source.weather(Place("x", "", "", 1.0, 1.0, "UTC"), days=1)
    await source.weather(used, days=1)
    assert web.traffic.visits("/v1/forecast").count == MOST_KEPT + 1

    await source.weather(Place("x", "", "", 0.0, 0.1, "UTC"), days=1)
    assert web.traffic.visits("/v1/forecast").count == MOST_KEPT + 2


async def test_each_language_has_its_own_name_of_a_place(source):
    """SCH-3."""
    names = [(await source.find("深圳", language=each)).name for each in (ZH, EN)]

    assert names == ["深圳", "Shenzhen"]


async def test_a_short_name_is_asked_for_as_it_is(source, web):
    """SCH-3."""
    await source.find("城市", language=ZH)

    assert web.traffic.visits("/v1/search").count == 1


async def test_days_are_those_of_the_places_own_calendar(source, web):
    """SCH-3."""
    web.clock.advance(timedelta(hours=16))  # the 22nd has begun in Beijing, not yet in London
    days = [
        (await source.weather(await source.find(name, language=ZH), days=1)).days[0].day
        for name in ("北京", "伦敦")
    ]

    assert [str(day) for day in days] == ["2026-11-22", "2026-11-21"]


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        (
            Fault(FaultKind.STATUS, status=429),
            TooManyRequests,
            r"The limit of the weather service is reached \(“HTTP 429”\)",
        ),
        (Fault(FaultKind.STATUS, status=503), Unavailable, "HTTP 503"),
        (Fault(FaultKind.STATUS, status=404), Misconfigured, "ZHIBAN_WEATHER_"),
        (Fault(FaultKind.STATUS, status=410), Rejected, "HTTP 410"),
        (Fault(FaultKind.CUT), Unavailable, "could not be reached"),
    ],
    ids=str,
)
async def test_every_failure_is_named(source, web, fault, error, words):
    """SCH-3, REL-2."""
    web.faults.order(fault)

    with pytest.raises(error, check=says(words)):
        await source.find("北京", language=ZH)


async def test_a_service_that_does_not_answer_is_not_waited_for(web, http, clock):
    """SCH-3."""
    web.faults.order(Fault(FaultKind.HANG))
    async with serve(web.app) as base:
        source = made(base, http, clock, timeout_seconds=0.1)
        with pytest.raises(Unavailable, check=says(r"The weather service did not answer within")):
            await source.find("北京", language=ZH)


async def test_the_services_own_complaint_is_passed_on(source):
    """SCH-3."""
    with pytest.raises(Rejected, check=says("Latitude must be in range")):
        await source.weather(NOWHERE, days=3)


DAILY = {
    "time": ["2026-11-21"], "weather_code": [1], "temperature_2m_max": [1],
    "temperature_2m_min": [1], "precipitation_probability_max": [1], "precipitation_sum": [1],
    "wind_speed_10m_max": [1],
}  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b"[]",
        b"{}",
        json.dumps({"daily": DAILY | {"weather_code": []}}).encode(),
        json.dumps({"daily": DAILY | {"time": ["soon"]}}).encode(),
    ],
)
async def test_nonsense_is_called_so(http, clock, body):
    """SCH-3, SEC-2."""

    async def answer(_request):
        return Response(body, media_type="application/json")

    async with serve(Starlette(routes=[Route("/v1/forecast", answer)])) as base:
        with pytest.raises(
            Unavailable,
            check=says("The answer of the weather service was not in the documented form"),
        ):
            await made(base, http, clock).weather(NOWHERE, days=1)


async def trickle(_request):
    async def pieces():
        while True:
            yield b" "
            await asyncio.sleep(0.02)

    return StreamingResponse(pieces())


async def flood(_request):
    return Response(b" " * (LARGEST_ANSWER + 1))


async def elsewhere(_request):
    return RedirectResponse("/v1/search/moved")


async def moved(_request):
    return Response("{}")


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (trickle, Unavailable, "The weather service did not answer within 2 s"),
        (flood, Unavailable, "far too long"),
        (elsewhere, Misconfigured, "HTTP 307"),
    ],
)
async def test_a_server_of_bad_will_gets_neither_time_nor_memory(http, clock, answer, error, words):
    """SEC-2."""
    routes = [Route("/v1/search", answer), Route("/v1/search/moved", moved)]
    async with serve(Starlette(routes=routes)) as base:
        with pytest.raises(error, check=says(words)):
            await made(base, http, clock, timeout_seconds=2).find("北京", language=ZH)


async def test_a_place_in_an_unknown_zone_keeps_utc(http, clock):
    """SCH-3."""

    async def answer(_request):
        found = {"name": "X", "latitude": 1, "longitude": 2, "timezone": "Mars/Olympus"}
        return Response(json.dumps({"results": [found]}), media_type="application/json")

    async with serve(Starlette(routes=[Route("/v1/search", answer)])) as base:
        place = await made(base, http, clock).find("Y", language=EN)

    assert (place.name, place.zone) == ("X", "UTC")


@pytest.mark.parametrize("url", ["ftp://x", "http://127.0.0.1:port"])
async def test_an_address_that_is_none_is_a_matter_of_settings(http, clock, url):
    """SCH-3."""
    source = OpenMeteo(OpenMeteoSettings(url, url), http, clock)

    with pytest.raises(Misconfigured, check=says("not a web address")):
        await source.find("北京", language=ZH)


async def test_nobody_at_the_address_is_said_so(http, clock):
    """SCH-3."""
    with pytest.raises(Unavailable, check=says("could not be reached")):
        await made("http://127.0.0.1:1", http, clock).find("北京", language=ZH)


def test_without_settings_the_real_service_is_meant():
    """SCH-3."""
    assert OpenMeteoSettings() == OpenMeteoSettings(FORECAST_SERVER, GEOCODING_SERVER)
