"""What people call by its name in place of its id: log topics and log sets."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from application.ports.logs import LogStore
from domain.common.errors import InvalidRequest, NotFound
from domain.common.messages import Alternatives, Foreign, message
from domain.logs.logs import LogTopic

_MOST_TOPICS = 1_000
_SOME = 5
"""Named when a name fits several."""


class Called(Protocol):
    """What has an id and a name."""

    @property
    def id(self) -> str:
        """As the cloud gave it out."""

    @property
    def name(self) -> str:
        """As people gave it."""


T = TypeVar("T", bound=Called)


def one_called(found: Sequence[T], called: str, field: str) -> T | None:
    """Return the one of that id, name, or part of a name; None when nothing is called so.

    Raises:
        InvalidRequest: several are; names some of them.
    """
    wanted = called.casefold()
    fitting = (
        [each for each in found if each.id == called]
        or [each for each in found if each.name.casefold() == wanted]
        or [each for each in found if wanted in each.name.casefold()]
    )
    if not fitting or not called:
        return None
    if len(fitting) > 1:
        some = tuple(Foreign(f"{each.name} ({each.id})") for each in fitting[:_SOME])
        raise InvalidRequest(field, message("logs.topics_fit", topics=Alternatives(some)))
    return fitting[0]


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
