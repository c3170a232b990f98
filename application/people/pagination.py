"""Everybody who is registered, page by page: who holds a right has no place among them."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from application.ports.people import People
from domain.people.people import Person

PAGE = 100
"""People in one reading; stores give no more at once."""


async def everybody(people: People) -> AsyncGenerator[Person, None]:
    """Yield all people by id, however many there are."""
    after = ""
    while page := await people.list(after=after, limit=PAGE):
        for person in page:
            yield person
        after = page[-1].id


async def all_who(people: People, fits: Callable[[Person], bool], *, most: int) -> list[Person]:
    """Return those who fit, by id, and at most so many of them."""
    found: list[Person] = []
    async with aclosing(everybody(people)) as all_of_them:
        async for person in all_of_them:
            if fits(person):
                found.append(person)
            if len(found) == most:
                break
    return found
