"""The token budget, in memory, on SQLite and on PostgreSQL."""

import asyncio
from datetime import date

from storage.assistant.budgets import SqlTokenBudget
from storage.database import open_database
from tests.storage.conftest import BUDGET

DAY, NEXT_DAY = date(2026, 11, 21), date(2026, 11, 22)


async def test_a_day_gives_no_more_than_its_tokens(stores):
    """BRF-5."""
    assert await stores.budget.take(DAY, 60)
    assert not await stores.budget.take(DAY, 60)
    assert await stores.budget.take(DAY, 40)
    assert not await stores.budget.take(DAY, 1)


async def test_what_was_reserved_and_not_used_comes_back_and_no_more(stores):
    """BRF-5."""
    await stores.budget.take(DAY, BUDGET)

    assert await stores.budget.take(DAY, -70)
    assert await stores.budget.take(DAY, 70)
    assert await stores.budget.take(DAY, -10 * BUDGET)
    assert not await stores.budget.take(DAY, BUDGET + 1)
    assert await stores.budget.take(DAY, BUDGET)


async def test_every_day_starts_afresh(stores):
    """BRF-5."""
    await stores.budget.take(DAY, BUDGET)

    assert await stores.budget.take(NEXT_DAY, BUDGET)
    assert not await stores.budget.take(DAY, 1)


async def test_what_is_given_back_to_a_day_nobody_used_adds_nothing(stores):
    """BRF-5."""
    assert await stores.budget.take(DAY, -50)
    assert not await stores.budget.take(DAY, BUDGET + 1)
    assert await stores.budget.take(DAY, BUDGET)


async def test_of_many_who_ask_at_once_only_as_many_get_tokens_as_there_are(stores):
    """BRF-5."""
    got = await asyncio.gather(*(stores.budget.take(DAY, 10) for _ in range(30)))
    assert sorted(got) == [False] * 20 + [True] * 10


async def test_workers_share_one_budget_and_a_restart_forgets_nothing(url):
    """BRF-5: two workers of the same database, then a third after both have ended."""
    async with open_database(url) as ours, open_database(url) as theirs:
        workers = [SqlTokenBudget(each, BUDGET) for each in (ours, theirs)]
        got = await asyncio.gather(*(workers[n % 2].take(DAY, 7) for n in range(20)))
    async with open_database(url) as later:
        rest = await SqlTokenBudget(later, BUDGET).take(DAY, 7)

    assert sum(got) == BUDGET // 7
    assert not rest


async def test_a_smaller_budget_takes_nothing_more_but_still_takes_back(database):
    """BRF-5: somebody lowered the setting during the day."""
    await SqlTokenBudget(database, 100).take(DAY, 90)
    lowered = SqlTokenBudget(database, 50)

    assert not await lowered.take(DAY, 10)
    assert await lowered.take(DAY, -30)
    assert not await lowered.take(DAY, 10)
    assert await lowered.take(DAY, -30)
    assert await lowered.take(DAY, 20)
