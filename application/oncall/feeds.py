"""Calendars that people subscribe to: a secret address each, which can be revoked (ALR-10)."""

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from application.common.wording import Localizer
from application.oncall.calendars import CalendarService
from application.oncall.records import oncall_event
from application.ports.clock import Clock, Ids
from application.ports.oncall import OnCallFeeds
from application.ports.people import People
from application.ports.rendering import Renderer
from domain.common.errors import Forbidden, NotFound, Noun
from domain.common.messages import Called, message
from domain.common.notifications import Notification
from domain.common.readers import Reader
from domain.events.events import Event, EventType
from domain.oncall.feeds import MOST_FEEDS, Subscription
from domain.people.access import Actor, Permission, require

VIA = "calendar"
"""Proof of who reads a calendar: that they know its address."""


@dataclass(frozen=True)
class FeedMade:
    """A new calendar; `token` is shown this once and kept nowhere."""

    feed: Subscription
    token: str


@dataclass(frozen=True)
class OpenedFeed:
    """What a calendar program gets."""

    schedule: str
    text: str


@dataclass(frozen=True)
class FeedService:
    """The one door to calendars that programs read by a secret address."""

    feeds: OnCallFeeds
    calendars: CalendarService
    people: People
    words: Renderer
    clock: Clock
    ids: Ids

    async def create(self, *, by: Actor, name: str, only_own: bool = False) -> FeedMade:
        """Make an address at which a calendar program reads a schedule.

        Args:
            by: whose it is; it opens as long as they may read schedules.
            name: of the schedule.
            only_own: whether only their own shifts are in it.

        Raises:
            NotFound: there is no such schedule.
            Conflict: 20 of theirs open.
        """
        require(by, Permission.READ_ONCALL)
        require(by, Permission.MANAGE_SELF)
        await self.calendars.known(name)
        feed = Subscription(
            id=f"f_{self.ids.new()[-26:]}",
            schedule=name,
            person_id=by.person_id,
            only_own=only_own,
            created_at=self.clock.now(),
        )
        token = self.ids.new() + self.ids.new()
        event = self._event(EventType.ONCALL_FEED_MADE, feed, by, feed.created_at)
        await self.feeds.add(feed, digest=digest_of(token), most=MOST_FEEDS, event=event)
        return FeedMade(feed, token)

    async def list(self, *, by: Actor, person_id: str = "") -> list[Subscription]:
        """Return somebody's calendars, newest first, those revoked within 30 days, too.

        Raises:
            Forbidden: they are another's, and the asker may not act for others.
        """
        whose = person_id or by.person_id
        require(by, Permission.READ_ONCALL, owner=whose)
        return await self.feeds.of(whose)

    async def revoke(self, *, by: Actor, feed_id: str) -> Subscription:
        """Close an address now; closing a closed one changes nothing.

        Raises:
            NotFound: there is no such calendar, or it is another's.
        """
        found = await self.feeds.get(feed_id)
        if found is None:
            require(by, Permission.MANAGE_SELF)
            raise NotFound(Noun.CALENDAR_ADDRESS, feed_id)
        owner = found.person_id
        require(by, Permission.MANAGE_SELF, owner=owner, hidden_as=(Noun.CALENDAR_ADDRESS, feed_id))
        if found.revoked_at is not None:
            return found
        revoked = replace(found, revoked_at=self.clock.now())
        event = self._event(EventType.ONCALL_FEED_REVOKED, revoked, by, self.clock.now())
        await self.feeds.revoke(revoked, event=event)
        return revoked

    async def open(self, token: str) -> OpenedFeed:
        """Return the calendar behind an address, in its owner's language.

        Raises:
            NotFound: unknown and revoked addresses, those of people who are disabled or may not
                read schedules any more, and those of schedules that are gone all look alike.
        """
        feed = await self.feeds.opened(digest_of(token), at=self.clock.now())
        person = await self.people.get(feed.person_id) if feed else None
        if feed is None or person is None or person.disabled:
            raise _gone()
        by = Actor(person.id, person.roles, via=VIA)
        reader = Localizer(self.words, Reader(person.language, person.zone))
        only = person.id if feed.only_own else ""
        try:
            text = await self.calendars.export(by=by, name=feed.schedule, reader=reader, only=only)
        except (Forbidden, NotFound):
            raise _gone() from None
        return OpenedFeed(feed.schedule, text)

    def _event(self, type_: EventType, feed: Subscription, by: Actor, at: datetime) -> Event:
        id_ = "oncall.feed_made" if feed.revoked_at is None else "oncall.feed_revoked"
        said = message(id_, schedule=Called(feed.schedule), person=Called(by.person_id))
        facts = {"by": by.person_id, "calendar": feed.id, "owner": feed.person_id}
        return oncall_event(type_, feed.schedule, self.ids.new(), Notification(said), at, facts)


def digest_of(token: str) -> str:
    """Return the SHA-256 by which an address is kept (hex)."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _gone() -> NotFound:
    return NotFound("page", "calendar")
