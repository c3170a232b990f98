"""Weather: what is measured and forecast, and how it is told (SCH-3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.briefings.forms.aloud import speakable
from domain.common.errors import InvalidRequest
from domain.common.quoting import clean, inert, plain
from domain.common.readers import Language

MOST_DAYS = 7
"""Days of one forecast; beyond a week it is guessing."""

LONGEST_PLACE = 60
"""Characters of a place's name."""

WET = 30
"""Percent from which a chance of rain is worth a word."""

WINDY = 39.0
"""km/h; Beaufort 6, when umbrellas are used with difficulty, begins here."""


@dataclass(frozen=True)
class Place:
    """Somewhere on earth; `region` and `country` may be empty."""

    name: str
    region: str
    country: str
    latitude: float
    longitude: float
    zone: str


@dataclass(frozen=True)
class WeatherNow:
    """What is measured.

    Attributes:
        code: WMO weather interpretation code (code table 4677, as Open-Meteo uses it).
        temperature: °C, as is `feels_like`.
        humidity: percent.
        wind: km/h.
    """

    code: int
    temperature: float
    feels_like: float
    humidity: float
    wind: float


@dataclass(frozen=True)
class WeatherDay:
    """What is forecast for a day of the place's calendar; units as in `WeatherNow`.

    Attributes:
        rain_chance: percent; rain or snow.
        rain: mm.
    """

    day: date
    code: int
    high: float
    low: float
    rain_chance: float
    rain: float
    wind: float


@dataclass(frozen=True)
class Weather:
    """What a weather service says of a place."""

    place: Place
    now: WeatherNow | None
    days: tuple[WeatherDay, ...]


@dataclass(frozen=True)
class Forecast:
    """The weather of a place as it is told, and the figures behind it.

    Attributes:
        title: one line.
        spoken: in words and plain punctuation only.
        markdown: as a short list, one line a day.
        at: when it was asked for.
    """

    place: Place
    at: datetime
    now: WeatherNow | None
    days: tuple[WeatherDay, ...]
    title: str
    spoken: str
    markdown: str


_ZH, _EN = Language.CHINESE, Language.ENGLISH

_SKY: dict[int, tuple[str, str]] = {
    0: ("晴", "clear"),
    1: ("大致晴朗", "mainly clear"),
    2: ("多云", "partly cloudy"),
    3: ("阴", "overcast"),
    45: ("有雾", "fog"),
    48: ("雾凇", "rime fog"),
    51: ("小毛毛雨", "light drizzle"),
    53: ("毛毛雨", "drizzle"),
    55: ("密集毛毛雨", "dense drizzle"),
    56: ("冻毛毛雨", "freezing drizzle"),
    57: ("密集冻毛毛雨", "dense freezing drizzle"),
    61: ("小雨", "light rain"),
    63: ("中雨", "rain"),
    65: ("大雨", "heavy rain"),
    66: ("冻雨", "freezing rain"),
    67: ("强冻雨", "heavy freezing rain"),
    71: ("小雪", "light snow"),
    73: ("中雪", "snow"),
    75: ("大雪", "heavy snow"),
    77: ("米雪", "snow grains"),
    80: ("小阵雨", "light showers"),
    81: ("阵雨", "showers"),
    82: ("强阵雨", "violent showers"),
    85: ("小阵雪", "light snow showers"),
    86: ("强阵雪", "heavy snow showers"),
    95: ("雷阵雨", "thunderstorms"),
    96: ("雷阵雨伴冰雹", "thunderstorms with hail"),
    99: ("强雷阵雨伴冰雹", "thunderstorms with heavy hail"),
}
"""The codes that Open-Meteo lists, in (Chinese, English)."""

