"""Making a news digest, and publishing it once per date."""

from dataclasses import dataclass, field, replace
from datetime import date

from temporalio import activity

from activities.heartbeats import heartbeats
from activities.schedules import GONE, STRAY, RunOrder, RunTold
from application.ports.digests import Digests
from application.ports.tasks import Tasks
from application.schedules.calendar_runs import is_alive, run_event
from application.schedules.digests import DigestMaker
from application.schedules.schedules import ScheduledActions
from domain.briefings.briefings import local_date
from domain.common.errors import NotFound
from domain.events.events import EventType
from domain.people.access import Permission, require
from domain.schedules.digests import NewsDigestConfig
from domain.schedules.messages import Written
from domain.schedules.news import Gathered, digest_event_id, digest_id
from domain.schedules.timetables import is_stray
from domain.task_types.configs import config_of


@dataclass(frozen=True)
class DigestGathered:
    """What there is to tell.

    Attributes:
        skip: why nothing is told at all; empty when something is.
        made: the date's digest is there already, so only its publishing may be missing.
    """

    gathered: Gathered = field(default_factory=lambda: Gathered(()))
    skip: str = ""
    made: bool = False


@dataclass(frozen=True)
class DigestWords:
    """Stories to be put into words and kept."""

    order: RunOrder
    gathered: Gathered


@dataclass(frozen=True)
class DigestActivities:
    """Each method is one activity; each field is one port or service."""

    maker: DigestMaker
    actions: ScheduledActions
    digests: Digests
    tasks: Tasks

    @activity.defn(name="digests.gather")
    async def gather(self, order: RunOrder) -> DigestGathered:
        """Read the sources with the owner's rights, and choose what is new."""
        config = config_of(order.task, NewsDigestConfig)
        if is_stray(config.timetable(order.task.zone), order.due):
            return DigestGathered(skip=STRAY)
        if not await is_alive(self.tasks, order.task):
            return DigestGathered(skip=GONE)
        if await self.digests.get(_id(order, config)) is not None:
            return DigestGathered(made=True)
        require(await self.actions.actor(order.task), Permission.FETCH_PAGES)
        async with heartbeats():
            gathered = await self.maker.gather(
                order.task.id, config.plan, owner=order.task.owner, now=order.now
            )
        return DigestGathered(gathered)

    @activity.defn(name="digests.summarise")
    async def summarise(self, words: DigestWords) -> None:
        """Put the stories into words and keep the digest; the first one of a date stays."""
        order, gathered = words.order, words.gathered
        task, config = order.task, config_of(order.task, NewsDigestConfig)
        name, day = _id(order, config), _day(order, config)
        async with heartbeats():
            await self.maker.keep(name, task, config.plan, gathered, at=order.now, day=day)

    @activity.defn(name="digests.publish")
    async def publish(self, order: RunOrder) -> RunTold:
        """Raise the event of the date's digest; publishing twice is once."""
        config = config_of(order.task, NewsDigestConfig)
        digest = await self.digests.get(_id(order, config))
        if digest is None:
            raise NotFound("digest", _id(order, config))
        event_id = digest_event_id(order.task.id, _day(order, config).isoformat())
        said = Written(digest.title, digest.markdown)
        event = run_event(
            order.task, EventType.DIGEST_PUBLISHED, said, event_id=event_id, at=order.now
        )
        tell = bool(digest.told) or config.plan.tell_empty
        facts = {"digest": digest.id, "stories": len(digest.told) // 2, "notify": tell}
        await self.tasks.apply(replace(event, data=event.data | facts))
        return RunTold(event_id, digest.title, config.addresses if tell else ())


def _day(order: RunOrder, config: NewsDigestConfig) -> date:
    return local_date(order.due, config.zone or order.task.zone)


def _id(order: RunOrder, config: NewsDigestConfig) -> str:
    return digest_id(order.task.id, _day(order, config).isoformat())
