"""What a cluster answers to a write, when it does not do it."""

from collections.abc import Awaitable

from domain.clusters.changes import Performed, Performing
from domain.common.errors import NotFound, PermanentError

LONGEST_SAID = 300
"""Characters of an error that are kept with a row of the audit."""


async def answer_to(writing: Awaitable[Performed]) -> Performed:
    """Return what became of a write; one that was turned down has changed nothing.

    Raises:
        Unavailable, TooManyRequests: nothing was changed; ask again.
        EffectUnknown: it left and no answer came; ask again.
    """
    try:
        return await writing
    except NotFound as error:
        return Performed(Performing.GONE, str(error)[:LONGEST_SAID])
    except PermanentError as error:
        return Performed(Performing.REFUSED, str(error)[:LONGEST_SAID])