_UNKNOWN = ("天气不明", "unknown weather")
_NEAR_DAYS = {_ZH: ("今天", "明天", "后天"), _EN: ("today", "tomorrow")}
_WEEKDAYS = {
    _ZH: ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    _EN: ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


def check_place(name: str) -> str:
    """Return the trimmed name of a place, or raise `InvalidRequest`."""
    trimmed = clean(name)
    if not 1 <= len(trimmed) <= LONGEST_PLACE:
        raise InvalidRequest("place", f"must be a name of 1 to {LONGEST_PLACE} characters")
    return trimmed


def check_days(days: int) -> int:
    """Return the number of days, or raise `InvalidRequest`."""
    if not 1 <= days <= MOST_DAYS:
        raise InvalidRequest("days", f"must be 1 to {MOST_DAYS}")
    return days


def sky(code: int, language: Language) -> str:
    """Return what a WMO code means in words."""
    return _SKY.get(code, _UNKNOWN)[language is _EN]


def weather_part(weather: Weather, language: Language, *, at: datetime) -> Forecast:
    """Return the weather told in a language, as a part of a briefing or a message of its own."""
    today = at.astimezone(ZoneInfo(weather.place.zone)).date()
    name = plain(weather.place.name, most=40)
    sentences = [_now_aloud(name, weather.now, language)] if weather.now else []
    sentences += [_day_aloud(day, today, language) for day in weather.days]
    joined = ("" if language is _ZH else " ").join(sentences)
    title = f"{inert(name)}天气" if language is _ZH else f"Weather in {inert(name)}"
    return Forecast(
        weather.place,
        at,
        weather.now,
        weather.days,
        title,
        speakable(joined, language),
        _markdown(title, weather, today, language),
    )


def _now_aloud(name: str, now: WeatherNow, language: Language) -> str:
    words, warm = sky(now.code, language), _degrees(now.temperature, language)
    different = abs(now.feels_like - now.temperature) >= 3
    if language is _ZH:
        feels = f"，体感{_degrees(now.feels_like, language)}度" if different else ""
        return f"{name}现在{words}，{warm}度{feels}。"
    feels = f", feels like {_degrees(now.feels_like, language)}" if different else ""
    return f"{name} now: {words}, {warm} degrees{feels}."


def _day_aloud(day: WeatherDay, today: date, language: Language) -> str:
    low, high = _degrees(day.low, language), _degrees(day.high, language)
    called, words = day_name(day.day, today, language), sky(day.code, language)
    rain, wind = day.rain_chance >= WET, day.wind >= WINDY
    if language is _ZH:
        wet = f"，降水概率{day.rain_chance:.0f}%" if rain else ""
        windy = f"，风速每小时{day.wind:.0f}公里" if wind else ""
        return f"{called}{words}，{low}度到{high}度{wet}{windy}。"
    wet = f", {day.rain_chance:.0f}% chance of rain or snow" if rain else ""
    windy = f", wind up to {day.wind:.0f} kilometres an hour" if wind else ""
    return f"{called.capitalize()}: {words}, {low} to {high} degrees{wet}{windy}."


def _markdown(title: str, weather: Weather, today: date, language: Language) -> str:
    lines = [f"**{title}**", ""]
    if weather.now:
        now = weather.now
        called = "现在" if language is _ZH else "Now"
        lines.append(f"- {called}: {sky(now.code, language)}, {now.temperature:.0f} °C")
    for day in weather.days:
        called = day_name(day.day, today, language)
        rain = f", {day.rain_chance:.0f} % ({day.rain:.1f} mm)" if day.rain_chance >= WET else ""
        wind = f", {day.wind:.0f} km/h" if day.wind >= WINDY else ""
        figures = f"{day.low:.0f} – {day.high:.0f} °C{rain}{wind}"
        lines.append(f"- {called} {day.day:%m-%d}: {sky(day.code, language)}, {figures}")
    return "\n".join(lines)


def day_name(day: date, today: date, language: Language) -> str:
    """Return how a day is called by somebody who speaks on `today`."""
    near: Sequence[str] = _NEAR_DAYS[language]
    ahead = (day - today).days
    return near[ahead] if 0 <= ahead < len(near) else _WEEKDAYS[language][day.weekday()]


def _degrees(temperature: float, language: Language) -> str:
    """Return a temperature without its unit; below zero in words, as a sign is not spoken."""
    whole = round(temperature)
    if whole >= 0:
        return str(whole)
    return f"零下{-whole}" if language is _ZH else f"minus {-whole}"
