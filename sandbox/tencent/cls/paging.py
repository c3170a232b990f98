"""The `Context` of a search: where the next page begins."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sandbox.clock import SandboxClock
from sandbox.tencent.cls.lines import LogLine
from sandbox.tencent.errors import ApiError
from sandbox.tencent.identifiers import Identifiers

# Both from the SDK's description of SearchLogRequest.Context.
CONTEXT_LIFE_S = 3600
CONTEXT_MAX_LINES = 10_000


@dataclass(frozen=True)
class Bookmark:
    """Where a search of one topic stands: after line `last` (None at the start), `given` lines in.

    `question` is everything that must stay the same from page to page.
    """

    question: str
    last: tuple[int, int] | None = None
    given: int = 0
    made_at: float = 0.0


@dataclass
class Bookmarks:
    """The open searches."""

    clock: SandboxClock
    identifiers: Identifiers
    _open: dict[str, Bookmark] = field(default_factory=dict)

    def resume(self, context: str | None, question: str) -> Bookmark:
        """Return where to go on; from the start when there is no context.

        Raises:
            ApiError: the context is unknown, expired, exhausted, or belongs to another question.
        """
        if not context:
            return Bookmark(question)
        bookmark = self._open.get(context)
        if bookmark is None or self._expired(bookmark) or bookmark.question != question:
            raise ApiError(
                "FailedOperation.InvalidContext",
                "The Context is unknown, older than an hour, or belongs to another query.",
            )
        if bookmark.given >= CONTEXT_MAX_LINES:
            raise ApiError(
                "FailedOperation.GetlogReachLimit",
                f"A Context gives at most {CONTEXT_MAX_LINES} lines; narrow the time range.",
            )
        return bookmark

    def keep(self, bookmark: Bookmark, page: Sequence[LogLine]) -> str:
        """Return a new context that goes on after `page`."""
        self._open = {key: each for key, each in self._open.items() if not self._expired(each)}
        context = self.identifiers.uuid()
        self._open[context] = replace(
            bookmark,
            last=page[-1].key if page else bookmark.last,
            given=bookmark.given + len(page),
            made_at=self.clock.seconds(),
        )
        return context

    def _expired(self, bookmark: Bookmark) -> bool:
        return self.clock.seconds() - bookmark.made_at >= CONTEXT_LIFE_S
