"""What may be asked about the weather (SCH-3, MEM-2)."""

from dataclasses import dataclass

from application.ports.clock import Clock
from application.ports.people import People
from application.ports.weather import WeatherSource
from domain.common.errors import NotFound
from domain.common.readers import Language
from domain.people.access import Actor, Permission, require
from domain.schedules.weather import Forecast, check_days, check_place, weather_part


@dataclass(frozen=True)
class WeatherDesk:
    """The one door to the weather."""

    weather: WeatherSource
    people: People
    clock: Clock

    async def forecast(
        self, *, by: Actor, place: str, days: int = 3, language: Language | None = None
    ) -> Forecast:
        """Return the weather of a place, in the asker's language unless another is wanted.

        Raises:
            InvalidRequest: the name or the number of days breaks a rule.
            NotFound: no such place.
            Unavailable: the weather service does not answer.
        """
        require(by, Permission.READ_WEATHER)
        name, days = check_place(place), check_days(days)
        spoken = language or await self._language_of(by)
        found = await self.weather.find(name, language=spoken)
        if found is None:
            raise NotFound("place", name)
        weather = await self.weather.weather(found, days=days)
        return weather_part(weather, spoken, at=self.clock.now())

    async def _language_of(self, by: Actor) -> Language:
        person = await self.people.get(by.person_id)
        return person.language if person else Language.CHINESE
