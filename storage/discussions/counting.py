"""Counts over a whole store, from its catalog."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from application.ports.discussions import StoreStatistics
from domain.discussions.discussions import DiscussionStatus
from storage.discussions.catalog_rows import broken_in, heads_in
from storage.discussions.places import Places


def statistics_of(database: sqlite3.Connection, places: Places) -> StoreStatistics:
    """Count messages, not discussions; the files of others, not ours beside them."""
    heads = heads_in(database)
    opened = sum(head.status is DiscussionStatus.OPEN for head in heads)
    senders = database.execute(
        "SELECT sender, count(*) FROM messages GROUP BY sender ORDER BY 2 DESC, 1"
    )
    (sizes,) = database.execute("SELECT coalesce(sum(size), 0) FROM files").fetchone()
    return StoreStatistics(
        discussions=len(heads),
        open=opened,
        closed=len(heads) - opened,
        messages=sum(head.message_count for head in heads),
        by_sender=dict(list(senders)),
        latest_activity=max((head.updated_at for head in heads), default=""),
        size_bytes=int(sizes) + sum(_sizes((places.config, places.index))),
        broken=tuple(broken_in(database)),
    )


def _sizes(paths: tuple[Path, ...]) -> Iterator[int]:
    for path in paths:
        if path.is_file():
            yield path.stat().st_size
