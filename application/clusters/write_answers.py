"""What a cluster answers to a write, when it does not do it."""

from collections.abc import Awaitable

from application.common.wording import message_for
from domain.clusters.changes import Performed, Performing
from domain.common.errors import NotFound, PermanentError


async def answer_to(writing: Awaitable[Performed]) -> Performed:
    """Return what became of a write; one that was turned down has changed nothing.

    Raises:
        Unavailable, TooManyRequests: nothing was changed; ask again.
        EffectUnknown: it left and no answer came; ask again.
    """
    try:
        return await writing
    except NotFound as error:
        return Performed(outcome=Performing.GONE, said=message_for(error))
    except PermanentError as error:
        return Performed(outcome=Performing.REFUSED, said=message_for(error))
