"""A weather service with Open-Meteo's addresses, parameters, shapes and refusals."""

import random
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.web.places import PLACES

MOST_DAYS = 16
MOST_PLACES = 100

_CODES = (0, 1, 2, 3, 45, 51, 61, 63, 80, 95)
_UNITS = {
    "temperature_2m": "°C",
    "apparent_temperature": "°C",
    "relative_humidity_2m": "%",
    "weather_code": "wmo code",
    "wind_speed_10m": "km/h",
    "precipitation": "mm",
    "is_day": "",
}
_DAILY_UNITS = {
    "weather_code": "wmo code",
    "temperature_2m_max": "°C",
    "temperature_2m_min": "°C",
    "precipitation_sum": "mm",
    "precipitation_probability_max": "%",
    "wind_speed_10m_max": "km/h",
}


class _Refused(Exception):
    """A parameter is wrong; the text is the service's."""


class WeatherFace:
    """Answers with weather that depends on place, day and seed only, or on what was set.

    Args:
        now: the moment it is.
        seed: the same seed gives the same weather.
    """

    def __init__(self, now: Callable[[], datetime], *, seed: int) -> None:
        self._now = now
        self._seed = seed
        self.told: dict[str, float | None] = {}
        self.routes = [Route("/v1/forecast", self._forecast), Route("/v1/search", self._search)]

    async def _search(self, request: Request) -> Response:
        given = request.query_params
        name = given.get("name")
        if name is None:
            return _error("Value of type 'String' required for key 'name'.")
        count = _whole(given.get("count", "10"))
        if not 1 <= count <= MOST_PLACES:
            return _error("Parameter count must be between 1 and 100.")
        language = given.get("language", "en")
        found = [place for place in PLACES if len(name) > 1 and place.called(name)]
        found.sort(key=lambda place: -place.population)
        body: dict[str, Any] = {"generationtime_ms": 0.41}
        if found:  # without a result the field is not there
            body["results"] = [place.as_json(language) for place in found[:count]]
        return JSONResponse(body)

    async def _forecast(self, request: Request) -> Response:
        given = request.query_params
        try:
            latitude, longitude = (
                _coordinate(given, "latitude", 90),
                _coordinate(given, "longitude", 180),
            )
            days = _days(given)
            current = _variables(given, "current", _UNITS)
            daily = _variables(given, "daily", _DAILY_UNITS)
            zone = _zone(given, latitude, longitude, needed=bool(daily))
        except _Refused as refusal:
            return _error(str(refusal))
        now = self._now().astimezone(zone)
        offset = now.utcoffset() or timedelta(0)
        body: dict[str, Any] = {
            "latitude": round(latitude, 2),
            "longitude": round(longitude, 2),
            "generationtime_ms": 0.12,
            "utc_offset_seconds": int(offset.total_seconds()),
            "timezone": str(zone),
            "timezone_abbreviation": now.tzname(),
            "elevation": 12.0,
        }
        where = (latitude, longitude)
        if current:
            body["current_units"] = {"time": "iso8601", "interval": "seconds"} | _of(
                _UNITS, current
            )
            body["current"] = self._current(where, now, current)
        if daily:
            body["daily_units"] = {"time": "iso8601"} | _of(_DAILY_UNITS, daily)
            body["daily"] = self._daily(where, now.date(), days, daily)
        return JSONResponse(body)

    def _current(
        self, where: tuple[float, float], now: datetime, names: list[str]
    ) -> dict[str, Any]:
        day = self._day(where, now.date())
        temperature = round((day["temperature_2m_max"] + day["temperature_2m_min"]) / 2, 1)
        values = {
            "temperature_2m": temperature,
            "apparent_temperature": round(temperature - 1.5, 1),
            "relative_humidity_2m": 60,
            "weather_code": day["weather_code"],
            "wind_speed_10m": round(day["wind_speed_10m_max"] / 2, 1),
            "precipitation": 0.0,
            "is_day": int(6 <= now.hour < 18),
        } | self.told
        quarter = now.replace(minute=now.minute // 15 * 15)
        chosen = {name: values[name] for name in names}
        return {"time": quarter.strftime("%Y-%m-%dT%H:%M"), "interval": 900, **chosen}

    def _daily(
        self, where: tuple[float, float], first: date, days: int, names: list[str]
    ) -> dict[str, list[Any]]:
        dates = [first + timedelta(days=count) for count in range(days)]
        values = [self._day(where, day) | self.told for day in dates]
        columns = {name: [each[name] for each in values] for name in names}
        return {"time": [day.isoformat() for day in dates], **columns}

    def _day(self, where: tuple[float, float], day: date) -> dict[str, Any]:
        dice = random.Random(f"{self._seed}/{where}/{day}")  # noqa: S311 - a script, not a secret
        warm = 32 - abs(where[0]) * 0.5 + dice.uniform(-4, 4)
        code = dice.choice(_CODES)
        wet = code >= 51
        return {
            "weather_code": code,
            "temperature_2m_max": round(warm + 4, 1),
            "temperature_2m_min": round(warm - 4, 1),
            "precipitation_sum": round(dice.uniform(1, 30), 1) if wet else 0.0,
            "precipitation_probability_max": dice.randint(60, 100) if wet else dice.randint(0, 20),
            "wind_speed_10m_max": round(dice.uniform(5, 40), 1),
        }


def known(name: str) -> bool:
    """Tell whether the service has a variable of this name."""
    return name in _UNITS or name in _DAILY_UNITS


def _error(reason: str, status: int = 400) -> Response:
    return JSONResponse({"error": True, "reason": reason}, status_code=status)


def _coordinate(given: Mapping[str, str], name: str, most: int) -> float:
    text = given.get(name)
    if text is None:
        raise _Refused(f"Value of type 'String' required for key '{name}'.")
    try:
        value = float(text)
    except ValueError:
        raise _Refused(f"Value of type 'Float' required for key '{name}'.") from None
    if not -most <= value <= most:
        raise _Refused(
            f"{name.capitalize()} must be in range of -{most} to {most}°. Given: {value}."
        )
    return value


def _days(given: Mapping[str, str]) -> int:
    days = _whole(given.get("forecast_days", "7"))
    if not 0 <= days <= MOST_DAYS:
        raise _Refused(f"Forecast days is invalid. Allowed range 0 to {MOST_DAYS}. Given {days}.")
    return days


def _variables(given: Mapping[str, str], field: str, known_ones: Mapping[str, str]) -> list[str]:
    names = [name for name in given.get(field, "").split(",") if name]
    for name in names:
        if name not in known_ones:
            raise _Refused(
                "Data corrupted at path ''. Cannot initialize ForecastVariable from invalid "
                f"String value {name}."
            )
    return names


def _zone(given: Mapping[str, str], latitude: float, longitude: float, *, needed: bool) -> ZoneInfo:
    name = given.get("timezone", "")
    if not name and needed:
        raise _Refused("Timezone is required")
    if name == "auto":
        near = min(
            PLACES, key=lambda p: (p.latitude - latitude) ** 2 + (p.longitude - longitude) ** 2
        )
        return ZoneInfo(near.zone)
    try:
        return ZoneInfo(name or "GMT")
    except (ZoneInfoNotFoundError, ValueError):
        raise _Refused("Invalid timezone") from None


def _of(units: Mapping[str, str], names: list[str]) -> dict[str, str]:
    return {name: units[name] for name in names}


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1
