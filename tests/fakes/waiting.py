"""Wait for what another process brings about, without counting on how long that takes."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

_GLANCE_S = 0.03


async def eventually(look: Callable[[], Awaitable[T]], *, within: float = 40) -> T:
    """Return the first true answer of `look`; fail when `within` seconds brought none."""
    answer = None
    try:
        async with asyncio.timeout(within):
            while not (answer := await look()):
                await asyncio.sleep(_GLANCE_S)
    except TimeoutError:
        raise AssertionError(f"It did not come true within {within} s: {answer!r}") from None
    return answer
