"""Finds incidents about which nobody could be reached, for whoever looks at how we are (RBK-3)."""

from application.ports.incidents.incidents import IncidentFilter
from storage.database import Database
from storage.events.events import SqlEvents
from storage.incidents.incidents import SqlIncidents

MOST_LOOKED = 200
MOST_NAMED = 5

ADVICE = "give whoever is on call an account with an address, or mend the channel; docs/policies.md"


async def unreached(database: Database) -> str:
    """Return a sentence that names them, among the newest open ones; empty when there are none."""
    kept = SqlIncidents(SqlEvents(database))
    opened = await kept.list(IncidentFilter(open_only=True), before="", limit=MOST_LOOKED)
    ids = [each.id for each in opened if each.unreached_at is not None]
    if not ids:
        return ""
    named = ", ".join(ids[:MOST_NAMED]) + (", …" if len(ids) > MOST_NAMED else "")
    return f"could not reach anybody about {len(ids)} open incident(s): {named}"
