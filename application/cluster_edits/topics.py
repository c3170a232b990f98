"""Log topics that an edit names."""

from application.ports.logs import LogStore
from domain.common.errors import NotFound
from domain.logs.logs import LogTopic
from domain.logs.names import one_called

_MOST_TOPICS = 1_000


async def topic_called(logs: LogStore, called: str, field: str) -> LogTopic:
    """Return the log topic of that id or name.

    Raises:
        NotFound: there is none.
        InvalidRequest: the name fits several.
    """
    found = one_called(await logs.topics(name="", limit=_MOST_TOPICS), called, field)
    if found is None:
        raise NotFound("log topic", called)
    return found
