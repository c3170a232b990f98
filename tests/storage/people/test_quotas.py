"""What one person may write on one day, in memory, on SQLite and on PostgreSQL."""

import asyncio
from datetime import date

DAY, NEXT = date(2026, 11, 20), date(2026, 11, 21)


async def test_writes_are_counted_for_each_person_and_day(stores):
    """SEC-6."""

    async def take(person="u_mei", day=DAY):
        return await stores.quotas.take(person, day=day, size=1, most_writes=2, most_bytes=99)

    taken = [await take() for _ in range(4)]

    assert taken == [True, True, False, False]
    assert await take("u_lin")
    assert await take(day=NEXT)


async def test_what_would_be_too_much_is_not_counted(stores):
    """SEC-6: less still finds room."""

    async def take(size):
        return await stores.quotas.take("u_mei", day=DAY, size=size, most_writes=9, most_bytes=100)

    assert [await take(size) for size in (60, 60, 40, 1)] == [True, False, True, False]


async def test_writes_at_once_are_all_counted(stores):
    """SEC-6."""
    taken = await asyncio.gather(
        *(
            stores.quotas.take("u_mei", day=DAY, size=10, most_writes=99, most_bytes=100)
            for _ in range(30)
        )
    )

    assert sum(taken) == 10
