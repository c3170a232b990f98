"""What may be asked about the weather (SCH-3, MEM-2)."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from application.common.languages import known_language
from application.ports.clock import Clock
from application.ports.people import People
from application.ports.rendering import Form, Renderer
from application.ports.weather import WeatherSource
from domain.common.aloud import joined
from domain.common.errors import NotFound
from domain.common.messages import Called, message
from domain.common.quoting import plain
from domain.common.readers import NOBODY_KNOWN, Language, Reader
from domain.people.access import Actor, Permission, require
from domain.schedules.weather import (
    Forecast,
    Weather,
    check_days,
    check_place,
    lines,
    told_day,
    told_now,
)


@dataclass(frozen=True)
class WeatherService:
    """The one door to the weather."""

    weather: WeatherSource
    people: People
    clock: Clock
    words: Renderer

    async def forecast(
        self, *, by: Actor, place: str, days: int = 3, language: Language | None = None
    ) -> Forecast:
        """Return the weather of a place, in the asker's language unless another is wanted.

        Raises:
            InvalidRequest: the name, the number of days or the language breaks a rule.
            NotFound: no such place.
            Unavailable: the weather service does not answer.
        """
        require(by, Permission.READ_WEATHER)
        name, days = check_place(place), check_days(days)
        spoken = known_language(language, self.words) or await self._language_of(by)
        found = await self.weather.find(name, language=spoken)
        if found is None:
            raise NotFound("place", name)
        weather = await self.weather.weather(found, days=days)
        return forecast_of(weather, self.words, spoken, at=self.clock.now())

    async def _language_of(self, by: Actor) -> Language:
        person = await self.people.get(by.person_id)
        return person.language if person else NOBODY_KNOWN


def forecast_of(weather: Weather, words: Renderer, language: Language, *, at: datetime) -> Forecast:
    """Return the weather told in a language, as a part of a briefing or a message of its own."""
    place = weather.place
    reader = Reader(language, place.zone)
    today = at.astimezone(ZoneInfo(place.zone)).date()
    now = told_now(weather)
    sentences = [*([now] if now else []), *(told_day(day, today) for day in weather.days)]
    heading = message("weather.title", place=Called(plain(place.name, most=40)))
    title = words.text(heading, reader, form=Form.MARKDOWN)
    figures = (words.text(line, reader, form=Form.MARKDOWN) for line in lines(weather, today))
    return Forecast(
        place=place,
        at=at,
        now=weather.now,
        days=weather.days,
        title=title,
        text=joined([words.text(each, reader, form=Form.PLAIN) for each in sentences]),
        spoken=joined([words.text(each, reader, form=Form.SPOKEN) for each in sentences]),
        markdown="\n".join((f"**{title}**", "", *(f"- {line}" for line in figures))),
    )
