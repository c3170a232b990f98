"""Discussions in the order in which they are listed, page by page."""

from application.discussions.views import DiscussionList
from application.ports.discussions import Listed
from domain.discussions.discussions import DiscussionHead, DiscussionStatus
from domain.discussions.ids import check_discussion_id


def listed_after(
    after: str, listed: Listed, *, status: DiscussionStatus | None, limit: int
) -> DiscussionList:
    """Return a page, the newest update first.

    Args:
        after: `next_after` of the page before; empty for the first.
        listed: all discussions, in any order.
        status: only these; None for all.
        limit: how many at most.

    Raises:
        InvalidRequest: `after` is none of ours.
    """
    heads = sorted(listed.heads, key=_place, reverse=True)
    answers = [each for each in heads if status in (None, each.status)]
    left = [each for each in answers if not after or _place(each) < _read_place(after)]
    page = left[:limit]
    opened = sum(each.status is DiscussionStatus.OPEN for each in listed.heads)
    return DiscussionList(
        tuple(page),
        len(answers),
        opened,
        len(listed.heads) - opened,
        place_of(page[-1]) if len(left) > limit else "",
        listed.broken,
    )


def place_of(head: DiscussionHead) -> str:
    """Return what to pass as `after` to go on behind a head."""
    return "/".join(_place(head))


def _place(head: DiscussionHead) -> tuple[str, str, str]:
    """Return where a head stands; the greatest comes first."""
    return head.updated_at, head.last_at, head.id


def _read_place(after: str) -> tuple[str, str, str]:
    before, _, name = after.rpartition("/")
    updated_at, _, last_at = before.rpartition("/")
    return updated_at, last_at, check_discussion_id(name, "after")
