"""Finds sources of alerts that fell silent, for whoever looks at how we are (ALR-11)."""

from collections.abc import Sequence

from domain.alerts.heartbeats import Heartbeat
from domain.common.messages import Called, Message, Names, message
from storage.database import Database
from storage.incidents.heartbeats import SqlHeartbeats

MOST_NAMED = 5

ADVICE = message("check.see", page=Called("docs/alerts.md"))


async def heartbeats(database: Database) -> tuple[bool, Message] | None:
    """Return whether all sources that always send are heard, and when; None when there are none."""
    known = await SqlHeartbeats(database).all()
    if not known:
        return None
    silent = [each for each in known if each.silent_since is not None]
    id_ = "check.silent" if silent else "check.heard"
    return not silent, message(id_, sources=_named(silent or known))


def _named(beats: Sequence[Heartbeat]) -> Names:
    said = (
        message("check.heard_at", source=Called(each.name), at=each.last_at)
        for each in beats[:MOST_NAMED]
    )
    return Names(tuple(said))
