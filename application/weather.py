"""What may be asked about the weather (SCH-3, MEM-2)."""

from dataclasses import dataclass

from application.ports.clock import Clock
from application.ports.people import People
from application.ports.weather import WeatherSource
from domain.access import Actor, Permission, require
from domain.errors import NotFound
from domain.people import Language
from domain.weather import Forecast, check_days, check_place, weather_part


@dataclass(frozen=True)
class WeatherDesk:
    """The one door to the weather."""

    weather: WeatherSource
    people: People
    clock: Clock

    async def forecast(self, *, by: Actor, place: str, days: int = 3) -> Forecast:
        """Return the weather of a place in the asker's language.

        Raises:
            InvalidRequest: the name or the number of days breaks a rule.
            NotFound: no such place.
            Unavailable: the weather service does not answer.
        """
        require(by, Permission.READ_WEATHER)
        person = await self.people.get(by.person_id)
        language = person.language if person else Language.CHINESE
        return await self.told(place, language=language, days=days)

    async def told(self, place: str, *, language: Language, days: int = 3) -> Forecast:
        """Return the weather in a given language, for schedules and briefings of nobody's asking.

        Raises:
            As `forecast`.
        """
        name, days = check_place(place), check_days(days)
        found = await self.weather.find(name, language=language)
        if found is None:
            raise NotFound("place", name)
        weather = await self.weather.weather(found, days=days)
        return weather_part(weather, language, at=self.clock.now())
