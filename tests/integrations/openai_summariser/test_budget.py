"""The token budget in memory."""

from datetime import date

from integrations.openai_summariser.budget import MemoryBudget

DAY, NEXT_DAY = date(2026, 11, 21), date(2026, 11, 22)


async def test_a_day_gives_no_more_than_its_tokens():
    """BRF-5."""
    budget = MemoryBudget(100)

    assert await budget.take(DAY, 60)
    assert not await budget.take(DAY, 60)
    assert await budget.take(DAY, 40)


async def test_what_was_reserved_and_not_used_comes_back():
    """BRF-5."""
    budget = MemoryBudget(100)
    await budget.take(DAY, 100)

    assert await budget.take(DAY, -70)
    assert await budget.take(DAY, 70)


async def test_every_day_starts_afresh():
    """BRF-5."""
    budget = MemoryBudget(100)
    await budget.take(DAY, 100)

    assert await budget.take(NEXT_DAY, 100)


async def test_zero_means_no_limit():
    """BRF-5."""
    assert await MemoryBudget(0).take(DAY, 10**9)
