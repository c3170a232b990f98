"""Finds people whose role requires two-step sign-in and who have not set it up (VOI-6)."""

from collections.abc import Collection

from application.people.pagination import everybody
from bootstrap.sealing import KeySealing
from domain.common.messages import Called, Command, Message, Names, message
from domain.people.access import Role
from domain.people.second_factor import must_have
from storage.database import Database
from storage.people.people import SqlPeople
from storage.people.second_factors import SqlSecondFactors

MOST_NAMED = 5

ADVICE = message("check.set_up_second_factor", command=Command("zhiban people second-factor enrol"))


async def without_second_factor(database: Database, roles: Collection[Role]) -> Message | None:
    """Return what names those who lack it; None when nobody does."""
    have = await SqlSecondFactors(database, KeySealing(())).who()
    ids = [
        each.id
        async for each in everybody(SqlPeople(database))
        if not each.disabled and must_have(each, roles) and each.id not in have
    ]
    if not ids:
        return None
    named = tuple(map(Called, ids[:MOST_NAMED]))
    return message(
        "check.no_second_factor", count=len(ids), named=Names(named), more=len(ids) - len(named)
    )
