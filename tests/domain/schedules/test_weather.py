"""How weather is told."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.schedules.weather import forecast_of
from domain.common.errors import InvalidRequest
from domain.common.messages import message
from domain.common.readers import Language, Reader
from domain.schedules.weather import (
    MOST_DAYS,
    Place,
    Weather,
    WeatherDay,
    WeatherNow,
    check_days,
    check_place,
    day_name,
)
from tests.fakes.words import LANGUAGES, WORDS, says

ZH, EN = Language.CHINESE, Language.ENGLISH
AT = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)  # the 21st, a Saturday, in Shenzhen
TODAY = date(2026, 11, 21)
SHENZHEN = Place("深圳", "广东省", "中国", 22.5, 114.1, "Asia/Shanghai")
LISTED = (0, 1, 2, 3, 45, 48, 51, 53, 55, 56, 57, 61, 63, 65, 66, 67, 71, 73, 75, 77, 80, 81, 82,
          85, 86, 95, 96, 99)  # fmt: skip


def day(ahead=0, **changes):
    given = {"code": 2, "high": 26.4, "low": 17.6, "rain_chance": 10, "rain": 0.0, "wind": 12.0}
    return WeatherDay(day=TODAY + timedelta(days=ahead), **(given | changes))


def told(language, *days, now=None, place=SHENZHEN):
    return forecast_of(Weather(place, now, days), WORDS, language, at=AT)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_that_the_service_lists_has_words(language):
    """SCH-3."""
    reader = Reader(language, "UTC")
    said = {code: WORDS.text(message("weather.sky", code=code), reader) for code in (*LISTED, 42)}
    words = [said[code] for code in LISTED]

    assert len(set(words)) == len(LISTED)
    assert said[42] not in words
    assert all(language == EN or not word.isascii() for word in words)


def test_the_weather_is_spoken_without_figures_in_chinese():
    """SCH-3, BRF-6."""
    now = WeatherNow(61, 18.2, 14.9, 80, 10)
    part = told(ZH, day(), day(1, code=65, rain_chance=80, rain=12.3, wind=45), day(2), now=now)

    assert part.title == "深圳天气"
    assert part.spoken == (
        "深圳现在小雨，十八度，体感十五度。今天多云，十八度到二十六度。"
        "明天大雨，十八度到二十六度，降水概率百分之八十，风速每小时四十五公里。"
        "后天多云，十八度到二十六度。"
    )


def test_the_weather_is_spoken_without_figures_in_english():
    """SCH-3, BRF-6."""
    part = told(
        EN,
        day(low=-12.4, high=-3),
        day(1, code=73, rain_chance=40, wind=41),
        day(2),
        now=WeatherNow(0, -8, -7, 40, 3),
        place=Place("Harbin", "", "", 45.7, 126.6, "Asia/Shanghai"),
    )

    assert part.spoken == (
        "Harbin now: clear, minus eight degrees. "
        "Today: partly cloudy, minus twelve to minus three degrees. "
        "Tomorrow: snow, eighteen to twenty-six degrees, forty percent chance of rain or snow, "
        "wind up to forty-one kilometres an hour. "
        "Monday: partly cloudy, eighteen to twenty-six degrees."
    )


def test_cold_is_said_in_words_in_chinese():
    """SCH-3."""
    assert "零下十二度到零下三度" in told(ZH, day(low=-12.4, high=-3)).spoken


def test_the_written_form_has_a_line_a_day_with_its_figures():
    """SCH-3."""
    part = told(
        EN, day(), day(1, rain_chance=80, rain=12.34, wind=45), now=WeatherNow(3, 20, 20, 5, 5)
    )

    assert part.markdown.split("\n") == [
        "**Weather in 深圳**",
        "",
        "- Now: overcast, 20 °C",
        "- Today 11-21: partly cloudy, 18 – 26 °C",
        "- Tomorrow 11-22: partly cloudy, 18 – 26 °C, rain 80% (12.3 mm), wind 45 km/h",
    ]


def test_a_place_cannot_smuggle_markup_into_what_is_written():
    """SEC-4."""
    part = told(ZH, day(), place=Place("**[x](http://evil.com)**", "", "", 0, 0, "UTC"))

    assert "http://" not in part.markdown + part.title
    assert "[x](" not in part.markdown
    assert part.markdown.count("**") == 2


@pytest.mark.parametrize(
    ("ahead", "chinese", "english"),
    [(0, "今天", "Today"), (1, "明天", "Tomorrow"), (2, "后天", "Monday"), (3, "周二", "Tuesday"),
     (-1, "周五", "Friday")],
)  # fmt: skip
def test_days_have_the_names_of_somebody_who_speaks_today(ahead, chinese, english):
    """SCH-3."""
    named = TODAY + timedelta(days=ahead)

    said = day_name(named, TODAY)
    assert [WORDS.text(said, Reader(each, "UTC")) for each in LANGUAGES] == [chinese, english]


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "\u200b"])
def test_a_place_without_a_sensible_name_is_refused(name):
    """SCH-3."""
    with pytest.raises(InvalidRequest, check=says("place must be a name")):
        check_place(name)


@pytest.mark.parametrize("days", [0, MOST_DAYS + 1])
def test_a_forecast_has_a_day_to_a_week(days):
    """SCH-3."""
    with pytest.raises(InvalidRequest, check=says("days must be 1 to 7")):
        check_days(days)


@given(
    st.sampled_from(LANGUAGES),
    st.floats(-90, 60),
    st.floats(0, 100),
    st.floats(0, 400),
    st.integers(-5, 120),
)
def test_any_weather_can_be_said_aloud(language, degrees, chance, wind, code):
    """BRF-6."""
    part = told(language, day(high=degrees, low=degrees, rain_chance=chance, wind=wind, code=code))

    assert part.spoken
    assert not any(char.isdigit() or char in "%°/-–*" for char in part.spoken.replace("-", ""))
