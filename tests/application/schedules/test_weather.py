"""What may be asked about the weather."""

from datetime import date

import pytest

from application.schedules.weather import WeatherService
from domain.common.errors import Forbidden, InvalidRequest, NotFound, Unavailable
from domain.common.readers import Language
from domain.people.access import Actor, Role, Scope
from domain.people.people import Person
from domain.schedules.weather import Place, Weather, WeatherDay
from tests.fakes.clock import ManualClock
from tests.fakes.people import InMemoryPeople
from tests.fakes.weather import InMemoryWeather
from tests.fakes.words import WORDS, says

MEI = Actor("u_mei", frozenset({Role.VIEWER}))
PLACE = Place("深圳", "广东省", "中国", 22.5, 114.1, "Asia/Shanghai")
DAYS = tuple(
    WeatherDay(
        day=date(2026, 11, 21 + each), code=3, high=26, low=18, rain_chance=0, rain=0, wind=5
    )
    for each in range(3)
)


@pytest.fixture
def source():
    return InMemoryWeather({"深圳": Weather(PLACE, None, DAYS)})


@pytest.fixture
async def service(source):
    people = InMemoryPeople()
    await people.add(Person(id="u_mei", name="Mei", language=Language.ENGLISH), password_hash="")
    return WeatherService(source, people, ManualClock(), WORDS)


async def test_the_weather_is_told_in_the_askers_language(service, source):
    """SCH-3, MEM-2."""
    told = await service.forecast(by=MEI, place=" 深圳 ", days=2)

    assert told.title == "Weather in 深圳"
    assert len(told.days) == 2
    assert told.at == service.clock.now()
    assert source.asked == [("深圳", Language.ENGLISH)]


async def test_another_language_can_be_wanted(service, source):
    """SCH-3."""
    told = await service.forecast(by=MEI, place="深圳", language=Language.CHINESE)

    assert told.title == "深圳天气"
    assert source.asked == [("深圳", Language.CHINESE)]


async def test_somebody_who_is_gone_is_told_in_chinese(service):
    """SCH-3."""
    told = await service.forecast(by=Actor("u_gone", MEI.roles), place="深圳")

    assert told.title == "深圳天气"


async def test_a_place_nobody_knows_is_not_found(service):
    """SCH-3."""
    with pytest.raises(NotFound, check=says("No place “Atlantis”")):
        await service.forecast(by=MEI, place="Atlantis")


async def test_what_the_service_says_no_to_is_passed_on(service, source):
    """SCH-3."""
    source.problem = Unavailable("down")

    with pytest.raises(Unavailable):
        await service.forecast(by=MEI, place="深圳")


@pytest.mark.parametrize(("place", "days"), [("", 3), ("深圳", 0), ("深圳", 8)])
async def test_a_question_out_of_bounds_is_refused_before_anybody_is_asked(
    service, source, place, days
):
    """SCH-3."""
    with pytest.raises(InvalidRequest):
        await service.forecast(by=MEI, place=place, days=days)
    assert source.asked == []


async def test_a_reading_token_is_enough_and_no_role_is_not(service):
    """SEC-1."""
    reader = Actor("u_mei", MEI.roles, frozenset({Scope.READ}))

    assert (await service.forecast(by=reader, place="深圳")).days
    with pytest.raises(Forbidden):
        await service.forecast(by=Actor("u_mei", frozenset()), place="深圳")
