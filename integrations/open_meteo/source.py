"""The `WeatherSource` port over Open-Meteo: a place is looked up once, then its weather asked.

A plain HTTP client is right here, not the guarded fetcher of pages: both addresses come from the
settings, nobody who asks can change them, and redirects are not followed.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from application.ports.clock import Clock
from domain.common.errors import Misconfigured, Rejected, TooManyRequests, Unavailable, ZhibanError
from domain.common.messages import Called, Foreign, message
from domain.common.quoting import hide
from domain.common.readers import Language
from domain.schedules.weather import Place, Weather
from integrations.open_meteo.shapes import DAILY, NOW, Complaint, Places, WeatherAnswer

FORECAST_SERVER = "https://api.open-meteo.com"
GEOCODING_SERVER = "https://geocoding-api.open-meteo.com"

TIMEOUT_SECONDS = 2.0
"""Somebody is listening: longest wait for one answer; a question takes at most two."""

LARGEST_ANSWER = 256 * 1024
"""Bytes; a week of days has about 2 KB."""

WEATHER_IS_FRESH = timedelta(minutes=10)
"""The service's models run hourly, its current values every quarter of an hour."""

PLACES_ARE_FRESH = timedelta(days=30)
MOST_KEPT = 500
"""Answers remembered of each sort."""

_CANDIDATES = 10

S = TypeVar("S", bound=BaseModel)
K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True)
class OpenMeteoSettings:
    """Where the service is, without the paths, and the longest wait for one answer.

    Attributes:
        endings: what people add to the names of places, and the service may not know them by.
    """

    forecast_server: str = FORECAST_SERVER
    geocoding_server: str = GEOCODING_SERVER
    timeout_seconds: float = TIMEOUT_SECONDS
    endings: Collection[str] = ()


class OpenMeteo:
    """Asks Open-Meteo, and remembers places and recent answers.

    Args:
        settings: where the service is.
        http: carries the requests.
        clock: says when an answer is too old.
    """

    def __init__(self, settings: OpenMeteoSettings, http: httpx.AsyncClient, clock: Clock) -> None:
        self._settings = settings
        self._http = http
        self._clock = clock
        self._places = _Kept[tuple[str, Language], Place](PLACES_ARE_FRESH)
        self._weather = _Kept[tuple[float, float, int], Weather](WEATHER_IS_FRESH)

    async def find(self, name: str, *, language: Language) -> Place | None:
        """Return the place most people mean by a name; see `WeatherSource.find`."""
        key = (name.casefold(), language)
        kept = self._places.get(key, now=self._clock.now())
        if kept is not None:
            return kept
        for written in _spellings(name, self._settings.endings):
            asked = {
                "name": written,
                "count": str(_CANDIDATES),
                "language": language.primary,
                "format": "json",
            }
            answer = await self._ask(
                _at(self._settings.geocoding_server, "/v1/search"), asked, Places
            )
            place = answer.best(written)
            if place is not None:
                self._places.put(key, place, now=self._clock.now())
                return place
        return None

    async def weather(self, place: Place, *, days: int) -> Weather:
        """Return the weather of a place; see `WeatherSource.weather`."""
        key = (place.latitude, place.longitude, days)
        kept = self._weather.get(key, now=self._clock.now())
        if kept is not None:
            return Weather(place, kept.now, kept.days)
        asked = {
            "latitude": f"{place.latitude:.5f}",
            "longitude": f"{place.longitude:.5f}",
            "current": ",".join(NOW),
            "daily": ",".join(DAILY),
            "timezone": place.zone,
            "forecast_days": str(days),
        }
        answer = await self._ask(
            _at(self._settings.forecast_server, "/v1/forecast"), asked, WeatherAnswer
        )
        try:
            weather = answer.of(place)
        except ValueError:
            raise _nonsense() from None
        self._weather.put(key, weather, now=self._clock.now())
        return weather

    async def _ask(self, url: str, asked: dict[str, str], shape: type[S]) -> S:
        try:
            async with asyncio.timeout(self._settings.timeout_seconds):
                status, body = await self._get(url, asked)
        except (TimeoutError, httpx.TimeoutException):
            seconds = self._settings.timeout_seconds
            raise Unavailable(
                message("weather_service.slow", wait=timedelta(seconds=seconds))
            ) from None
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            raise Misconfigured(
                message("weather_service.address", settings=Called("ZHIBAN_WEATHER_*"))
            ) from None
        except httpx.HTTPError:
            raise Unavailable(message("weather_service.unreachable")) from None
        if status != 200:
            raise _refusal(status, body)
        try:
            return shape.model_validate_json(body)
        except ValidationError:
            raise _nonsense() from None

    async def _get(self, url: str, asked: dict[str, str]) -> tuple[int, bytes]:
        body = bytearray()
        async with self._http.stream(
            "GET", url, params=asked, follow_redirects=False, timeout=self._settings.timeout_seconds
        ) as response:
            async for piece in response.aiter_bytes():
                body += piece
                if len(body) > LARGEST_ANSWER:
                    raise Unavailable(message("weather_service.too_long"))
        return response.status_code, bytes(body)


class _Kept(Generic[K, V]):
    """Answers for some time; the ones used longest ago go first."""

    def __init__(self, life: timedelta) -> None:
        self._life = life
        self._kept: OrderedDict[K, tuple[datetime, V]] = OrderedDict()

    def get(self, key: K, *, now: datetime) -> V | None:
        """Return an answer that is fresh enough, or None."""
        at, value = self._kept.get(key, (now, None))
        if value is None or now - at >= self._life:
            return None
        self._kept.move_to_end(key)
        return value

    def put(self, key: K, value: V, *, now: datetime) -> None:
        """Remember an answer."""
        self._kept[key] = (now, value)
        self._kept.move_to_end(key)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)


def _spellings(name: str, endings: Collection[str]) -> list[str]:
    """Return the name, and the shorter one that it may be known by."""
    for suffix in sorted(endings, key=len, reverse=True):
        if name.endswith(suffix) and len(name) >= len(suffix) + 2:
            return [name, name.removesuffix(suffix)]
    return [name]


def _at(server: str, path: str) -> str:
    return server.rstrip("/") + path


def _nonsense() -> Unavailable:
    return Unavailable(message("weather_service.nonsense"))


def _refusal(status: int, body: bytes) -> ZhibanError:
    try:
        reason = Complaint.model_validate_json(body).reason
    except ValidationError:
        reason = ""
    said = hide(reason, ()) or f"HTTP {status}"
    if status == 429:
        return TooManyRequests(
            message("weather_service.limit", said=Foreign(said)), delay=timedelta(minutes=1)
        )
    if status in {401, 403, 404} or status < 400:
        return Misconfigured(
            message(
                "weather_service.denied", said=Foreign(said), settings=Called("ZHIBAN_WEATHER_*")
            )
        )
    if status >= 500:
        return Unavailable(message("weather_service.fault", said=Foreign(said)))
    return Rejected(message("weather_service.refused", said=Foreign(said)))
