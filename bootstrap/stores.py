"""The ports that the database keeps, in one bundle."""

from collections.abc import Sequence
from dataclasses import dataclass

from application.ports.clock import Clock
from bootstrap.configuration.own import EncryptionKey
from bootstrap.sealing import KeySealing
from storage.assistant.conversations import SqlConversations
from storage.briefings.briefings import SqlBriefings, SqlHappenings
from storage.briefings.progress import SqlProgress
from storage.briefings.shares import SqlShares
from storage.database import Database
from storage.deliveries.deliveries import SqlDeliveries, SqlPace
from storage.deliveries.feedback import SqlFeedback
from storage.events.events import SqlEvents
from storage.events.forwarding import SqlForwardings
from storage.oncall.feeds import SqlOnCallFeeds
from storage.oncall.schedules import SqlOnCallSchedules
from storage.people.links import SqlPasswordLinks
from storage.people.memories import SqlMemories
from storage.people.people import SqlPeople, SqlSessions, SqlThrottle, SqlTokens
from storage.people.quotas import SqlQuotas
from storage.people.registrations import SqlRegistrations
from storage.people.second_factors import SqlSecondFactors
from storage.schedules.digests import SqlDigests
from storage.tasks.tasks import SqlRecalls, SqlTasks
from storage.watches.page_texts import SqlPageTexts
from storage.watches.screenshots import SqlScreenshots
from storage.watches.verdicts import SqlVerdicts
from storage.watches.watches import SqlWatches


@dataclass(frozen=True)
class Stores:
    """Each field is one port."""

    people: SqlPeople
    tokens: SqlTokens
    sessions: SqlSessions
    password_links: SqlPasswordLinks
    registrations: SqlRegistrations
    second_factors: SqlSecondFactors
    throttle: SqlThrottle
    quotas: SqlQuotas
    events: SqlEvents
    briefings: SqlBriefings
    happenings: SqlHappenings
    shares: SqlShares
    deliveries: SqlDeliveries
    feedback: SqlFeedback
    pace: SqlPace
    progress: SqlProgress
    tasks: SqlTasks
    watches: SqlWatches
    recalls: SqlRecalls
    page_texts: SqlPageTexts
    screenshots: SqlScreenshots
    verdicts: SqlVerdicts
    digests: SqlDigests
    memories: SqlMemories
    forwardings: SqlForwardings
    conversations: SqlConversations
    oncall: SqlOnCallSchedules
    oncall_feeds: SqlOnCallFeeds

    async def close(self) -> None:
        """Keep what was put off for a moment."""
        await self.watches.close()


def stores_on(database: Database, clock: Clock, keys: Sequence[EncryptionKey] = ()) -> Stores:
    """Return every store on one database; `keys` seal what authenticator apps share with us."""
    events, spare = SqlEvents(database), database.with_reserve()
    return Stores(
        SqlPeople(database),
        SqlTokens(database),
        SqlSessions(spare),
        SqlPasswordLinks(database),
        SqlRegistrations(database),
        SqlSecondFactors(spare, KeySealing(keys)),
        SqlThrottle(spare),
        SqlQuotas(database),
        events,
        SqlBriefings(database),
        SqlHappenings(database),
        SqlShares(database),
        SqlDeliveries(database),
        SqlFeedback(database),
        SqlPace(database),
        SqlProgress(database),
        SqlTasks(events),
        SqlWatches(events),
        SqlRecalls(events),
        SqlPageTexts(database, clock),
        SqlScreenshots(database),
        SqlVerdicts(database),
        SqlDigests(database),
        SqlMemories(events),
        SqlForwardings(database),
        SqlConversations(events),
        SqlOnCallSchedules(events),
        SqlOnCallFeeds(events),
    )
