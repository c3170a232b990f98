"""Briefings, happenings, share links and progress in memory."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.briefings.briefings import Briefing, BriefingSettings
from domain.briefings.facts import BriefingFacts, Happening
from domain.briefings.shares import Share, ShareVerdict, judge
from domain.briefings.summaries import Summary
from domain.common.errors import Conflict
from domain.common.messages import Prose, message
from domain.common.notifications import Notification, notification_of
from domain.events.events import EventType
from tests.fakes.events import InMemoryEvents

MOST_LISTED = 100
KINDS = ("task", "rollback", "broadcast")


@dataclass
class InMemoryBriefings:
    """Facts, summaries, briefings and settings by id."""

    kept_facts: dict[str, BriefingFacts] = field(default_factory=dict)
    kept_summaries: dict[str, Summary] = field(default_factory=dict)
    written: dict[str, Briefing] = field(default_factory=dict)
    kept_settings: dict[str, BriefingSettings] = field(default_factory=dict)

    async def save_facts(self, briefing_id: str, facts: BriefingFacts) -> None:
        if briefing_id not in self.written:
            self.kept_facts[briefing_id] = facts

    async def facts(self, briefing_id: str) -> BriefingFacts | None:
        return self.kept_facts.get(briefing_id)

    async def save_summary(self, briefing_id: str, summary: Summary) -> None:
        self.kept_summaries.setdefault(briefing_id, summary)

    async def summary(self, briefing_id: str) -> Summary | None:
        return self.kept_summaries.get(briefing_id)

    async def save(self, briefing: Briefing) -> Briefing:
        return self.written.setdefault(briefing.id, briefing)

    async def get(self, briefing_id: str) -> Briefing | None:
        return self.written.get(briefing_id)

    async def list(self, person_id: str, *, before: str | None, limit: int) -> list[Briefing]:
        mine = [
            each
            for each in self.written.values()
            if each.person_id == person_id and (before is None or each.day < before)
        ]
        mine.sort(key=lambda each: each.day, reverse=True)
        return mine[: min(limit, MOST_LISTED)]

    async def settings(self, person_id: str) -> BriefingSettings | None:
        return self.kept_settings.get(person_id)

    async def save_settings(self, person_id: str, settings: BriefingSettings) -> None:
        self.kept_settings[person_id] = settings

    async def last_until(self, person_id: str, *, before_day: str) -> datetime | None:
        days = sorted(
            (each.day, each.id)
            for each in self.written.values()
            if each.person_id == person_id and each.day < before_day and each.id in self.kept_facts
        )
        return self.kept_facts[days[-1][1]].until if days else None


@dataclass
class InMemoryHappenings:
    """Reads the happenings out of the events."""

    events: InMemoryEvents

    async def between(
        self, person_id: str, *, start: datetime, end: datetime, limit: int = 50
    ) -> list[Happening]:
        found = []
        for event in sorted(self.events.kept, key=lambda each: (each.time, each.sequence)):
            words = event.type.split(".")
            text = event.data.get("text")
            mine = event.owner in (None, person_id) and start <= event.time < end
            told = len(words) >= 3 and words[0] == "zhiban" and words[1] in KINDS
            recorded = notification_of(event.data.get("notification"))
            if recorded is None and isinstance(text, str) and text:
                recorded = Notification(message("happening.own_words", text=Prose(text)))
            settled = any(
                later.subject == event.subject
                and later.type in (EventType.BROADCAST_QUEUED, EventType.INCIDENT_CLOSED)
                and later.sequence > event.sequence
                and later.time < end
                for later in self.events.kept
                if words[1] == "broadcast"
            )
            if mine and told and recorded and not settled:
                found.append(Happening(event.id, words[1], event.time, recorded))
        return found[:limit]


@dataclass
class InMemoryShares:
    """Links by digest."""

    kept: dict[str, Share] = field(default_factory=dict)

    async def add(self, share: Share, *, digest: str) -> None:
        for kept_digest, kept in self.kept.items():
            if (kept.id == share.id) != (kept_digest == digest):
                raise Conflict("A link of this id is there already; make another.")
        self.kept.setdefault(digest, share)

    async def view(self, digest: str, *, now: datetime) -> Share | None:
        share = self.kept.get(digest)
        if share is None or judge(share, now=now) is not ShareVerdict.OPEN:
            return None
        self.kept[digest] = replace(share, views=share.views + 1, viewed_at=now)
        return self.kept[digest]

    async def of_digest(self, digest: str) -> Share | None:
        return self.kept.get(digest)

    async def list(self, owner: str) -> list[Share]:
        mine = [each for each in self.kept.values() if each.owner == owner]
        return sorted(mine, key=lambda each: each.created_at, reverse=True)[:MOST_LISTED]

    async def get(self, share_id: str) -> Share | None:
        return next((each for each in self.kept.values() if each.id == share_id), None)

    async def revoke(self, share_id: str, *, at: datetime) -> None:
        for digest, share in self.kept.items():
            if share.id == share_id:
                self.kept[digest] = replace(share, revoked_at=share.revoked_at or at)


@dataclass
class InMemoryProgress:
    """The newest sentence of each key."""

    said: dict[str, str] = field(default_factory=dict)

    async def set(self, key: str, text: str) -> None:
        self.said[key] = text

    async def get(self, key: str) -> str | None:
        return self.said.get(key)

    async def clear(self, key: str) -> None:
        self.said.pop(key, None)
