"""What a web monitor remembers of one page; the text itself is kept apart (`PageTexts`)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class WebMemory:
    """One page as it was last seen.

    Attributes:
        filters: digest of the filter configuration that everything below belongs to; another
            one makes all of it void, the validators first (WEB-1).
        etag: verbatim, empty when the server sent none.
        last_modified: verbatim, empty when the server sent none.
        raw_digest: SHA-256 of the body that the validators stand for.
        text_digest: SHA-256 of the filtered text; empty before the first sight.
        keywords: those that were present.
        number: the number that was extracted.
        changed_at: when the text last changed, or was first seen.
        unchanged_told: whether people know that it has not changed for long.
        pending_digest: a change that is waiting for its confirmation, empty when none is.
        pending_checks: how often the pending change was seen again.
    """

    filters: str = ""
    etag: str = ""
    last_modified: str = ""
    raw_digest: str = ""
    text_digest: str = ""
    keywords: tuple[str, ...] = ()
    number: float | None = None
    changed_at: datetime | None = None
    unchanged_told: bool = False
    pending_digest: str = ""
    pending_checks: int = 0
