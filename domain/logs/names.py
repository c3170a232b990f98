"""What people call by its name in place of its id: log topics and log sets."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from domain.common.errors import InvalidRequest
from domain.common.messages import Alternatives, Foreign, message

_SOME = 5
"""Named when a name fits several."""


class WithName(Protocol):
    """What has an id and a name."""

    @property
    def id(self) -> str:
        """As the cloud gave it out."""

    @property
    def name(self) -> str:
        """As people gave it."""

    @property
    def region(self) -> str:
        """Where it lives."""


T = TypeVar("T", bound=WithName)


def one_called(found: Sequence[T], called: str, field: str) -> T | None:
    """Return the one of that id, else of that name, else of that part of one; None for none.

    Raises:
        InvalidRequest: several are called so; names some of them.
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
        some = tuple(Foreign(f"{each.name} ({each.id}, {each.region})") for each in fitting[:_SOME])
        raise InvalidRequest(field, message("logs.topics_fit", topics=Alternatives(some)))
    return fitting[0]
