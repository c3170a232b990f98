"""Feeds, as far as digests need them: what a source says, whatever its format."""

from typing import Protocol

from domain.common.messages import Message, bare
from domain.schedules.feeds import Feed


class FeedFailed(Exception):
    """A source could not be read; says why, without the source's own words.

    Attributes:
        said: why, as a clause.
        lasting: trying again soon cannot help.
    """

    def __init__(self, said: Message, *, lasting: bool = False) -> None:
        super().__init__(bare(said))
        self.said = said
        self.lasting = lasting


class Feeds(Protocol):
    """Reads RSS, Atom, JSON Feed and plain pages."""

    async def read(self, url: str, *, owner: str) -> Feed:
        """Return what the source says, bounded, or raise `FeedFailed`.

        Args:
            url: where it is.
            owner: for whom; owners take turns in reading.
        """
