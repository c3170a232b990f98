"""The ports that the database keeps, in one bundle."""

from dataclasses import dataclass

from storage.briefings import SqlBriefings, SqlHappenings
from storage.database import Database
from storage.deliveries import SqlDeliveries, SqlPace
from storage.events import SqlEvents
from storage.people import SqlPeople, SqlSessions, SqlThrottle, SqlTokens
from storage.progress import SqlProgress
from storage.shares import SqlShares


@dataclass(frozen=True)
class Stores:
    """Each field is one port."""

    people: SqlPeople
    tokens: SqlTokens
    sessions: SqlSessions
    throttle: SqlThrottle
    events: SqlEvents
    briefings: SqlBriefings
    happenings: SqlHappenings
    shares: SqlShares
    deliveries: SqlDeliveries
    pace: SqlPace
    progress: SqlProgress


def stores_on(database: Database) -> Stores:
    """Return every store on one database."""
    return Stores(
        SqlPeople(database),
        SqlTokens(database),
        SqlSessions(database),
        SqlThrottle(database),
        SqlEvents(database),
        SqlBriefings(database),
        SqlHappenings(database),
        SqlShares(database),
        SqlDeliveries(database),
        SqlPace(database),
        SqlProgress(database),
    )
