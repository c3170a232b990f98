"""Finds incidents about which nobody could be reached, for whoever looks at how we are (RBK-3)."""

from application.ports.incidents.incidents import IncidentFilter
from domain.common.messages import Called, Message, Names, message
from storage.database import Database
from storage.events.events import SqlEvents
from storage.incidents.incidents import SqlIncidents

MOST_LOOKED = 200
MOST_NAMED = 5

ADVICE = message("check.reach_somebody", page=Called("docs/policies.md"))


async def unreached(database: Database) -> Message | None:
    """Return what names them, among the newest open ones; None when there are none."""
    kept = SqlIncidents(SqlEvents(database))
    opened = await kept.list(IncidentFilter(open_only=True), before="", limit=MOST_LOOKED)
    ids = [each.id for each in opened if each.unreached_at is not None]
    if not ids:
        return None
    named = tuple(map(Called, ids[:MOST_NAMED]))
    return message(
        "check.unreached", count=len(ids), named=Names(named), more=len(ids) - len(named)
    )
