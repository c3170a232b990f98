"""Weather: what is measured and forecast, and how it is told (SCH-3)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from domain.common.errors import InvalidRequest
from domain.common.messages import Called, Message, Percent, message
from domain.common.quoting import clean, plain

MOST_DAYS = 7
"""Days of one forecast; beyond a week it is guessing."""

LONGEST_PLACE = 60
"""Characters of a place's name."""

WET = 30
"""Percent from which a chance of rain is worth a word."""

WINDY = 39.0
"""km/h; Beaufort 6, when umbrellas are used with difficulty, begins here."""

DIFFERENT = 3.0
"""Degrees from which what it feels like is worth a word."""


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


@dataclass(frozen=True, kw_only=True)
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


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """The weather of a place as it is told, and the figures behind it.

    Attributes:
        title: one line.
        text: the same sentences to read, with figures.
        spoken: in words and plain punctuation only.
        markdown: as a short list, one line a day.
        at: when it was asked for.
    """

    place: Place
    at: datetime
    now: WeatherNow | None
    days: tuple[WeatherDay, ...]
    title: str
    text: str
    spoken: str
    markdown: str


def check_place(name: str) -> str:
    """Return the trimmed name of a place, or raise `InvalidRequest`."""
    trimmed = clean(name)
    if not 1 <= len(trimmed) <= LONGEST_PLACE:
        raise InvalidRequest("place", message("rule.place_name", most=LONGEST_PLACE))
    return trimmed


def check_days(days: int) -> int:
    """Return the number of days, or raise `InvalidRequest`."""
    if not 1 <= days <= MOST_DAYS:
        raise InvalidRequest("days", message("rule.days_ahead", most=MOST_DAYS))
    return days


def told_now(weather: Weather) -> Message | None:
    """Return what it is like now, as a sentence; None when nobody knows."""
    now = weather.now
    if now is None:
        return None
    different = abs(now.feels_like - now.temperature) >= DIFFERENT
    return message(
        "weather.now",
        place=Called(plain(weather.place.name, most=40)),
        sky=_sky(now.code),
        warm=_degrees(now.temperature),
        feels=_degrees(now.feels_like) if different else None,
    )


def told_day(day: WeatherDay, today: date) -> Message:
    """Return what is forecast for a day, as a sentence."""
    return message(
        "weather.day",
        day=day_name(day.day, today),
        sky=_sky(day.code),
        low=_degrees(day.low),
        high=_degrees(day.high),
        rain_chance=_rain_chance(day),
        wind=_wind(day),
    )


def lines(weather: Weather, today: date) -> tuple[Message, ...]:
    """Return the weather in figures, one line a day."""
    now = weather.now
    first = (
        (message("weather.line_now", sky=_sky(now.code), warm=round(now.temperature)),)
        if now
        else ()
    )
    return (*first, *(_line(day, today) for day in weather.days))


def _line(day: WeatherDay, today: date) -> Message:
    return message(
        "weather.line",
        day=day_name(day.day, today),
        date=Called(f"{day.day:%m-%d}"),
        sky=_sky(day.code),
        low=round(day.low),
        high=round(day.high),
        rain_chance=_rain_chance(day),
        rain=Decimal(f"{day.rain:.1f}"),
        wind=_wind(day),
    )


def day_name(day: date, today: date) -> Message:
    """Return how a day is called by somebody who speaks on `today`."""
    ahead = (day - today).days
    return message("weather.day_name", ahead=ahead, weekday=day.isoweekday())


def _sky(code: int) -> Message:
    return message("weather.sky", code=code)


def _rain_chance(day: WeatherDay) -> Percent | None:
    return Percent(Decimal(round(day.rain_chance))) if day.rain_chance >= WET else None


def _wind(day: WeatherDay) -> int | None:
    return round(day.wind) if day.wind >= WINDY else None


def _degrees(temperature: float) -> int | Message:
    """Return a temperature without its unit; below zero in words, as a sign is not spoken."""
    whole = round(temperature)
    return whole if whole >= 0 else message("weather.below_zero", degrees=-whole)
