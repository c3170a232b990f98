"""What Open-Meteo answers, read without trusting it."""

from datetime import date
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from domain.schedules.weather import Place, Weather, WeatherDay, WeatherNow

NOW = ("weather_code", "temperature_2m", "apparent_temperature", "relative_humidity_2m",
       "wind_speed_10m")  # fmt: skip
DAILY = ("weather_code", "temperature_2m_max", "temperature_2m_min",
         "precipitation_probability_max", "precipitation_sum", "wind_speed_10m_max")  # fmt: skip

MOST_DAYS = 16
"""Days that the service forecasts at most."""


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return "UTC"
    return name


class _Shape(BaseModel):
    model_config = ConfigDict(extra="ignore", allow_inf_nan=False)


_Name = Annotated[str, Field(max_length=200)]


class _Found(_Shape):
    name: _Name
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    timezone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    country: _Name = ""
    admin1: _Name = ""
    population: int = 0


class Places(_Shape):
    """An answer of the geocoding service; without a result the field is not there."""

    results: list[_Found] = Field(default=[], max_length=100)

    def best(self, name: str) -> Place | None:
        """Return the place most people mean: of that very name if there is one, the largest."""
        same = [each for each in self.results if each.name.casefold() == name.casefold()]
        ranked = sorted(same, key=lambda each: -each.population) or self.results
        if not ranked:
            return None
        one = ranked[0]
        return Place(one.name, one.admin1, one.country, one.latitude, one.longitude, one.timezone)


class _Current(_Shape):
    weather_code: int
    temperature_2m: float
    apparent_temperature: float
    relative_humidity_2m: float
    wind_speed_10m: float


_Column = Annotated[list[float | None], Field(max_length=MOST_DAYS)]


class _Daily(_Shape):
    time: list[date] = Field(max_length=MOST_DAYS)
    weather_code: _Column
    temperature_2m_max: _Column
    temperature_2m_min: _Column
    precipitation_probability_max: _Column
    precipitation_sum: _Column
    wind_speed_10m_max: _Column

    def days(self) -> tuple[WeatherDay, ...]:
        """Return the days that have at least a sky and temperatures."""
        rows = zip(
            self.time,
            *(getattr(self, name) for name in DAILY),
            strict=True,
        )
        return tuple(
            WeatherDay(
                day=day,
                code=int(code),
                high=high,
                low=low,
                rain_chance=chance or 0.0,
                rain=rain or 0.0,
                wind=wind or 0.0,
            )
            for day, code, high, low, chance, rain, wind in rows
            if code is not None and high is not None and low is not None
        )


class WeatherAnswer(_Shape):
    """An answer of the forecast service."""

    current: _Current | None = None
    daily: _Daily

    def of(self, place: Place) -> Weather:
        """Return the weather of the place that was asked about.

        Raises:
            ValueError: the columns are not of one length.
        """
        return Weather(place, self._now(), self.daily.days())

    def _now(self) -> WeatherNow | None:
        now = self.current
        if now is None:
            return None
        return WeatherNow(
            now.weather_code,
            now.temperature_2m,
            now.apparent_temperature,
            now.relative_humidity_2m,
            now.wind_speed_10m,
        )


class Complaint(_Shape):
    """An error of the service."""

    reason: Annotated[str, Field(max_length=2_000)] = ""
