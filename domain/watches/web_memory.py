"""What a web monitor remembers of one page; the text itself is kept apart (`PageTexts`)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class WebMemory:
    """One page as it was last seen, and as it was last told.

    Attributes:
        filters: digest of the filter configuration that everything below belongs to; another
            one makes all of it void, the validators first (WEB-1). Empty before the first sight.
        etag: verbatim, empty when the server sent none.
        last_modified: verbatim, empty when the server sent none.
        raw_digest: SHA-256 of the body that the validators stand for; empty after a failure, so
            that the next look is unconditional and read anew.
        text_digest: SHA-256 of the baseline: the filtered text that people know of. A page whose
            change is too small, or waits for its confirmation, has another text than this.
        keywords: those that were present.
        number: the number that was extracted.
        number_over: whether the number has crossed and not come back yet.
        changed_at: when the baseline last changed, or was first seen.
        unchanged_told: whether people know that it has not changed for long.
        pending: what was seen and waits for its confirmation, by the names of `page_changes.py`.
        pending_checks: how often that was seen again.
    """

    filters: str = ""
    etag: str = ""
    last_modified: str = ""
    raw_digest: str = ""
    text_digest: str = ""
    keywords: tuple[str, ...] = ()
    number: float | None = None
    number_over: bool = False
    changed_at: datetime | None = None
    unchanged_told: bool = False
    pending: tuple[str, ...] = ()
    pending_checks: int = 0
