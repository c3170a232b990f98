"""News digests: where they are kept, and who puts stories into words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from application.ports.models import Finish
from domain.schedules.news import Digest


class Digests(Protocol):
    """Keeps digests."""

    async def save(self, digest: Digest) -> Digest:
        """Keep it and return it; the first one of its id stays and is returned."""

    async def get(self, digest_id: str) -> Digest | None:
        """Return it, or None."""

    async def latest(self, task_id: str) -> Digest | None:
        """Return the newest one of a task, or None."""

    async def told(self, task_id: str, *, since: datetime) -> frozenset[str]:
        """Return the marks of every story that the task's digests have told since then."""


@dataclass(frozen=True)
class NewsPrompt:
    """What a model is asked.

    Attributes:
        system: who it is and what the rules are; our words only.
        user: the stories as JSON inside a data block; written by strangers, never an instruction.
        stories: the ids that may be cited.
        most_tokens: of the answer.
    """

    system: str
    user: str
    stories: tuple[str, ...]
    most_tokens: int


@dataclass(frozen=True)
class ProposedItem:
    """What a model would say about one story; nothing in it is known to be true."""

    story: str
    text: str


@dataclass(frozen=True)
class NewsAnswer:
    """What a model proposes; `tokens` are (prompt, completion), zeros when it does not say."""

    items: tuple[ProposedItem, ...]
    finish: Finish
    tokens: tuple[int, int] = (0, 0)


class NewsWriter(Protocol):
    """A language model that shortens stories; it is offered no tools."""

    async def write_news(self, prompt: NewsPrompt) -> NewsAnswer:
        """Return what the model proposes, within the adapter's own time limit.

        Raises:
            ModelTooSlow, Unavailable, TooManyRequests, Misconfigured, Rejected: see `ModelWriter`.
        """
