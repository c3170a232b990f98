"""What people are called, kept for a minute: pages name the same few again and again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

LASTS = timedelta(minutes=1)
"""So long may a page show the name that somebody had before."""

MOST_KEPT = 5_000
"""Then all are forgotten, and looked up as they are met."""


@dataclass(frozen=True)
class KnownNames:
    """Names by person id, of one process."""

    _kept: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    def get(self, person_id: str, now: datetime) -> str | None:
        """Return what somebody is called; None: that has to be looked up."""
        name, until = self._kept.get(person_id, ("", now))
        return name if now < until else None

    def keep(self, names: Mapping[str, str], now: datetime) -> None:
        """Keep what was looked up."""
        if len(self._kept) + len(names) > MOST_KEPT:
            self._kept.clear()
        self._kept.update({each: (name, now + LASTS) for each, name in names.items()})
