"""A weather service in memory."""

from dataclasses import dataclass, field

from domain.common.errors import ZhibanError
from domain.common.readers import Language
from domain.schedules.weather import Place, Weather


@dataclass
class InMemoryWeather:
    """Places and their weather by name; `problem` is raised instead when it is there."""

    known: dict[str, Weather] = field(default_factory=dict)
    problem: ZhibanError | None = None
    asked: list[tuple[str, Language]] = field(default_factory=list)

    async def find(self, name: str, *, language: Language) -> Place | None:
        self.asked.append((name, language))
        if self.problem is not None:
            raise self.problem
        found = self.known.get(name)
        return found.place if found else None

    async def weather(self, place: Place, *, days: int) -> Weather:
        found = next(each for each in self.known.values() if each.place == place)
        return Weather(found.place, found.now, found.days[:days])
