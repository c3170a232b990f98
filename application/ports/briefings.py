"""Briefings: their words, their keeping, and the workflow that decides when."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Protocol

from domain.briefings.briefings import (
    Briefing,
    BriefingSettings,
    BriefingToday,
    Greeting,
    GreetingAnswer,
    GreetingKind,
)
from domain.briefings.facts import BriefingFacts, Happening
from domain.briefings.preferences import PendingPreference
from domain.briefings.shares import Share
from domain.briefings.summaries import Summary, Topic
from domain.common.messages import Message
from domain.common.readers import Language


class BriefingRefused(Exception):
    """The workflow did not take the greeting; `kind` says why."""

    def __init__(self, kind: GreetingKind) -> None:
        super().__init__(kind)
        self.kind = kind


class BriefingClient(Protocol):
    """The running briefing workflow of each person; it alone decides what is given (BRF-1)."""

    async def ensure(self, person_id: str, settings: BriefingSettings) -> None:
        """Start the person's workflow unless it runs."""

    async def greet(
        self, person_id: str, day: str, greeting: Greeting, settings: BriefingSettings
    ) -> GreetingAnswer:
        """Ask for the day's briefing; all callers of one day share one answer.

        `settings` are used only when the person's workflow has to be started.

        Raises:
            BriefingRefused: outside the window, or paused.
            Unavailable: the workflow could not be reached in time; asking again is safe.
        """

    async def configure(self, person_id: str, settings: BriefingSettings) -> None:
        """Change the settings while it runs; in force and kept when this returns."""

    async def pause(self, person_id: str, *, reason: str) -> BriefingToday:
        """Prepare and push nothing until resumed; return how it stands then."""

    async def resume(self, person_id: str) -> BriefingToday:
        """Go on and return how it stands.

        What fell due meanwhile is caught up once or not at all, never in a burst.
        """

    async def prepare_now(self, person_id: str) -> BriefingToday:
        """Begin to prepare today's briefing without waiting for its time."""

    async def today(self, person_id: str) -> BriefingToday:
        """Return today's state and the next due time."""


class Briefings(Protocol):
    """Keeps briefings and what they are made from."""

    async def save_facts(self, briefing_id: str, facts: BriefingFacts) -> None:
        """Keep the facts; saving again replaces them until the briefing is written."""

    async def facts(self, briefing_id: str) -> BriefingFacts | None:
        """Return the facts, or None."""

    async def save_summary(self, briefing_id: str, summary: Summary) -> None:
        """Keep the summary; the first one stays."""

    async def summary(self, briefing_id: str) -> Summary | None:
        """Return the summary, or None."""

    async def save(self, briefing: Briefing) -> Briefing:
        """Keep a written briefing; the first one of its id stays and is returned."""

    async def get(self, briefing_id: str) -> Briefing | None:
        """Return the written briefing, or None."""

    async def list(self, person_id: str, *, before: str | None, limit: int) -> list[Briefing]:
        """Return the person's written briefings with day < `before`, newest first."""

    async def settings(self, person_id: str) -> BriefingSettings | None:
        """Return what the person asked for, or None when never asked."""

    async def save_settings(self, person_id: str, settings: BriefingSettings) -> None:
        """Keep what the person asked for."""

    async def last_until(self, person_id: str, *, before_day: str) -> datetime | None:
        """Return where the period of the newest briefing before `before_day` ended."""


class Happenings(Protocol):
    """Our own events worth telling in a briefing."""

    async def between(
        self, person_id: str, *, start: datetime, end: datetime, limit: int = 50
    ) -> list[Happening]:
        """Return task findings, rollbacks and broadcasts of the period, oldest first."""


Tell = Callable[[Message], Awaitable[None]]
"""Receives what is being done."""


class FactGatherer(Protocol):
    """Looks around before a word is written."""

    async def gather(
        self,
        person_id: str,
        local_date: date,
        zone: str,
        *,
        since: datetime,
        until: datetime,
        progress: Tell,
    ) -> BriefingFacts:
        """Return the facts of `[since, until)`; a source that fails becomes a gap."""


class Summariser(Protocol):
    """Puts facts into words."""

    async def summarise(
        self, facts: BriefingFacts, *, language: Language, topics: tuple[Topic, ...]
    ) -> Summary:
        """Return a summary; whatever the model does, claims without real evidence are dropped.

        Falls back to the deterministic summary, which says so, instead of raising.
        """


class BriefingWriter(Protocol):
    """Turns a summary into every form."""

    def write(
        self, facts: BriefingFacts, summary: Summary, *, language: Language, created_at: datetime
    ) -> Briefing:
        """Return the briefing in all forms (BRF-6)."""


class Shares(Protocol):
    """Keeps share links, by the SHA-256 of their token."""

    async def add(self, share: Share, *, digest: str) -> None:
        """Keep a new link."""

    async def view(self, digest: str, *, now: datetime) -> Share | None:
        """Count one view at `now` and return the link, or None when it does not open; atomic."""

    async def of_digest(self, digest: str) -> Share | None:
        """Return the link and count nothing; None when there is none."""

    async def list(self, owner: str) -> list[Share]:
        """Return the person's links, newest first, at most 100."""

    async def get(self, share_id: str) -> Share | None:
        """Return the link, or None."""

    async def revoke(self, share_id: str, *, at: datetime) -> None:
        """Close it; closing twice keeps the first time."""


class PendingPreferences(Protocol):
    """Changes of settings that were read back, one of each person (PSH-8)."""

    async def put(self, pending: PendingPreference) -> None:
        """Keep it in place of the person's earlier one."""

    async def get(self, person: str) -> PendingPreference | None:
        """Return it, or None."""

    async def take(self, person: str, pending_id: str = "") -> bool:
        """Remove it; of several who take it at once, one gets True."""
