"""Counts desk robots that are not connected, for whoever looks at how we are (VOI-1)."""

from collections import Counter
from datetime import datetime

from domain.common.messages import Called, Clauses, Message, message
from domain.voice.robots import RobotFault
from storage.database import Database
from storage.voice.robots import standings_of_all

ADVICE = message("check.see", page=Called("docs/robots.md"))


async def lost_robots(database: Database, now: datetime) -> tuple[bool, Message] | None:
    """Return whether all robots are well, and what is wrong; None when there are none.

    Faults are counted and no robot is named: robots are their owners' own.
    """
    standings = await standings_of_all(database)
    if not standings:
        return None
    faults = Counter(each.trouble(now) for each in standings)
    del faults[RobotFault.NONE]
    if not faults:
        return True, message("check.robots_well", count=len(standings))
    said = (
        message("check.robot_fault", fault=fault, count=count)
        for fault, count in faults.most_common()
    )
    lost = message(
        "check.robots_lost",
        count=faults.total(),
        all=len(standings),
        faults=Clauses(tuple(said)),
    )
    return False, lost
