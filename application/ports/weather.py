"""Weather services."""

from typing import Protocol

from domain.common.readers import Language
from domain.schedules.weather import Place, Weather


class WeatherSource(Protocol):
    """Knows places and their weather (SCH-3)."""

    async def find(self, name: str, *, language: Language) -> Place | None:
        """Return the place that most people mean by a name, or None.

        Raises:
            Unavailable: the service is down, too slow or answers nonsense.
            TooManyRequests: its limit is reached.
            Rejected: it refused the question for good.
        """

    async def weather(self, place: Place, *, days: int) -> Weather:
        """Return the weather now and for `days` days from today; raises as `find`."""
